"""Django's settings, read from the environment (ops/environment.py lists it); a wrong value stops the start."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from watchroom.kernel import compiled, loading
from watchroom.ops.databases import database
from watchroom.ops.environment import disk_low_mb, four_numbers
from watchroom.sources.address import mqtt_door

DATA = Path(os.environ.get("WATCHROOM_DATA", "var")).resolve()
DATA.mkdir(parents=True, exist_ok=True, mode=0o700)
compiled.keep_in(DATA / "compiled")
loading.build_schemas_when_asked()


def _secret(name: str) -> str:
    """A secret made once and kept in a file that only its owner can read. Two starts at once agree on one."""
    path = DATA / name
    if not path.exists():
        with tempfile.NamedTemporaryFile("w", dir=DATA, prefix=f".{name}.") as draft:  # made with mode 0600
            draft.write(secrets.token_urlsafe(48))
            draft.flush()
            with suppress(FileExistsError):
                os.link(draft.name, path)
    return path.read_text().strip()


SECRET_KEY = os.environ.get("WATCHROOM_SECRET_KEY") or _secret("secret.key")
if len(SECRET_KEY) < 32:
    raise ValueError("WATCHROOM_SECRET_KEY, or secret.key in the data folder: fewer than 32 characters can be guessed")
DEBUG = False
ALLOWED_HOSTS = [h for h in os.environ.get("WATCHROOM_HOSTS", "127.0.0.1,localhost,[::1]").split(",") if h]
PROXIES = int(os.environ.get("WATCHROOM_PROXIES", "0"))  # of our own, whose word on the client's address is taken
SITE_ZONE = os.environ.get("WATCHROOM_ZONE", "Asia/Shanghai")
ALARM_GROUP_S = int(os.environ.get("WATCHROOM_ALARM_GROUP_S", "60"))  # 0: alarms are not grouped
LIVE_URL = os.environ.get("WATCHROOM_LIVE_URL", "")
LIVE_PORT = int(os.environ.get("WATCHROOM_LIVE_PORT", "8601"))
# By alarm priority 1 to 4: seconds until the next post hears of what nobody acknowledged; longest shelf in minutes.
ALARM_ESCALATE_S = four_numbers("WATCHROOM_ALARM_ESCALATE_S", "60,180,600,1800", least=0)
ALARM_SHELF_MIN = four_numbers("WATCHROOM_ALARM_SHELF_MIN", "60,240,480,480", least=1)
DISK_LOW_MB = disk_low_mb()
NATS_URL = os.environ.get("WATCHROOM_NATS_URL", "")
NATS_REPLICAS = int(os.environ.get("WATCHROOM_NATS_REPLICAS", "1")) if NATS_URL else 1  # our own server is one
mqtt_door(os.environ.get("WATCHROOM_NATS_MQTT", ""))

ROOMS = [
    "kernel", "journal", "people", "places",
    "sources", "alarms", "incidents", "plans", "dispatch", "advice", "warnings",
    "onemap", "desk", "ops",
]  # fmt: skip

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    *(f"watchroom.{room}" for room in ROOMS),
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "watchroom.desk.middleware.LanguageMiddleware",
    "watchroom.desk.middleware.EyesMiddleware",
    "watchroom.desk.middleware.StayMiddleware",
    "watchroom.desk.middleware.PrivacyMiddleware",
    "watchroom.desk.middleware.TextMiddleware",
    "watchroom.desk.middleware.AsOfMiddleware",
    "watchroom.desk.middleware.FaultMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "watchroom.desk.urls"
WSGI_APPLICATION = "watchroom.ops.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "watchroom.desk.context.desk",
            ],
        },
    },
]

DATABASES = {"default": database(os.environ.get("DATABASE_URL", ""), DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("code", "zh", "en")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/sign-in"

# Five wrong passwords lock the account at that address for fifteen minutes; another address is not locked out with it.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "watchroom.desk.sign_in.locked_out"
AXES_CLIENT_IP_CALLABLE = "watchroom.desk.sign_in.address_of"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_NAME = "watchroom_session"
CSRF_COOKIE_NAME = "watchroom_csrf"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "watchroom.desk.middleware.stale_page"
CSRF_COOKIE_HTTPONLY = True  # our scripts take the token from the page
# Behind an HTTPS proxy the browser's origin is not ours: without its name every form would be refused.
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("WATCHROOM_WEB_ORIGINS", "").split(",") if origin]
# Where browsers come by HTTPS alone, cookies are never sent without it; the proxy says by which a request came.
_HTTPS = bool(CSRF_TRUSTED_ORIGINS) and all(origin.startswith("https://") for origin in CSRF_TRUSTED_ORIGINS)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _HTTPS else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# The stream is another port of whichever of our names the page came under; a policy cannot name an IPv6 address.
_LIVE = [LIVE_URL] if LIVE_URL else [f"http://{h}:{LIVE_PORT}" for h in ALLOWED_HOSTS if h[:1] not in ("[", ".")]
SECURE_CSP = {
    "default-src": ["'self'"],
    "object-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:", "blob:"],
    "worker-src": ["'self'", "blob:"],
    "connect-src": ["'self'", *_LIVE],
    "frame-ancestors": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 1 << 20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False
LANGUAGE_CODE = "zh-hans"
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "watchroom.ops.logs.Line"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("WATCHROOM_LOG", "INFO")},
    "loggers": {"axes": {"level": "WARNING"}, "httpx": {"level": "WARNING"}},
}
