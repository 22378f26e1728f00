"""The outermost middleware: a request id for everybody, and a short way for machines."""

import re
import time
import uuid
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import resolve

from chatbot.operation.metrics import BARE_SECONDS

BARE_PATHS = frozenset({"/webhook/whatsapp", "/health", "/ready", "/metrics"})
_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")

Handler = Callable[[HttpRequest], HttpResponseBase]


def bare_paths(get_response: Handler) -> Handler:
    """Call the views of `BARE_PATHS` without sessions, CSRF or authentication, and name every request."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            is_bare = request.path_info in BARE_PATHS
            response = _call_bare(request) if is_bare else get_response(request)
        response.headers["X-Request-ID"] = request_id
        return response

    return handle


def _call_bare(request: HttpRequest) -> HttpResponseBase:
    started = time.perf_counter()
    match = resolve(request.path_info)
    request.resolver_match = match
    response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    response.headers["X-Content-Type-Options"] = "nosniff"
    BARE_SECONDS.labels(request.path_info, str(response.status_code)).observe(time.perf_counter() - started)
    return response
