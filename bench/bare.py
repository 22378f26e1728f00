"""The references: a Django view that checks the signature, and the same with one insert. Run by gunicorn."""

import hashlib
import hmac
import os
from urllib.parse import urlsplit

import django
from django.conf import settings

_url = urlsplit(os.environ["DATABASE_URL"])
settings.configure(
    SECRET_KEY="bench",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": _url.path.lstrip("/"),
            "USER": _url.username or "",
            "PASSWORD": _url.password or "",
            "HOST": _url.hostname or "",
            "PORT": str(_url.port or ""),
            "CONN_MAX_AGE": None,
        }
    },
    USE_TZ=True,
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402

_SECRET = os.environ["WHATSAPP_APP_SECRET"].encode()


def _is_signed(request: HttpRequest) -> bool:
    digest = "sha256=" + hmac.new(_SECRET, request.body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(digest, request.headers.get("X-Hub-Signature-256", ""))


def check(request: HttpRequest) -> HttpResponse:
    """The signature and nothing else."""
    return HttpResponse(status=200 if _is_signed(request) else 401)


def insert(request: HttpRequest) -> HttpResponse:
    """The signature and one committed row."""
    if not _is_signed(request):
        return HttpResponse(status=401)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bare (body) VALUES (%s)", [request.body])
    return HttpResponse(status=200)


urlpatterns = [path("check", check), path("insert", insert)]
application = get_wsgi_application()
