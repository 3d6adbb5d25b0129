"""The answer to a supplement list: one small form for each thing the court asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms

from portal.enterprise.fields import LongText, PlainText, ProofFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.http import QueryDict
    from django.utils.datastructures import MultiValueDict

    from cases.models import SupplementItem


class AnswerForm(forms.Form):
    """Explain, hand in a file, or ask that the issuing body be asked; at least one of them."""

    text = LongText(label="说明", rows=4, required=False, help_text="写明补充的内容；只交材料的，可以不写。")
    upload = ProofFile(label="上传材料", required=False)
    lost_issuer = PlainText(
        label="材料遗失，请法院向出具单位核实",
        max_length=100,
        required=False,
        help_text="材料找不到了的，在这里写明当初的出具单位，不用上传。",
    )
    use_required_attribute = False

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not (data.get("text") or data.get("upload") or data.get("lost_issuer")):
            self.add_error("text", "请回答这一项：写明说明、上传材料，或者填写出具单位。")
        if data.get("upload") and data.get("lost_issuer"):
            self.add_error("lost_issuer", "已经选择了文件，就不用再请法院核实；两者只选一种。")
        return data


@dataclass(frozen=True)
class AskedItem:
    """What the court asked for and the form that answers it."""

    item: SupplementItem
    form: AnswerForm


def asked_items(
    items: Iterable[SupplementItem],
    data: QueryDict | None = None,
    files: MultiValueDict[str, Any] | None = None,
    kept: Mapping[str, Any] | None = None,
) -> list[AskedItem]:
    """Bind every item to its part of the posted data; ``kept`` fills in text that waited for a new sign-in."""
    return [AskedItem(item, AnswerForm(data, files, prefix=prefix_of(item), initial=_kept_of(item, kept))) for item in items]


def prefix_of(item: SupplementItem) -> str:
    return f"item-{item.pk}"


def _kept_of(item: SupplementItem, kept: Mapping[str, Any] | None) -> dict[str, Any]:
    if kept is None:
        return {"text": item.answer}
    return {name: kept.get(f"{prefix_of(item)}-{name}", "") for name in ("text", "lost_issuer")}
