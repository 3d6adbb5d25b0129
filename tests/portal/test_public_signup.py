import pytest
from django.conf import settings
from django.test import RequestFactory

from accounts.models import User
from portal.shell.account_forms import SignupForm

PASSWORD = "correct-horse-7"
wired = pytest.mark.skipif(
    getattr(settings, "ACCOUNT_SIGNUP_FORM_CLASS", None) != "portal.shell.account_forms.SignupForm",
    reason="ACCOUNT_SIGNUP_FORM_CLASS does not name the form",
)


@pytest.mark.django_db
def test_signup_keeps_the_name(rf: RequestFactory):
    user = User.objects.create_user("agent-77")
    form = SignupForm({"full_name": "许经办"})
    assert form.is_valid()
    form.signup(rf.post("/"), user)
    user.refresh_from_db()
    assert user.full_name == "许经办"


def test_name_is_asked_for():
    assert SignupForm({"full_name": " "}).errors["full_name"] == ["请填写姓名。"]


@wired
@pytest.mark.django_db
def test_agent_signs_up_and_is_addressed_by_name(client):
    sent = {"full_name": "许经办", "username": "agent-77", "password1": PASSWORD, "password2": PASSWORD}
    client.post("/accounts/signup/", sent)
    assert User.objects.get(username="agent-77").full_name == "许经办"
    assert "许经办" in client.get("/guide/").content.decode()


@wired
@pytest.mark.django_db
def test_signup_without_a_name_is_refused(client):
    html = client.post("/accounts/signup/", {"username": "agent-77", "password1": PASSWORD, "password2": PASSWORD}).content.decode()
    assert "请填写姓名。" in html
    assert not User.objects.exists()
