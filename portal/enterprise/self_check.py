"""Five questions before filing: likely, something missing, or not yet, each with the rule it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django import forms

from cases.enums import RepairGround

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cases.models import GuardRule

NO_GROUND = "none"
YES, NO = "yes", "no"
HAVE, LOST = "have", "lost"


class SelfCheckForm(forms.Form):
    ground = forms.ChoiceField(
        label="1. 贵企业现在的情况最接近哪一项",
        choices=[*RepairGround.choices, (NO_GROUND, "以上都不是")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择一项。"},
    )
    cooperates = forms.ChoiceField(
        label="2. 是否一直在履行，或者在法院安排下积极配合（报告财产、按通知到场等）",
        choices=[(YES, "是"), (NO, "还没有")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择一项。"},
    )
    obstacles = forms.MultipleChoiceField(
        label="3. 是否有下列情形，有的请勾选",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="没有就不用勾选。自测结果不会告诉任何单位。",
    )
    proof = forms.ChoiceField(
        label="4. 履行凭证、计划或担保等证明材料",
        choices=[(HAVE, "已有"), (LOST, "曾经有，找不到了"), (NO, "还没有")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择一项。"},
    )
    signs = forms.ChoiceField(
        label="5. 法定代表人或授权的人能否签署信用承诺书",
        choices=[(YES, "能"), (NO, "暂时不能")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择一项。"},
    )
    use_required_attribute = False

    def __init__(self, *args: Any, rules: Sequence[GuardRule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["obstacles"]).choices = [(rule.code, rule.text) for rule in rules]


@dataclass(frozen=True)
class Remark:
    """One thing that stands in the way (``blocks``) or is still to be done."""

    text: str
    blocks: bool = False
    law: str = ""
    is_pending: bool = False


@dataclass(frozen=True)
class Result:
    title: str
    tone: str
    remarks: tuple[Remark, ...]
    ground: str


def result_of(answers: dict[str, Any], conditions: Sequence[GuardRule], obstacles: Sequence[GuardRule]) -> Result:
    """Advice only: the court decides on the real application."""
    remarks = tuple(_remarks(answers, conditions, obstacles))
    ground = "" if answers["ground"] == NO_GROUND else answers["ground"]
    if any(remark.blocks for remark in remarks):
        return Result("现在申请很可能不会通过", "danger", remarks, ground)
    if remarks:
        return Result("基本符合，还差几项准备", "warning", remarks, ground)
    return Result("基本符合，可以申请", "success", remarks, ground)


def _remarks(answers: dict[str, Any], conditions: Sequence[GuardRule], obstacles: Sequence[GuardRule]) -> Iterator[Remark]:
    by_code = {rule.code: rule for rule in (*conditions, *obstacles)}
    if answers["ground"] == NO_GROUND:
        yield _obstacle("申请须有正当事由：先与申请执行人商定履行计划、提供担保，或者履行完毕。", by_code.get("just-cause"))
    if answers["cooperates"] == NO:
        yield _obstacle("先开始履行，并按法院通知报告财产、到场配合，保存好凭证。", by_code.get("performs-actively"))
    for code in answers["obstacles"]:
        rule = by_code[code]
        yield _obstacle(f"存在“{rule.text}”的情形，须先纠正。", rule)
    if answers["proof"] == LOST:
        yield Remark("材料找不到了也能申请：在“证明材料”一步选“材料遗失”，写明出具单位，由法院去核实。")
    if answers["proof"] == NO:
        yield Remark("请先准备至少一份证明材料，例如付款凭证、履行计划、担保材料。")
    if answers["signs"] == NO:
        yield Remark("提交时须签署信用承诺书，请先办好授权。")


def _obstacle(text: str, rule: GuardRule | None) -> Remark:
    if rule is None:
        return Remark(text, blocks=True)
    return Remark(text, blocks=True, law=rule.law, is_pending=rule.local_rule_pending)
