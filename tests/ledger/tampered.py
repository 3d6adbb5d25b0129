"""What somebody changes behind the portal's back, and what the verifiers say of it."""

from io import StringIO

from django.core.management import call_command

from accounts.services import set_active
from cases.enums import CaseState, CorrectedRecord, CorrectionKind
from cases.models import Correction
from cases.services import corrections
from cases.services.corrections import Why
from demo.specimens import voucher
from departments.services import end_post
from tests.support.world import new_walk


def build(cast):
    """A case that went all the way, one that is still being examined, one that was corrected; a post and an account that ended."""
    ended = new_walk(cast).to(CaseState.RECOGNIZED_ALL).operate_list()
    running = new_walk(cast).to(CaseState.SUPPLEMENT)
    running.later(days=1).answer_supplement()
    corrected = correct(new_walk(cast).record().take_measures())
    left, administrator = cast.people["list_operator"], cast.actor("administrator", ended.at)
    post = left.posts.order_by("pk")[0]
    end_post(post.pk, reason="调离", by=administrator, at=ended.at)
    set_active(left.pk, active=False, reason="调离", by_id=administrator.user_id, at=ended.at)
    return {
        **keys_of(ended),
        "corrected": corrected.enforcement.pk,
        "correction": Correction.objects.get().pk,
        "court": cast.court.pk,
        "left": left.pk,
        "left_post": post.pk,
        "open": running.case.clocks.filter(status="running").order_by("pk")[0].pk,
        "post": cast.people["signing_president"].posts.get().pk,
        "region": cast.region.pk,
        "running": running.case_id,
    }


def correct(walk):
    corrections.correct(
        walk.enforcement.pk,
        CorrectedRecord.ENFORCEMENT,
        {"creditor": "示例另一公司"},
        why=Why(reason="与执行依据不一致", evidence=voucher("更正"), kind=CorrectionKind.MISTAKE),
        object_id=None,
        by=walk.by("acceptance_officer"),
        at=walk.at,
    )
    return walk


def keys_of(walk):
    """The rows of a case."""
    material = walk.application.current_materials[0]
    return {
        "application": walk.application.pk,
        "case": walk.case_id,
        "certificate": walk.case.certificate_id,
        "decision": walk.case.decision_id,
        "enforcement": walk.enforcement.pk,
        "enterprise": walk.application.enterprise_id,
        "listing": walk.enforcement.listing.pk,
        "mandate": walk.agent.mandates.get().pk,
        "material": material.pk,
        "measure": walk.notice.measures.order_by("pk")[0].pk,
        "met": walk.case.clocks.filter(status="met").order_by("pk")[0].pk,
        "notice": walk.notice.pk,
        "one_answer": walk.case.recognitions.order_by("pk")[0].pk,
        "one_push": walk.case.deliveries.order_by("pk")[0].pk,
        "upload": material.upload_id,
    }


def run(command, *options):
    out = StringIO()
    try:
        call_command(command, *options, stdout=out, stderr=out)
    except SystemExit as stop:
        return stop.code, out.getvalue()
    return 0, out.getvalue()
