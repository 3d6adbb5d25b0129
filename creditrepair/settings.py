"""Django settings. Every choice of the operator comes from creditrepair.env; nothing here reads the environment."""

import sys
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from psycopg.conninfo import conninfo_to_dict

from creditrepair.env import BASE_DIR, EnvError, read_env
from creditrepair.logs import logging_config
from creditrepair.serving import refuse_to_serve_where_it_must_not
from words.files import BYTES_PER_MEGABYTE

try:
    ENV: Final = read_env()
except EnvError as refusal:
    # A traceback would bury the one sentence that the operator needs.
    sys.exit(str(refusal))
refuse_to_serve_where_it_must_not(ENV)

APP_ENV: Final = ENV.app_env
DEMO: Final = ENV.demo
DEBUG = False
SECRET_KEY = ENV.secret_key
SECRET_KEY_FALLBACKS = list(ENV.secret_key_fallbacks)
ALLOWED_HOSTS = list(ENV.allowed_hosts)
PUBLIC_BASE_URL: Final = ENV.public_base_url
DATA_DIR: Final = ENV.data_dir

INSTALLED_APPS = [
    "creditrepair",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "ledger",
    "accounts",
    "deadlines",
    "procedure",
    "departments",
    "notices",
    "messaging",
    "uploads",
    "cases",
    "recognition",
    "calendars",
    "oversight",
    "mechanism",
    "supervision",
    "assessment",
    "adoption",
    "portal",
]
if not ENV.production:
    # The invented story and the page that switches persons; the image of production does not even hold the folder.
    INSTALLED_APPS.append("demo")

# The one expression by which every process reads the present. Only a database that says itself that it is a demo's can be ahead
# of the clock (demo/migrations); production asks the clock and nothing else.
LEGAL_NOW: Final = "clock_timestamp()" if ENV.production else "demo.now()"
# What the work loop does besides its own duties: each is made with the loop and gives one function to look for work.
WORK_BESIDE: Final = ["demo.travel.Traveller"] if DEMO else []

MIDDLEWARE = [
    "creditrepair.middleware.MomentMiddleware",
    "creditrepair.middleware.RequestLogMiddleware",
    "creditrepair.middleware.ResponseHeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "creditrepair.urls"
WSGI_APPLICATION = "creditrepair.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            # Every template has the words for money, dates and limits; none has its own.
            "builtins": ["words.filters"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.shell.context.shell",
            ],
        },
    },
]
FORM_RENDERER = "portal.shell.widgets.PlainRenderer"

# Rule R70: a page that needs more than 5 s is a bug, a worker may take a minute, a migration as long as it needs.
_STATEMENT_TIMEOUT_MS = {"web": 5_000, "worker": 60_000, "beat": 60_000, "command": 60_000, "migrate": 0}
# A page reads few rows: helpers and compiled plans would take longer to begin than it may take, and a second page's processor.
_PLANNING = " -c max_parallel_workers_per_gather=0 -c jit=off" if ENV.process == "web" else ""
_SESSION_OPTIONS = (
    f"-c statement_timeout={_STATEMENT_TIMEOUT_MS[ENV.process]}"
    f" -c lock_timeout=2s -c idle_in_transaction_session_timeout=15s -c synchronous_commit=on{_PLANNING}"
)


# A page of a case asks eight statements over many tables, and the database took longer to plan than to answer them. So the web
# keeps a statement from its second time on; PostgreSQL plans it five times more before it trusts one plan for any values. A sweep
# asks for the few rows of a partial index among a million, which such a plan cannot use: it is planned each time.
PREPARED_AFTER: Final = 1


def _database() -> dict[str, Any]:
    known = {"user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT", "dbname": "NAME"}  # pragma: allowlist secret
    parts = conninfo_to_dict(ENV.connection_url)
    options: dict[str, Any] = {key: value for key, value in parts.items() if key not in known}
    options["options"] = f"{options.get('options', '')} {_SESSION_OPTIONS}".strip()
    options["application_name"] = f"creditrepair-{ENV.process}"
    options |= {"server_side_binding": True, "prepare_threshold": PREPARED_AFTER if ENV.process == "web" else None}
    if ENV.db_pool_size:
        options["pool"] = {"min_size": 1, "max_size": ENV.db_pool_size, "timeout": 5, "max_idle": 300}
    return {
        "ENGINE": "creditrepair.postgresql",
        **{setting: str(parts[key]) for key, setting in known.items() if parts.get(key)},
        "OPTIONS": options,
        "CONN_HEALTH_CHECKS": True,
        # The pool owns the lifetime of connections; Django demands 0 beside it.
        "CONN_MAX_AGE": 0,
        "ATOMIC_REQUESTS": False,
    }


