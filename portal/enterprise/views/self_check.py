"""The self-check: nothing is stored, nobody is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.models import User
from cases.selectors import outlook
from departments.actors import enterprises_of
from departments.kept import installed_region
from ledger import timekeeping
from portal.enterprise import selectors
from portal.enterprise.self_check import SelfCheckForm, result_of
from portal.shell.policy import Audience, policy
from portal.words.outlook import outlook_stages

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.shell.policy import PortalRequest


@policy("enterprise.self_check", Audience.PUBLIC)
@require_http_methods(["GET", "POST"])
def self_check(request: PortalRequest) -> HttpResponse:
    region = installed_region()
    if region is None:
        raise Http404
    rules = selectors.guards_of(region)
    form = SelfCheckForm(request.POST if request.method == "POST" else None, rules=rules["hard"])
    result = result_of(form.cleaned_data, rules["condition"], rules["hard"]) if form.is_valid() else None
    own = enterprises_of(request.user, timekeeping.now()) if isinstance(request.user, User) else []
    stages = outlook_stages(outlook(region, timekeeping.today())) if result else []
    context = {"form": form, "result": result, "enterprises": own, "stages": stages}
    return render(request, "enterprise/self_check.html", context)
