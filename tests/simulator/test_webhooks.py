"""Delivery of webhooks: retried until 200, doubled, dropped, wrongly signed on demand (WHATSAPP.md 1.2, 12.2)."""

import json
from collections.abc import Callable

from chatbot.simulator.wire import sign
from tests.simulator.conftest import ANA, SECRET, Hook, Rig

Wait = Callable[..., float]


def test_an_inbound_text_as_meta_writes_it(rig: Rig, hook: Hook, wait: Wait) -> None:
    wamid = rig.hears("Olá 🚗 https://loja.example")["wamid"]
    wait(lambda: len(hook.bodies) == 1, seconds=5)
    assert rb"Ol\u00e1 \ud83d\ude97 https:\/\/loja.example" in hook.bodies[0]
    value = json.loads(hook.bodies[0])["entry"][0]["changes"][0]["value"]
    assert value["contacts"][0]["wa_id"] == value["messages"][0]["from"] == ANA
    assert value["messages"][0]["id"] == wamid
    assert isinstance(value["messages"][0]["timestamp"], str)
    assert hook.all_signed()


def test_what_is_not_200_comes_again_with_the_same_bytes(rig: Rig, hook: Hook, wait: Wait) -> None:
    rig.configure(retry_intervals_s=[0, 0.05], time_scale=1)
    hook.answers[:] = [503, 0, 204]
    wamid = rig.hears()["wamid"]
    wait(lambda: rig.status(wamid) == "delivered", seconds=5)
    assert len(hook.bodies) == 4
    assert len(set(hook.bodies)) == 1


def test_retries_end(rig: Rig, hook: Hook, wait: Wait) -> None:
    rig.configure(retry_intervals_s=[1], time_scale=100, retry_for_s=3)
    hook.answers[:] = [500] * 50
    rig.hears()
    wait(lambda: rig.api.postman.counts["given_up"] == 1, seconds=5)
    assert 2 <= len(hook.bodies) <= 4


def test_duplicates_and_drops(rig: Rig, hook: Hook, wait: Wait) -> None:
    rig.configure(duplicate=True)
    rig.hears()
    wait(lambda: len(hook.bodies) == 2, seconds=5)
    assert hook.bodies[0] == hook.bodies[1]
    rig.configure(duplicate=0, drop=1)
    rig.hears("perdida")
    wait(lambda: rig.api.postman.waiting() == 0, seconds=5)
    assert len(hook.bodies) == 2


def test_wrong_signatures_on_demand(rig: Rig, hook: Hook, wait: Wait) -> None:
    """They are not retried: a refusal is the right answer."""
    for variant in ("wrong", "missing", "tampered"):
        hook.answers.append(401)
        rig.hears(signature=variant)
    wait(lambda: len(hook.bodies) == 3, seconds=5)
    right = [
        sign(body, secret=SECRET) == given for body, given in zip(hook.bodies, hook.signatures, strict=True)
    ]
    assert right == [False, False, False]
    assert "" in hook.signatures


def test_deferred_bytes_can_be_posted_by_the_test(rig: Rig, hook: Hook) -> None:
    answer = rig.hears(defer=True)
    assert sign(answer["body"].encode(), secret=SECRET) == answer["signature"]
    assert not hook.bodies


def test_nothing_comes_without_a_subscription(rig: Rig, hook: Hook, wait: Wait) -> None:
    assert rig.call("DELETE", "/v26.0/200000000000001/subscribed_apps")[0] == 200
    rig.hears()
    wait(lambda: rig.api.postman.waiting() == 0, seconds=5)
    assert not hook.bodies
    assert rig.call("POST", "/v26.0/200000000000001/subscribed_apps")[0] == 200
    rig.hears()
    wait(lambda: len(hook.bodies) == 1, seconds=5)


def test_handshake(rig: Rig) -> None:
    assert rig.emu("POST", "subscribe", {"verify_token": "right"}) == {"verified": True, "status": 200}
    assert rig.emu("POST", "subscribe", {"verify_token": "wrong"})["verified"] is False


def test_other_fields(rig: Rig, hook: Hook, wait: Wait) -> None:
    rig.emu("POST", "webhook", {"field": "account_alerts", "value": {"alert_info": {}}})
    wait(lambda: len(hook.bodies) == 1, seconds=5)
    assert json.loads(hook.bodies[0])["entry"][0]["changes"][0]["field"] == "account_alerts"
