"""How fast and how large papers are, beside bare WeasyPrint in the same run: `python bench/papers.py [papers]`.

Starts a PostgreSQL of its own; ends within five minutes on two cores, however busy.
"""

from __future__ import annotations

import base64
import dataclasses
import multiprocessing
import os
import random
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from unittest import mock

ROOT: Final = Path(__file__).resolve().parent.parent
# Run as a file, so the project is not on the path by itself.
sys.path.insert(0, str(ROOT))

import django  # noqa: E402
import psycopg  # noqa: E402

from creditrepair import embedded_paths as paths  # noqa: E402
from creditrepair.embedded import Embedded  # noqa: E402

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.managers import SyncManager
    from threading import Barrier

RENDERERS: Final = 2
PAPERS: Final = 500
MAKING_SECONDS: Final = 90
ROUNDS, PAPERS_A_ROUND = 3, 15
FIRST, LAST = 0x4E00, 0x9FA5


def figure(name: str, value: float, digits: int = 2) -> None:
    print(f"{name}: {value:.{digits}f}", flush=True)


def one_page_papers(count: int) -> list[Any]:
    """Every kind of paper that fills one page, in turn, each for another enterprise with rare characters in its name."""
    from notices.printing import print_paper
    from tests.notices.samples import SAMPLES

    short = [paper for paper in SAMPLES if print_paper(paper).page_count == 1]
    return [_for_another_enterprise(short[number % len(short)], number) for number in range(count)]


def _for_another_enterprise(paper: Any, number: int) -> Any:
    # The same names in every run.
    names = random.Random(number)
    name = "示例" + "".join(chr(names.randint(FIRST, LAST)) for _ in range(4)) + "有限公司"
    fields = {field.name for field in dataclasses.fields(paper)}
    return dataclasses.replace(paper, **dict.fromkeys(fields & {"enterprise_name", "recipient_name"}, name))


def owe(papers: list[Any], folder: Path) -> None:
    """Leave papers waiting, as a service would; the case that they belong to is left out."""
    from django.db import connection

    from ledger import timekeeping
    from notices.models import Document
    from notices.snapshots import digest, snapshot

    superuser = paths.database_url(folder, role=paths.SUPERUSER)
    with psycopg.connect(superuser, autocommit=True) as grantor:
        grantor.execute(f'GRANT SET ON PARAMETER session_replication_role TO "{paths.ROLE}"')
    now = timekeeping.now()
    facts = {"notice_id": 1, "audience": "court", "template_version": "bench", "created_at": now, "created_by": "bench"}
    frozen = [(paper, snapshot(paper)) for paper in papers]
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = 'replica'")
        Document.objects.bulk_create(
            Document(kind=paper.kind, title=paper.title, snapshot=fixed, snapshot_sha256=digest(fixed), **facts) for paper, fixed in frozen
        )
        cursor.execute("SET session_replication_role = 'origin'")


def cpu_seconds() -> float:
    """CPU time of this process and of every renderer that it has had."""
    from notices import pdf

    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = time.process_time() + ended.ru_utime + ended.ru_stime
    if pdf._renderer.child is not None:  # noqa: SLF001 - its process is what is measured
        fields = Path(f"/proc/{pdf._renderer.child.process.pid}/stat").read_text().rpartition(")")[2].split()  # noqa: SLF001
        used += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return used


def make_papers(gate: Barrier, made: Any, share: Connection) -> None:
    """One renderer: take papers until none is left or time is up."""
    django.setup()
    from ledger import timekeeping
    from notices.services import due_documents, render_document

    one_page_papers(0)
    gate.wait(120)
    started, before = time.monotonic(), cpu_seconds()
    while time.monotonic() - started < MAKING_SECONDS and (due := due_documents(5, at=timekeeping.now())):
        made.put(sum(render_document(document_id, at=timekeeping.now()) for document_id in due))
    share.send((time.monotonic() - started, cpu_seconds() - before))


