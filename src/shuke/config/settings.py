"""Every setting, environment first. A wrong value stops the start with a sentence instead of a surprise later."""

import secrets
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env

from shuke.config.logging import configure_structlog, logging_settings
from shuke.config.mail import check_addresses, mail_settings

env = Env()

PACKAGE = Path(__file__).resolve().parent.parent

# Everything an embedded shop owns lies in one folder: database, warehouse, uploads, outbox.
DATA = Path(env.str("SHUKE_DATA", "var")).resolve()
DATA.mkdir(parents=True, exist_ok=True)

DEBUG = env.bool("SHUKE_DEBUG", False)
BASE_URL = env.str("SHUKE_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
ENGINE = env.str("SHUKE_ENGINE", "duckdb")
WORKERS = env.int("SHUKE_WORKERS", 2)


def kept_secret(path: Path) -> str:
    """The signing key, generated once; `x` mode so that two first starts agree on one."""
    try:
        with path.open("x") as file:
            file.write(secrets.token_urlsafe(50))
        path.chmod(0o600)
    except FileExistsError:
        pass
    return path.read_text().strip()


SECRET_KEY = env.str("SHUKE_SECRET_KEY", "") or kept_secret(DATA / "secret-key")
ALLOWED_HOSTS = env.list("SHUKE_HOSTS", ["*"])
CSRF_TRUSTED_ORIGINS = [BASE_URL]
HTTPS = BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "template_partials",
    "shuke.jobs",
    "shuke.records.stores",
    "shuke.records.access",
    "shuke.records.catalog",
    "shuke.records.customers",
    "shuke.records.messages",
    "shuke.records.sales",
    "shuke.records.departures",
    "shuke.records.membership",
    "shuke.records.surveys",
    "shuke.records.cases",
    "shuke.intake",
    "shuke.scores",
    "shuke.scores.groups",
    "shuke.scores.trials",
    "shuke.actions.care",
    "shuke.actions.segments",
    "shuke.actions.offers",
    "shuke.actions.campaigns",
    "shuke.actions.journeys",
    "shuke.outcomes",
    "shuke.web",
    "shuke.web.today",
    "shuke.web.membership",
    "shuke.web.counter",
    "shuke.web.own",
    "shuke.web.service",
    "shuke.web.care",
    "shuke.web.segments",
    "shuke.web.campaigns",
    "shuke.web.journeys",
]

MIDDLEWARE = [
    "shuke.config.middleware.mark_requests",
    "shuke.config.api_problems.tell_problems",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "shuke.web.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "shuke.config.urls"
WSGI_APPLICATION = "shuke.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "shuke.web.frame.frame",
            ],
        },
    }
]


def database(url: str) -> dict[str, object]:
    """Django's description of the database at `url`: SQLite or PostgreSQL, nothing else."""
    found = dict(dj_database_url.parse(url))
    if found["ENGINE"] == "django.db.backends.sqlite3":
        # Without IMMEDIATE two writers meet "database is locked" half-way through their transactions.
        found["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON",
        }
        # Opened once a thread, not once a request: each opening costs the three PRAGMAs.
        found["CONN_MAX_AGE"] = None
        # Tests need a file too: other processes and the warehouse's scanner read what they wrote.
        found["TEST"] = {"NAME": str(DATA / "test.sqlite3")}
        return found
    if found["ENGINE"] == "django.db.backends.postgresql":
        found["CONN_MAX_AGE"] = 60
        found["CONN_HEALTH_CHECKS"] = True
        return found
    raise ImproperlyConfigured(f"DATABASE_URL names {found['ENGINE']}; Shuke runs on sqlite:// or postgres://.")


DATABASES = {"default": database(env.str("DATABASE_URL", f"sqlite:///{DATA / 'shuke.sqlite3'}"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "access.Staff"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "today"
LOGOUT_REDIRECT_URL = "sign_in"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_VERBOSE = False
AXES_LOCKOUT_TEMPLATE = "web/locked_out.html"
OTP_TOTP_ISSUER = "Shuke"  # what the app on the phone calls the account

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = env.str("SHUKE_LANGUAGE", "en")
# Each in its own words, whatever the page speaks.
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文"), ("zh-hant", "繁體中文")]
LOCALE_PATHS = sorted(path for path in PACKAGE.rglob("locale") if path.is_dir())
USE_TZ = True
TIME_ZONE = "UTC"  # moments are stored and computed in UTC; pages show the store's zone

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns where there is none
# The finder serves straight from the package: nothing has to be collected before the first start.
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = DATA / "uploads"
FILE_UPLOAD_TEMP_DIR = None
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# Work by the clock, in the time zone of the business unless one is named. What runs once a day may be given another
# hour in Settings → Background work; that one stays.
SCHEDULES: dict[str, dict[str, Any]] = {
    "refresh": {"task": "shuke.config.tasks.refresh", "cron": "10 4 * * *"},
    "prune_jobs": {"task": "shuke.jobs.tasks.prune_jobs", "cron": "10 3 * * *", "kwargs": {"keep_days": 90}},
    "duplicates": {"task": "shuke.records.customers.tasks.look_for_duplicates", "cron": "20 4 * * *"},
    "membership_night": {"task": "shuke.records.membership.tasks.night", "cron": "40 0 * * *"},
    "watch_cases": {"task": "shuke.records.cases.tasks.watch", "cron": "*/5 * * * *"},
    "plan_care": {"task": "shuke.actions.care.tasks.plan_care", "cron": "5 * * * *"},
    "advance_journeys": {"task": "shuke.actions.journeys.tasks.advance", "cron": "* * * * *"},
    "send_messages": {"task": "shuke.records.messages.tasks.send_due", "cron": "*/5 * * * *"},
    "refresh_segments": {"task": "shuke.actions.segments.tasks.refresh", "cron": "35 * * * *"},
    "read_mail": {"task": "shuke.records.cases.tasks.read_mail", "cron": "* * * * *"},
    "mail_outcomes": {"task": "shuke.web.campaigns.tasks.mail_outcomes", "cron": "0 7 * * *"},  # after the refresh
    "forget_answers": {"task": "shuke.records.access.tasks.forget_answers", "cron": "20 3 * * *"},
}
BUSINESS_TIME_ZONE = "shuke.records.stores.queries.business_time_zone"  # a function

EMAIL_URL = env.str("EMAIL_URL", "")  # empty: messages are files in the outbox folder
IMAP_URL = env.str("IMAP_URL", "")  # empty: no mailbox is read
SMS_URL = env.str("SMS_URL", "")  # of these three: empty, the channel is not offered
WECHAT_URL = env.str("WECHAT_URL", "")
WEBHOOK_URL = env.str("WEBHOOK_URL", "")
check_addresses(mailbox=IMAP_URL, sms=SMS_URL, wechat=WECHAT_URL, webhook=WEBHOOK_URL)
globals().update(mail_settings(EMAIL_URL, outbox=DATA / "outbox"))
SERVER_EMAIL = DEFAULT_FROM_EMAIL = env.str("SHUKE_FROM", "shuke@localhost")

configure_structlog()
LOGGING = logging_settings(form=env.str("SHUKE_LOG", "plain"), level=env.str("SHUKE_LOG_LEVEL", "WARNING"))
METRICS_TOKEN = env.str("SHUKE_METRICS_TOKEN", "")  # empty: /metrics answers this machine only
