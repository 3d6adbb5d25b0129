"""Compares what the clients were told with what the portal holds: nothing lost, nothing doubled, every paper and push done."""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from io import StringIO
from pathlib import Path

from django.core.management import CommandError, call_command
from django.db.models import Count

from cases.enums import CaseState
from cases.models import Case, Certificate
from ledger.models import Event
from notices import storage
from notices.enums import DocumentKind, DocumentState
from notices.models import Document, NumberSeries
from recognition.models import Delivery


def steps_found(steps: list[list[str]], acknowledged: list[list[str]]) -> list[str]:
    found = Counter(Event.objects.values_list("stream", "action"))
    findings = [f"lost: {stream} {action}" for stream, action in acknowledged if not found[stream, action]]
    return findings + [f"{found[stream, action]} times: {stream} {action}" for stream, action in steps if found[stream, action] != 1]


def papers_found() -> list[str]:
    findings = [f"{state}: {count} papers" for state, count in _states().items() if state != DocumentState.READY]
    for document in Document.objects.filter(state=DocumentState.READY):
        try:
            content = storage.read(document.file_name)
        except OSError as gone:
            findings.append(f"document {document.pk}: {type(gone).__name__}")
            continue
        if hashlib.sha256(content).hexdigest() != document.pdf_sha256:
            findings.append(f"document {document.pk}: altered")
    return findings


def _states() -> dict[str, int]:
    return dict(Document.objects.order_by().values_list("state").annotate(number=Count("pk")))


def doubled() -> list[str]:
    findings = []
    once = (
        ("certificates", Certificate.objects.values("case")),
        ("certificate papers", Document.objects.filter(kind=DocumentKind.CERTIFICATE).values("case")),
        ("pushes", Delivery.objects.values("case", "leg", "department", "round")),
        ("letters", Document.objects.filter(kind=DocumentKind.DISTRIBUTION_LETTER).values("case", "department")),
        ("cases", Case.objects.values("application", "enforcement_case")),
    )
    for name, rows in once:
        if twice := rows.order_by().annotate(number=Count("pk")).filter(number__gt=1).count():
            findings.append(f"{twice} doubled {name}")
    for series in NumberSeries.objects.filter(kind__in=DocumentKind.values):
        given = Document.objects.filter(kind=series.kind).exclude(number="").count()
        if given != series.last:
            findings.append(f"numbers of {series.kind}: {series.last} counted, {given} given")
    return findings


def commands_found() -> list[str]:
    findings = []
    for name in ("verify_ledger", "verify_clocks"):
        out = StringIO()
        try:
            call_command(name, stdout=out, stderr=out)
        except (CommandError, SystemExit) as refusal:
            if getattr(refusal, "code", 1):
                findings.append(f"{name}: {refusal} {out.getvalue()[-500:]}")
    return findings


def main(*arguments: str) -> None:
    told = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    waiting = Case.objects.filter(state=CaseState.CERTIFIED).count()
    findings = [
        *steps_found(told["steps"], told["acknowledged"]),
        *papers_found(),
        *doubled(),
        *([f"{waiting} certificates not pushed"] if waiting else []),
        *commands_found(),
    ]
    names = set(Document.objects.exclude(file_name="").values_list("file_name", flat=True))
    strays = sum(path.name not in names for path in storage.path_of("x").parent.glob("*"))
    report = {"findings": findings, "papers": Document.objects.count(), "events": Event.objects.count(), "stray_files": strays}
    sys.stdout.write(json.dumps(report, ensure_ascii=False) + "\n")
