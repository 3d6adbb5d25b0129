"""Who of an enterprise's people has an application in hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_http_methods

from cases.enums import ApplicationAction
from portal.enterprise.areas import APPLICATIONS
from portal.shell.policy import Audience, policy
from portal.steps.taking import act

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.shell.policy import PortalRequest


@policy("enterprise.application.hand_over", Audience.ENTERPRISE)
@require_http_methods(["GET", "POST"])
def hand_over(request: PortalRequest, pk: int) -> HttpResponse:
    return act(request, APPLICATIONS, pk, ApplicationAction.HAND_OVER)


@policy("enterprise.application.take_over", Audience.ENTERPRISE)
@require_http_methods(["GET", "POST"])
def take_over(request: PortalRequest, pk: int) -> HttpResponse:
    return act(request, APPLICATIONS, pk, ApplicationAction.TAKE_OVER)
