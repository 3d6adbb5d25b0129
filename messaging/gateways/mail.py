from __future__ import annotations

import re
import smtplib
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from messaging.gateways.base import AwayError, RefusedError, at_most

if TYPE_CHECKING:
    from messaging.letters import Letter

PERMANENT: Final = 500
# All of one letter's talk; each answer has EMAIL_TIMEOUT.
TALK_SECONDS: Final = 30
# X.1.X is about the address and X.2.X about the mailbox; any other subject (X.7.X: our right to send) is about us (RFC 3463, 4).
ENHANCED: Final = re.compile(rb"\d\.(\d{1,3})\.\d{1,3}\b")
ABOUT_THE_ADDRESS: Final = frozenset({b"1", b"2"})


class MailGateway:
    """SMTP by Django's own backend and settings."""

    def is_set_up(self) -> bool:
        return bool(settings.EMAIL_HOST and settings.DEFAULT_FROM_EMAIL)

    def send(self, letter: Letter) -> str:
        host = urlsplit(settings.PUBLIC_BASE_URL).hostname or "localhost"
        reference = f"<{letter.key}@{host}>"
        # A machine's letter, so that no absence note answers it; the same name at every try.
        headers = {"Message-ID": reference, "Auto-Submitted": "auto-generated"}
        mail = EmailMessage(letter.subject, letter.text, settings.DEFAULT_FROM_EMAIL, [letter.to], headers=headers)
        try:
            # Typed as what it is by the settings alone.
            connection: Any = get_connection()
            mail.connection = connection
            with at_most(TALK_SECONDS, lambda: getattr(getattr(connection, "connection", None), "sock", None)):
                mail.send()
        except smtplib.SMTPRecipientsRefused as refused:
            raise _of_recipient(*next(iter(refused.recipients.values()))) from None
        except smtplib.SMTPDataError as refused:
            # A server's 4xx is about now, its 5xx for good (RFC 5321, 4.2.1).
            if refused.smtp_code >= PERMANENT:
                raise RefusedError(f"邮件内容被拒收（{refused.smtp_code}）", is_address=False) from None
            raise AwayError(f"SMTP {refused.smtp_code}") from None
        except (smtplib.SMTPException, OSError) as fault:
            raise AwayError(type(fault).__name__) from None
        return reference


def _of_recipient(code: int, words: bytes) -> Exception:
    """An address that is refused for good, unless the server says that it is us it does not want; what it says besides may hold the address."""
    found = ENHANCED.match(words)
    is_address = found is None or found[1] in ABOUT_THE_ADDRESS
    if code >= PERMANENT and is_address:
        return RefusedError(f"收件地址被拒收（{code}）", is_address=True)
    said = f"SMTP {code} {found[0].decode()}" if found else f"SMTP {code}"
    return AwayError(said, is_address=True)
