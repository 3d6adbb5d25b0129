import re
from datetime import UTC, date, datetime, time

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils.safestring import mark_safe

from cases.enums import ApplicationState, CaseState, CertificateStatus, ListingState, NoticeState
from deadlines.calendar_math import Calendar, ExceptionDay
from deadlines.enums import ClockStatus
from deadlines.replay import Happening, Term, strip
from ledger import timekeeping
from notices.enums import DocumentState
from portal.shell import icons
from portal.shell.components import TONES, Column, DataItem, DocumentRow, Stage, Table, TimelineItem, UnitChip
from portal.words.tones import tones
from recognition.enums import DeliveryState, RecognitionState

DUE = date(2026, 11, 25)


def shown(source: str, **context) -> str:
    prepared = Context(context)
    prepared.request = context.get("request")
    # The template formatter decides on line breaks, a reader does not see them.
    return " ".join(Template("{% load ui ui_forms %}" + source).render(prepared).split())


class DemoForm(forms.Form):
    name = forms.CharField(label="企业名称", help_text="与营业执照一致")
    kind = forms.ChoiceField(label="事由", widget=forms.RadioSelect, choices=[("a", "已履行"), ("b", "按计划")])
    measures = forms.MultipleChoiceField(label="措施", widget=forms.CheckboxSelectMultiple, choices=[("x", "限消"), ("y", "名单")])
    agreed = forms.BooleanField(label="我同意")
    material = forms.FileField(label="材料", required=False)
    token = forms.CharField(widget=forms.HiddenInput)

    def clean(self):
        if self.data.get("name") == "甲":
            raise forms.ValidationError("两项内容互相矛盾。")


class ListFilter(forms.Form):
    q = forms.CharField(label="关键词", required=False, help_text="企业名称或案号")
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), ("late", "已超期")])
    mine = forms.BooleanField(label="只看我的", required=False)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("days_left=3", ("剩3个工作日", "截止 11月25日 周三")),
        ("days_left=8 unit='ND'", ("剩8天",)),
        ("days_left=0", ("今天到期", "24:00 前")),
        ("days_left=-2", ("已超期2个工作日", "应于 11月25日 周三")),
        ("days_left=3 provisional=True", ("剩3个工作日", "暂定")),
        ("status='paused'", ("已暂停计时", "截止 11月25日 周三")),
        ("status='met' stopped_on=due", ("已按期办结", "11月25日 周三办结")),
        ("status='breached' stopped_on=due", ("超期办结",)),
        ("status='void'", ("不再计时",)),
        ("", ("截止 11月25日 周三",)),
    ],
)
def test_due_badge_says_until_when(arguments, words):
    with timekeeping.pinned(datetime.combine(DUE, time(15), timekeeping.SHANGHAI)):
        html = shown("{% due_badge due " + arguments + " %}", due=DUE)
    assert all(word in html for word in words)


def test_on_a_rest_day_after_its_last_day_a_limit_is_late_and_not_due_today():
    friday = date(2026, 11, 27)
    with timekeeping.pinned(datetime(2026, 11, 28, 15, tzinfo=timekeeping.SHANGHAI)):
        html = shown("{% due_badge due days_left=0 %}", due=friday)
    assert "已超期" in html
    assert "应于 11月27日 周五" in html
    assert "今天到期" not in html


def test_due_badge_never_relies_on_colour_alone():
    html = shown("{% due_badge due days_left=-1 %}", due=DUE)
    assert "cr-tone-danger" in html
    assert "已超期" in html
    assert "<svg" in html


def test_finished_clock_is_not_marked_provisional():
    assert "暂定" not in shown("{% due_badge due status='met' provisional=True %}", due=DUE)


def test_missing_due_date_is_said():
    assert "无时限" in shown("{% due_badge due %}", due=None)


def test_dates_are_chinese_and_in_the_portals_time_zone():
    moment = datetime(2026, 11, 24, 16, 5, tzinfo=UTC)
    assert shown("{{ at|cn_datetime }}", at=moment) == "2026年11月25日 周三 00:05"
    assert shown("{{ at|cn_date }}", at=moment) == "2026年11月25日 周三"
    assert shown("{{ day|cn_day }}{{ none|cn_date }}", day=DUE, none=None) == "11月25日 周三"


