"""The stand-in inside the embedded process: the Graph's addresses, the page, and what the page asks for."""

import json
import time
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, ensure_csrf_cookie
from django.views.decorators.http import require_GET, require_POST

from chatbot.simulator import embedded, samples
from chatbot.simulator.users import digits_of
from chatbot.simulator.wire import Json

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob: https:; media-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_FOREIGN = ("cross-site", "same-site")
_ATTACHMENTS = ("image", "audio", "sticker", "document", "location", "contacts")
_NAME_LIMIT, _TEXT_LIMIT, _FILE_LIMIT = 60, 65_536, 8 * 1024 * 1024
_LONGEST_HOLD_S = 60.0


@csrf_exempt
def graph(request: HttpRequest, path: str) -> HttpResponse:
    """The Cloud API and its control API, as the product's sender and the tests call them."""
    if request.headers.get("Sec-Fetch-Site") in _FOREIGN:
        return HttpResponse(status=403)  # a page elsewhere has no business driving the stand-in
    response = embedded.cloud().handle(
        method=request.method or "GET",
        path="/" + path,
        query=request.META.get("QUERY_STRING", ""),
        headers={name.lower(): value for name, value in request.headers.items()},
        # Not `request.body`: its limit is the webhook's, an uploaded film may be larger.
        body=request.read(),
        base_url=request.build_absolute_uri("/simulador/graph"),
    )
    time.sleep(min(response.hold_s, _LONGEST_HOLD_S))
    if response.cut:
        return HttpResponse(status=504, content_type="text/html")
    answer = HttpResponse(response.body, status=response.status, content_type=response.content_type)
    for name, value in response.headers:
        answer[name] = value
    return answer


@require_GET
@never_cache
@ensure_csrf_cookie
def page(request: HttpRequest) -> HttpResponse:
    """The WhatsApp look-alike."""
    answer = render(request, "simulator/page.html", {"is_used": embedded.is_used()})
    answer["Content-Security-Policy"] = _POLICY
    answer["Referrer-Policy"] = "same-origin"
    return answer


@require_GET
@never_cache
def updates(request: HttpRequest) -> HttpResponse:
    """What changed since the page's cursor."""
    try:
        since = int(request.GET.get("since", "0"))
    except ValueError:
        return _refuse("cursor inválido")
    return JsonResponse(embedded.cloud().updates(since=since, epoch=request.GET.get("epoch", "")))


def _wish(request: HttpRequest) -> Json | None:
    try:
        value: Any = json.loads(request.read(_FILE_LIMIT * 2))
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _refuse(reason: str) -> JsonResponse:
    return JsonResponse({"error": reason}, status=400)


@require_POST
def customers(request: HttpRequest) -> HttpResponse:
    """A new person: a name, and a telephone or none (then only a business-scoped id is known)."""
    wish = _wish(request)
    name = str((wish or {}).get("name") or "").strip()
    if wish is None or not 0 < len(name) <= _NAME_LIMIT:
        return _refuse(f"O nome precisa ter de 1 a {_NAME_LIMIT} letras.")
    try:
        phone = digits_of(str(wish.get("phone") or "")) if wish.get("phone") else ""
    except ValueError:
        return _refuse("O número só pode ter algarismos, com DDD.")
    if phone and len(phone) in (10, 11):
        phone = "55" + phone
    if phone and not 12 <= len(phone) <= 15:
        return _refuse("O número precisa do DDD e de 8 ou 9 algarismos.")
    api = embedded.cloud()
    with api.lock:
        user = api.person({"from": phone, "name": name} if phone else {"name": name})
        return JsonResponse(user.to_record(api.state.now()))


@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """A person writes, taps or attaches."""
    wish = _wish(request)
    if wish is None:
        return _refuse("pedido ilegível")
    api = embedded.cloud()
    customer = str(wish.get("customer") or "")
    if api.state.users.by_id(customer) is None:
        return _refuse("cliente desconhecido")
    try:
        inbound = _inbound(wish) | {"user": customer}
        message, event, _ = api.receive(inbound)
    except ValueError as error:
        return _refuse(str(error))
    api.postman.post(event)
    return JsonResponse({"wamid": message.wamid})


def _inbound(wish: Json) -> Json:
    """The stand-in's wish for what the page sent; raises ValueError."""
    if wish.get("tap"):
        return {"tap": str(wish["tap"])}
    kind = str(wish.get("attach") or "")
    if kind:
        if kind not in _ATTACHMENTS:
            raise ValueError("anexo desconhecido")
        return _attachment(kind, wish)
    text = str(wish.get("text") or "")
    if not text.strip() or len(text) > _TEXT_LIMIT:
        raise ValueError("mensagem vazia ou longa demais")
    return {"type": "text", "text": text}


def _attachment(kind: str, wish: Json) -> Json:
    if kind == "contacts":
        return {"type": kind, "contacts": [samples.CONTACT]}
    if kind == "location":
        return {"type": kind}
    member: Json = {"caption": str(wish["caption"])[:1024]} if wish.get("caption") else {}
    if kind == "document":
        member["filename"] = "documento.pdf"
    if not wish.get("data"):
        return {"type": kind, kind: member}
    if kind != "image" or wish.get("mime") not in ("image/jpeg", "image/png"):
        raise ValueError("só fotos JPEG ou PNG")
    member["mime_type"] = str(wish["mime"])
    return {"type": kind, kind: member, "data": str(wish["data"])}


@require_GET
def media(request: HttpRequest, media_id: str) -> HttpResponse:
    """A file of a chat: what the product uploaded, or what a person sent."""
    api = embedded.cloud()
    with api.lock:
        file = api.state.shelf.files.get(media_id)
    if file is None:
        return HttpResponse(status=404)
    answer = HttpResponse(file.data, content_type=file.mime)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, max-age=86400"
    return answer
