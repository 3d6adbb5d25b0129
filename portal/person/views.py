"""What is everybody's own, whatever the role: messages, how they come, the calendar."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

import structlog
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from departments.actors import actor_for
from ledger import timekeeping
from messaging import services
from messaging.enums import Channel, MessageKind
from messaging.gateways import open_channels
from messaging.gateways.signed import is_signed
from messaging.selectors import LISTED_AT_MOST, calendar_owner, manners_of, messages_of, unread_number, with_readings
from notices.links import public_url
from portal.lists.pages import joined, page_of
from portal.person import selectors
from portal.person.calendars import CONTENT_TYPE, calendar_of
from portal.person.forms import ADDRESS_FORMS, CodeForm, WishesForm
from portal.shell.policy import Audience, policy
from portal.shell.ratelimit import limited, take
from procedure.errors import ConditionNotMet, InvalidInput
from supervision.agenda import agenda_of

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.forms import Form
    from django.http import HttpRequest

    from messaging.models import Message
    from portal.shell.policy import PortalRequest
    from procedure.actors import Actor

INVALID = 422
RECEIPT_AT_MOST = 1 << 14
# A provider reports each text message on its own, from few addresses.
RECEIPTS_PER_ADDRESS = "1200/m/ip"
LARGEST_KEY = 2**63 - 1
# Whoever opens many accounts may not have one stranger's phone ring all day.
CODES_PER_ADDRESS = "5/d/key"


logger = structlog.get_logger(__name__)


def _person(request: PortalRequest) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user


# --- messages -------------------------------------------------------------------------------------------------------


@policy("person.message.list", Audience.SIGNED_IN)
@require_http_methods(["GET", "POST"])
def messages_list(request: PortalRequest) -> HttpResponse:
    """All messages; they count as read once their reader has opened them or says so of all that the page knew."""
    if request.method == "POST":
        shown = request.POST.get("up_to", "")
        if shown.isascii() and shown.isdigit() and int(shown) <= LARGEST_KEY:
            services.mark_all_read(_person(request), up_to=int(shown))
        return redirect(request.get_full_path())
    found = selectors.messages_to(request.actor)
    page = page_of(request, found, partial(_read, actor=request.actor))
    rows = [(message, selectors.receiver_words(message)) for message in page.object_list]
    request.unread = unread_number(request.actor)
    newest = max((message.pk for message, _ in rows), default=0)
    if page.number > 1:
        newest = found.order_by("-pk").values_list("pk", flat=True).first() or 0
    context = {"page": page, "rows": rows, "newest": newest, "has_unread": request.unread > 0, "listed_at_most": LISTED_AT_MOST}
    return render(request, "person/messages.html", context)


def _read(found: QuerySet[Message], actor: Actor) -> QuerySet[Message]:
    return with_readings(joined("enterprise")(found), actor)


@policy("person.message.read", Audience.SIGNED_IN)
@require_safe
def message(request: PortalRequest, pk: int) -> HttpResponse:
    """One message, with the way to what it tells of."""
    found = messages_of(request.actor).filter(pk=min(pk, LARGEST_KEY)).select_related("enterprise").first()
    if found is None:
        raise Http404
    services.mark_read(found.pk, user=_person(request), at=timekeeping.now())
    context = {
        "message": found,
        "receiver": selectors.receiver_words(found),
        "target": selectors.page_of_message(found, request.actor),
        "sendings": selectors.sendings_of(found, request.actor),
    }
    return render(request, "person/message.html", context)


# --- how they come --------------------------------------------------------------------------------------------------


@policy("person.settings.view", Audience.SIGNED_IN)
@never_cache
@require_safe
def settings_page(request: PortalRequest) -> HttpResponse:
    return _settings(request)


def _settings(
    request: PortalRequest,
    *,
    bound: dict[str, Form] | None = None,
    wishes_form: WishesForm | None = None,
    calendar_url: str = "",
    status: int = 200,
) -> HttpResponse:
    """``bound`` holds the form that was refused, by channel or channel and ``code``, so that nothing typed is lost."""
    user, bound = _person(request), bound or {}
    ways = [
        {
            "way": way,
            "form": bound.get(way.channel) or ADDRESS_FORMS[way.channel](prefix=way.channel),
            "code_form": bound.get(f"{way.channel}:code") or CodeForm(prefix=f"{way.channel}-code"),
            "is_open": way.channel in open_channels(),
        }
        for way in selectors.ways_of(user)
    ]
    context = {
        "ways": ways,
        "wishes_form": wishes_form or _wishes_form(user),
        "fixed": [kind.label for kind in (MessageKind.TASK, MessageKind.DEADLINE)],
        "reader": selectors.reader_of(user),
        "calendar_url": calendar_url,
        "has_failed": selectors.lately_failed(user),
    }
    return render(request, "person/settings.html", context, status=status)


def _wishes_form(user: User, data: Any = None) -> WishesForm:
    return WishesForm(data, channels=open_channels(), said=manners_of([user.pk]), person=user.pk)


@policy("person.settings.address", Audience.SIGNED_IN)
@require_POST
def address(request: PortalRequest, channel: str) -> HttpResponse:
    """Ask for a new address: a code goes there."""
    form = ADDRESS_FORMS[_channel(channel)](request.POST, prefix=channel)
    if form.is_valid():
        value = form.cleaned_data["value"]
        if refusal := _ask(request, _channel(channel), value):
            form.add_error("value", refusal)
        else:
            messages.success(request, "验证码正在发出，请在30分钟内填写。")
            return redirect("person:settings")
    return _settings(request, bound={channel: form}, status=INVALID)


def _ask(request: PortalRequest, channel: Channel, value: str) -> str:
    """Why no code is sent, or nothing."""
    if not take(request, "code", CODES_PER_ADDRESS, f"{channel} {value.lower()}"):
        return "今天发到这里的验证码太多，请明天再试，或者换一个联系方式。"
    try:
        services.ask_for_address(_person(request), channel, value, at=timekeeping.now())
    except (InvalidInput, ConditionNotMet) as refusal:
        return str(refusal)
    return ""


@policy("person.settings.confirm", Audience.SIGNED_IN)
@require_POST
def address_code(request: PortalRequest, channel: str) -> HttpResponse:
    """Take the address into use."""
    form = CodeForm(request.POST, prefix=f"{_channel(channel)}-code")
    if form.is_valid():
        try:
            services.confirm_address(_person(request), _channel(channel), form.cleaned_data["code"], at=timekeeping.now())
        except InvalidInput as refusal:
            form.add_error("code", str(refusal))
        else:
            messages.success(request, f"{_channel(channel).label}已经核实，今后的消息会发到那里。")
            return redirect("person:settings")
    return _settings(request, bound={f"{channel}:code": form}, status=INVALID)


@policy("person.settings.remove", Audience.SIGNED_IN)
@require_POST
def address_remove(request: PortalRequest, channel: str) -> HttpResponse:
    try:
        services.remove_address(_person(request), _channel(channel))
    except ConditionNotMet as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{_channel(channel).label}已经删除，不再发送。")
    return redirect("person:settings")


@policy("person.settings.wishes", Audience.SIGNED_IN)
@require_POST
def wishes(request: PortalRequest) -> HttpResponse:
    form = _wishes_form(_person(request), request.POST)
    if not form.is_valid():
        return _settings(request, wishes_form=form, status=INVALID)
    services.keep_wishes(_person(request), form.wishes)
    messages.success(request, "设置已经保存。")
    return redirect("person:settings")


def _channel(value: str) -> Channel:
    if value not in Channel.values:
        raise Http404
    return Channel(value)


# --- the calendar ---------------------------------------------------------------------------------------------------


@policy("person.settings.calendar", Audience.SIGNED_IN)
@never_cache
@require_POST
def calendar_address(request: PortalRequest) -> HttpResponse:
    """Make a new address, which the answer shows once, or end the one there is."""
    user = _person(request)
    if request.POST.get("end"):
        services.end_calendar(user)
        messages.success(request, "日历地址已经停用，原来的订阅不再更新。")
        return redirect("person:settings")
    token = services.renew_calendar(user, at=timekeeping.now())
    return _settings(request, calendar_url=public_url(reverse("person:calendar", args=[token])))


@policy("person.calendar.read", Audience.PUBLIC)
@limited("calendar")
@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The due dates of whoever has this address, by the rights of this moment."""
    owner = calendar_owner(services.calendar_digest(token))
    if owner is None:
        raise Http404
    at = timekeeping.now()
    response = HttpResponse(calendar_of(agenda_of(actor_for(owner, at, anew=True)), at), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = 'inline; filename="due-days.ics"'
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


# --- what a provider reports ----------------------------------------------------------------------------------------


@csrf_exempt  # another program has no form of ours: it signs what it sends
@policy("gateway.sms.receipt", Audience.PUBLIC)
@limited("receipts", RECEIPTS_PER_ADDRESS)
@require_POST
def sms_receipts(request: HttpRequest) -> HttpResponse:
    """What became of a text message. Only who has the key of the gateway is listened to."""
    body = request.read(RECEIPT_AT_MOST + 1)
    if len(body) > RECEIPT_AT_MOST or not is_signed(settings.SMS_SECRET, request.headers, body, timekeeping.now()):
        logger.warning("receipt_refused")
        services.note_bad_receipt(Channel.SMS, at=timekeeping.now())
        return JsonResponse({"error": "signature"}, status=403)
    said = _receipt(body)
    if said is None:
        services.note_bad_receipt(Channel.SMS, at=timekeeping.now())
        return JsonResponse({"error": "id and state are needed; state is delivered or failed"}, status=400)
    reference, is_delivered, reason = said
    services.note_good_receipt(Channel.SMS, at=timekeeping.now())
    known = services.note_receipt(Channel.SMS, reference, is_delivered=is_delivered, reason=reason, at=timekeeping.now())
    # It may be faster than our own note of the sending: whoever gets 404 says it again.
    return JsonResponse({"known": known}, status=200 if known else 404)


def _receipt(body: bytes) -> tuple[str, bool, str] | None:
    """Reference, whether it arrived, and why not; None for what says nothing."""
    try:
        said = json.loads(body)
        reference, outcome, reason = str(said["id"]), said["state"], str(said.get("reason") or "")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    if outcome not in ("delivered", "failed") or not reference.isprintable():
        return None
    # Whatever a provider writes there ends on a page.
    return reference, outcome == "delivered", "".join(char if char.isprintable() else " " for char in reason)
