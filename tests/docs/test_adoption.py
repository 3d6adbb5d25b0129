"""What the manual of adoption tells an engineer to type works as written."""

import tomllib

import pytest
from django.conf import settings

from accounts.models import User
from adoption.schema import OptionsTable, RegionFile
from departments.actors import actor_for
from ledger import timekeeping
from ledger.verify import verify
from procedure.enums import Role
from tests.docs.reading import ROOT, code_blocks, read
from tests.regions.files import XISAISHAN, load

MANUAL = ROOT / "docs" / "adopt-a-region.md"


@pytest.mark.django_db
def test_the_first_person_gets_the_post_that_was_typed():
    region = load(XISAISHAN)
    (typed,) = code_blocks(read(MANUAL), "python")
    exec(typed.replace("mycounty", region.code), {})
    officer = actor_for(User.objects.get(username="zhang.lian"), timekeeping.now())
    assert officer.holds(Role.ACCEPTANCE_OFFICER, region.departments.get(code="court").pk)
    assert verify(files=False).findings == []


def test_every_post_that_the_manual_asks_for_is_a_role():
    named = {role for role in Role if f"`{role.name}`" in read(MANUAL)}
    assert set(Role) - named == {Role.ENTERPRISE_AGENT, Role.SYSTEM}


def test_every_part_of_the_region_file_is_explained():
    table = read(MANUAL).split("| part | what it is |")[1].split("\n\n")[0]
    assert all(f"`[{part}]`" in table or f"`[[{part}]]`" in table for part in RegionFile.model_fields)


def test_the_switch_that_must_stay_off_exists():
    assert "deemed_recognition" in OptionsTable.model_fields
    assert tomllib.loads(read(XISAISHAN))["options"]["deemed_recognition"] is False
    assert str(XISAISHAN).startswith(str(settings.BASE_DIR))
