"""Django's settings, built from the typed ones (wasl.core.conf)."""

from pathlib import Path
from typing import Any

import dj_database_url

from wasl.core import conf, log
from wasl.core.errors import Refusal

SETTINGS = conf.settings()
if SETTINGS.debug and not SETTINGS.demo:
    raise Refusal("WASL_DEBUG shows the platform's inside to everybody", mend="turn it off, or use it in a demo")
SECRET_KEY = SETTINGS.signing_key()

log.configure(style=SETTINGS.log_format, level=SETTINGS.log_level)

PACKAGE = Path(__file__).resolve().parent.parent
DEBUG = SETTINGS.debug
ALLOWED_HOSTS = [host.strip() for host in SETTINGS.allowed_hosts.split(",") if host.strip()]
ROOT_URLCONF = "wasl.channels.urls"
WSGI_APPLICATION = "wasl.channels.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "identity.Staff"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "ninja",
    "wasl.core",
    "wasl.trust",
    "wasl.trust.consent",
    "wasl.trust.policies",
    "wasl.trust.rights",
    "wasl.messaging",
    "wasl.persons",
    "wasl.catalogue",
    "wasl.payments",
    "wasl.documents",
    "wasl.cases",
    "wasl.identity",
    "wasl.identity.sessions",
    "wasl.identity.accounts",
    "wasl.identity.staffing",
    "wasl.identity.openid",
    "wasl.identity.factors",
    "wasl.identity.verification",
    "wasl.identity.wallet",
    "wasl.protection",
    "wasl.channels.portal",
    "wasl.channels.backoffice",
    "wasl.channels.console",
    "wasl.channels.counter",
]

MIDDLEWARE = [
    "wasl.core.middleware.ContentPolicy",  # first: whoever answers, its headers are there
    "wasl.core.doorstep.BelievedProxies",
    "wasl.core.doorstep.EncryptedOnly",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "wasl.core.middleware.RequestLog",
    "django.middleware.gzip.GZipMiddleware",  # pads by a random length: see docs/security/README.md
    "wasl.core.doorstep.KnownMethods",
    "wasl.core.middleware.PersonalDataGuard",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "wasl.core.middleware.ArabicFirst",
    "wasl.channels.localtime.LocalTime",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "wasl.identity.staffing.middleware.StaffAtWork",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "wasl.core.templatetags.kit",
                "wasl.country.written",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wasl.core.context.platform",
            ],
        },
    },
]


def _database() -> dict[str, Any]:
    database: dict[str, Any] = dict(dj_database_url.parse(SETTINGS.database(), conn_max_age=600))
    if database["ENGINE"] == "django.db.backends.sqlite3":
        # Immediate transactions: two writers queue up instead of failing half-way.
        database["CONN_MAX_AGE"] = None
        # Tests use a file too: in memory, threads would share one connection's locks and other processes see nothing.
        database["TEST"] = {"NAME": str(SETTINGS.home.absolute() / "test.sqlite3")}
        database["OPTIONS"] = {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            " PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456;",
        }
    return database


DATABASES = {"default": _database()}

AUTHENTICATION_BACKENDS = ["wasl.identity.signing_in.StaffPasswords"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "wasl.core.passwords.PlatformWords"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "search"
LOGOUT_REDIRECT_URL = "home"

LANGUAGE_CODE = "ar"
LANGUAGES = [("ar", "العربية"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
COLLECTED = SETTINGS.home / "static"  # filled at the start: compressed, under names that say what is in them
STATIC_ROOT = COLLECTED if COLLECTED.is_dir() else None
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "wasl.core.styles.Collected",
        "OPTIONS": {"location": str(COLLECTED), "base_url": STATIC_URL},
    },
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

if not SETTINGS.demo:  # names that browsers bind to this host and to https; a demo runs without https
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, LANGUAGE_COOKIE_NAME = "__Host-session", "__Host-csrf", "__Host-language"
SESSION_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"  # strict would sign out who comes back by a link
SESSION_COOKIE_AGE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not SETTINGS.demo
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "wasl.channels.errors.stale_form"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = not SETTINGS.demo
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$", "^metrics$"]  # asked from inside, without TLS
SECURE_HSTS_SECONDS = 0 if SETTINGS.demo else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000  # without files
FILE_UPLOAD_HANDLERS = ["wasl.core.uploading.Bounded"]
LOGGING_CONFIG = None  # wasl.core.log has configured it
