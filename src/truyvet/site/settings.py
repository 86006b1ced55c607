"""Django's settings, made from the one checked value in config.py."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from truyvet.site.config import load
from truyvet.site.database_address import DatabaseAddress
from truyvet.site.rooms import ROOMS

CONFIG = load(os.environ)

# Whatever this program writes is for its owner alone: the database file, the trace store, logs.
os.umask(0o077)

SECRET_KEY = CONFIG.secret_key
TRUYVET_DATA_KEYS = CONFIG.data_keys
DEBUG = CONFIG.debug
ALLOWED_HOSTS = list(CONFIG.hosts)

TRUYVET_HOME: Path = CONFIG.home
TRUYVET_ADDRESS = CONFIG.address
TRUYVET_CLOCK = CONFIG.clock
TRUYVET_DEMO = CONFIG.demo
TRUYVET_LANGUAGE = CONFIG.language
TRUYVET_PROXIES = CONFIG.proxies
TRUYVET_ZALO = CONFIG.zalo
TRUYVET_SMPP = CONFIG.smpp
TRUYVET_SMPP_2 = CONFIG.smpp_2
TRUYVET_SMTP = CONFIG.smtp
TRUYVET_PUSH = CONFIG.push
TRUYVET_VOICE = CONFIG.voice
TRUYVET_TRIAL_NUMBERS = CONFIG.trial_numbers
TRUYVET_METRICS_TOKEN = CONFIG.metrics_token
TRUYVET_ERASURES: Path | None = CONFIG.erasures

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    *(f"truyvet.{room}" for room in ROOMS),
    "truyvet.site",
    # Below our rooms, so that our templates are found first.
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "truyvet.site.logs.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "truyvet.site.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "truyvet.site.null_characters.NullCharacterMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "truyvet.site.headers.HeadersMiddleware",
]

ROOT_URLCONF = "truyvet.site.urls"
WSGI_APPLICATION = "truyvet.site.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "truyvet.web.page_context.shell",
            ],
        },
    },
]


def _database(database: DatabaseAddress) -> dict[str, Any]:
    if database.engine == "sqlite":
        Path(database.name).parent.mkdir(parents=True, exist_ok=True)
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": database.name,
            "OPTIONS": {
                # A writer takes its lock at the start, so that it waits instead of failing half-way.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # FULL: an answered write is on the disk. secure_delete: a purged row leaves no bytes in free pages.
                # No mmap_size: with it, SQLite 3.40 (Debian 12) lost committed transactions where two processes open and
                # close connections under load; bench/sqlite_two_processes.py shows it.
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; "
                    "PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY"
                ),
            },
        }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database.name,
        "HOST": database.host,
        "PORT": database.port,
        "USER": database.user,
        "PASSWORD": database.password,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(database.options),
    }


DATABASES = {"default": _database(CONFIG.database)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

STATIC_URL = "/static/"
STATIC_ROOT = TRUYVET_HOME / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
# Compressed once when they are collected: a citizen's first page has to come through a slow network.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
# Before the first collecting, assets are served from where they lie.
WHITENOISE_USE_FINDERS = not any(STATIC_ROOT.iterdir())

# --- who signs in, and how
AUTH_USER_MODEL = "access.Staff"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"

ACCOUNT_ADAPTER = "truyvet.access.allauth_adapters.StaffAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_RATE_LIMITS = {
    # Wrong passwords are counted in access.sign_in_limit; "login_failed" counts wrong codes, which need the right password first.
    "login": "300/m/ip",
    "login_failed": "60/m/ip,5/5m/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
}
ACCOUNT_FORMS = {
    "login": "truyvet.access.sign_in_forms.LoginForm",
    "change_password": "truyvet.access.sign_in_forms.ChangePasswordForm",
    "set_password": "truyvet.access.sign_in_forms.SetPasswordForm",
    "reauthenticate": "truyvet.access.sign_in_forms.PasswordAgainForm",
}
MFA_FORMS = {
    "authenticate": "truyvet.access.sign_in_forms.SecondFactorForm",
    "reauthenticate": "truyvet.access.sign_in_forms.CodeAgainForm",
    "activate_totp": "truyvet.access.sign_in_forms.ActivateCodeForm",
    "add_webauthn": "truyvet.access.sign_in_forms.AddKeyForm",
    "login_webauthn": "truyvet.access.sign_in_forms.KeyLoginForm",
    "authenticate_webauthn": "truyvet.access.sign_in_forms.KeyForm",
    "reauthenticate_webauthn": "truyvet.access.sign_in_forms.KeyAgainForm",
    "edit_webauthn": "truyvet.access.sign_in_forms.RenameKeyForm",
}
MFA_ADAPTER = "truyvet.access.allauth_adapters.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Truy Vết"
# One step either way: phones' clocks are a little off, and a code lives 90 seconds at most.
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not CONFIG.https

# Kept under a keyed hash of the cookie, encrypted; each use prolongs one, up to a day.
SESSION_ENGINE = "truyvet.web.session_store"
SESSION_COOKIE_NAME = "truyvet"
SESSION_COOKIE_AGE = 10 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CONFIG.https
CSRF_COOKIE_SECURE = CONFIG.https
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "truyvet.web.errors.csrf_failed"
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in CONFIG.hosts] if CONFIG.https else []

# --- transport
SECURE_SSL_REDIRECT = CONFIG.https
SECURE_REDIRECT_EXEMPT = [r"^suc-khoe/$"]
SECURE_HSTS_SECONDS = 31_536_000 if CONFIG.https else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Only a proxy of ours may say that the reader came by https, or from where.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CONFIG.proxies else None
ALLAUTH_TRUSTED_PROXY_COUNT = CONFIG.proxies

# Counters of failed sign-ins are shared by the server's processes through files of the home folder.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": TRUYVET_HOME / "cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
    "rates": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": TRUYVET_HOME / "cache" / "rates",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
# A file of names never touches the disk in the clear: up to here it lies in memory, and a larger one does not arrive (exchange.forms).
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "truyvet.site.logs.JsonLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "truyvet": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        # Our own request line says the same without the raw path.
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "django.server": {"handlers": [], "level": "ERROR", "propagate": False},
    },
}
