"""As little Django as serves the same four kinds of request: the portal's database options, none of its own parts."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

# The portal refuses to be read under another name than its own.
os.environ["DJANGO_SETTINGS_MODULE"] = "creditrepair.settings"

from creditrepair import settings as portal

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.floor.settings"

SECRET_KEY = portal.SECRET_KEY
ALLOWED_HOSTS = portal.ALLOWED_HOSTS
DEBUG = False
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "bench.floor"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
ROOT_URLCONF = "bench.floor.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]
DATABASES = portal.DATABASES
PASSWORD_HASHERS = portal.PASSWORD_HASHERS
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/cases/"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_TRUSTED_ORIGINS = portal.CSRF_TRUSTED_ORIGINS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
