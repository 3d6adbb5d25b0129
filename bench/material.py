"""What the load is made of, asked of the portal's own database once: ``python -m bench.material`` prints it as JSON."""

from __future__ import annotations

import json
import sys

import django

PAGES_OF_A_LIST = (1, 1, 1, 2, 3)
CASES_OF_EACH, CERTIFICATES, STEPS_OF_EACH = 300, 1000, 1000


def main() -> None:
    django.setup()
    from django.urls import reverse

    from bench import pages

    accounts = pages.usernames()
    steps = [(step.who, step.ready(STEPS_OF_EACH)) for step in pages.steps(accounts)]
    found = {
        "accounts": accounts,
        "list": [(who, f"{reverse(url)}?page={page}") for page in PAGES_OF_A_LIST for _, who, url in pages.LISTS],
        "case": [(who, path) for who, paths in pages.case_pages(accounts, CASES_OF_EACH).items() for path in paths],
        "verification": pages.verification_pages(CERTIFICATES),
        "step": [(who, path, data) for who, ready in steps for path, data in ready],
    }
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
