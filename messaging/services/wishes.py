from __future__ import annotations

from typing import TYPE_CHECKING

from messaging.enums import SWITCHABLE
from messaging.models import Preference
from procedure.refusals import refusals_in_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accounts.models import User
    from messaging.enums import Manner


def keep_wishes(user: User, wishes: Mapping[tuple[str, str], Manner]) -> None:
    """How a person wants kinds of message by channels. The database refuses a wish about what a clock hangs on."""
    with refusals_in_words():
        for (kind, channel), manner in wishes.items():
            Preference.objects.update_or_create(user=user, kind=kind, channel=channel, defaults={"manner": manner})


def can_be_daily(kind: str) -> bool:
    """A digest cannot go into itself."""
    return kind == SWITCHABLE[0]
