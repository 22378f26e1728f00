"""The webhook's door: handshake, signature, size, storage (R1, groups F and H of the fault plan)."""

import hashlib
import hmac

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client

from chatbot.webhook import signature
from sessions_app import inbox
from sessions_app.models import Delivery, InboxEvent
from tests.webhook.wire import envelope, message, post, raw

pytestmark = pytest.mark.django_db

VECTOR = (
    rb'{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":'
    rb'{"messages":[{"type":"text","text":{"body":"Ol\u00e1 \ud83d\ude97 https:\/\/loja.example"}}]}}]}]}'
)


def test_the_published_vector_is_reproduced() -> None:
    expected = "dec3d85caf1fb583a8d9c88d2aa8bfe227ded2b5f1228c54f9dc6387e650b693"
    assert len(VECTOR) == 194
    assert signature.sign(VECTOR, b"emu-app-secret") == f"sha256={expected}"


def test_a_signed_message_is_stored_raw_and_exploded() -> None:
    body = raw(envelope(message(text={"body": "olá, tem onix? 🚗"})))
    answer = post(body)
    assert (answer.status_code, answer.content) == (200, b"")
    delivery, event = Delivery.objects.get(), InboxEvent.objects.get()
    assert delivery.body == body
    assert event.payload["text"]["body"] == "olá, tem onix? 🚗"
    assert event.state == "WAITING"
    assert event.contact is not None


def _hex(body: bytes, secret: bytes = b"wrong") -> str:
    return hmac.new(secret, body, hashlib.sha256).hexdigest()


REFUSED = {
    "missing": lambda body: "",
    "wrong secret": lambda body: f"sha256={_hex(body)}",
    "truncated": lambda body: signature.sign(body, settings.WHATSAPP_APP_SECRETS[0])[:-1],
    "doubled": lambda body: signature.sign(body, settings.WHATSAPP_APP_SECRETS[0]) * 2,
    "upper case": lambda body: signature.sign(body, settings.WHATSAPP_APP_SECRETS[0]).upper(),
    "spaces": lambda body: " " + signature.sign(body, settings.WHATSAPP_APP_SECRETS[0]).replace("=", "= "),
    "sha1 value": lambda body: "sha256=" + hashlib.sha1(body).hexdigest(),
    "not ASCII": lambda body: "sha256=" + "é" * 64,
    "of another body": lambda body: signature.sign(body + b" ", settings.WHATSAPP_APP_SECRETS[0]),
    "arabic digits": lambda body: "sha256=" + "٣" * 64,
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_signed_is_refused_and_not_stored(name: str) -> None:
    body = raw(envelope(message()))
    assert post(body, signature=REFUSED[name](body)).status_code == 401
    assert not Delivery.objects.exists()


def test_both_secrets_are_good_while_they_rotate(settings) -> None:
    settings.WHATSAPP_APP_SECRETS = (b"new", b"old")
    body = raw(envelope(message()))
    assert post(body, signature=signature.sign(body, b"old")).status_code == 200
    settings.WHATSAPP_APP_SECRETS = (b"new",)
    assert post(body, signature=signature.sign(body, b"old")).status_code == 401


@pytest.mark.parametrize(("mebibytes", "status"), [(2.6, 200), (3.0, 200), (3.9, 200), (4.1, 413), (5, 413)])
def test_bodies_up_to_4_mib_are_taken(mebibytes: float, status: int) -> None:
    body = raw(envelope(message(text={"body": "x" * int(mebibytes * 1024 * 1024)})))
    assert post(body).status_code == status
    assert Delivery.objects.count() == (status == 200)


def test_an_oversize_body_is_refused_before_its_signature() -> None:
    assert post(b"x" * (5 * 1024 * 1024), signature="").status_code == 413


UNREADABLE = {
    "broken JSON": b'{"entry": [',
    "nothing": b"",
    "UTF-16": '{"entry":[]}'.encode("utf-16"),
    "byte order mark": b'\xef\xbb\xbf{"entry":[]}',
    "not UTF-8": b'{"entry":"\xff\xfe"}',
    "100,000 levels": b"[" * 100_000 + b"]" * 100_000,
    "990 levels": b'{"entry":[{"changes":[{"field":"messages","value":{"messages":['
    + b"[" * 950
    + b"]" * 950
    + b"]}}]}]}",
    "NUL": b'{"entry":[{"changes":"\x00"}]}',
    "empty object": b"{}",
    "list": b"[]",
    "string": b'"a"',
    "number": b"3",
    "null": b"null",
    "entry null": b'{"entry":null}',
    "5,000 digits": b'{"entry":' + b"9" * 5_000 + b"}",
    "Infinity": b'{"entry":[Infinity, NaN]}',
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_is_signed_but_unreadable_is_stored_parked_and_taken(name: str) -> None:
    assert post(UNREADABLE[name]).status_code == 200
    stored = Delivery.objects.get()
    assert stored.body == UNREADABLE[name]
    parked = InboxEvent.objects.filter(state="PARKED").exists()
    assert stored.parked_reason or parked


def test_text_that_postgresql_refuses_is_cleaned_and_kept_raw() -> None:
    body = raw(envelope(message(text={"body": "a\x00b \ud800 c"}))).replace(b"\x00", rb"\u0000")
    assert post(body).status_code == 200
    assert InboxEvent.objects.get().payload["text"]["body"] == "ab ? c"
    assert Delivery.objects.get().body == body


def test_without_a_database_the_answer_is_503_with_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> None:
        raise OperationalError

    monkeypatch.setattr(inbox, "insert_family", away)
    answer = post(raw(envelope(message())))
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert not InboxEvent.objects.exists()


def test_the_handshake_returns_the_challenge_as_text() -> None:
    query = {
        "hub.mode": "subscribe",
        "hub.verify_token": settings.WHATSAPP_VERIFY_TOKEN,
        "hub.challenge": "<b>1</b>",
    }
    answer = Client().get("/webhook/whatsapp", query)
    assert (answer.status_code, answer.content) == (200, b"<b>1</b>")
    assert answer["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"hub.mode": "subscribe", "hub.verify_token": "wrong", "hub.challenge": "1"},
        {"hub.mode": "subscribe", "hub.verify_token": "é", "hub.challenge": "1"},
        {"hub.mode": "other", "hub.challenge": "1"},
    ],
)
def test_a_wrong_handshake_is_refused(query: dict[str, str]) -> None:
    assert Client().get("/webhook/whatsapp", query).status_code == 403


@pytest.mark.parametrize("method", ["put", "delete", "patch", "head"])
def test_other_methods_are_refused(method: str) -> None:
    assert getattr(Client(), method)("/webhook/whatsapp").status_code in (403, 405)
