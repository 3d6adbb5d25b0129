"""What people type into the search of a list: part of a name, a code or a number."""

from __future__ import annotations

from accounts.models import Mandate, User
from accounts.search import Found, Source, led_to, of_enterprise, of_number
from cases.models import Case, Certificate, EnforcementCase
from words import normal


def cases_found(text: str) -> Found:
    """Cases by enterprise name, credit code, 案号, 修复案号 or certificate number."""
    return led_to(
        Case,
        [
            *of_enterprise(text),
            *of_number(EnforcementCase, text, "enforcement_case_id", is_full_width=True),
            *of_number(Case, text, "id"),
            *of_number(Certificate, text, "certificate_id"),
        ],
    )


def enforcement_cases_found(text: str) -> Found:
    """Enforcement cases by enterprise name, credit code or 案号."""
    return led_to(EnforcementCase, [*of_enterprise(text), *of_number(EnforcementCase, text, "id", is_full_width=True)])


def mandates_found(text: str) -> Found:
    """Mandates by enterprise name, credit code or the person's name."""
    return led_to(Mandate, [*of_enterprise(text), Source(User, "full_name", normal.loose(text), "user_id")])
