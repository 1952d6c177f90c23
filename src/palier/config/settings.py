"""Settings. Everything an operator may change comes from the environment; everything else is fixed here.

`PALIER_DATA_DIR` holds all data: database, secret key, exports, backups.
"""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

from csp.constants import NONE, SELF

PACKAGE = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("PALIER_DATA_DIR") or Path.cwd() / "data").resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)

# The phone app and the desk live on different names, so that a cookie of one is never sent to the other (IN-06).
DESK_HOST = os.environ.get("PALIER_DESK_HOST", "bureau.localhost")
FIELD_HOST = os.environ.get("PALIER_FIELD_HOST", "terrain.localhost")
# What residents open to check a badge: no account, no cookie, no script.
PUBLIC_HOST = os.environ.get("PALIER_PUBLIC_HOST", "bonjour.localhost")
# Where partners see their missions; an account, no door.
PORTAL_HOST = os.environ.get("PALIER_PORTAL_HOST", "partenaires.localhost")
PORT = int(os.environ.get("PALIER_PORT", "8400"))
# "https" once a proxy ends TLS in front; then cookies are Secure and HSTS is sent.
SCHEME = os.environ.get("PALIER_SCHEME", "http")
PUBLIC_PORT = os.environ.get("PALIER_PUBLIC_PORT", "" if SCHEME == "https" else str(PORT))
DEMO = os.environ.get("PALIER_DEMO", "") == "1"


def address_of(host: str) -> str:
    """The public address of one of our names."""
    return f"{SCHEME}://{host}" + (f":{PUBLIC_PORT}" if PUBLIC_PORT else "")


def _secret_key() -> str:
    path = DATA_DIR / "secret-key"
    if not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text().strip()


# Where backups go: another disk, or a folder that is copied elsewhere. Without it nothing is ever "en sûreté".
BACKUP_DIR = Path(os.environ["PALIER_BACKUP_DIR"]).resolve() if os.environ.get("PALIER_BACKUP_DIR") else None

SECRET_KEY = os.environ.get("PALIER_SECRET_KEY") or _secret_key()
DEBUG = os.environ.get("PALIER_DEBUG", "") == "1"
ALLOWED_HOSTS = [DESK_HOST, FIELD_HOST, PUBLIC_HOST, PORTAL_HOST]
# Printed on badges and posters.
PUBLIC_ADDRESS = address_of(PUBLIC_HOST)
DESK_ADDRESS, PORTAL_ADDRESS = address_of(DESK_HOST), address_of(PORTAL_HOST)

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    # Before allauth: its pages wear our look.
    "palier.desk",
    "allauth",
    "allauth.account",
    "django_htmx",
    "csp",
    "palier.common",
    "palier.places",
    "palier.privacy",
    "palier.safekeeping",
    "palier.people",
    "palier.languages",
    "palier.partners",
    "palier.teams",
    "palier.missions",
    "palier.voices",
    "palier.tours",
    "palier.safety",
    "palier.visits",
    "palier.impact",
    "palier.doorway",
    "palier.portal",
    "palier.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "palier.config.hosts.HostRoutes",
    "csp.middleware.CSPMiddleware",
    "palier.config.hosts.PermissionsPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "palier.desk.pages.scope.IdleSessions",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "palier.config.urls_desk"
FIELD_URLCONF = "palier.config.urls_field"
PUBLIC_URLCONF = "palier.config.urls_public"
PORTAL_URLCONF = "palier.config.urls_portal"
WSGI_APPLICATION = "palier.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "palier.desk.pages.scope.frame",
            ],
        },
    }
]


def _database() -> dict[str, object]:
    """SQLite in the data folder, or PostgreSQL through PALIER_DATABASE_URL=postgresql://user:password@host:port/name."""
    url = os.environ.get("PALIER_DATABASE_URL", "")
    if url:
        parts = urlparse(url)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": parts.port or "",
            "CONN_MAX_AGE": 300,
            "CONN_HEALTH_CHECKS": True,
        }
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA_DIR / "palier.sqlite3",
        "CONN_MAX_AGE": None,
        # Tests run on a file like the real one: a shared memory database locks otherwise than a file.
        "TEST": {"NAME": DATA_DIR / "test.sqlite3"},
        # An acknowledged visit survives a power cut: FULL, not NORMAL (house §7).
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA mmap_size=268435456;"
            "PRAGMA cache_size=-16384;PRAGMA temp_store=MEMORY;PRAGMA journal_size_limit=67108864;PRAGMA wal_autocheckpoint=16000;",
        },
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
# Guessing is slowed per network and per account; no third party can lock somebody out for good (AZ-05).
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": DATA_DIR / "cache"}}

SESSION_COOKIE_NAME = "__Host-palier" if SCHEME == "https" else "palier"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SCHEME == "https"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_SAVE_EVERY_REQUEST = False
CSRF_COOKIE_NAME = "__Host-palier-csrf" if SCHEME == "https" else "palier-csrf"
CSRF_TRUSTED_ORIGINS = [address_of(DESK_HOST), address_of(PORTAL_HOST)]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if SCHEME == "https" else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SCHEME == "https"
if SCHEME == "https":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "style-src-attr": ["'unsafe-inline'"],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        # A voice is fetched with its token, checked, then played from memory.
        "media-src": [SELF, "blob:"],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}


def _email() -> dict[str, Any]:
    """PALIER_EMAIL_URL=smtp://user:password@host:587 (STARTTLS), or smtps://…:465. Empty: nobody is written to, and the desk says so."""
    parts = urlparse(os.environ.get("PALIER_EMAIL_URL", ""))
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        return {}
    secret = parts.scheme == "smtps"
    return {
        "host": parts.hostname, "port": parts.port or (465 if secret else 587), "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""), "use_ssl": secret,
        # A server on the machine itself may speak plainly: smtp://localhost:25
        "use_tls": not secret and parts.hostname not in ("localhost", "127.0.0.1"), "timeout": 10,
    }  # fmt: skip


EMAIL = _email()
DEFAULT_FROM_EMAIL = os.environ.get("PALIER_EMAIL_FROM", f"palier@{DESK_HOST}")

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
# The built phone app; another folder serves another build (tests of updates do).
FIELD_BUNDLE = Path(os.environ.get("PALIER_FIELD_BUNDLE") or PACKAGE / "field_bundle")
# Where the texts of each place came with the software: one JSON a language (palier.languages).
WORDS = {"phone": FIELD_BUNDLE / "l10n", "doorway": PACKAGE / "doorway" / "l10n"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024

# Phones seal what they send. A plain `body` still comes from the first version of the app, from tools and from tests;
# PALIER_ACCEPT_PLAIN=0 keeps it aside, once no phone of that version is left.
ACCEPT_PLAIN_BODIES = os.environ.get("PALIER_ACCEPT_PLAIN", "1") == "1"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
