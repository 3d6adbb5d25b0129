"""Settings of a test run: a data directory of its own for its own servers, then the same settings as everywhere.

A DATABASE_URL and REDIS_URL of the developer are not used: the suite must never meet another database.
"""

import os
import tempfile
from pathlib import Path

_OWN_DATA_DIR = "CREDITREPAIR_TEST_DATA_DIR"
# pytest-xdist's workers inherit the folder that their parent made.
if _OWN_DATA_DIR not in os.environ:
    os.environ[_OWN_DATA_DIR] = tempfile.mkdtemp(prefix="creditrepair-test-")
os.environ["APP_ENV"] = "test"
os.environ["DATA_DIR"] = os.environ[_OWN_DATA_DIR]
os.environ["DJANGO_SETTINGS_MODULE"] = "creditrepair.settings"
for _name in (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "PUBLIC_BASE_URL",
    "DEMO",
    "BIND",
    "PORT",
    "PROCESS",
    "PROXY_COUNT",
    "CLAMD_ADDRESS",
    "MAIL_URL",
    "MAIL_FROM",
    "SMS_URL",
    "SMS_SECRET",
    "WORK_CHAT_URL",
    "WORK_CHAT_SECRET",
):
    os.environ.pop(_name, None)

from creditrepair import embedded_paths  # noqa: E402 - as below

# The suite starts one, so that the doorbell is tested too.
os.environ["REDIS_URL"] = embedded_paths.redis_url(Path(os.environ["DATA_DIR"]))

from creditrepair.settings import *  # noqa: E402, F403 - the environment must be ready before

# One folder a worker: a test that counts files must not meet those of its neighbour.
MEDIA_ROOT = DATA_DIR / "files" / os.environ.get("PYTEST_XDIST_WORKER", "alone")  # noqa: F405 - from the settings above
# A busy machine of the tests must not change what a test sees.
UPLOAD_PATIENCE_SECONDS = 30.0
