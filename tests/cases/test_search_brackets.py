"""A number is found by whatever brackets people type."""

import pytest

from cases import selectors
from cases.enums import CaseState
from cases.models import Case
from tests.support.world import in_state

BRACKETS = ["〔〕", "（）", "()", "[]", "【】"]


def found(text):
    return set(Case.objects.filter(selectors.cases_found(text).among()))


@in_state(CaseState.CERTIFIED)
@pytest.mark.parametrize("brackets", BRACKETS)
def test_a_certificate_and_its_case_are_found_by_their_numbers(stood, brackets):
    case = Case.objects.select_related("certificate").get(pk=stood.case.pk)
    for number in (case.certificate.number, case.number):
        assert "〔" in number
        assert case in found(number.replace("〔", brackets[0]).replace("〕", brackets[1]))


@in_state(CaseState.SUBMITTED)
@pytest.mark.parametrize("brackets", BRACKETS)
def test_a_case_is_found_by_the_number_of_its_enforcement_case(stood, brackets):
    number = stood.case.enforcement_case.number
    assert "（" in number
    assert stood.case in found(number.replace("（", brackets[0]).replace("）", brackets[1]))
