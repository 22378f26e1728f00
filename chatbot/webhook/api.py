"""The one address that WhatsApp calls."""

import hmac

import structlog
from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException, UnreadablePostError
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from chatbot.conversation import services as conversation
from chatbot.webhook import metrics
from chatbot.webhook.parsing import Parsed, explode
from chatbot.webhook.signature import is_signed
from chatbot.whatsapp import services as whatsapp
from sessions_app import services as sessions

_log = structlog.get_logger(__name__)
_logged: set[tuple[str, str]] = set()
_KINDS_LOGGED = 1_000


@csrf_exempt
def receive(request: HttpRequest) -> HttpResponse:
    """`GET`: the handshake. `POST`: one webhook.

    200 with an empty body once everything in it is committed; 401 unsigned; 413 over 4 MiB; 503 with Retry-After when
    the database cannot take it, so that the provider's own retry carries it.
    """
    if request.method == "GET":
        return _handshake(request)
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "GET, POST"})
    outcome, response = _post(request)
    metrics.RECEIVED.labels(outcome).inc()
    return response


def _handshake(request: HttpRequest) -> HttpResponse:
    given = request.GET.get("hub.verify_token", "")
    challenge = request.GET.get("hub.challenge", "")
    expected = settings.WHATSAPP_VERIFY_TOKEN
    fits = hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())
    if not (expected and fits and challenge and request.GET.get("hub.mode") == "subscribe"):
        metrics.RECEIVED.labels("handshake_refused").inc()
        return HttpResponse(status=403)
    return HttpResponse(challenge, content_type="text/plain")


def _post(request: HttpRequest) -> tuple[str, HttpResponse]:
    body = _read(request)
    if body is None:
        return "oversize", HttpResponse(status=413)
    if not is_signed(body, request.headers.get("X-Hub-Signature-256", ""), settings.WHATSAPP_APP_SECRETS):
        return "unsigned", HttpResponse(status=401)
    parsed = explode(body, received_at=timezone.now())
    try:
        stored = sessions.store_delivery(body=body, events=parsed.events, parked_reason=parsed.problem)
    except (DatabaseError, InterfaceError) as error:
        _log.error("webhook_not_stored", error=type(error).__name__)
        return "unavailable", HttpResponse(status=503, headers={"Retry-After": "5"})
    _count(parsed)
    for contact_id in stored.contacts:
        conversation.wake(contact_id=contact_id)
    if stored.statuses:
        whatsapp.wake_statuses()
    return ("parked" if parsed.problem else "accepted"), HttpResponse(status=200)


def _read(request: HttpRequest) -> bytes | None:
    """The raw body; None when it is, or claims to be, larger than the limit."""
    limit = settings.WEBHOOK_BODY_LIMIT
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > limit:
            return None
        body = request.read(limit + 1)
    except (ValueError, UnreadablePostError, RawPostDataException):
        return b""
    return body if len(body) <= limit else None


def _count(parsed: Parsed) -> None:
    for event in parsed.events:
        metrics.EVENTS.labels(event.kind).inc()
    for kind in parsed.unknown:
        # Names come from outside: known ones aside, only so many may become labels and log lines.
        if kind not in _logged and len(_logged) < _KINDS_LOGGED:
            _logged.add(kind)
            _log.warning("webhook_unknown_kind", field=kind[0], type=kind[1])
        if kind in _logged:
            metrics.UNKNOWN.labels(*kind).inc()
