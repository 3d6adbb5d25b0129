"""Regions and departments come from copies, and are what the database says."""

from cases.enums import CaseState
from cases.models import Case
from departments.models import Department
from tests.support.world import in_state


@in_state(CaseState.SUBMITTED)
def test_a_foreign_key_shows_what_has_just_changed(stood):
    Department.objects.filter(pk=stood.case.court_id).update(short_name="改名法院")
    assert Case.objects.get(pk=stood.case.pk).court.short_name == "改名法院"
    assert Case.objects.select_related("court").get(pk=stood.case.pk).court.short_name == "改名法院"


@in_state(CaseState.SUBMITTED)
def test_who_changes_a_copy_changes_their_own(stood):
    first = Case.objects.get(pk=stood.case.pk).court
    first.name = "别的名称"
    first.recognition_fields.append("别的领域")
    first.region.options["别的"] = 1
    first.region.options["certificates"]["A"]["别的"] = 1
    again = Case.objects.get(pk=stood.case.pk).court
    assert again.name != first.name
    assert "别的领域" not in again.recognition_fields
    assert "别的" not in again.region.options
    assert "别的" not in again.region.options["certificates"]["A"]


@in_state(CaseState.SUBMITTED)
def test_a_foreign_key_costs_nothing_once_the_copies_are_there(stood, django_assert_num_queries):
    case = Case.objects.get(pk=stood.case.pk)
    _ = (case.court, case.region)
    case = Case.objects.get(pk=stood.case.pk)
    # Outside a request each question asks for the edition.
    with django_assert_num_queries(3):
        assert (case.court.pk, case.bureau.pk, case.region.pk) == (case.court_id, case.bureau_id, case.region_id)
