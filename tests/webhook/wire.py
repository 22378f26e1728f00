"""Bodies as Meta writes them, and a client that signs them."""

import itertools
import json
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from chatbot.webhook.signature import sign

NUMBER = "100000000000001"
_numbers = itertools.count(1)


def message(phone: str | None = "5511987654321", **members: Any) -> dict[str, Any]:
    """A text message unless `type` and its member say otherwise."""
    head: dict[str, Any] = {"id": f"wamid.test{next(_numbers)}", "timestamp": "1790000000", "type": "text"}
    if phone:
        head["from"] = phone
    if "type" not in members:
        head["text"] = {"body": "oi"}
    return head | members


def envelope(*messages: Any, field: str = "messages", number: str = NUMBER, **value: Any) -> dict[str, Any]:
    """One entry with one change."""
    content = {"messaging_product": "whatsapp", "metadata": {"phone_number_id": number}} | value
    if messages:
        content["messages"] = list(messages)
    return {
        "object": "whatsapp_business_account",
        "entry": [{"id": "1", "changes": [{"field": field, "value": content}]}],
    }


def raw(document: Any) -> bytes:
    """Serialised as Meta does: ASCII, escaped slashes."""
    return json.dumps(document, separators=(",", ":")).replace("/", "\\/").encode()


def post(
    body: bytes, *, signature: str | None = None, client: Client | None = None, **extra: Any
) -> HttpResponse:
    """POST through the real door; signed unless told otherwise."""
    header = sign(body, settings.WHATSAPP_APP_SECRETS[0]) if signature is None else signature
    return (client or Client()).post(
        "/webhook/whatsapp",
        data=body,
        content_type="application/json",
        headers={"X-Hub-Signature-256": header},
        **extra,
    )