DATABASES = {"default": _database()}

# Sessions, rate limits and locks live in PostgreSQL (rule R28): losing Redis must log nobody out.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_entry",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = ENV.production
CSRF_COOKIE_SECURE = ENV.production
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "portal.shell.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [ENV.public_base_url]

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["departments.backend.PersonBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if ENV.test:
    # Hundreds of sign-ins in the suite; the order of production is tested from this file's own list.
    PASSWORD_HASHERS.insert(0, "django.contrib.auth.hashers.MD5PasswordHasher")
AUTH_PASSWORD_VALIDATORS = [{"NAME": "portal.shell.passwords.PasswordRule"}]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/start/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FORM_CLASS = "portal.shell.account_forms.SignupForm"
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_USERNAME_MIN_LENGTH = 4
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_ADAPTER = "portal.shell.sign_in.AccountAdapter"
# Wrong passwords are counted by the adapter, by name and address. An address alone may be a whole office.
ACCOUNT_RATE_LIMITS = {
    "login_failed": None,
    "login": "120/m/ip",
    "signup": "20/m/ip",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = ENV.proxy_count

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS: list[Path] = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "files"
# Uploads have no address: each is served by a view that asks who may read it.
MEDIA_URL = ""
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if ENV.test:
    # Tests need no collectstatic run; the manifest is exercised by its own test.
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = ENV.test
# Otherwise every new test client reads all files anew.
WHITENOISE_AUTOREFRESH = ENV.test
WHITENOISE_ALLOW_ALL_ORIGINS = False
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
# The database refuses a larger material too: its constraint is made from this.
UPLOAD_FILE_MAX_BYTES: Final = 20 * BYTES_PER_MEGABYTE
# How long a request waits for the verdict on its files before it answers without.
UPLOAD_PATIENCE_SECONDS: float = 2.0
# What one account may bring within a day without handing it in: five drafts full, taken back once or twice.
UPLOAD_UNSENT_FILES: int = ENV.upload_unsent_files
UPLOAD_UNSENT_BYTES: int = ENV.upload_unsent_mb * BYTES_PER_MEGABYTE
CLAMD_ADDRESS = ENV.clamd_address

# Letters to people; a channel whose address is empty is not there.
EMAIL_TIMEOUT = 10
_MAIL = urlsplit(ENV.mail_url)
EMAIL_HOST = _MAIL.hostname or ""
EMAIL_PORT = _MAIL.port or {"smtps": 465, "smtp+starttls": 587}.get(_MAIL.scheme, 25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_MAIL.username or ""), unquote(_MAIL.password or "")
EMAIL_USE_SSL, EMAIL_USE_TLS = _MAIL.scheme == "smtps", _MAIL.scheme == "smtp+starttls"
DEFAULT_FROM_EMAIL = ENV.mail_from
SMS_URL, SMS_SECRET = ENV.sms_url, ENV.sms_secret
WORK_CHAT_URL, WORK_CHAT_SECRET = ENV.work_chat_url, ENV.work_chat_secret
# Form fields other than files; a statement of 5 x 2,000 characters stays far below.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * BYTES_PER_MEGABYTE
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 10
FILE_UPLOAD_MAX_MEMORY_SIZE = BYTES_PER_MEGABYTE

# Rule R63
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    },
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if ENV.production else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = ENV.production
SECURE_SSL_REDIRECT = ENV.production
# The probes are asked from inside, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
if ENV.production and ENV.proxy_count:
    # Safe only because deploy/nginx.conf overwrites the header (rule R65).
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

HTMX_CONFIG: Final = {"includeIndicatorStyles": False, "allowEval": False, "selfRequestsOnly": True}

LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING = logging_config(ENV.log_level)

SILENCED_SYSTEM_CHECKS = [
    # HSTS preload is a promise for a whole domain, which is not ours to make.
    "security.W021",
]
