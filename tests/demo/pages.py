"""The day of the story, its pages and its commands."""

from datetime import date
from io import StringIO

from django.core.management import call_command

from tests.support.world import AT

TODAY = AT.date()
NEXT_WORKING_DAY = date(2026, 11, 4)
PERSONAS = "/demo/"


def run(command: str, *options: str) -> str:
    output = StringIO()
    call_command(command, *options, stdout=output)
    return output.getvalue()
