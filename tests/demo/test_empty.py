"""The commands and pages of the demo where there is no story, or must be none."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from demo import story
from departments.models import Region
from tests.support.strictness import StrictClient


def run(command: str, *options: str) -> str:
    output = StringIO()
    call_command(command, *options, stdout=output)
    return output.getvalue()


@pytest.fixture
def visitor() -> StrictClient:
    return StrictClient()


@pytest.mark.django_db
def test_story_is_refused_outside_demo_and_tests(settings):
    settings.DEMO, settings.APP_ENV = False, "production"
    with pytest.raises(CommandError, match="正式环境拒绝装载"):
        run("load_demo")


@pytest.mark.django_db
def test_story_needs_a_district():
    with pytest.raises(CommandError, match="load_region"):
        run("load_demo")


@pytest.mark.django_db
def test_story_needs_its_units():
    with pytest.raises(story.StoryRefusedError, match="区域二缺少"):
        story._require_units(Region.objects.create(code="other", name="区域二", division_code="000000", measures_title=""))


@pytest.mark.django_db
def test_no_accounts_before_the_story():
    assert json.loads(run("demo_accounts", "--json")) == []
    assert "load_demo" in run("demo_accounts")


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "path"), [("get", "/demo/"), ("post", "/demo/become/"), ("post", "/demo/units/")])
def test_nothing_is_there_without_demo(settings, visitor, method, path):
    settings.DEMO = False
    assert getattr(visitor, method)(path).status_code == 404


@pytest.mark.django_db
def test_page_before_the_story_says_what_to_do(settings, visitor):
    settings.DEMO = True
    assert "load_demo" in visitor.get("/demo/").content.decode()
    assert visitor.post("/demo/become/", {"username": "court.liaison"}).status_code == 404
