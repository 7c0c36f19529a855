"""Django's settings, built from the typed ones (wasl.core.conf)."""

from pathlib import Path
from typing import Any

import dj_database_url

from wasl.core import conf, log

SETTINGS = conf.settings()
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
    "wasl.persons",
    "wasl.identity",
    "wasl.channels.portal",
    "wasl.channels.backoffice",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "wasl.core.middleware.RequestLog",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "wasl.core.middleware.ArabicFirst",
    "wasl.channels.localtime.LocalTime",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wasl.core.middleware.ContentPolicy",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["wasl.core.templatetags.kit", "django.templatetags.i18n", "django.templatetags.static"],
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
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not SETTINGS.demo
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "wasl.channels.errors.stale_form"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = not SETTINGS.demo
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$", "^metrics$"]  # asked from inside, without TLS
SECURE_HSTS_SECONDS = 0 if SETTINGS.demo else 31_536_000
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
LOGGING_CONFIG = None  # wasl.core.log has configured it
