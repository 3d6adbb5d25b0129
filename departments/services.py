"""Beginning and end of a post."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from accounts.models import User
from departments.models import Post
from ledger import services as ledger
from ledger.rows import Part
from ledger.timekeeping import legal_date
from procedure.actors import of_now
from procedure.enums import Role
from procedure.errors import ConditionNotMet, InvalidInput, NotVisible
from procedure.refusals import refusals_in_words

if TYPE_CHECKING:
    from datetime import datetime

    from procedure.actors import Actor


ENDED = ("ended_at", "valid_until")


@transaction.atomic
def give_post(post: Post, *, by: str, at: datetime) -> Post:
    """Put a person into a post, as the ledger will know it; a post that it does not know is a finding of the verifier."""
    stream = ledger.locked_stream(f"account:{post.user_id}")
    post.save(force_insert=True)
    body = {"post": post.pk, "role": post.role, "department": post.department_id}
    ledger.append_event(stream=stream, actor=by, action="post_given", object=f"user:{post.user_id}", at=at, body=body, rows=[post])
    return post


def end_post(post_id: int, *, reason: str, by: Actor, at: datetime) -> Post:
    """End a post from this moment on, as an administrator of its region. NotVisible, ConditionNotMet, InvalidInput."""
    if not reason.strip():
        raise InvalidInput("reason", "请写明原因。")
    with refusals_in_words(), transaction.atomic():
        found = Post.objects.select_related("department").filter(pk=post_id).first()
        if found is None or not of_now(by, at).holds_in_region(Role.ADMINISTRATOR, found.department.region_id):
            raise NotVisible
        stream = ledger.locked_stream(f"account:{found.user_id}")
        # Whoever is taking a step by the post holds this row until the step has ended.
        User.objects.select_for_update(no_key=True).get(pk=found.user_id)
        post = Post.objects.select_for_update(of=("self",)).get(pk=post_id)
        if post.user_id == by.user_id:
            msg = "不能结束自己的岗位，请由另一位管理员办理。"
            raise ConditionNotMet(msg)
        if post.ended_at is not None:
            msg = "这个岗位已经结束，可能刚由他人办理，请刷新后再看。"
            raise ConditionNotMet(msg)
        on = legal_date(at)
        post.ended_at = at
        post.valid_until = max(post.valid_from, min(on, post.valid_until or on))
        post.save(update_fields=ENDED)
        body = {"reason": reason.strip(), "post": post.pk, "role": post.role, "department": post.department_id}
        ledger.append_event(
            stream=stream, actor=by.key, action="post_ended", object=f"user:{post.user_id}", at=at, body=body, rows=[Part(post, ENDED)]
        )
    return post
