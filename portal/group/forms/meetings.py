"""What the steps of a meeting, of an invited unit and of a task ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from departments.selectors import units_on
from ledger import timekeeping
from mechanism.enums import MeetingKind, Outcome
from mechanism.selectors import in_office_of, latest_minutes, units_to_invite
from portal.shell.fields import Token
from portal.shell.numbers import whole_number
from portal.steps import fields
from portal.steps.convening import AT_NINE, Convening, WhenAndWhere
from portal.steps.pages import ActionForm
from recognition.enums import RecognitionState

if TYPE_CHECKING:
    from collections.abc import Iterator

KINDS = [(kind.value, kind.label) for kind in (MeetingKind.MEETING, MeetingKind.ACTIVITY)]
LINES_AT_FIRST = 2
LINES_AT_MOST = 20


class ConveneForm(Convening):
    title = fields.line("会议名称", 120, help_text="例如：领导小组2026年第四季度会议")
    kind = fields.choice("类型", KINDS, radio=True)

    def __init__(self, data: Any, region_id: int) -> None:
        super().__init__(data)
        self.offer_units(region_id)
        self.fields["kind"].initial = MeetingKind.MEETING
        self.fields["time"].initial = AT_NINE


class RescheduleForm(WhenAndWhere, ActionForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].initial = self.subject.place


class InviteMoreForm(ActionForm):
    units = fields.several("增加邀请的单位", coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = units_to_invite(self.subject, timekeeping.today())
        fields.offer(self, "units", [(unit.pk, unit.short_name) for unit in units])
        if not units:
            self.fields["units"].help_text = "参加联动机制的单位都已经受邀。"


class CancelForm(ActionForm):
    reason = fields.text("取消的原因", 300, rows=2, help_text="写入会议取消的通知，各单位会读到。")


class ResolutionForm(forms.Form):
    content = fields.text("议定事项", 500, required=False, rows=2)
    department = forms.TypedChoiceField(label="责任单位", required=False, coerce=int, empty_value=None)
    due_on = fields.day("完成日期", required=False, help_text="不填的按本区规则计算。")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if any(data.values()):
            if not data.get("content") and "content" not in self.errors:
                self.add_error("content", "请写明要办什么。")
            if not data.get("department") and "department" not in self.errors:
                self.add_error("department", "请选择由哪个单位办理。")
        return data

    @property
    def is_filled(self) -> bool:
        return bool(self.cleaned_data.get("content"))


_Lines = forms.formset_factory(ResolutionForm, extra=0, max_num=LINES_AT_MOST, absolute_max=LINES_AT_MOST)


class MinutesForm(ActionForm):
    """Who was there, what was said, what was settled; for each invited unit a line with its people."""

    held_on = fields.day("召开日期")
    chair = fields.line("主持人", 60, help_text="姓名和职务。")
    guests = fields.text("列席人员", 500, required=False, rows=2, help_text="受邀单位以外到场的人员，写单位、姓名和职务。")
    content = fields.text("会议意见", 2000, rows=6, help_text="写明讨论的情况和结论，写入纪要，由出席单位确认。")
    outcome = fields.choice("会商结果", Outcome.choices, required=False, radio=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invited = list(self.subject.invitations.select_related("department").order_by("department__position", "pk"))
        members = in_office_of(self.subject, timekeeping.legal_date(self.subject.starts_at))
        for row in self.invited:
            known = "、".join(map(str, members.get(row.department_id, ())))
            help_text = "写出席人员的姓名和职务；没有出席的留空，记为缺席。" + (f"会议当天在任：{known}。" if known else "")
            self.fields[f"unit_{row.department_id}"] = fields.line(
                f"{row.department.short_name}出席人员", 200, required=False, help_text=help_text
            )
        if self.subject.recognition_id is None:
            del self.fields["outcome"]
        elif self.subject.recognition.state == RecognitionState.ESCALATED:
            fields.offer(self, "outcome", [choice for choice in Outcome.choices if choice[0] != Outcome.ESCALATE])
        self._begin()

    def _begin(self) -> None:
        """With what the last draft says; a contested one is mended, not typed anew."""
        last = latest_minutes(self.subject)
        self.fields["held_on"].initial = last.held_on if last else timekeeping.today()
        rows: list[dict[str, Any]] = [{} for _ in range(LINES_AT_FIRST)]
        if last is not None:
            for name in ("chair", "guests", "content", "outcome"):
                if name in self.fields:
                    self.fields[name].initial = getattr(last, name)
            for row in self.invited:
                self.fields[f"unit_{row.department_id}"].initial = row.people
            lines = last.resolutions.order_by("position")
            rows = [{"content": line.content, "department": line.department_id, "due_on": line.due_on} for line in lines] or rows
        self.lines = _Lines(self.data, prefix="items") if self.is_bound else _Lines(initial=rows, prefix="items")
        self._offer()

    def _offer(self) -> None:
        units = units_on(self.subject.region_id, timekeeping.today()).order_by("position", "pk")
        choices = [("", "请选择"), *((unit.pk, unit.short_name) for unit in units)]
        for line in self.lines:
            fields.offer(line, "department", choices)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.lines.is_valid():
            self.add_error(None, "有议定事项没有写完整，请看下面标红的地方。")
        if "outcome" in self.fields and not data.get("outcome") and "outcome" not in self.errors:
            self.add_error("outcome", "请选择会商结果。")
        return data

    @property
    def present(self) -> dict[int, str]:
        people = {row.department_id: self.cleaned_data.get(f"unit_{row.department_id}", "") for row in self.invited}
        return {unit: names for unit, names in people.items() if names}

    @property
    def filled(self) -> list[dict[str, Any]]:
        return [line.cleaned_data for line in self.lines if line.is_filled]

    def grown(self) -> MinutesForm:
        rows = [{name: line[name].value() or "" for name in line.fields} for line in self.lines]
        fresh = MinutesForm(subject=self.subject, actor=self.actor)
        for name in fresh.fields:
            fresh.fields[name].initial = self[name].value()
        fresh.lines = _Lines(initial=[*rows, {}][:LINES_AT_MOST], prefix="items")
        fresh._offer()
        return fresh

    def typed(self) -> Iterator[tuple[str, str]]:
        yield from super().typed()
        for number, line in enumerate(self.lines, start=1):
            if line["content"].value():
                yield f"第 {number} 项议定事项", str(line["content"].value())


class OpinionForm(ActionForm):
    opinion = fields.text("书面意见", 2000, rows=6, help_text="写入纪要的“各方意见”。纪要登记之前可以修改。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opinion"].initial = self.subject.opinion


class ShownMinutesForm(ActionForm):
    """Answers the draft that the page shows and no later one."""

    shown = Token(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        last = latest_minutes(self.subject.meeting)
        self.fields["shown"].initial = last.version if last else ""

    @property
    def shown_version(self) -> int | None:
        return whole_number(self.cleaned_data["shown"])


class ContestForm(ShownMinutesForm):
    note = fields.text("哪里不对", 1000, rows=4, help_text="写明纪要哪一处不对、应当怎样写，办公室据此修改。")


class OnPaperForm(ActionForm):
    note = fields.text(
        "书面确认的情况", 1000, rows=3, help_text="谁在哪一天以什么方式确认，例如：联络员11月20日在打印的纪要上签字，原件存办公室。"
    )


class ReportForm(ActionForm):
    report = fields.text("办理情况", 2000, rows=6, help_text="怎样办的、结果如何，办公室据此确认。")


class AcceptForm(ActionForm):
    note = fields.text("办公室意见", 500, required=False, rows=2)


class GiveBackForm(ActionForm):
    note = fields.text("还差什么", 500, rows=3, help_text="责任单位据此继续办理。")
    due_on = fields.day("改定的完成日期", required=False, help_text="不填的按本区规则从今天起计算。")


class DropForm(ActionForm):
    note = fields.text("不再办理的原因", 500, rows=3)
