"""Settings of one deployment, which serves one council. Everything that differs comes from the environment.

Without any variable set this is the demonstration: SQLite and a folder of jobs below `var/`, no server needed.
"""

import logging
import os
from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from kombu import Queue

from pep_portal import deployment, file_headers, logs

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env("DATA_DIR", default=str(BASE_DIR / "var")))
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)

DEPLOYMENT = env("DEPLOYMENT", default="demonstration")
IS_PRODUCTION = DEPLOYMENT == "production"
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env("SECRET_KEY", default="") or deployment.key_kept_in(DATA_DIR / "secret-key", made=not IS_PRODUCTION)
# Keys of before: what was signed with one (links in mails, sessions) holds until it is taken out of this list.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=[] if IS_PRODUCTION else ["127.0.0.1", "localhost", "[::1]", "testserver"]
)
# The day the portal believes in, for demonstrations and simulated years (accounts/clock.py); never in production.
PORTAL_TODAY = env("PORTAL_TODAY", default="")

INSTALLED_APPS = [
    "pep_portal",
    "records",
    "reports",
    "workspace",
    "funding",
    "quality",
    "peps",
    "imports",
    "children",
    "accounts",
    "govuk_forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "axes",
    "crispy_forms",
    "csp",
    "django_filters",
    "django_structlog",
    "django_linear_migrations",
]

MIDDLEWARE = [
    "pep_portal.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "pep_portal.compressed_pages.CompressedPagesMiddleware",
    "pep_portal.request_log.RequestLogMiddleware",
    "csp.middleware.CSPMiddleware",
    "pep_portal.unkeepable.UnkeepableCookiesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.reached.ReachedMiddleware",
    "pep_portal.unkeepable.UnkeepableMiddleware",
    "pep_portal.middleware.SessionsEndMiddleware",
    "pep_portal.unsaved_text.SignInRequiredMiddleware",
    "pep_portal.middleware.DeclaredAccessMiddleware",
    "pep_portal.middleware.PapersBusyMiddleware",
    "pep_portal.middleware.NoStoreMiddleware",
    "pep_portal.middleware.ClearBrowserAtSignOutMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "pep_portal.posted_once.PostedOnceMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "pep_portal.urls"
WSGI_APPLICATION = "pep_portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "pep_portal.page_frame.frame",
                "pep_portal.protective_frame.protective_frame",
            ]
        },
    }
]
FORM_RENDERER = "govuk_forms.renderer.Renderer"
CRISPY_ALLOWED_TEMPLATE_PACKS = ["govuk"]
CRISPY_TEMPLATE_PACK = "govuk"
CRISPY_FAIL_SILENTLY = False

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'portal.sqlite3'}")}
if "DATABASE_PASSWORD" in os.environ:
    # As it is: in an address @, / and # would have to be written as %40, %2F and %23.
    DATABASES["default"]["PASSWORD"] = os.environ["DATABASE_PASSWORD"]
IS_SQLITE = DATABASES["default"]["ENGINE"].endswith("sqlite3")
# Opening a connection costs as much as a small page. What a server closed meanwhile is noticed and opened anew.
DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if IS_SQLITE:
    # One writer at a time: begin as a writer, wait for the other rather than fail.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA cache_size=-20000;",
    }
else:
    # A pooler that gives out a connection for one transaction keeps no cursor for the next, and takes no options.
    HAS_POOLER = env.bool("DATABASE_POOLER", default=False)
    DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = HAS_POOLER
    if not HAS_POOLER:
        # Compiling a list's query takes the server four times as long as answering it.
        DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env("REDIS_URL", default="")
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    # A page that asks for a job does not wait for a server that is away; without a limit it would try for ever.
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "max_retries": 1,
        "interval_start": 0,
        "interval_max": 0.2,
        "socket_connect_timeout": 2,
    }
    CACHES = {
        "default": {
            "BACKEND": "pep_portal.redis_or_local.RedisOrLocal",
            "LOCATION": REDIS_URL,
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
        }
    }
