"""The page and its addresses inside the embedded process."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from chatbot.simulator import embedded
from chatbot.simulator.cloud import CloudApi
from chatbot.simulator.samples import as_base64
from tests.simulator.conftest import SECRET, Hook

pytestmark = pytest.mark.urls("tests.simulator.page_urls")


@pytest.fixture
def api(hook: Hook, monkeypatch: pytest.MonkeyPatch) -> Iterator[CloudApi]:
    one = CloudApi(embedded.config_of_settings(webhook_url=hook.url))
    one.state.config.update({"app_secret": SECRET, "access_token": "token", "status_delay_ms": 1})
    monkeypatch.setattr(embedded, "_one", [one])
    yield one
    one.close()


def post(client: Client, name: str, wish: Any) -> tuple[int, dict[str, Any]]:
    answer = client.post(reverse(f"simulator:{name}"), json.dumps(wish), content_type="application/json")
    return answer.status_code, answer.json()


@pytest.fixture
def ana(api: CloudApi, client: Client) -> str:
    status, customer = post(client, "customers", {"name": "Ana", "phone": "(11) 98765-4321"})
    assert (status, customer["phone"]) == (200, "5511987654321")
    return str(customer["id"])


def test_the_page_runs_nothing_inline(api: CloudApi, client: Client) -> None:
    answer = client.get("/simulador/")
    assert answer.status_code == 200
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert b"<script>" not in answer.content
    assert b"style=" not in answer.content


@pytest.mark.parametrize(
    "wish",
    [{"name": ""}, {"name": "x" * 61}, {"name": "Ana", "phone": "abc"}, {"name": "Ana", "phone": "123"}, []],
)
def test_customers_refused(api: CloudApi, client: Client, wish: Any) -> None:
    status, answer = post(client, "customers", wish)
    assert status == 400
    assert answer["error"]


def test_a_customer_without_a_phone(api: CloudApi, client: Client) -> None:
    """R1.9: the same person again after a reload."""
    first, again = (post(client, "customers", {"name": "Beto"})[1] for _ in range(2))
    assert first["phone"] == ""
    assert first["id"] == again["id"]


def test_what_a_customer_does_reaches_the_webhook(
    client: Client, ana: str, hook: Hook, wait: Callable[..., float]
) -> None:
    wishes = [
        {"text": "oi <b>"},
        {"attach": "image", "caption": "meu carro"},
        {"attach": "image", "data": as_base64("image"), "mime": "image/jpeg"},
        {"attach": "location"},
        {"attach": "contacts"},
        {"attach": "audio"},
    ]
    for wish in wishes:
        assert post(client, "send", {"customer": ana} | wish)[0] == 200
    wait(lambda: len(hook.events) == len(wishes), seconds=5)
    assert [event["type"] for event in hook.events] == [
        "text",
        "image",
        "image",
        "location",
        "contacts",
        "audio",
    ]
    photo = client.get(reverse("simulator:media", args=[hook.events[1]["image"]["id"]]))
    assert photo.content.startswith(b"\xff\xd8\xff")
    assert "sandbox" in photo["Content-Security-Policy"]
    news = client.get(reverse("simulator:updates")).json()
    assert len(news["messages"]) == len(wishes)


REFUSED: list[dict[str, Any]] = [
    {},
    {"text": "  "},
    {"text": "x" * 70_000},
    {"attach": "bomb"},
    {"tap": "never sent"},
    {"attach": "image", "data": "!!", "mime": "image/jpeg"},
    {"attach": "image", "data": "aa", "mime": "text/html"},
]


@pytest.mark.parametrize("wish", REFUSED)
def test_sends_refused(client: Client, ana: str, wish: dict[str, Any]) -> None:
    assert post(client, "send", {"customer": ana} | wish)[0] == 400


def test_page_posts_need_the_csrf_token(api: CloudApi) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/simulador/send", "{}", content_type="application/json").status_code == 403


def test_the_graph_needs_none_but_refuses_other_sites(api: CloudApi) -> None:
    strict = Client(enforce_csrf_checks=True)
    address = "/simulador/graph/v26.0/1/messages"
    assert strict.post(address, "{}", content_type="application/json").status_code == 401
    foreign = strict.post(
        address, "{}", content_type="application/json", headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert foreign.status_code == 403


def test_uploads_larger_than_the_webhook_limit(api: CloudApi, client: Client) -> None:
    number = api.state.config.numbers[0]
    body = (
        b'--b\r\nContent-Disposition: form-data; name="messaging_product"\r\n\r\nwhatsapp\r\n'
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\nContent-Type: video/mp4\r\n\r\n'
        + bytes(6 * 1024 * 1024)
        + b"\r\n--b--\r\n"
    )
    answer = client.post(
        f"/simulador/graph/v26.0/{number}/media",
        body,
        content_type="multipart/form-data; boundary=b",
        headers={"Authorization": "Bearer token"},
    )
    assert answer.status_code == 200
    facts = client.get(
        f"/simulador/graph/v26.0/{answer.json()['id']}", headers={"Authorization": "Bearer token"}
    )
    assert facts.json()["url"].startswith("http://testserver/simulador/graph/_media/")


def test_unknown_media(api: CloudApi, client: Client) -> None:
    assert client.get("/simulador/media/42").status_code == 404
    assert client.get("/simulador/updates?since=x").status_code == 400
