"""The bytes of a webhook and their signature (WHATSAPP.md 1.3)."""

import json

from chatbot.simulator.wire import serialise, sign, units

SECRET = "emu-app-secret"
BODY = (
    rb'{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"messages":'
    rb'[{"type":"text","text":{"body":"Ol\u00e1 \ud83d\ude97 https:\/\/loja.example"}}]}}]}]}'
)
DIGEST = "dec3d85caf1fb583a8d9c88d2aa8bfe227ded2b5f1228c54f9dc6387e650b693"


def test_the_vector_of_the_documentation() -> None:
    assert len(BODY) == 194
    assert sign(BODY, secret=SECRET) == f"sha256={DIGEST}"


def test_the_serialiser_writes_exactly_those_bytes() -> None:
    assert serialise(json.loads(BODY)) == BODY


def test_what_is_serialised_again_no_longer_fits() -> None:
    """Both usual ways of parsing and writing again break the digest."""
    value = json.loads(BODY)
    as_utf8 = json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
    as_ascii = json.dumps(value, separators=(",", ":")).encode()
    assert sign(as_utf8, secret=SECRET).startswith("sha256=330002bb")
    assert sign(as_ascii, secret=SECRET).startswith("sha256=7277b0f0")


def test_length_is_counted_the_strict_way() -> None:
    assert units("ação") == 4
    assert units("🚗") == 2
