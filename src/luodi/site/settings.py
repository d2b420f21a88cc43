"""Settings, from the environment where they differ between places.

LUODI_DATA     folder for the database, the secret key and the collected static files (./var)
LUODI_DATABASE postgresql://… for PostgreSQL; else SQLite in LUODI_DATA (LUODI_DATABASE_POOL: connections a process keeps, 8)
LUODI_LEDGER_HASH  how new entries of the ledger are hashed: sha256 or sm3 (sha256)
LUODI_SECRET   secret key; made once and kept in LUODI_DATA when not given
LUODI_HOSTS    host names served, with commas between (127.0.0.1,localhost)
LUODI_HTTPS    1 behind a proxy that speaks HTTPS: secure cookies, HSTS
LUODI_URL      the address under which people reach the product, for links in mails (https://luodi.example.cn)
LUODI_SMTP_HOST, _PORT (25, 465 or 587), _USER, _PASSWORD, _TLS (starttls or ssl), _FROM: how mail is sent; no mail without a host
LUODI_WEBHOOK_HOSTS  host names inside the own network that robots may have, with commas between
LUODI_WEBHOOK_CA     a file with certificates of the own network
LUODI_DEBUG    1 for development
LUODI_LOG      json or text; text at a terminal and json elsewhere when not given
LUODI_METRICS_TOKEN  what must stand behind `Authorization: Bearer` for /metrics; without it there is no such page
LUODI_SECOND_FACTOR_ROLES  roles that must set up a second factor before anything else (platform_admin,auditor,unit_admin; empty: none)
LUODI_SESSION_HOURS, LUODI_SESSION_IDLE_MINUTES  when a session ends: so long after signing in (12), unused for so long (120)
LUODI_OIDC_ISSUER, LUODI_OIDC_CLIENT_ID, LUODI_OIDC_CLIENT_SECRET, LUODI_OIDC_NAME  a provider of identities (OpenID Connect) and what people call it
LUODI_FILE_MB  how large a file on a project may be, in MB (50)
LUODI_SCAN_COMMAND  a command that gets the path of each file that arrives and ends with 0 for a clean one; nothing is scanned without it
LUODI_DEMO     1: where the database is a demonstration, the sign-in page offers its roles with one click; never together with LUODI_HTTPS
LUODI_TODAY    a day (ISO) that is taken for today: demonstrations, pictures
"""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path
from typing import Any

from luodi.frame.logs import logging_settings
from luodi.rights.kernel import Role
from luodi.site.databases import database


def _secret(folder: Path) -> str:
    """The secret key; made on the first start, readable by the owner only."""
    if given := os.environ.get("LUODI_SECRET"):
        return given
    path = folder / "secret.key"
    if not path.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(48))
        except FileExistsError:  # another process was quicker
            pass
    return path.read_text().strip()


def _flag(name: str) -> bool:
    return os.environ.get(name, "") in ("1", "true", "yes")


