"""How fast and how large papers are, and their CPU time beside bare WeasyPrint on the same HTML and style in the same run.

`python bench/papers.py [papers]`: 500 unless told otherwise, each of one page.
"""

from __future__ import annotations

import base64
import dataclasses
import multiprocessing
import os
import random
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django

from bench.stand import CORES, Stand, figure, load, say, standing, work_of
from creditrepair import embedded_paths as paths

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess
    from multiprocessing.queues import Queue
    from multiprocessing.synchronize import Barrier

PAPERS: Final = 500
MAKING_SECONDS: Final = 90
START_SECONDS: Final = 120
ROUNDS, PAPERS_A_ROUND = 3, 15
# The ideographs of Unicode's first block, from which invented names are made.
FIRST, LAST = 0x4E00, 0x9FA5
AGAIN, END = "again", "end"
SPAWN: Final = multiprocessing.get_context("spawn")


def one_page_papers(count: int) -> list[Any]:
    """Every kind of paper that fills one page, in turn, each for another enterprise."""
    from notices.printing import print_paper
    from tests.notices.samples import SAMPLES

    short = [paper for paper in SAMPLES if print_paper(paper).page_count == 1]
    return [_for_another_enterprise(short[number % len(short)], number) for number in range(count)]


def _for_another_enterprise(paper: Any, number: int) -> Any:
    # The same names in every run.
    chance = random.Random(number)
    name = "示例" + "".join(chr(chance.randint(FIRST, LAST)) for _ in range(4)) + "有限公司"
    fields = {field.name for field in dataclasses.fields(paper)}
    return dataclasses.replace(paper, **dict.fromkeys(fields & {"enterprise_name", "recipient_name"}, name))


def owe(papers: list[Any], stand: Stand) -> list[int]:
    """Leave papers waiting as a service would, only without the case that they belong to; return their keys."""
    from django.db import connection

    from ledger import timekeeping
    from notices.models import Document
    from notices.snapshots import digest, snapshot

    with stand.superuser() as superuser:
        superuser.execute(f'GRANT SET ON PARAMETER session_replication_role TO "{paths.ROLE}"')
    now = timekeeping.now()
    facts = {"notice_id": 1, "audience": "court", "template_version": "bench", "created_at": now, "created_by": "bench"}
    frozen = [(paper, snapshot(paper)) for paper in papers]
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = 'replica'")
        owed = Document.objects.bulk_create(
            Document(kind=paper.kind, title=paper.title, snapshot=fixed, snapshot_sha256=digest(fixed), **facts) for paper, fixed in frozen
        )
    connection.close()
    return [document.pk for document in owed]


def make_papers(report: Connection, rings: Queue[int | None], gate: Barrier) -> None:
    """One renderer: answer rings until there are no more or time is up."""
    django.setup()
    from ledger import timekeeping
    from notices.services import render_document

    one_page_papers(0)
    gate.wait(START_SECONDS)
    began, before = time.monotonic(), work_of(os.getpid())
    while time.monotonic() - began < MAKING_SECONDS and (document_id := rings.get()) is not None:
        render_document(document_id, at=timekeeping.now())
    report.send((time.monotonic() - began, work_of(os.getpid()) - before))
    # What nobody rang for in time would hold this process back.
    rings.cancel_join_thread()


def measure_making(papers: list[Any], stand: Stand) -> None:
    """From the row that waits to the file on the disk and the finished row, two renderers at once."""
    from django.db.models import Count, Sum

    from notices.models import Document

    rings, gate = SPAWN.Queue(), SPAWN.Barrier(CORES)
    for document_id in (*owe(papers, stand), *[None] * CORES):
        rings.put(document_id)
    renderers = [_started(make_papers, rings, gate) for _ in range(CORES)]
    outcomes = [report.recv() for _process, report in renderers]
    rings.cancel_join_thread()
    ready = Document.objects.filter(state="ready").aggregate(papers=Count("pk"), pages=Sum("page_count"), size=Sum("size"))
    seconds, work = max(seconds for seconds, _work in outcomes), sum(work for _seconds, work in outcomes)
    figure("papers", ready["papers"])
    figure("seconds_two_renderers", seconds)
    figure("papers_per_second_two_renderers", ready["papers"] / seconds)
    figure("papers_per_cpu_second", ready["papers"] / work)
    figure("kilobytes_per_page", ready["size"] / ready["pages"] / 1000)


