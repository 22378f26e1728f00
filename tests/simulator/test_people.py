"""What simulated people do, and who they are (WHATSAPP.md 2.5, 2.6, 12.3)."""

from collections.abc import Callable

import pytest

from chatbot.simulator.users import Directory, match_key, wa_id_of
from tests.simulator.conftest import ANA, Hook, Rig

Wait = Callable[..., float]
BUTTONS = {
    "type": "button",
    "body": {"text": "Podemos continuar?"},
    "action": {"buttons": [{"type": "reply", "reply": {"id": "yes", "title": "Aceito"}}]},
}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("5511987654321", "551187654321", True),
        ("5531988776655", "553188776655", True),
        ("5511941234567", "551141234567", False),
        ("5511341234567", "551134123456", False),
        ("4915112345678", "4915112345679", False),
    ],
)
def test_the_ninth_digit(one: str, other: str, same: bool) -> None:
    """R1.9: both forms are one person, landlines are left alone."""
    assert (match_key(one) == match_key(other)) is same


def test_registered_ids() -> None:
    assert wa_id_of("5531988776655") == "553188776655"
    assert wa_id_of("5521988776655") == "5521988776655"


def test_one_person_in_both_forms() -> None:
    people = Directory()
    ana = people.meet(phone="5511987654321", name="Ana")
    assert people.by_phone("551187654321") is ana
    assert people.find(ana.id) is ana
    assert people.find("+55 11 98765-4321") is ana


def test_a_tap_answers_only_what_was_sent(talking: Rig, hook: Hook, wait: Wait) -> None:
    assert talking.call("POST", "/_emu/inbound", {"from": ANA, "tap": "yes"})[0] == 400
    wamid = talking.accepted(type="interactive", interactive=BUTTONS)
    tapped = talking.emu("POST", "inbound", {"from": ANA, "tap": "Aceito"})["wamid"]
    wait(lambda: any(event["id"] == tapped for event in hook.events), seconds=5)
    event = next(event for event in hook.events if event["id"] == tapped)
    assert event["interactive"] == {"type": "button_reply", "button_reply": {"id": "yes", "title": "Aceito"}}
    assert event["context"] == {"from": "551140000000", "id": wamid}


def test_a_hidden_number_stays_hidden(rig: Rig, hook: Hook, wait: Wait) -> None:
    rig.emu("POST", "users", {"phone": ANA, "name": "Ana", "username": "ana.souza", "hides_phone": True})
    rig.hears()
    wait(lambda: len(hook.bodies) == 1, seconds=5)
    assert ANA.encode() not in hook.bodies[0]
    assert b'"username":"ana.souza"' in hook.bodies[0]


def test_a_new_number_is_a_new_scoped_id(rig: Rig) -> None:
    before = rig.emu("POST", "users", {"phone": ANA, "name": "Ana"})
    after = rig.emu("POST", "users", {"phone": ANA, "new_phone": "5511900001111"})
    assert after["phone"] == "5511900001111"
    assert before["id"] != after["id"]


@pytest.mark.parametrize(
    "kind", ["image", "audio", "video", "document", "sticker", "location", "unsupported"]
)
def test_every_kind_of_message(rig: Rig, hook: Hook, wait: Wait, kind: str) -> None:
    rig.emu("POST", "inbound", {"from": ANA, "type": kind})
    wait(lambda: len(hook.events) == 1, seconds=5)
    assert hook.events[0]["type"] == kind
    assert kind in hook.events[0]


def test_system_messages_have_no_contacts(rig: Rig, hook: Hook, wait: Wait) -> None:
    rig.emu("POST", "inbound", {"from": ANA, "type": "system"})
    wait(lambda: len(hook.bodies) == 1, seconds=5)
    assert b'"contacts"' not in hook.bodies[0]


def test_reset_forgets_people_and_keeps_the_line(talking: Rig, hook: Hook) -> None:
    talking.configure(duplicate=1)
    talking.emu("POST", "reset")
    assert talking.emu("GET", "users") == []
    switches = talking.emu("GET", "config")
    assert (switches["duplicate"], switches["webhook_url"]) == (0, hook.url)


def test_switches_are_checked(rig: Rig) -> None:
    assert rig.call("POST", "/_emu/config", {"colour": "red"})[0] == 400
    assert rig.call("POST", "/_emu/config", {"batch": "many"})[0] == 400
    assert "emu-app-secret" not in str(rig.emu("GET", "config"))


def test_the_ledger(talking: Rig) -> None:
    wamid = talking.accepted(type="text", text={"body": "oi"}, biz_opaque_callback_data="x")
    talking.accepted(type="text", text={"body": "oi"}, biz_opaque_callback_data="x")
    listed = talking.emu("GET", f"messages?to={ANA}")
    assert listed[0]["wamid"] == wamid
    assert listed[0]["body"]["text"] == {"body": "oi"}
    requests = talking.emu("GET", "requests?path=messages")
    assert (requests[0]["to"], requests[0]["status"], requests[0]["token_end"]) == (ANA, 200, "oken")
    assert talking.emu("GET", "invariants")["doubled"] == {"x": 2}
    assert len(talking.emu("GET", f"transcript?user={ANA}")) == 3
    assert talking.emu("GET", "counters")["accepted"] == 2


def test_updates_follow_a_cursor(talking: Rig) -> None:
    first = talking.emu("GET", "updates")
    assert first["fresh"] is True
    after = f"updates?since={first['cursor']}&epoch={first['epoch']}"
    assert talking.emu("GET", after)["messages"] == []
    talking.hears("mais uma")
    assert len(talking.emu("GET", after)["messages"]) == 1
