"""The administrator's pages: accounts and posts, no case content."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.services import AccountError, set_active
from departments.models import Post
from departments.services import end_post
from ledger import timekeeping
from portal.admin.columns import ACCOUNTS
from portal.admin.filters import AccountFilter
from portal.admin.forms import AccountForm
from portal.admin.selectors import held_elsewhere, people_found, posts_in_region, visible_accounts, with_posts
from portal.lists.pages import page_of
from portal.shell.components import DataItem, Table
from portal.shell.numbers import whole_number
from portal.shell.policy import Audience, policy
from portal.steps.refusals import INVALID
from procedure.errors import DomainError
from procedure.refusals import refusals_in_words

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from accounts.models import User
    from portal.shell.policy import PortalRequest


@require_safe
@policy("office.accounts", Audience.ADMINISTRATOR)
def accounts(request: PortalRequest) -> HttpResponse:
    form = AccountFilter(request.GET)
    page = page_of(request, _filtered(visible_accounts(request.actor), form), partial(with_posts, actor=request.actor))
    return render(request, "admin/accounts.html", {"page": page, "table": Table(ACCOUNTS, list(page.object_list)), "form": form})


def _filtered(people: QuerySet[User], form: AccountFilter) -> QuerySet[User]:
    wanted = form.chosen
    if wanted.get("role"):
        people = people.filter(Exists(Post.objects.filter(user=OuterRef("pk"), role=wanted["role"])))
    if wanted.get("state"):
        people = people.filter(is_active=wanted["state"] == "active")
    return form.searched(people, people_found)


@policy("office.account", Audience.ADMINISTRATOR)
def account(request: PortalRequest, pk: int) -> HttpResponse:
    """One account: its posts, and enabling or disabling it with a reason."""
    person = visible_accounts(request.actor).filter(pk=pk).first()
    if person is None:
        raise Http404
    form = AccountForm(request.POST if request.method == "POST" else None)
    me = request.user.pk
    if request.method == "POST" and form.is_valid():
        try:
            done = _change(request, person, form.cleaned_data["reason"])
        except (AccountError, DomainError) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, done)
            return HttpResponseRedirect(reverse("admin:accounts"))
    context = {
        "person": person,
        "form": form,
        "facts": [
            DataItem("姓名", person.full_name),
            DataItem("用户名", person.username, mono=True),
            DataItem("状态", "启用" if person.is_active else "停用"),
        ],
        "posts": list(posts_in_region(request.actor).filter(user=person)),
        "is_self": person.pk == me,
        "held_elsewhere": held_elsewhere(person, request.actor),
    }
    return render(request, "admin/account.html", context, status=INVALID if form.errors else 200)


def _change(request: PortalRequest, person: User, reason: str) -> str:
    """End one post, or disable or enable the account; answers what was done. AccountError, DomainError."""
    at, by = timekeeping.now(), request.actor
    ended = whole_number(request.POST.get("end_post", ""))
    if ended is not None:
        post = posts_in_region(by).filter(pk=ended, user=person).first()
        if post is None:
            raise Http404
        end_post(post.pk, reason=reason, by=by, at=at)
        return f"已结束 {person.username} 的岗位：{post.department} {post.get_role_display()}。"
    if held_elsewhere(person, by):
        raise AccountError("此人在其他地区还有岗位，不能停用整个账号；请只结束本地区的岗位。")
    with refusals_in_words():
        changed = set_active(person.pk, active="enable" in request.POST, reason=reason, by_id=by.person_id, at=at)
    return f"已{'启用' if changed.is_active else '停用'}账号 {changed.username}。"