def through_our_door(rounds: Connection) -> None:
    """CPU seconds of this process and its renderer for a round of papers, once for each time it is asked."""
    django.setup()
    from notices.printing import print_paper

    papers = one_page_papers(PAPERS_A_ROUND)
    while rounds.recv() == AGAIN:
        before = work_of(os.getpid())
        for paper in papers:
            print_paper(paper)
        rounds.send([work_of(os.getpid()) - before])


def through_bare_weasyprint(rounds: Connection, jobs: list[dict[str, Any]]) -> None:
    """The same as its manual shows it, and once more with style sheet and fonts kept from paper to paper."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    css = str(jobs[0]["css"])
    kept, fonts = CSS(string=css), FontConfiguration()
    ways: tuple[Callable[[str], bytes], ...] = (
        lambda html: HTML(string=html).write_pdf(stylesheets=[CSS(string=css)], pdf_variant="pdf/ua-1"),
        lambda html: HTML(string=html).write_pdf(stylesheets=[kept], font_config=fonts, pdf_variant="pdf/ua-1"),
    )
    papers = [_with_its_drawings(job) for job in jobs]
    for way in ways:
        way(papers[0])
    while rounds.recv() == AGAIN:
        rounds.send([_work_of_a_round(way, papers) for way in ways])


def _work_of_a_round(way: Callable[[str], bytes], papers: list[str]) -> float:
    before = time.process_time()
    for html in papers:
        way(html)
    return time.process_time() - before


def _with_its_drawings(job: dict[str, Any]) -> str:
    html = str(job["html"])
    for name, drawing in job["assets"].items():
        html = html.replace(f"asset:{name}", f"data:image/svg+xml;base64,{base64.b64encode(drawing.encode()).decode()}")
    return html


def measure_work(papers: list[Any]) -> None:
    """Both sides warm and in turn, so that a busy machine troubles both alike."""
    from notices import pdf
    from notices.printing import print_paper

    with mock.patch.object(pdf.renderer(), "ask", wraps=pdf.renderer().ask) as door:
        for paper in papers:
            print_paper(paper)
    jobs = [call.args[0] for call in door.call_args_list]
    sides = [_started(through_our_door), _started(through_bare_weasyprint, jobs)]
    rounds = [[work for _process, side in sides for work in _asked(side)] for _ in range(ROUNDS)]
    for process, side in sides:
        side.send(END)
        process.join()
    ours, bare, keeping = (sum(works) / ROUNDS / len(papers) for works in zip(*rounds, strict=True))
    figure("cpu_milliseconds_per_paper", ours * 1000)
    figure("cpu_milliseconds_per_paper_bare_weasyprint", bare * 1000)
    figure("cpu_ratio_to_bare_weasyprint", ours / bare)
    figure("cpu_ratio_to_bare_weasyprint_with_kept_style", ours / keeping)


def _started(target: Callable[..., None], *arguments: Any) -> tuple[SpawnProcess, Connection]:
    here, there = SPAWN.Pipe()
    process = SPAWN.Process(target=target, args=(there, *arguments), daemon=True)
    process.start()
    return process, here


def _asked(side: Connection) -> list[float]:
    side.send(AGAIN)
    works: list[float] = side.recv()
    return works


def main(count: int) -> None:
    load()
    with standing(fast=False) as stand:
        os.environ.update(stand.environment("worker"), DJANGO_SETTINGS_MODULE="creditrepair.settings")
        django.setup()
        papers = one_page_papers(max(count, PAPERS_A_ROUND))
        say(f"{count} papers of one page each")
        measure_making(papers[:count], stand)
        measure_work(papers[:PAPERS_A_ROUND])
    load()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PAPERS)
