"""What a person may do is read once the thing is locked, and nobody ends it before the step has ended."""

import pytest

from accounts.services import set_active
from cases.enums import CaseState, MaterialKind, PerformanceStatus
from cases.models import Application, Case
from cases.services import acceptance, applications, enforcement, mandates
from demo.specimens import voucher
from departments.models import Department, Post
from ledger.models import Event
from procedure.errors import DomainError, NotVisible
from tests.cases.steps import shown_of
from tests.support.world import in_state


def disable(user, walk):
    set_active(user.pk, active=False, reason="调离", by_id=walk.cast.people["administrator"].pk, at=walk.at)


def end_post(user, walk):
    Post.objects.filter(user=user).update(ended_at=walk.at, valid_until=walk.at.date())


def unit_leaves(user, walk):
    Department.objects.filter(posts__user=user).update(joined_on="2020-01-01", left_on="2020-01-02")


@pytest.mark.parametrize("ending", [disable, end_post, unit_leaves])
@in_state(CaseState.SUBMITTED)
def test_a_post_that_ends_between_page_and_step_ends_the_step(stood, ending):
    officer = stood.by("acceptance_officer")
    lines = Event.objects.filter(stream=f"case:{stood.case.pk}").count()
    ending(stood.cast.people["acceptance_officer"], stood)
    with pytest.raises(NotVisible):
        acceptance.accept(stood.case.pk, variant=stood.case.variant, by=officer, at=stood.at)
    with pytest.raises(NotVisible):
        enforcement.record_performance(
            stood.enforcement.pk, performance=PerformanceStatus.NONE, performed_fen=None, is_concluded=False, by=officer, at=stood.at
        )
    assert stood.case.state == CaseState.SUBMITTED
    assert Event.objects.filter(stream=f"case:{stood.case.pk}").count() == lines


def give_up(user, walk):
    mandates.end_mandate(user.mandates.get().pk, by=walk.agent_actor(), at=walk.at)


def revoked(user, walk):
    mandates.revoke_mandate(user.mandates.get().pk, reason="离职", by=walk.by("acceptance_officer"), at=walk.at)


@pytest.mark.parametrize("ending", [disable, give_up, revoked])
def test_a_mandate_that_ends_between_page_and_step_ends_every_step(walk, ending):
    walk.record().take_measures().serve().join().draft().fill()
    agent, draft = walk.agent_actor(), walk.application
    ending(walk.agent, walk)
    tries = (
        lambda: applications.save_draft(draft.pk, {"prevention": "不该保存"}, by=agent, at=walk.at),
        lambda: applications.add_material(draft.pk, slot=2, kind=MaterialKind.OTHER_PROOF, upload=voucher("2"), by=agent, at=walk.at),
        lambda: applications.remove_material(draft.materials.get().pk, by=agent, at=walk.at),
        lambda: applications.submit_application(
            draft.pk, submission_token=draft.submission_token, shown=shown_of(draft), by=agent, at=walk.at
        ),
        lambda: applications.discard_draft(draft.pk, by=agent, at=walk.at),
        lambda: applications.start_draft(enterprise_id=draft.enterprise_id, by=agent, at=walk.at),
    )
    for number, one in enumerate(tries):
        with pytest.raises(DomainError):
            pytest.fail(f"number {number} was let in: {one()}")
    assert (Case.objects.filter(application=draft).count(), draft.materials.filter(removed_at=None).count()) == (0, 1)
    assert Application.objects.get(pk=draft.pk).prevention != "不该保存"
