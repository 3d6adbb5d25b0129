"""A certificate whose term is over has one standing, whoever asks."""

from datetime import timedelta

from cases.enums import CaseState
from cases.models import Case
from ledger import timekeeping
from portal.casepage.recognition import certificate_facts
from portal.enterprise.selectors import selectable_cases
from portal.public.certificate import shown_certificate
from tests.portal.enterprise_pages import agent_of, url
from tests.support.world import in_state

EXPIRED = "已过有效期"


def standings(stood, day):
    case = Case.objects.get(pk=stood.case.pk)
    facts = {item.label: item.value for item in certificate_facts(case, day.date())}
    with timekeeping.pinned(day):
        page = agent_of(stood).get(url("case", case.pk)).content.decode()
    (choice,) = selectable_cases(stood.agent_actor(), case.enterprise_id, day.date())
    return shown_certificate(case.certificate, day.date()).status, facts["效力"], EXPIRED in page, choice.is_certified


@in_state(CaseState.CERTIFIED, fulfilled=False, performed_fen=1_000_000)
def test_an_expired_certificate_is_expired_for_everybody(stood):
    certificate = Case.objects.get(pk=stood.case.pk).certificate
    last = stood.at.replace(year=certificate.valid_until.year, month=certificate.valid_until.month, day=certificate.valid_until.day)
    assert standings(stood, last) == ("有效", "有效", False, True)
    assert standings(stood, last + timedelta(days=1)) == (EXPIRED, EXPIRED, True, False)
