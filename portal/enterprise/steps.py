"""The enterprise's steps: submit or give up an application, answer a supplement list, withdraw a case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from cases import selectors as case_selectors
from cases.enums import ApplicationAction, CaseAction
from cases.outcomes import RevocationStage
from cases.services import applications, handover, objections, revocations, signing, supplements
from cases.services.drafts import changed_since
from deadlines.selectors import due_strip
from ledger import timekeeping
from portal.enterprise import parts, words
from portal.enterprise.forms.application import SignForm, SubmissionForm, WithdrawForm
from portal.enterprise.forms.handover import HandOverForm, TakeOverForm
from portal.enterprise.forms.remedies import HearingForm, ObjectionForm
from portal.enterprise.forms.supplement import SupplementAnswersForm
from portal.shell.components import DataItem
from portal.steps.pages import ActionPage, Confirmed
from portal.words.remedies import revocation_items
from procedure.errors import InvalidInput, Stale

if TYPE_CHECKING:
    from cases.models import Application, Case
    from procedure.actors import Actor


FILES_REFUSED = "有文件没有通过检查，请看各项下面的说明；其余的文件已经保存，不用重新选择。"
LOOK_AGAIN = "您打开这一页以后，申请内容在另一个窗口，或者由另一位经办人改过。下面是现在的内容，请重新核对后再签署提交。"


def _store(step: Confirmed[Application]) -> object:
    """Nothing that was typed is lost for being incomplete; what was changed after the last look is looked at again."""
    form = cast("SubmissionForm", step.form)
    saved = parts.save(form, step.subject, step.by)
    if saved.overtaken or changed_since(form.seen, saved.marks, besides=form.fields):
        raise Stale(LOOK_AGAIN)
    return saved


def _submit(step: Confirmed[Application]) -> object:
    token, shown = step.form.data.get("submission_token", ""), step.form.data.get("shown", "")
    is_public = step.data.get("commitment_public")
    return applications.submit_application(
        step.subject.pk, submission_token=token, shown=shown, is_public=is_public, by=step.by, at=step.at
    )


def _sign(step: Confirmed[Application]) -> object:
    shown, is_public = step.form.data.get("shown", ""), step.data["commitment_public"]
    return signing.sign_commitment(step.subject.pk, shown=shown, is_public=is_public, by=step.by, at=step.at)


def _nothing_is_missing(application: Application) -> bool:
    return not parts.unfinished(application)


def _last_look(application: Application, actor: Actor) -> dict[str, Any]:
    return parts.page_context(parts.COMMITMENT, application, actor)


def _before_signing(application: Application, _actor: Actor) -> dict[str, Any]:
    return {"application": application, **parts.last_look(application)}


def _keep_files(step: Confirmed[Case]) -> object:
    """A file that was chosen is kept even where something else is still missing."""
    form = cast("SupplementAnswersForm", step.form)
    if not _has_a_list(step.subject):
        return None
    refused = supplements.keep_supplement_files(step.subject.pk, form.files_sent, by=step.by, at=step.at)
    form.show_kept(refused)
    if refused:
        raise InvalidInput("", FILES_REFUSED)
    return None


def _in_hand(application: Application, question: str) -> dict[str, Any]:
    numbers = [case.number for case in application.cases.order_by("pk")]
    items = [DataItem("经办人", application.agent.full_name), DataItem("修复案号", "、".join(numbers) or "还没有提交的草稿", wide=True)]
    return {"question": question, "handed": items}


def _handed(application: Application, actor: Actor) -> dict[str, Any]:
    people = case_selectors.acting_for(application.enterprise_id, timekeeping.now()).exclude(pk=actor.person_id)
    return _in_hand(application, "移交给谁？") | {"nobody": not people.exists()}


def _taken(application: Application, _actor: Actor) -> dict[str, Any]:
    return _in_hand(application, "由您接手？")


def _answer(step: Confirmed[Case]) -> object:
    return supplements.answer_supplement(step.subject.pk, answers=cast("SupplementAnswersForm", step.form).answers, **step.common)


def _has_a_list(case: Case) -> bool:
    return case.supplements.filter(answered_at__isnull=True).exists()


def _what_was_asked(case: Case, _actor: Actor) -> dict[str, Any]:
    clock = case_selectors.holder(case).clock
    return {"case": case, "due": words.due_of(clock, timekeeping.today()), "strip": due_strip(clock) if clock else ()}


_OF_APPLICATIONS: tuple[ActionPage[Application], ...] = (
    ActionPage(
        ApplicationAction.SUBMIT,
        _submit,
        "提交后内容不能再改；法院决定之前可以撤回。重复点击不会重复提交。",
        "",
        SubmissionForm,
        submit="签署并提交申请",
        template="enterprise/commitment.html",
        context=_last_look,
        keep=_store,
        ready=_nothing_is_missing,
        route="enterprise:commitment",
    ),
    ActionPage(
        ApplicationAction.SIGN,
        _sign,
        "签署后由经办人提交。签署以后申请内容、材料或者承诺书有改动的，签署失效，需要您重新签署。",
        "已签署，可以提交申请。",
        SignForm,
        submit="同意并签署",
        template="enterprise/sign.html",
        context=_before_signing,
        ready=_nothing_is_missing,
        route="enterprise:sign",
    ),
    ActionPage(
        ApplicationAction.DISCARD_DRAFT,
        lambda step: applications.discard_draft(step.subject.pk, by=step.by, at=step.at),
        "草稿中填写的内容和上传的材料将不再显示。没有提交过，不影响以后重新申请。",
        "草稿已放弃。",
        label="放弃草稿",
        template="enterprise/discard.html",
        context=lambda application, _actor: {"application": application},
        route="enterprise:discard",
        leads_to="enterprise:desk",
    ),
)
_OF_HANDOVER: tuple[ActionPage[Application], ...] = (
    ActionPage(
        ApplicationAction.HAND_OVER,
        lambda step: handover.hand_over(step.subject.pk, to=step.data["to"], phone=step.data["phone"], **step.common),
        "移交后由对方办理，您仍可以查看；企业的所有经办人都会收到消息，记录写入账本。",
        "已移交。",
        HandOverForm,
        submit="确认移交",
        template="enterprise/hand_over.html",
        context=_handed,
        route="enterprise:hand_over",
        leads_to="enterprise:desk",
    ),
    ActionPage(
        ApplicationAction.TAKE_OVER,
        lambda step: handover.take_over(step.subject.pk, phone=step.data["phone"], **step.common),
        "原经办人已不再代表企业办理的，由您接手；企业的所有经办人都会收到消息，记录写入账本。",
        "已接手，您现在是经办人。",
        TakeOverForm,
        submit="确认接手",
        template="enterprise/hand_over.html",
        context=_taken,
        route="enterprise:take_over",
        leads_to="enterprise:desk",
    ),
)
_OF_CASES: tuple[ActionPage[Case], ...] = (
    ActionPage(
        CaseAction.ANSWER_SUPPLEMENT,
        _answer,
        "请逐项回答：写说明、上传材料，或者请法院向出具单位核实。全部答完后一起提交。",
        "补正已提交，法院将继续核对。",
        SupplementAnswersForm,
        keep=_keep_files,
        label="补充材料",
        submit="提交补正",
        template="enterprise/supplement.html",
        fits=_has_a_list,
        context=_what_was_asked,
        route="enterprise:supplement",
        late="现在没有等待您补正的内容",
    ),
    ActionPage(
        CaseAction.WITHDRAW,
        lambda step: applications.withdraw(step.subject.pk, reason=step.data["reason"], **step.common),
        "法院不再审查这一件；同一申请中的其他案件不受影响。以后准备好了，可以重新申请。",
        "已撤回。撤回确认书稍后可以下载；准备好后随时可以重新申请。",
        WithdrawForm,
        label="撤回申请",
        submit="确认撤回",
        template="enterprise/withdraw.html",
        context=lambda case, _actor: {"case": case},
        route="enterprise:withdraw",
        late="现在不能撤回",
    ),
)
_OF_REMEDIES: tuple[ActionPage[Case], ...] = (
    ActionPage(
        CaseAction.FILE_OBJECTION,
        lambda step: objections.file_objection(step.subject.pk, **step.data, **step.common),
        "异议由签发原决定的人以外的人审查。审查期间原决定继续有效；异议成立的，撤销原决定并重新审查；不成立的，书面说明理由。",
        "异议已提交，法院将在期限内作出决定。",
        ObjectionForm,
        label="提出异议",
        submit="提交异议",
        template="enterprise/objection.html",
        fits=lambda case: not objections.objection_gap(case, timekeeping.today()),
        context=lambda case, _actor: {"case": case},
        route="enterprise:objection",
        late="现在不能提出异议",
    ),
    ActionPage(
        CaseAction.ANSWER_REVOCATION,
        lambda step: revocations.answer_revocation(step.subject.pk, **step.data, **step.common),
        "法院决定之前，证明继续有效。提交后由复核法官复核、院长决定；提交一次，请写完整。",
        "陈述申辩已提交。",
        HearingForm,
        label="陈述申辩",
        submit="提交陈述申辩",
        template="enterprise/revocation.html",
        fits=lambda case: case.revocation == RevocationStage.PROPOSED,
        context=lambda case, _actor: {"case": case, "proposed": revocation_items(case, "enterprise:revocation_file")},
        route="enterprise:revocation",
        late="现在没有等待您陈述申辩的事项",
    ),
)
APPLICATION_PAGES = {page.action: page for page in (*_OF_APPLICATIONS, *_OF_HANDOVER)}
CASE_PAGES = {page.action: page for page in (*_OF_CASES, *_OF_REMEDIES)}
