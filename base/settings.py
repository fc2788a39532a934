"""Settings. Everything that differs between installations comes from the environment; a wrong value stops the start."""

import sys
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from base import environment

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = environment.data_folder()
TESTING = "pytest" in sys.modules
DEBUG = environment.flag("DEBUG", default=False)
DEMO = environment.flag("DEMO", default=False)
# The demo and the tests are plain http on this machine; everything else is https behind a proxy.
ON_THIS_MACHINE = DEBUG or DEMO or TESTING

SECRET_KEY = environment.secret_key(kept_in=VAR_DIR if DEMO else None)
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if ON_THIS_MACHINE else None)
if "*" in ALLOWED_HOSTS and not DEBUG:
    raise ImproperlyConfigured("ALLOWED_HOSTS is '*', and must name the hosts.")
SECOND_FACTOR_REQUIRED = environment.flag("SECOND_FACTOR_REQUIRED", default=not DEMO)

INSTALLED_APPS = [
    "base",
    "minors",
    "referrals",
    "casework",
    "plan",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "guardian",
    "simple_history",
    "csp",
    "django_htmx",
    "procrastinate.contrib.django",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    *(["zeal"] if TESTING else []),
]
MIDDLEWARE = [
    # Headers first: refusals, errors and static files carry them too.
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "base.middleware.BadBytes",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "base.middleware.CompressedPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "base.middleware.PersonLanguage",
    "base.middleware.StillAtWork",
    "base.middleware.IdleLimit",
    "base.middleware.SecondFactor",
    "base.middleware.FirstPassword",
    "base.middleware.TurnedAway",
    *(["zeal.middleware.zeal_middleware"] if TESTING else []),
]
ROOT_URLCONF = "base.urls"
OBJECTIVES_OF = "plan.objectives.objectives_of"  # the plan stands above: named by string, as the root urls are
# What a withdrawal pulls back, floor by floor: see minors/relying.py.
RELIES_ON_CONSENT = [
    "referrals.relying.REFERRALS",
    "casework.tracing.SEARCHES",
    "casework.family_matches.MATCHES",
    "minors.sharing.ACCESSES",
    "casework.disclosures.DISCLOSURES",
]
ENDS_WITH_SUSPENSION = ["minors.sharing.end_with_suspension"]  # functions of (person, by=, reason=), in the same transaction
KEEPS_FILES = [
    "casework.disclosures.kept_files",
    "casework.data_requests.kept_files",
]  # besides documents: (name, whether it is whole)
WSGI_APPLICATION = "base.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True  # a reason may be a paragraph

# Database and cache: `default` is what the application may do, `owner` (migrate, createcachetable) what it may not.
_NOWHERE = "postgresql://himaya_app@/himaya"  # manage.py and the tests put the embedded server in its place
DATABASES = {"default": environment.database("DATABASE_URL", default=_NOWHERE if DEMO else None)}
DATABASES["default"] |= {
    "ATOMIC_REQUESTS": True,
    "CONN_MAX_AGE": 0 if TESTING else 600,
    "CONN_HEALTH_CHECKS": True,
}
if environment.is_set("DATABASE_OWNER_URL"):
    DATABASES["owner"] = environment.database("DATABASE_OWNER_URL")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

# Pages
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "base.pages.shell",
            ]
        },
    }
]
FORM_RENDERER = "base.forms.Renderer"
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("ar", "العربية"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "base" / "locale"]
FORMAT_MODULE_PATH = ["base.formats"]
USE_TZ = True
TIME_ZONE = "Africa/Djibouti"

# Static files
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG or TESTING
if DEBUG or TESTING:
    _static = "django.contrib.staticfiles.storage.StaticFilesStorage"
elif DEMO:
    _static = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
else:
    _static = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _static},
}

# Files of people: encrypted, outside every address; a view asks the door first (base/files.py).
FILES_DIR = environment.folder("FILES_DIR", default=VAR_DIR / "files")
FILE_KEYS = environment.file_keys(kept_in=VAR_DIR if DEMO or TESTING else None)
SEAL_KEY = environment.seal_key(kept_in=VAR_DIR if DEMO or TESTING else None)
BACKUP_KEYS = environment.backup_keys(kept_in=VAR_DIR if DEMO or TESTING else None)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_PERMISSIONS = 0o600
# What is sent as a file is never written to the disk as it came, where anybody could fill it, and is kept only where a page asks.
FILE_UPLOAD_HANDLERS = ["base.receiving.OnlyWhereAsked"]

