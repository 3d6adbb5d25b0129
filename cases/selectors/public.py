"""What anybody finds who has the code of a paper."""

from __future__ import annotations

import re

from cases.models import Application, Certificate
from ledger.reading import only_row
from words import normal

# No odd character comes as far as the database.
CODE = re.compile(r"[A-Z0-9]{1,43}")


def certificate_by_code(code: str) -> Certificate | None:
    """A certificate under its unguessable code; None for a wrong one, exactly as for an absent one."""
    code = normal.code(code)
    if not CODE.fullmatch(code):
        return None
    joined = ("case__enterprise", "case__enforcement_case", "replaced_by", "document")
    return only_row(Certificate.objects.filter(verify_code=code).select_related(*joined))


def progress_by_code(query_code: str, phone_tail: str) -> Application | None:
    """An application by the code of its receipt and the last four digits of its phone."""
    code, phone_tail = normal.code(query_code), normal.squeezed(phone_tail)
    if not CODE.fullmatch(code):
        return None
    application = Application.objects.filter(query_code=code).first()
    if application is None or not phone_tail or not application.contact_phone.endswith(phone_tail):
        return None
    return application