def test_icon_is_hidden_or_named():
    assert 'aria-hidden="true"' in shown("{% icon 'bell' %}")
    assert 'role="img" aria-label="提&lt;醒"' in shown("{% icon 'bell' label %}", label="提<醒")


def test_icon_whose_name_is_also_an_attribute_is_found():
    assert "<path" in icons.svg("x")


def test_unknown_icon_fails_here_and_is_left_out_in_production(settings):
    with pytest.raises(icons.UnknownIconError):
        icons.svg("no-such-icon")
    settings.APP_ENV = "production"
    assert icons.svg("no-such-icon") == ""


def test_unknown_tone_is_refused():
    with pytest.raises(TemplateSyntaxError, match="unknown tone"):
        shown("{% status_badge '已受理' 'purple' %}")


def test_a_badge_escapes_its_label_whatever_was_shown_before():
    badge = "{% status_badge label %}"
    assert "<b>已受理</b>" in shown(badge, label=mark_safe("<b>已受理</b>"))
    assert "<b>已受理</b>" not in shown(badge, label="<b>已受理</b>")


@pytest.mark.parametrize(
    ("model", "states"),
    [
        ("case", CaseState),
        ("application", ApplicationState),
        ("notice", NoticeState),
        ("listing", ListingState),
        ("recognition", RecognitionState),
        ("delivery", DeliveryState),
        ("certificate", CertificateStatus),
        ("document", DocumentState),
        ("clock", ClockStatus),
    ],
)
def test_every_state_has_a_tone(model, states):
    assert set(tones(model)) == set(states)
    assert set(tones(model).values()) <= set(TONES)


def test_user_text_is_escaped_in_components():
    nasty = "<b>某公司</b>"
    html = shown(
        "{% timeline items %}{% data_list rows %}{% unit_progress units %}{% document_row document %}{% empty_state nasty %}"
        "{% page_header nasty subtitle=nasty %}{% endpage_header %}{% notice nasty %}{{ nasty }}{% endnotice %}{% table table %}",
        table=Table((Column(nasty, text="nasty"), Column("甲", "cells/state.html")), [{"nasty": nasty, "state": nasty, "tone": "info"}]),
        items=[TimelineItem(what=nasty, who=nasty, detail=nasty, next_who=nasty, until=DUE)],
        rows=[DataItem(nasty, nasty), ("标签", nasty)],
        units=[UnitChip(nasty, nasty)],
        document=DocumentRow(nasty, nasty),
        nasty=nasty,
    )
    assert "<b>" not in html


def test_table_writes_texts_and_cells_under_their_headings():
    columns = (Column("企业与案号", "cells/case.html"), Column("现在由谁办理，到什么时候", text="holder.name", empty="无", label="办理"))
    lines = [
        {"url": "/a/", "name": "甲公司", "number": "一号", "holder": {"name": "区法院"}},
        {"url": "/b/", "name": "乙公司", "number": "二号", "holder": {"name": ""}},
    ]
    html = shown("{% table table %}", table=Table(columns, lines))
    assert re.findall(r"<th scope=\"col\">([^<]*)", html) == ["企业与案号", "现在由谁办理，到什么时候"]
    assert re.findall(r'<td data-label="办理">([^<]*)', html) == ["区法院", "无"]
    in_order = [html.index(text) for text in ('href="/a/"', "甲公司", "一号", "区法院", 'href="/b/"')]
    assert in_order == sorted(in_order)


def test_strip_shows_days_in_week_columns_and_explains_the_odd_ones():
    exceptions = {date(2026, 9, day): ExceptionDay("off", "中秋节", "放假通知") for day in (25, 26, 27)}
    exceptions[date(2026, 9, 20)] = ExceptionDay("work", "国庆节", "放假通知")
    days = strip([Happening("start", date(2026, 9, 18))], Calendar(exceptions, {2026}), Term(5, "WD"))
    html = shown("{% clock_strip days due_on=due rule_name='互认' law='办法第五条' pending=True %}", days=days, due=days[-1].date)
    assert html.count("cr-day-blank") == 4  # 18 September 2026 is a Friday
    assert "第5天" in html
    assert "截止" in html
    assert "中秋节放假，不计入" not in html  # the fifth day is 24 September
    assert "国庆节调休上班，依据《放假通知》" in html
    assert "待本地细则" in html


