"""What an enterprise's agents see and where they act; what is refused stays in the form that they have before them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect

from cases.enums import ApplicationState
from cases.subjects import APPLICATION, CASE
from portal.enterprise import selectors, words
from portal.enterprise.steps import APPLICATION_PAGES, CASE_PAGES
from portal.steps.pages import Area
from portal.steps.refusals import status_of
from portal.steps.taking import show

if TYPE_CHECKING:
    from django.http import HttpResponse

    from cases.models import Application, Case
    from portal.shell.policy import PortalRequest
    from portal.steps.pages import ActionForm, Taking
    from procedure.errors import DomainError


def describe_case(case: Case) -> str:
    return case.enforcement_case.number


def describe_application(application: Application) -> str:
    return application.enterprise.name


def not_a_draft(request: PortalRequest, application: Application) -> HttpResponse:
    """Where somebody is led who wanted to go on with what is no draft any more."""
    if application.state == ApplicationState.SUBMITTED:
        return redirect("enterprise:receipt", pk=application.pk)
    messages.info(request, "这份草稿已经放弃，需要时请重新开始填写。")
    return redirect("enterprise:desk")


def _draft_is_gone(taking: Taking[Application], _form: ActionForm | None) -> HttpResponse:
    return not_a_draft(taking.request, taking.subject)


def _draft_collided(taking: Taking[Application], collision: DomainError, form: ActionForm | None) -> HttpResponse:
    """A second click finds what the first one did."""
    if form is None or not taking.is_open:
        return _draft_is_gone(taking, form)
    form.refuse(collision)
    return show(taking, form, status_of(collision))


def _back_to_the_case(taking: Taking[Case], _form: ActionForm | None) -> HttpResponse:
    messages.info(taking.request, f"{taking.page.late}：{words.state_words(taking.subject)}。")
    return redirect(taking.area.home_url(taking.subject))


def _in_the_form(taking: Taking[Case], collision: DomainError, form: ActionForm | None) -> HttpResponse:
    if form is None:
        return _back_to_the_case(taking, form)
    form.refuse(collision)
    return show(taking, form, status_of(collision))


APPLICATIONS = Area(
    subject=APPLICATION,
    visible=selectors.own_applications,
    home="enterprise:receipt",
    route="",
    pages=APPLICATION_PAGES,
    describe=describe_application,
    late=_draft_is_gone,
    collided=_draft_collided,
)
CASES = Area(
    subject=CASE,
    visible=selectors.own_cases,
    home="enterprise:case",
    route="",
    pages=CASE_PAGES,
    describe=describe_case,
    late=_back_to_the_case,
    collided=_in_the_form,
)
