"""The administrator's pages: accounts and posts, no case content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.services import AccountError, set_active
from departments.enums import Role
from departments.models import Post
from ledger import timekeeping
from portal.lists.filters import Filter, page_of
from portal.shell.components import DataItem
from portal.shell.policy import Audience, policy
from portal.steps import fields
from portal.steps.actions import INVALID

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from accounts.models import User
    from departments.actors import Actor
    from portal.shell.policy import PortalRequest


class AccountFilter(Filter):
    q = forms.CharField(label="姓名或用户名", max_length=60, required=False)
    role = forms.ChoiceField(label="岗位", required=False, choices=[("", "全部岗位"), *Role.choices])
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), ("active", "启用"), ("disabled", "停用")])


class AccountForm(forms.Form):
    reason = fields.text("原因", 300, rows=2, help_text="写入账本，例如：调离、岗位变动、账号异常。")


def visible_accounts(actor: Actor) -> QuerySet[User]:
    """People with a post in the administrator's region, and people without any post: agents of enterprises."""
    posts = Post.objects.filter(user=OuterRef("pk"))
    here = posts.filter(department__region__in=actor.regions_of(Role.ADMINISTRATOR))
    found = get_user_model().objects.filter(Q(Exists(here)) | ~Q(Exists(posts)))
    return found.prefetch_related("posts__department").order_by("-is_active", "username")


@require_safe
@policy("office.accounts", Audience.ADMINISTRATOR)
def accounts(request: PortalRequest) -> HttpResponse:
    form = AccountFilter(request.GET)
    page = page_of(request, _filtered(visible_accounts(request.actor), form))
    return render(request, "office/accounts.html", {"page": page, "form": form})


def _filtered(people: QuerySet[User], form: AccountFilter) -> QuerySet[User]:
    wanted = form.chosen
    if wanted.get("q"):
        people = people.filter(Q(full_name__icontains=wanted["q"]) | Q(username__icontains=wanted["q"]))
    if wanted.get("role"):
        people = people.filter(Exists(Post.objects.filter(user=OuterRef("pk"), role=wanted["role"])))
    return people.filter(is_active=wanted["state"] == "active") if wanted.get("state") else people


@policy("office.account", Audience.ADMINISTRATOR)
def account(request: PortalRequest, pk: int) -> HttpResponse:
    """One account: its posts, and enabling or disabling it with a reason."""
    person = visible_accounts(request.actor).filter(pk=pk).first()
    if person is None:
        raise Http404
    form = AccountForm(request.POST if request.method == "POST" else None)
    me = request.user.pk
    if request.method == "POST" and form.is_valid() and me is not None:
        try:
            changed = set_active(
                pk,
                active="enable" in request.POST,
                reason=form.cleaned_data["reason"],
                by_id=me,
                at=timekeeping.now(),
            )
        except AccountError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"已{'启用' if changed.is_active else '停用'}账号 {changed.username}。")
            return HttpResponseRedirect(reverse("office:accounts"))
    context = {
        "person": person,
        "form": form,
        "facts": [
            DataItem("姓名", person.full_name),
            DataItem("用户名", person.username, mono=True),
            DataItem("状态", "启用" if person.is_active else "停用"),
        ],
        "posts": list(person.posts.all()),
        "is_self": person.pk == me,
    }
    return render(request, "office/account.html", context, status=INVALID if form.errors else 200)