def measure_queue(papers: list[Any], folder: Path, manager: SyncManager) -> None:
    """From the waiting row to the file on the disk and the finished row, with two renderers."""
    from django.db import connection
    from django.db.models import Count, Sum

    from notices.models import Document

    owe(papers, folder)
    connection.close()
    spawn = multiprocessing.get_context("spawn")
    gate, made = manager.Barrier(RENDERERS), manager.Queue()
    ends = []
    for _ in range(RENDERERS):
        here, there = spawn.Pipe(duplex=False)
        process = spawn.Process(target=make_papers, args=(gate, made, there))
        process.start()
        ends.append((process, here))
    outcomes = [here.recv() for process, here in ends]
    for process, _here in ends:
        process.join()
    ready = Document.objects.filter(state="ready").aggregate(papers=Count("pk"), pages=Sum("page_count"), size=Sum("size"))
    seconds, cpu = max(seconds for seconds, _cpu in outcomes), sum(cpu for _seconds, cpu in outcomes)
    figure("papers", ready["papers"], 0)
    figure("seconds_two_renderers", seconds, 1)
    figure("papers_per_second_two_renderers", ready["papers"] / seconds)
    figure("papers_per_cpu_second", ready["papers"] / cpu)
    figure("kilobytes_per_page", ready["size"] / ready["pages"] / 1000, 1)


def bare(jobs: list[dict[str, Any]], rounds: Connection) -> None:
    """WeasyPrint as its manual shows it, and once more with style sheet and fonts kept; answers CPU seconds of each round."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    kept, fonts = CSS(string=jobs[0]["css"]), FontConfiguration()

    def plain(html: str, css: str) -> None:
        HTML(string=html).write_pdf(stylesheets=[CSS(string=css)], pdf_variant="pdf/ua-1")

    def keeping(html: str, _css: str) -> None:
        HTML(string=html).write_pdf(stylesheets=[kept], font_config=fonts, pdf_variant="pdf/ua-1")

    papers = [(_with_drawings(job), job["css"]) for job in jobs]
    for way in (plain, keeping):
        way(*papers[0])
    while rounds.recv() == "round":
        used = []
        for way in (plain, keeping):
            before = time.process_time()
            for html, css in papers:
                way(html, css)
            used.append(time.process_time() - before)
        rounds.send(used)


def _with_drawings(job: dict[str, Any]) -> str:
    html = str(job["html"])
    for name, drawing in job["assets"].items():
        html = html.replace(f"asset:{name}", f"data:image/svg+xml;base64,{base64.b64encode(drawing.encode()).decode()}")
    return html


def measure_cpu(papers: list[Any]) -> None:
    """The same papers through our door and through bare WeasyPrint, round by round, both warm."""
    from notices import pdf
    from notices.printing import print_paper

    # What goes through our door goes to bare WeasyPrint too.
    with mock.patch.object(pdf._renderer, "ask", wraps=pdf._renderer.ask) as door:  # noqa: SLF001 - there is no other place to listen
        for paper in papers:
            print_paper(paper)
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe()
    process = spawn.Process(target=bare, args=([call.args[0] for call in door.call_args_list], there))
    process.start()
    ours, plain, keeping = 0.0, 0.0, 0.0
    for _ in range(ROUNDS):
        before = cpu_seconds()
        for paper in papers:
            print_paper(paper)
        ours += cpu_seconds() - before
        here.send("round")
        used = here.recv()
        plain, keeping = plain + used[0], keeping + used[1]
    here.send("end")
    process.join()
    count = ROUNDS * len(papers)
    figure("cpu_milliseconds_per_paper", ours / count * 1000, 0)
    figure("cpu_milliseconds_per_paper_bare_weasyprint", plain / count * 1000, 0)
    figure("cpu_ratio_to_bare_weasyprint", ours / plain)
    figure("cpu_ratio_to_bare_weasyprint_with_kept_style", ours / keeping)


def main(count: int) -> None:
    with tempfile.TemporaryDirectory(prefix="creditrepair-bench-") as name:
        folder = Path(name)
        for variable in ("DATABASE_URL", "REDIS_URL"):
            os.environ.pop(variable, None)
        os.environ |= {"APP_ENV": "test", "DATA_DIR": name, "DJANGO_SETTINGS_MODULE": "creditrepair.settings"}
        servers = Embedded(folder, valkey=False)
        servers.start()
        try:
            django.setup()
            from django.core.management import call_command

            call_command("migrate", interactive=False, verbosity=0)
            papers = one_page_papers(max(count, PAPERS_A_ROUND))
            with multiprocessing.Manager() as manager:
                measure_queue(papers[:count], folder, manager)
            measure_cpu(papers[:PAPERS_A_ROUND])
        finally:
            servers.stop()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PAPERS)
