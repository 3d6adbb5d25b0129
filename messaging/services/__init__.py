"""Writes of this app: what is told, to whom it goes and by which channel, how it is sent; addresses and wishes of a person."""

from messaging.services.addresses import ask_for_address, confirm_address, remove_address
from messaging.services.calendars import calendar_digest, end_calendar, renew_calendar
from messaging.services.gateways import note_bad_receipt, note_good_receipt
from messaging.services.messages import Told, mark_all_read, mark_read, tell, tell_enterprise, tell_person, tell_post
from messaging.services.receipts import note_receipt
from messaging.services.resolving import messages_to_resolve, resolve
from messaging.services.sending import deliveries_due, send
from messaging.services.wishes import keep_wishes

__all__ = [
    "Told",
    "ask_for_address",
    "calendar_digest",
    "confirm_address",
    "deliveries_due",
    "end_calendar",
    "keep_wishes",
    "mark_all_read",
    "mark_read",
    "messages_to_resolve",
    "note_bad_receipt",
    "note_good_receipt",
    "note_receipt",
    "remove_address",
    "renew_calendar",
    "resolve",
    "send",
    "tell",
    "tell_enterprise",
    "tell_person",
    "tell_post",
]
