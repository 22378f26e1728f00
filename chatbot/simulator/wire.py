"""Bytes as Meta writes them: the JSON of webhooks and its signature."""

import hashlib
import hmac
import json
from typing import Any

Json = dict[str, Any]


def serialise(value: Any) -> bytes:
    r"""Compact JSON in ASCII, `\uXXXX` in lower case, `/` written as `\/`.

    A slash can only stand inside a string, so replacing it in the finished text is safe.
    """
    return json.dumps(value, separators=(",", ":")).replace("/", "\\/").encode("ascii")


def sign(body: bytes, *, secret: str) -> str:
    """The value of `X-Hub-Signature-256` for these bytes."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def envelope(*, waba_id: str, changes: list[Json]) -> Json:
    """One POST's body for these changes of one account."""
    return {"object": "whatsapp_business_account", "entry": [{"id": waba_id, "changes": changes}]}


def units(text: str) -> int:
    """Length as the stricter reading counts it: UTF-16 code units (never less than the characters)."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