else:
    # A folder instead of a server; the cache is shared by all web processes because rate limits live in it.
    QUEUE_DIR = DATA_DIR / "queue"
    CONTROL_DIR = DATA_DIR / "queue-control"
    QUEUE_DIR.mkdir(exist_ok=True)
    CONTROL_DIR.mkdir(exist_ok=True)
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(QUEUE_DIR),
        "data_folder_out": str(QUEUE_DIR),
        "control_folder": str(CONTROL_DIR),
        "store_processed": False,
        "polling_interval": 0.2,
    }
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache_table"}}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # worker and timetable wait for a queue that is away
CELERY_TIMEZONE = "Europe/London"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_POOL = env("WORKER_POOL", default="prefork" if REDIS_URL else "solo")
CELERY_WORKER_CONCURRENCY = env.int("WORKER_CONCURRENCY", default=2)
# Files are imported beside everything else: a long one must not keep the mail, or a delegation, waiting.
# A worker that is not told which takes both (docs/operations.md).
CELERY_TASK_DEFAULT_QUEUE = "celery"
CELERY_TASK_QUEUES = (Queue("celery"), Queue("imports"))
CELERY_TASK_ROUTES = {
    name: {"queue": "imports"}
    for name in ("children.take_upload", "children.look_after_uploads", "children.look_into_folder")
}
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULER = "pep_portal.timetable:Timetable"
# What must happen is a row; beat only wakes the tasks that look for it. A tick that nobody took in time is dropped.
CELERY_BEAT_SCHEDULE = {
    "continue delegation batches left behind": {
        "task": "peps.continue_batches",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
    "look after uploads": {
        "task": "children.look_after_uploads",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
    "look into the watched folder": {
        "task": "children.look_into_folder",
        "schedule": 300.0,
        "options": {"expires": 280},
    },
    # Which round is due at what time of day, and until when it is caught up, stands in pep_portal/daily_rounds.py.
    "rounds of the day": {
        "task": "portal.daily_rounds",
        "schedule": 120.0,
        "options": {"expires": 110},
    },
    # Each person has one letter a day, so it is gathered after the rounds of the morning.
    "gather and send letters": {
        "task": "accounts.send_letters",
        "schedule": crontab(hour="7-20", minute="*/2"),
        "options": {"expires": 110},
    },
    "send what is written": {
        "task": "accounts.send_written",
        "schedule": 120.0,
        "options": {"expires": 110},
    },
    "release instalments that are due": {
        "task": "funding.release_due",
        "schedule": 300.0,
        "options": {"expires": 280},
    },
}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(env("STATIC_ROOT", default=str(DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_ADD_HEADERS_FUNCTION = file_headers.add_to_file
MEDIA_ROOT = DATA_DIR / "files"
# Readable to the portal's own user alone, whatever the machine's usual mode is.
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o600, 0o700
# Documents attached to a plan (peps/attachments/attachments.py); the scanner is "host:port" of one that speaks clamd's INSTREAM.
ATTACHMENT_MOST_BYTES = env.int("ATTACHMENT_MOST_BYTES", default=10 * 2**20)
# PDFs drawn at once in one process, and how long a page waits for its turn (peps/documents/turns.py).
PAPERS_AT_ONCE = env.int("PAPERS_AT_ONCE", default=2)
PAPERS_PATIENCE_SECONDS = 8
# How long sign-ins, tries and ended sessions are kept apart from the audit log (accounts/old_sign_ins.py).
SIGN_INS_KEPT_DAYS = env.int("SIGN_INS_KEPT_DAYS", default=90)
# How long earlier texts of a plan can be read back after it was signed off or closed.
REVISIONS_KEPT_DAYS = env.int("REVISIONS_KEPT_DAYS", default=90)
VIRUS_SCANNER = env("VIRUS_SCANNER", default="")
# What the case system and others write here is taken every few minutes (imports/arrivals/watched_folder.py).
IMPORT_FOLDER = Path(env("IMPORT_FOLDER", default=str(DATA_DIR / "inbox")))
# Signed plans are laid here every night for the case system to fetch (peps/documents/filing.py); none by default.
EXPORT_FOLDER = env("EXPORT_FOLDER", default="")
IMPORT_FILES_KEPT_DAYS = env.int("IMPORT_FILES_KEPT_DAYS", default=14)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "pep_portal.fingerprints.FingerprintedFiles"},
}

AUTH_USER_MODEL = "accounts.User"
# The address is unique whatever its case, by a constraint that this check does not look at.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "accounts.sign_in.PortalBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.sign_in.PortalAccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.sign_in_forms.SignInForm",
    "reset_password": "accounts.sign_in_forms.ForgottenPasswordForm",
    "reset_password_from_key": "accounts.sign_in_forms.NewPasswordForm",
    "change_password": "accounts.sign_in_forms.ChangePasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
# People at one school or office share an address, so what counts is the account that was typed. The limits for an
# address are only there to slow a machine down (docs/operations.md).
ACCOUNT_RATE_LIMITS = {
    "login": "600/m/ip",
    "login_failed": "20/15m/key,300/m/ip",
    "reset_password": "5/m/key,300/m/ip",
    "reset_password_from_key": "300/m/ip",
    "change_password": "5/m/user,20/d/user",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
AXES_USERNAME_CALLABLE = "accounts.sign_in.name_typed"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "account/locked_out.html"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# A working day at most, counted from sign-in, however busy: the cookie's own age begins anew with every change.
SESSION_MOST_SECONDS = SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_IDLE_SECONDS = env.int("SESSION_IDLE_SECONDS", default=30 * 60)
SESSION_WARNING_SECONDS = 3 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_PRODUCTION
CSRF_COOKIE_HTTPONLY = True  # scripts take the token from a form's field
if IS_PRODUCTION:
    # A browser takes a cookie of such a name from this host alone, over TLS, for all of it.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
# Where encryption ends: at a proxy in front, which says so in a header, or here.
TLS_ENDS_AT = env("TLS_ENDS_AT", default="")
SECURE_SSL_REDIRECT = IS_PRODUCTION and bool(TLS_ENDS_AT)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TLS_ENDS_AT == "proxy" else None
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if IS_PRODUCTION else 0
SILENCED_SYSTEM_CHECKS = [
    # The portal speaks for its own name, not for the council's other names below the same domain.
    "security.W005",
    "security.W021",
    # An account's e-mail is unique whatever its capitals, by a constraint on Lower("email").
    "auth.W004",
]
# How many proxies stand in front and add to X-Forwarded-For: lock-out counts the person, not the proxy.
PROXIES = env.int("PROXIES", default=1 if TLS_ENDS_AT == "proxy" else 0)
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
AXES_CLIENT_IP_CALLABLE = "pep_portal.client_address.address_of"
CSRF_FAILURE_VIEW = "pep_portal.unsaved_text.stale_page"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://" if not IS_PRODUCTION else "smtp://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="" if IS_PRODUCTION else "portal@virtual-school.example")
# Where links in mails lead; mails are made outside a request.
PORTAL_ADDRESS = env("PORTAL_ADDRESS", default="" if IS_PRODUCTION else "http://127.0.0.1:8000")

LOGGING = logs.configuration(is_production=IS_PRODUCTION)
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG
DJANGO_STRUCTLOG_STATUS_4XX_LOG_LEVEL = logging.INFO
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False

deployment.demand(vars())