def test_strip_notes_join_days_of_one_holiday():
    exceptions = {date(2026, 9, day): ExceptionDay("off", "中秋节") for day in (25, 26, 27)}
    days = strip([Happening("start", date(2026, 9, 24))], Calendar(exceptions, {2026}), Term(1, "WD"))
    assert "9/25–9/27" in shown("{% clock_strip days %}", days=days)


def test_progress_counts_the_settled_units():
    html = shown("{% unit_progress units %}", units=[UnitChip("甲局", "已认可", "success", recognized=True), UnitChip("乙局", "待反馈")])
    assert '<progress class="cr-progress" value="1" max="2">1/2</progress>' in html


def test_stages_tell_their_state_in_words():
    html = shown("{% stages items %}", items=[Stage("申请", "done"), Stage("审查", "current"), Stage("出具")])
    assert "（已完成）" in html
    assert 'aria-current="step"' in html


@pytest.mark.parametrize(
    ("state", "word"), [("pending", "制作中"), ("refused", "无法制作"), ("needs_human", "待人工处理"), ("ready", "下载")]
)
def test_document_row_offers_only_what_is_ready(state, word):
    html = shown("{% document_row row %}", row=DocumentRow("证明", url="/documents/1/", state=state, sha256="ab" * 32))
    assert word in html
    assert ("/documents/1/" in html) is (state == "ready")


def test_field_ties_hint_and_error_to_its_control():
    html = shown("{% field form.name %}", form=DemoForm({}))
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert "（必填）" in html


def test_every_kind_of_field_has_a_label():
    html = shown("{% form_fields form %}", form=DemoForm())
    assert '<label class="form-label" for="id_name">' in html
    assert html.count('class="form-check-input"') == 5
    assert "<legend" in html
    assert 'type="file"' in html
    assert html.count('type="hidden"') == 1


def test_group_of_boxes_does_not_demand_every_box():
    html = shown("{% field form.measures %}", form=DemoForm())
    assert "required" not in html.replace("cr-required", "")


def test_error_summary_leads_to_the_fields():
    html = shown("{% form_fields form %}", form=DemoForm({"name": "甲", "kind": "z"}))
    assert 'role="alert"' in html
    assert 'href="#id_kind_row"' in html
    assert 'id="id_kind_row"' in html
    assert "两项内容互相矛盾。" in html


def test_formset_numbers_its_forms():
    formset = forms.formset_factory(DemoForm, extra=2)()
    html = shown("{% formset_fields formset noun='第 {} 件' %}", formset=formset)
    assert "第 2 件" in html
    assert 'name="form-TOTAL_FORMS"' in html


def test_filter_bar_shows_what_is_in_force_and_how_to_drop_it():
    request = RequestFactory().get("/court/", {"q": "晴川", "state": "late", "mine": "on", "page": "3"})
    html = shown("{% filter_bar form %}", request=request, form=ListFilter(request.GET))
    assert "关键词：晴川" in html
    assert "状态：已超期" in html
    assert "只看我的：是" in html
    assert 'href="/court/?state=late&amp;mine=on"' in html
    assert "page=3" not in html


def test_filter_bar_without_filters_has_nothing_to_clear():
    request = RequestFactory().get("/court/")
    assert "全部清除" not in shown("{% filter_bar form %}", request=request, form=ListFilter(request.GET))


def test_pager_keeps_the_filters():
    request = RequestFactory().get("/court/", {"q": "晴川", "page": "2"})
    html = shown("{% pager page '件' %}", request=request, page=Paginator(range(100), 20).get_page(2))
    assert 'href="?q=%E6%99%B4%E5%B7%9D&amp;page=3"' in html
    assert 'aria-current="page"' in html
    assert "第 2/5 页" in html


def test_pager_of_one_page_is_only_a_count():
    request = RequestFactory().get("/court/")
    html = shown("{% pager page %}", request=request, page=Paginator(range(3), 20).get_page(1))
    assert "共 3 条" in html
    assert "上一页" not in html


@pytest.mark.django_db
def test_showcase_draws_every_component(client):
    html = client.get("/_components/").content.decode()
    for name in ("cr-strip", "cr-timeline", "cr-units", "cr-stages", "cr-document", "cr-empty", "cr-filter", "cr-pager", "cr-confirm"):
        assert f'class="{name}' in html


@pytest.mark.django_db
def test_showcase_is_absent_in_production(client, settings):
    settings.APP_ENV = "production"
    settings.DEMO = False
    assert client.get("/_components/").status_code == 404
