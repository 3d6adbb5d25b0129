"""How much one account may bring within a day without any of it being handed in; what is on disk stays there, taken back or not."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db.models import Count, Exists, ForeignObjectRel, OuterRef, Q, Sum

from procedure.errors import InvalidInput
from uploads.models import Upload
from words.files import size as file_size

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from procedure.actors import Actor

WITHIN: Final = timedelta(hours=24)
# A model that holds files before they are handed in says with this condition which of its rows are.
HANDED_IN: Final = "HANDED_IN"


def not_handed_in(person_id: int, at: datetime) -> QuerySet[Upload]:
    """What an account has brought lately and no step rests on: in a draft, taken back, or of a form that was refused."""
    found = Upload.objects.filter(stored_by=person_id, stored_at__gt=at - WITHIN)
    # With the hidden ones: a proof, an answer or a scan cannot be reached from its file by a name.
    for relation in Upload._meta.get_fields(include_hidden=True):  # noqa: SLF001 - Django's public _meta
        if not isinstance(relation, ForeignObjectRel):
            continue
        model = relation.related_model
        rows = model._base_manager.filter(getattr(model, HANDED_IN, Q()), **{relation.field.name: OuterRef("pk")})  # noqa: SLF001 - Django's public name
        found = found.filter(~Exists(rows))
    return found


def refuse_hoard(by: Actor, size: int, field: str, *, at: datetime) -> None:
    """InvalidInput where this file would be more than an account may keep without handing it in."""
    if by.user_id is None:
        return
    kept = not_handed_in(by.user_id, at).aggregate(files=Count("pk"), size=Sum("size", default=0))
    if kept["files"] < settings.UPLOAD_UNSENT_FILES and kept["size"] + size <= settings.UPLOAD_UNSENT_BYTES:
        return
    held = f"您在24小时内上传而没有提交的文件（包括已经移除的）有{kept['files']}个、共 {file_size(kept['size'])}"
    most = f"一个账户最多{settings.UPLOAD_UNSENT_FILES}个、{file_size(settings.UPLOAD_UNSENT_BYTES)}"
    raise InvalidInput(field, f"{held}，{most}，这个文件没有保存。请先提交已经上传的材料，或者过一天再上传。")
