"""Makes what the drill's clients act on, through the services, and writes down the steps they are to take."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management import call_command

from cases.enums import CaseState
from creditrepair.prepare import collect_static, load_district
from demo.firms import credit_code
from demo.people import create_agent, create_cast, demo_password
from demo.plot import Plot
from demo.walk import Walk
from departments.models import Region
from ledger import timekeeping

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accounts.models import User
    from demo.people import Cast


@dataclass(frozen=True, slots=True)
class Step:
    """One step over HTTP: who takes it, where, what is typed, and the line of the ledger that it leaves."""

    who: str
    path: str
    stream: str
    action: str
    typed: dict[str, str] = field(default_factory=dict)


def _serving(walk: Walk) -> list[Step]:
    notice = walk.record().take_measures().notice
    assert notice is not None  # noqa: S101 - the walk has just made it
    typed = {"manner": "direct", "receiver": "张某"}
    path = f"/court/notices/{notice.pk}/do/serve_notice/"
    return [Step(_username(walk, "acceptance_officer"), path, f"notice:{notice.pk}", "serve_notice", typed)]


def _submitting(walk: Walk) -> list[Step]:
    walk.record().take_measures().serve().later(days=1).join().draft().fill()
    application = walk.application
    assert application is not None  # noqa: S101 - as above
    typed = {"then": "submit", "commitment_agreed": "on"}
    path = f"/enterprise/applications/{application.pk}/commitment/"
    return [Step(walk.agent.username, path, f"application:{application.pk}", "submit", typed)]


def _sealing(walk: Walk) -> list[Step]:
    """From the seal to the units; between the two the system pushes."""
    key = walk.to(CaseState.APPROVED).case_id
    chain = (
        ("court", "issue_certificate", "acceptance_officer"),
        ("bureau", "receive_push", "bureau_handler"),
        ("bureau", "propose_distribution", "bureau_handler"),
        ("bureau", "distribute", "bureau_approver"),
    )
    return [Step(_username(walk, part), f"/{room}/cases/{key}/do/{action}/", f"case:{key}", action) for room, action, part in chain]


def _username(walk: Walk, part: str) -> str:
    person: User = walk.cast.people[part]
    return person.username


def _walks(cast: Cast, region: Region, number: int) -> Iterator[Walk]:
    at = timekeeping.now() - timedelta(days=3)
    for place in range(number):
        agent = create_agent(f"drill-agent-{place}", f"经办{place}", demo_password())
        plot: dict[str, Any] = {
            "enterprise_name": f"演练第{place}号制造有限公司",
            "uscc": credit_code(region, place),
            "number": f"（2026）鄂0203执{7000 + place}号",
        }
        yield Walk(cast, Plot(**plot), agent, at)


def main(*arguments: str) -> None:
    each, output = int(arguments[0]), Path(arguments[1])
    collect_static()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("grant_rights", verbosity=0)
    load_district()
    region = Region.objects.get()
    cast = create_cast(region, since=timekeeping.today() - timedelta(days=300), password=demo_password())
    lanes = (_serving, _submitting, _sealing)
    tasks = [lanes[place % len(lanes)](walk) for place, walk in enumerate(_walks(cast, region, each * len(lanes)))]
    plan = {"password": demo_password(), "tasks": [[asdict(step) for step in task] for task in tasks]}
    output.write_text(json.dumps(plan, ensure_ascii=False), encoding="utf-8")
