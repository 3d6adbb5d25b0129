from __future__ import annotations

import smtplib
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from messaging.gateways.base import AwayError, RefusedError

if TYPE_CHECKING:
    from messaging.letters import Letter

PERMANENT: Final = 500


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
            mail.connection = get_connection()
            mail.send()
        except smtplib.SMTPRecipientsRefused as refused:
            code, _words = next(iter(refused.recipients.values()))
            raise _by_code(code, "收件地址被拒收", is_address=True) from None
        except smtplib.SMTPDataError as refused:
            raise _by_code(refused.smtp_code, "邮件内容被拒收", is_address=False) from None
        except (smtplib.SMTPException, OSError) as fault:
            raise AwayError(type(fault).__name__) from None
        return reference


def _by_code(code: int, words: str, *, is_address: bool) -> Exception:
    """A server's 4xx is about now, its 5xx for good (RFC 5321, 4.2.1)."""
    if code >= PERMANENT:
        return RefusedError(f"{words}（{code}）", is_address=is_address)
    return AwayError(f"SMTP {code}")
