"""What becomes due without anybody acting, one row each: when it is due, the step that is then taken, how many at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from assessment.selectors import assessments_to_count, recounts_to_make
from assessment.services import count, recount
from calendars.selectors import changes_to_apply, changes_to_preview, moves_to_tell
from calendars.services import apply_change, outages_to_repeat, preview_change, repeat_outage, tell_move
from cases.services.acceptance import lapse_supplement, supplements_to_lapse
from cases.services.creditors import note_silence, silences_to_note
from cases.services.duties import note_ended_term, terms_to_note
from cases.services.revocations import end_hearing, hearings_over
from cases.services.serving import serve_electronically, services_to_deliver
from deadlines.codes import ClockCode
from deadlines.models import Clock
from deadlines.selectors import clocks_run_out, clocks_to_breach
from deadlines.services import breach_clock, proofs_due, prove_piece, stop_clock
from ledger import services as ledger
from ledger.timekeeping import legal_date
from messaging.services import deliveries_due, messages_to_resolve, resolve, send
from notices.services import check_file, damages_due, due_documents, files_to_check, mend, render_document
from oversight.ladder import fire_rungs, orders_to_press, rungs_due, urges_to_close
from oversight.services import close_urging, press_on
from procedure.refusals import refusals_in_words
from procedure.subjects import bearer_of
from recognition.replacing import push_replacement, replacements_due
from recognition.revoking import push_revocation, revocations_due
from recognition.services import push, pushes_due
from supervision.dated import add_up_dated, regions_to_date
from supervision.digests import digests_due, write_digest
from supervision.spending import count_days, regions_with_ended_limits
from supervision.standing import proofs_to_tell, tell_proof
from supervision.tallies import add_up, regions_to_add_up
from uploads.services import judge_upload, uploads_to_judge
from words.dates import iso, until

SYSTEM = "system"
PUSHES, LETTERS, PAPERS = "pushes", "letters", "documents"


@dataclass(frozen=True, slots=True)
class Sweep:
    """A rule, what is due by it at a moment (keys, the longest due first), and the step for one of them."""

    name: str
    label: str
    rule: str
    due: Callable[[datetime, int], Sequence[int]]
    step: Callable[[int, datetime], object]
    at_most: int = 500
    # Looking after what is fine is nothing done.
    counts: bool = True


def _over(code: ClockCode) -> Callable[[datetime, int], Sequence[int]]:
    """The clocks of a right whose last day is over."""
    return lambda at, limit: list(clocks_run_out(code, legal_date(at)).values_list("pk", flat=True)[:limit])


def close_remedy(clock_id: int, at: datetime) -> None:
    """A window that nobody used ends on its last day; it is a right, so it is never overdue."""
    clock = Clock.objects.get(pk=clock_id)
    with refusals_in_words(), transaction.atomic():
        subject, key = bearer_of(clock)
        subject.lock(key)
        stop_clock(clock, on=clock.due_on, at=at, actor=SYSTEM, reason="期限届满，未提出")


def _breaches(at: datetime, limit: int) -> Sequence[int]:
    return list(clocks_to_breach(legal_date(at)).order_by("due_on", "pk").values_list("pk", flat=True)[:limit])


def note_breach(clock_id: int, at: datetime) -> None:
    """The breach of a duty is an event of its clock and a line in the stream of whatever the clock belongs to."""
    clock = Clock.objects.get(pk=clock_id)
    subject, key = bearer_of(clock)
    with refusals_in_words(), transaction.atomic():
        thing = subject.lock(key)
        breached = breach_clock(clock, at=at)
        if breached is None:
            return
        ledger.append_event(
            stream=subject.stream(thing),
            actor=SYSTEM,
            action="clock_breached",
            object=f"clock:{clock.pk}",
            at=at,
            body={
                "post": "系统",
                "note": f"{clock.rule.name}（{clock.code}）期限{until(clock.due_on)}，已超期",
                "code": clock.code,
                "obligor": clock.obligor.code if clock.obligor else "enterprise",
                "due_on": iso(clock.due_on),
            },
        )


# Pushes come before papers: a push is one transaction, a paper may take its time.
SWEEPS: tuple[Sweep, ...] = (
    Sweep(PUSHES, "推送牵头部门", "证明的PDF已经制成", lambda _at, limit: pushes_due(limit), lambda pk, at: push(pk, at=at)),
    Sweep(
        "replacements",
        "推送替代证明",
        "替代证明的PDF已经制成",
        lambda _at, limit: replacements_due(limit),
        lambda pk, at: push_replacement(pk, at=at),
    ),
    Sweep(
        "revocations",
        "推送撤销通知",
        "撤销通知的PDF已经制成",
        lambda _at, limit: revocations_due(limit),
        lambda pk, at: push_revocation(pk, at=at),
    ),
    Sweep(
        "hearings",
        "陈述申辩期满",
        "陈述申辩期限届满，企业没有提出意见",
        lambda at, limit: hearings_over(limit, at=at),
        lambda pk, at: end_hearing(pk, at=at),
    ),
    Sweep(
        "supplements",
        "逾期未补正视为撤回",
        "补正期限届满，企业没有补正",
        lambda at, limit: supplements_to_lapse(limit, at=at),
        lambda pk, at: lapse_supplement(pk, at=at),
    ),
    Sweep(
        "list_terms",
        "登记到期应办的名单操作",
        "纳入期限或者屏蔽期限届满",
        lambda at, limit: terms_to_note(limit, at=at),
        lambda pk, at: note_ended_term(pk, at=at),
    ),
    Sweep(
        "services",
        "电子送达",
        "文书的PDF已经制成，申请企业同意电子送达",
        lambda _at, limit: list(services_to_deliver().values_list("pk", flat=True)[:limit]),
        lambda pk, at: serve_electronically(pk, at=at),
    ),
    Sweep(
        "silences",
        "登记申请执行人逾期未答复",
        "答复期限届满，没有答复",
        lambda at, limit: silences_to_note(limit, at=at),
        lambda pk, at: note_silence(pk, at=at),
    ),
    Sweep("remedy_windows", "救济期届满", "异议期限届满，没有提出", _over(ClockCode.REMEDY), close_remedy),
    Sweep(
        "appeal_windows",
        "考核评价核对期满",
        "核对期限届满，单位没有确认也没有申诉",
        _over(ClockCode.ASSESSMENT_APPEAL),
        close_remedy,
    ),
    # A year of a large court takes a while, and the other sweeps of its loop wait meanwhile: one at a time.
    Sweep(
        "assessments",
        "计算考核评价",
        "办公室编制了考核评价，或者要求重新计算",
        lambda _at, limit: assessments_to_count(limit),
        lambda pk, at: count(pk, at=at),
        at_most=1,
    ),
    Sweep(
        "recounts",
        "比对已锁定的考核评价",
        "有人要求重新计算比对",
        lambda _at, limit: recounts_to_make(limit),
        lambda pk, at: recount(pk, at=at),
        at_most=1,
    ),
    Sweep("breaches", "登记超期", "期限届满，没有办结", _breaches, note_breach),
    Sweep(
        "previews",
        "预览将要改期的期限",
        "放假安排或者系统中断待核对，还没有预览或者预览已过一小时",
        lambda at, limit: changes_to_preview(limit, at=at),
        lambda pk, at: preview_change(pk, at=at),
        at_most=1,
        counts=False,
    ),
    Sweep(
        "changes",
        "重新计算期限",
        "放假安排或者系统中断已经核对",
        lambda _at, limit: changes_to_apply(limit),
        lambda pk, at: apply_change(pk, at=at),
        at_most=1,
    ),
    Sweep(
        "late_outages",
        "补扣系统中断的日期",
        "系统中断生效以后，才登记了从中断以前起算或者恢复的期限",
        lambda at, limit: outages_to_repeat(limit, at=at),
        lambda pk, at: repeat_outage(pk, at=at),
    ),
    Sweep(
        "moved_clocks",
        "告知改期的期限",
        "期限因放假安排或者系统中断改期",
        lambda _at, limit: moves_to_tell(limit),
        lambda pk, at: tell_move(pk, at=at),
    ),
    Sweep(
        "clock_proof",
        "核对全部期限",
        "每天夜里核对一次，一次一段",
        lambda at, _limit: proofs_due(at),
        lambda _pk, at: prove_piece(at),
        at_most=1,
        counts=False,
    ),
    Sweep(
        "proof_alarms",
        "告知核对发现的不一致",
        "夜间核对发现期限或者计数与账本不一致",
        lambda _at, limit: proofs_to_tell(limit),
        lambda pk, at: tell_proof(pk, at=at),
    ),
    Sweep(
        "ladder",
        "提醒、催办、督办",
        "到了督促梯次的时间，正值办公时间",
        lambda at, limit: rungs_due(limit, at=at),
        lambda pk, at: fire_rungs(pk, at=at),
    ),
    Sweep(
        "unanswered_orders",
        "催办、督办逾期未答复",
        "答复期限届满，单位没有答复，正值办公时间",
        lambda at, limit: orders_to_press(limit, at=at),
        lambda pk, at: press_on(pk, at=at),
    ),
    Sweep(
        "urges_over",
        "所催事项办结",
        "催办的事项已经办结",
        lambda _at, limit: urges_to_close(limit),
        lambda pk, at: close_urging(pk, at=at),
    ),
    Sweep(
        "tallies",
        "合计计数",
        "一个地区的计数行数过多",
        lambda _at, limit: regions_to_add_up(limit),
        lambda pk, _at: add_up(pk),
    ),
    Sweep(
        "dated_tallies",
        "合计按日期的计数",
        "一个地区的计数行数过多",
        lambda _at, limit: regions_to_date(limit),
        lambda pk, _at: add_up_dated(pk),
    ),
    Sweep(
        "spent",
        "计算办结期限的用时",
        "一个地区有期限办结，用时还没有计入",
        lambda _at, limit: regions_with_ended_limits(limit),
        lambda pk, _at: count_days(pk),
    ),
    # Somebody waits for it before the page; one may take most of a minute.
    Sweep(
        "uploads",
        "检查上传的文件",
        "文件还没有检查",
        lambda at, limit: uploads_to_judge(limit, at=at),
        lambda pk, at: judge_upload(pk, at=at),
        at_most=5,
    ),
    Sweep(
        "damages",
        "重制受损文书",
        "已制成的文书文件丢失或被改动",
        lambda _at, limit: damages_due(limit),
        lambda pk, at: mend(pk, at=at),
        at_most=40,
    ),
    Sweep(
        "files",
        "核对存放的文书文件",
        "每份已制成的文书每天核对一次",
        files_to_check,
        lambda pk, at: check_file(pk, at=at),
        counts=False,
    ),
    Sweep(
        "messages",
        "分发消息",
        "消息写下后还没有确定发给谁",
        lambda _at, limit: messages_to_resolve(limit),
        lambda pk, at: resolve(pk, at=at),
    ),
    Sweep(
        "digests",
        "写每日汇总",
        "工作日的办公时间，每人每天一次",
        lambda at, limit: digests_due(limit, at=at),
        write_digest,
        counts=False,
    ),
    # The other side of a gateway may take its time.
    Sweep(
        LETTERS,
        "发送消息",
        "到了应发的时间，没有别的进程在发",
        lambda at, limit: deliveries_due(limit, at=at),
        lambda pk, at: send(pk, at=at),
        at_most=40,
    ),
    Sweep(
        PAPERS,
        "制作文书",
        "文书待制作，没有别的进程在做",
        lambda at, limit: due_documents(limit, at=at),
        lambda pk, at: render_document(pk, at=at),
        at_most=40,
    ),
)
