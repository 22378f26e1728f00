"""Django's settings, derived from `chatbot.environment`; nothing else reads environment variables."""

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from chatbot import environment

ENV = environment.load()
# One thread a process for numpy, before anything imports it: replies are small, and workers share the cores.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
ROOT = environment.ROOT

# --- Django -------------------------------------------------------------------------------------------------
SECRET_KEY = ENV.secret_key
DEBUG = ENV.debug
ALLOWED_HOSTS = [host.strip() for host in ENV.allowed_hosts.split(",") if host.strip()] or (
    [] if ENV.is_production else ["*"]
)
ROOT_URLCONF = "chatbot.urls"
WSGI_APPLICATION = "chatbot.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "pt-br"
TIME_ZONE = "America/Sao_Paulo"
USE_TZ = True

INSTALLED_APPS = [
    "chatbot.operation",  # first: it sets the job queue, before admin pages import anything that has jobs
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_prometheus",
    "nlp",
    "sessions_app",
    "compliance",
    "chatbot.catalog",
    "chatbot.whatsapp",
    "leads",
    "notifications",
    "analytics",
    "chatbot.conversation",
    "chatbot.webhook",
    "chatbot.simulator",
]

MIDDLEWARE = [
    "chatbot.operation.middleware.bare_paths",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Meta sends bodies of up to 3 MB; Django's default of 2.5 MiB would answer 400 and lose them after 7 days.
WEBHOOK_BODY_LIMIT = 4 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = WEBHOOK_BODY_LIMIT

STATIC_URL = "/static/"
STATIC_ROOT = ENV.var_dir / "static"
MEDIA_ROOT = ENV.media_root or ENV.var_dir / "media"
ANALYTICS_DIR = ENV.analytics_dir or ENV.var_dir / "analytics"
VAR_DIR = ENV.var_dir
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if ENV.is_production
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not ENV.is_production

if ENV.is_production:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    # The webhook and the health pages pass before this (`bare_paths`): probes inside the cluster speak plain HTTP.
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")


# --- Database -----------------------------------------------------------------------------------------------
def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    return {
        "ENGINE": "chatbot.operation.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": 2,
            # The same few statements run all day: the server plans each once a connection.
            "server_side_binding": True,
            "prepare_threshold": 3,
            # A hung server or a long lock ends as 503, not as a thread that never comes back.
            "options": "-c statement_timeout=15000 -c lock_timeout=2000"
            " -c idle_in_transaction_session_timeout=30000",
            "keepalives_idle": 10,
            "keepalives_interval": 5,
            "keepalives_count": 3,
            "tcp_user_timeout": 15_000,
        }
        | dict(parse_qsl(parts.query)),
    }


def _sqlite(url: str) -> dict[str, Any]:
    return {
        "ENGINE": "chatbot.operation.sqlite",
        "NAME": unquote(urlsplit(url).path) or ENV.var_dir / "assistant.sqlite3",
        "CONN_MAX_AGE": None,
        # Threads need a file: a database in memory is shared through a cache without WAL and without waiting.
        "TEST": {"NAME": ENV.var_dir / f"test-{os.getpid()}.sqlite3"},
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            # FULL: what was acknowledged survives a power cut, as the guarantee G1 says.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-20000",
        },
    }


_is_postgresql = urlsplit(ENV.database_url).scheme.startswith("postgres")
DATABASES = {"default": _postgresql(ENV.database_url) if _is_postgresql else _sqlite(ENV.database_url)}

CACHES = {
    "default": {
        "BACKEND": "chatbot.operation.cache.RedisCache",
        "LOCATION": ENV.redis_url,
    }
    if ENV.redis_url
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

# --- The product --------------------------------------------------------------------------------------------
APP_ENV = ENV.environment
REDIS_URL = ENV.redis_url
FIELD_ENCRYPTION_KEYS = ENV.field_encryption_keys
LOOKUP_KEY = ENV.lookup_key
WHATSAPP_API_URL = ENV.whatsapp_api_url
WHATSAPP_API_VERSION = ENV.whatsapp_api_version
WHATSAPP_PHONE_NUMBER_IDS = ENV.phone_number_ids  # ours; webhooks for others are parked
WHATSAPP_PHONE_NUMBER_ID = WHATSAPP_PHONE_NUMBER_IDS[0]
WHATSAPP_BUSINESS_ACCOUNT_ID = ENV.whatsapp_business_account_id
WHATSAPP_ACCESS_TOKEN = ENV.whatsapp_access_token
WHATSAPP_ACCESS_TOKEN_FILE = ENV.whatsapp_access_token_file  # read at each use: a new token needs no restart
WHATSAPP_APP_SECRETS = ENV.app_secrets
WHATSAPP_VERIFY_TOKEN = ENV.whatsapp_verify_token
FACILIAUTO_API_URL = ENV.faciliauto_api_url
TURN_DEBOUNCE_MS = ENV.turn_debounce_ms
WEB_HOST = ENV.web_host
WEB_PORT = ENV.web_port
WORKER_THREADS = ENV.worker_threads
SIMULATOR_ON = ENV.simulator_on
TECHNICAL_ALERT_EMAIL = ENV.technical_alert_email
LOG_LEVEL = ENV.log_level
LOGGING_CONFIG = "chatbot.operation.logs.configure"
LOGGING: dict[str, Any] = {"level": ENV.log_level}
