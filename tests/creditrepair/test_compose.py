"""No Docker engine runs the compose file here, so its agreement with env.py is what can be tested."""

import re
from pathlib import Path

import pytest
import yaml

from creditrepair.env import NAMES, read_env

ROOT = Path(__file__).resolve().parent.parent.parent
OURS = ("migrate", "web", "work")


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


@pytest.fixture(scope="module")
def example():
    lines = (ROOT / "deploy" / "example.env").read_text().splitlines()
    return {line.partition("=")[0] for line in lines if line and not line.startswith("#")}


def filled_in(environment):
    answers = {
        "SECRET_KEY": "k3yMaterial-With-Enough-Different-Letters-And-Length-0123456789",
        "ALLOWED_HOSTS": "xf.example.cn",
        "PUBLIC_BASE_URL": "https://xf.example.cn",
    }

    def answer(match):
        return answers.get(match[1], match[3] if match[2] == ":-" else "secret")

    return {name: re.sub(r"\$\{(\w+)(:[-?])(\w*)\}", answer, str(value)) for name, value in environment.items()}


@pytest.mark.parametrize("service", OURS)
def test_every_variable_of_our_services_is_one_that_env_reads(compose, service):
    assert set(compose["services"][service]["environment"]) <= NAMES


# The defaults are right in a container, or compose says the same in its own way.
LEFT_TO_DEFAULTS = {"DEMO", "DJANGO_SETTINGS_MODULE", "DB_POOL_SIZE", "REDIS_URL"}


def test_every_other_variable_reaches_a_container(compose):
    """What an operator writes into .env must not be dropped on the way: a scanner that is configured has to be asked."""
    given = set().union(*(compose["services"][service]["environment"] for service in OURS))
    assert given | LEFT_TO_DEFAULTS == NAMES
    assert "CLAMD_ADDRESS" in compose["services"]["web"]["environment"].keys() & compose["services"]["work"]["environment"].keys()


@pytest.mark.parametrize("service", OURS)
def test_settings_accept_what_compose_gives(compose, service):
    env = read_env(filled_in(compose["services"][service]["environment"]))
    assert env.production
    assert env.process == {"work": "worker"}.get(service, service)


def test_every_service_that_the_addresses_name_is_there(compose):
    environment = compose["x-environment"]
    host = re.search(r"@(\w+):\d+/", environment["DATABASE_URL"])[1]
    assert host in compose["services"]
    assert set(compose["services"]) == {"migrate", "web", "work", "postgres", "proxy"}


def test_the_work_loop_is_run(compose):
    assert compose["services"]["work"]["command"] == ["python", "manage.py", "work"]


def test_example_names_every_answer_that_compose_demands(example):
    demanded = set(re.findall(r"\$\{(\w+):\?\}", (ROOT / "docker-compose.yml").read_text()))
    assert example == demanded


def test_mounted_files_exist(compose):
    for service in compose["services"].values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith("./") and source != "./deploy/certs":
                assert (ROOT / source).exists(), source


def test_proxy_overwrites_what_the_portal_trusts():
    """Rule R65: SECURE_PROXY_SSL_HEADER and the address count are safe only with these two lines."""
    nginx = (ROOT / "deploy" / "nginx.conf").read_text()
    assert "proxy_set_header X-Forwarded-Proto $scheme;" in nginx
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in nginx
    assert "server web:8000;" in nginx


def test_image_leaves_the_demo_out():
    left_out = (ROOT / ".dockerignore").read_text().split()
    assert {"demo", "templates/demo"} <= set(left_out)
    assert all((ROOT / name).is_dir() for name in ("demo", "templates/demo"))


def test_image_installs_the_fonts_and_libraries_of_set_up():
    setup = re.search(r"RUN_PACKAGES = \((.*?)\)", (ROOT / "scripts" / "setup.py").read_text(), re.DOTALL)[1]
    dockerfile = (ROOT / "Dockerfile").read_text()
    for package in re.findall(r'"([^"]+)"', setup):
        assert package in dockerfile