# From how many files in one day on the data-protection officer is told (minors/unusual.py): any, and such as are not entrusted.
LOOKS_A_DAY = environment.number("LOOKS_A_DAY", default=40, least=1, most=10_000)
STRANGE_LOOKS_A_DAY = environment.number("STRANGE_LOOKS_A_DAY", default=10, least=1, most=10_000)
# How many prints with names, exports and tables one person takes out in a day (minors/taking_out.py).
TAKEN_OUT_A_DAY = environment.number("TAKEN_OUT_A_DAY", default=30, least=1, most=1000)

# People
AUTH_USER_MODEL = "base.User"
AUTHENTICATION_BACKENDS = [
    "base.backends.Password",
    "base.backends.ByAllauth",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None  # guardian: nobody is somebody
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator"},
    {"NAME": "base.passwords.NoHouseWords"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "base.accounts.NoSignUp"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
# A whole shelter shares one address, an account is one person: wide per address, narrow per account.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "60/m/ip,5/300s/key",
    "reset_password": "60/m/ip,3/m/key",
    "reset_password_from_key": "60/m/ip",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = ON_THIS_MACHINE
MFA_RATE_LIMITS = {"webauthn_login": "120/m/ip"}
MFA_TOTP_ISSUER = "Himaya"
MFA_TOTP_TOLERANCE = 1
ALLAUTH_TRUSTED_PROXY_COUNT = 0 if ON_THIS_MACHINE else environment.number("PROXIES", default=1, least=0, most=9)

# Mail: reminders only, in code (casework/reminders.py). An installation without mail says so: EMAIL_URL=none.
SITE_ADDRESS = environment.address("SITE_ADDRESS", default="http://localhost:8000/" if ON_THIS_MACHINE else None)
MAIL_DIR = VAR_DIR / "mail"  # where the demo puts its messages
_mail = environment.mail("EMAIL_URL", kept_in=MAIL_DIR if ON_THIS_MACHINE else None)
globals().update(_mail)
MAIL_IS_SENT = "dummy" not in _mail["EMAIL_BACKEND"]
_from = "himaya@localhost" if ON_THIS_MACHINE or not MAIL_IS_SENT else None
DEFAULT_FROM_EMAIL = environment.mailbox("EMAIL_FROM", default=_from)

# What is done while nobody looks: one worker, `manage.py procrastinate worker`. A job keeps no data of people, only its name.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""
PROCRASTINATE_IMPORT_PATHS = ["casework.jobs", "minors.jobs"]
PROCRASTINATE_WORKER_DEFAULTS = {"concurrency": 1, "delete_jobs": "successful", "shutdown_graceful_timeout": 20}
PROCRASTINATE_PERIODIC_DEFAULTS = {"max_delay": 12 * 3600}  # seconds: a machine that slept at the hour catches up

# Sessions, cookies, headers
_OURS = "" if ON_THIS_MACHINE else "__Host-"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = f"{_OURS}session"
SESSION_COOKIE_AGE = 8 * 3600
# A message may say a code or a place: it waits on the server, never in a cookie of the browser (security.md T5).
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
IDLE_SECONDS = environment.number("IDLE_SECONDS", default=900, least=60, most=3600)  # then the password opens it again
# Before printing, exporting, sharing, handing over many and breaking the glass: who is it? (base/step_up.py)
STEP_UP_SECONDS = environment.number("STEP_UP_SECONDS", default=600, least=60, most=3600)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = f"{_OURS}csrf"
LANGUAGE_COOKIE_NAME = f"{_OURS}language"
LANGUAGE_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not ON_THIS_MACHINE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = not ON_THIS_MACHINE
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
SECURE_HSTS_SECONDS = 0 if ON_THIS_MACHINE else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not ON_THIS_MACHINE
# "no-referrer" would make browsers send "Origin: null" with our own forms, which the CSRF check must refuse.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # the arrow of Bootstrap's select
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "object-src": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    "camera": [],
    "display-capture": [],
    "geolocation": [],
    "microphone": [],
    "payment": [],
    "usb": [],
    "publickey-credentials-create": ["self"],
    "publickey-credentials-get": ["self"],
}

# Logs hold event codes: no address line, no query, no field, no message of an exception.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"events": {"()": "base.logs.Events"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "events"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "himaya": {"level": "INFO"},
        "django": {"handlers": [], "level": "WARNING"},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
    },
}