HERE = Path(__file__).parent
DATA = Path(os.environ.get("LUODI_DATA", "var")).resolve()
DEBUG = _flag("LUODI_DEBUG")
SECRET_KEY = _secret(DATA)
ALLOWED_HOSTS = os.environ.get("LUODI_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
TODAY = os.environ.get("LUODI_TODAY", "")
DEMO = _flag("LUODI_DEMO") and not _flag("LUODI_HTTPS")
METRICS_TOKEN = os.environ.get("LUODI_METRICS_TOKEN", "")

INSTALLED_APPS = [
    "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.messages", "django.contrib.staticfiles",
    "django_cotton.apps.SimpleAppConfig", "django_htmx", "luodi.frame", "luodi.maps", "luodi.rights", "luodi.ledger", "luodi.people", "luodi.work",
    "luodi.imports", "luodi.notices", "luodi.clocks", "luodi.projects", "luodi.promotion", "luodi.operations", "luodi.portal", "luodi.workbench", "luodi.demo",
    "luodi.site",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "luodi.frame.requests.observed",
    "luodi.frame.middleware.security_headers",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "luodi.frame.middleware.here_and_now",
    "luodi.people.here.person_here",
]
ROOT_URLCONF = "luodi.site.urls"
WSGI_APPLICATION = "luodi.site.wsgi.application"
_LOADERS: list[str] = ["django_cotton.cotton_loader.Loader", "django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"]
TEMPLATES: list[dict[str, Any]] = [{
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "DIRS": [HERE / "templates"],
    "OPTIONS": {
        "context_processors": ["django.template.context_processors.request", "django.template.context_processors.i18n",
                               "django.contrib.messages.context_processors.messages", "luodi.frame.context.frame", "luodi.demo.context.demo"],
        "builtins": ["django_cotton.templatetags.cotton", "django.templatetags.i18n", "django.templatetags.static", "luodi.frame.templatetags.luodi",
                     "luodi.rights.templatetags.desk"],
        "loaders": _LOADERS if DEBUG else [("django.template.loaders.cached.Loader", _LOADERS)],
    },
}]

DATABASES = {"default": database(os.environ, DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Counters of costly requests are shared by all processes; nothing is kept in one.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "luodi_cache", "OPTIONS": {"MAX_ENTRIES": 20000}}}

AUTH_USER_MODEL = "people.Account"
LOGIN_URL = "people_sign_in"
LOGIN_REDIRECT_URL = "workbench_desk"
CSRF_FAILURE_VIEW = "luodi.people.views.stale"
SESSION_ENGINE = "luodi.people.signing.sessions"
SESSION_HOURS = int(os.environ.get("LUODI_SESSION_HOURS", "12"))
SESSION_IDLE_MINUTES = int(os.environ.get("LUODI_SESSION_IDLE_MINUTES", "120"))
SESSION_COOKIE_AGE = SESSION_HOURS * 3600
SESSION_COOKIE_SAMESITE = "Lax"
SECOND_FACTOR_ROLES = frozenset(
    Role(name.strip()) for name in os.environ.get("LUODI_SECOND_FACTOR_ROLES", "platform_admin,auditor,unit_admin").split(",") if name.strip())
OIDC = {"issuer": os.environ.get("LUODI_OIDC_ISSUER", ""), "client_id": os.environ.get("LUODI_OIDC_CLIENT_ID", ""),
        "client_secret": os.environ.get("LUODI_OIDC_CLIENT_SECRET", ""), "name": os.environ.get("LUODI_OIDC_NAME", "")}
# Not in the session: a public page must never look into it.
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

LUODI_LEDGER_HASH = os.environ.get("LUODI_LEDGER_HASH", "sha256")

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English"), ("ja", "日本語"), ("ko", "한국어")]
LOCALE_PATHS = [HERE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [HERE / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG
                    else "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600

HTTPS = _flag("LUODI_HTTPS")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000

PUBLIC_URL = os.environ.get("LUODI_URL", "").rstrip("/")
EMAIL_HOST = os.environ.get("LUODI_SMTP_HOST", "")
EMAIL_USE_TLS, EMAIL_USE_SSL = (os.environ.get("LUODI_SMTP_TLS", "") == way for way in ("starttls", "ssl"))
EMAIL_PORT = int(os.environ.get("LUODI_SMTP_PORT", "") or (465 if EMAIL_USE_SSL else 587 if EMAIL_USE_TLS else 25))
EMAIL_HOST_USER = os.environ.get("LUODI_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("LUODI_SMTP_PASSWORD", "")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("LUODI_SMTP_FROM", "") or EMAIL_HOST_USER or "luodi@localhost"
WEBHOOK_HOSTS = tuple(host.strip().lower() for host in os.environ.get("LUODI_WEBHOOK_HOSTS", "").split(",") if host.strip())
WEBHOOK_CA = os.environ.get("LUODI_WEBHOOK_CA", "")

EXPORTS_PER_MINUTE = int(os.environ.get("LUODI_EXPORTS_PER_MINUTE", "30"))
"""Documents that one address may have made in a minute."""
FILE_MB = int(os.environ.get("LUODI_FILE_MB", "50"))
SCAN_COMMAND = os.environ.get("LUODI_SCAN_COMMAND", "")
LOOKUPS_PER_MINUTE = int(os.environ.get("LUODI_LOOKUPS_PER_MINUTE", "30"))
"""Projects whose public progress one address may look up in a minute."""
SHARE_DAYS = (7, 30, 90)
"""For how long a shared link may be good."""

LOGGING = logging_settings(os.environ.get("LUODI_LOG", ""), sys.stderr.isatty())
