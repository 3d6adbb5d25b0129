"""All components on one page with invented data, for whoever builds a screen; in the demo and in tests only."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from deadlines.calendar_math import Calendar, ExceptionDay
from deadlines.replay import DayMark, Happening, Term, strip
from portal.lists.columns import WORK
from portal.shell.components import DataItem, DocumentRow, Stage, Table, Tile, TimelineItem, UnitChip
from portal.shell.fields import CaseNumber, Day, Prose, Sought
from portal.shell.policy import Audience, policy
from words.files import accepted

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

SHANGHAI = ZoneInfo("Asia/Shanghai")


class SampleFilter(forms.Form):
    q = Sought(label="企业名称、统一社会信用代码或案号", required=False, help_text="例如 鄂0203执")
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), ("handling", "审查中"), ("signed", "待出具")])
    overdue = forms.BooleanField(label="只看超期", required=False)


class SampleForm(forms.Form):
    case_number = CaseNumber(label="执行案号", help_text="写在告知书第一行，例如（2026）鄂0203执123号", max_length=40)
    reason = forms.ChoiceField(
        label="修复事由", widget=forms.RadioSelect, choices=[("done", "已履行完毕"), ("plan", "正在按计划履行"), ("other", "其他正当事由")]
    )
    measures = forms.MultipleChoiceField(
        label="希望暂停的措施",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[("list", "失信被执行人名单"), ("spend", "限制消费")],
    )
    unit = forms.ChoiceField(label="出具材料的单位", choices=[("", "请选择"), ("bank", "开户银行"), ("court", "法院")])
    planned_on = Day(label="计划履行日期", required=False)
    statement = Prose(label="情况说明", help_text="写明义务是怎样履行的，不超过 2000 字")
    material = forms.FileField(label="证明材料", required=False, help_text=accepted(settings.UPLOAD_FILE_MAX_BYTES))
    agreed = forms.BooleanField(label="我已阅读并同意信用承诺书的全部内容")


SampleFormSet = forms.formset_factory(SampleForm, extra=1)


@policy("look_at_components", Audience.PUBLIC)
@require_safe
def showcase(request: HttpRequest) -> HttpResponse:
    if not (settings.DEMO or settings.DEBUG or settings.APP_ENV == "test"):
        raise Http404
    return render(request, "demo/components.html", _samples(request))


def _samples(request: HttpRequest) -> dict[str, object]:
    return {
        "filter_form": SampleFilter(request.GET),
        "empty_form": SampleForm(prefix="empty"),
        "faulty_form": SampleForm({"faulty-case_number": "2026鄂执", "faulty-reason": "none", "faulty-unit": "bank"}, prefix="faulty"),
        "formset": SampleFormSet(prefix="set"),
        "page": Paginator(range(1, 171), 20).get_page(request.GET.get("page", 3)),
        "table": _table(),
        "strip": _strip(),
        "due_on": _strip()[-1].date,
        "days": {name: date(2026, 11, day) for name, day in (("soon", 23), ("later", 25), ("past", 18))},
        "timeline": _timeline(),
        "facts": _facts(),
        "tiles": _tiles(),
        "units": _units(),
        "stages": _stages(),
        "documents": _documents(),
    }


def _table() -> Table:
    known: dict[str, object] = {"url": "#", "unit": "WD", "provisional": False, "waited_days": 1, "buttons": ()}
    return Table(
        WORK,
        [
            known
            | {
                "name": "黄石市磁湖春晓新材料科技开发（集团）股份有限公司西塞山分公司",
                "number": "（2026）鄂0203执123号",
                "state": "审查中",
                "tone": "progress",
                "due_on": date(2026, 11, 25),
                "days_left": 3,
                "waiting": "复核法官",
            },
            known
            | {
                "name": "黄石晴川包装有限公司",
                "number": "（2026）鄂0203执88号",
                "state": "待签收",
                "tone": "warning",
                "due_on": date(2026, 11, 18),
                "days_left": -2,
                "waiting": "区发改局",
            },
        ],
    )


def _strip() -> tuple[DayMark, ...]:
    """Ten working days over both autumn holidays, with a pause."""
    exceptions = {date(2026, 9, day): ExceptionDay("off", "中秋节") for day in (25, 26, 27)}
    exceptions |= {date(2026, 10, day): ExceptionDay("off", "国庆节") for day in range(1, 8)}
    exceptions[date(2026, 10, 10)] = ExceptionDay("work", "国庆节")
    happened = [
        Happening("start", date(2026, 9, 24)),
        Happening("pause", date(2026, 10, 9), reason="等待异地协查"),
        Happening("resume", date(2026, 10, 12)),
    ]
    return strip(happened, Calendar(exceptions, {2026}), Term(10, "WD"))


def _timeline() -> list[TimelineItem]:
    return [
        TimelineItem(
            "区发改局已转推八家成员单位",
            datetime(2026, 11, 20, 16, 5, tzinfo=SHANGHAI),
            "区发改局",
            next_who="各成员单位",
            until=date(2026, 12, 4),
            tone="progress",
        ),
        TimelineItem("区发改局已签收法院推送", datetime(2026, 11, 20, 9, 30, tzinfo=SHANGHAI), "区发改局", tone="success"),
        TimelineItem(
            "需要补充材料",
            datetime(2026, 11, 3, 10, 0, tzinfo=SHANGHAI),
            "区人民法院",
            detail="一次性告知：缺少第二期付款凭证。可到开户银行柜台打印。",
            tone="warning",
        ),
        TimelineItem("已提交申请", datetime(2026, 11, 2, 14, 20, tzinfo=SHANGHAI), "贵企业"),
    ]


def _facts() -> list[DataItem]:
    return [
        DataItem("企业名称", "黄石市磁湖春晓新材料科技开发（集团）股份有限公司西塞山分公司"),
        DataItem("统一社会信用代码", "91420203MA00000150", mono=True),
        DataItem("执行案号", "（2026）鄂0203执123号", url="#"),
        DataItem("曾用名", ""),
        DataItem("修复事由", "已与申请执行人达成和解，按计划履行了两期。\n第三期于明年一月支付。", wide=True),
    ]


def _tiles() -> list[Tile]:
    return [
        Tile("待我办理", 7, "件", "其中 2 件今天到期", "#", "warning"),
        Tile("已超期", 1, "件", "超期2个工作日", "#", "danger"),
        Tile("本月出具证明", 12, "份", tone="success"),
        Tile("平均审查", "6.5", "个工作日", tone="info"),
    ]


def _units() -> list[UnitChip]:
    recognized = ["区法院", "区发改局", "区司法局", "区财政局", "区市监局", "区政数局"]
    return [
        *(UnitChip(name, "已认可", "success", recognized=True) for name in recognized),
        UnitChip("区自规分局", "待反馈，剩3个工作日", "info"),
        UnitChip("区金融办", "会商中", "warning"),
    ]


def _stages() -> list[Stage]:
    return [
        Stage("宣传告知", "done", "9月1日"),
        Stage("修复申请", "done", "9月10日"),
        Stage("修复证明", "done", "9月24日"),
        Stage("信息共享", "current", "截止 9月29日 周二"),
        Stage("结果互认"),
        Stage("监督反馈"),
    ]


def _documents() -> list[DocumentRow]:
    digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    made_at = datetime(2026, 9, 24, 11, 0, tzinfo=SHANGHAI)
    return [
        DocumentRow("信用修复证明（暂停信用惩戒）", "鄂0203执修〔2026〕证12号", digest, "#", made_at=made_at),
        DocumentRow("信用修复告知书", "鄂0203执修〔2026〕告12号", state="pending"),
        DocumentRow("推送函", state="refused", reason="企业名称中有字体无法显示的字，请联系系统管理员。"),
    ]
