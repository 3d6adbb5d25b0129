"""The answer to a supplement list: one small form for each thing the court asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms

from cases.services.supplements import SupplementAnswer
from portal.enterprise.fields import LongText, Name
from portal.enterprise.selectors import open_supplement
from portal.steps.fields import ProofFile
from portal.steps.pages import ActionForm
from procedure.errors import DomainError, InvalidInput

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.core.files.uploadedfile import UploadedFile
    from django.db.models import Model
    from django.http import QueryDict

    from cases.models import Material, SupplementItem
    from procedure.actors import Actor


class ItemForm(forms.Form):
    """Explain, hand in a file, or ask that the issuing body be asked; at least one of them."""

    text = LongText(label="说明", rows=4, required=False, help_text="写明补充的内容；只交材料的，可以不写。")
    upload = ProofFile(label="上传材料", required=False)
    lost_issuer = Name(
        label="材料遗失，请法院向出具单位核实",
        max_length=100,
        required=False,
        help_text="材料找不到了的，在这里写明当初的出具单位，不用上传。",
    )
    use_required_attribute = False

    def __init__(self, *args: Any, held: Material | None = None, **kwargs: Any) -> None:
        """``held`` is the file that was kept for the item before."""
        self.held = held
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not (data.get("text") or data.get("upload") or data.get("lost_issuer") or self.held):
            self.add_error("text", "请回答这一项：写明说明、上传材料，或者填写出具单位。")
        if data.get("upload") and data.get("lost_issuer"):
            self.add_error("lost_issuer", "已经选择了文件，就不用再请法院核实；两者只选一种。")
        return data


@dataclass(frozen=True)
class AskedItem:
    """What the court asked for and the form that answers it."""

    item: SupplementItem
    form: ItemForm


class SupplementAnswersForm(ActionForm):
    """All items of the list that waits for an answer, answered together."""

    def __init__(self, *args: Any, kept: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = open_supplement(self.subject)
        self.rows = [self._row(item, kept) for item in asked.items.all()] if asked else []

    def _row(self, item: SupplementItem, kept: Mapping[str, Any] | None) -> AskedItem:
        data, files = (self.data, self.files) if self.is_bound else (None, None)
        held = next((one for one in item.materials.all() if one.upload), None)
        return AskedItem(item, ItemForm(data, files, prefix=prefix_of(item), initial=_kept_of(item, kept), held=held))

    @classmethod
    def restored(cls, kept: QueryDict, *, subject: Model, actor: Actor) -> SupplementAnswersForm:
        return cls(subject=subject, actor=actor, kept=kept)

    def is_valid(self) -> bool:
        # Every row is asked, so that all mistakes show at once.
        checked = [row.form.is_valid() for row in self.rows]
        return super().is_valid() and all(checked)

    def refuse(self, refusal: DomainError) -> None:
        """Put a refused file to its item; any other refusal stands above all items."""
        named = re.fullmatch(r"upload-(\d+)", refusal.field) if isinstance(refusal, InvalidInput) else None
        row = next((row for row in self.rows if named and row.item.pk == int(named[1])), None)
        if row is not None:
            row.form.add_error("upload", str(refusal))
        else:
            self.add_error(None, str(refusal))

    @property
    def has_errors(self) -> bool:
        return self.is_bound and (bool(self.errors) or any(row.form.errors for row in self.rows))

    @property
    def answers(self) -> dict[int, SupplementAnswer]:
        """By item, once the form is valid; its files are kept by then."""
        return {row.item.pk: SupplementAnswer(**row.form.cleaned_data | {"upload": None}) for row in self.rows}

    @property
    def files_sent(self) -> dict[int, UploadedFile[bytes]]:
        """What was chosen, by item, whether or not all is answered."""
        chosen = {row.item.pk: row.form.cleaned_data.get("upload") for row in self.rows if row.form.is_bound}
        return {item: upload for item, upload in chosen.items() if upload}

    def show_kept(self, refused: Mapping[int, InvalidInput]) -> None:
        """After the files were kept: each row shows what it holds now, or why its file was refused."""
        asked = open_supplement(self.subject)
        held = {one.supplement_item_id: one for item in asked.items.all() for one in item.materials.all()} if asked else {}
        for row in self.rows:
            row.form.held = held.get(row.item.pk, row.form.held)
            if row.item.pk in refused:
                row.form.add_error("upload", str(refused[row.item.pk]))


def prefix_of(item: SupplementItem) -> str:
    return f"item-{item.pk}"


def _kept_of(item: SupplementItem, kept: Mapping[str, Any] | None) -> dict[str, Any]:
    if kept is None:
        return {"text": item.answer}
    return {name: kept.get(f"{prefix_of(item)}-{name}", "") for name in ("text", "lost_issuer")}
