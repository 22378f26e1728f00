"""The life of a message as webhooks tell it (WHATSAPP.md 3)."""

from collections.abc import Callable

from tests.simulator.conftest import ANA, NUMBER, Hook, Rig

TEXT = {"type": "text", "text": {"body": "oi"}}
Wait = Callable[..., float]


def test_chain_in_order_with_echo_and_price(talking: Rig, hook: Hook, wait: Wait) -> None:
    wamid = talking.accepted(**TEXT, biz_opaque_callback_data="outbox-1")
    wait(lambda: hook.statuses(wamid) == ["sent", "delivered", "read"], seconds=5)
    sent, delivered, read = (event for event in hook.events if event["id"] == wamid)
    assert {event["biz_opaque_callback_data"] for event in (sent, delivered, read)} == {"outbox-1"}
    assert sent["pricing"] == {
        "billable": False, "pricing_model": "PMP", "type": "free_customer_service", "category": "service",
    }  # fmt: skip
    assert "pricing" not in read
    assert (sent["recipient_id"], sent["recipient_user_id"][:3]) == (ANA, "BR.")
    assert hook.all_signed()


def test_failed_has_an_error_and_no_contact(talking: Rig, hook: Hook, wait: Wait) -> None:
    talking.emu("POST", "users", {"phone": ANA, "blocks_us": True})
    wamid = talking.accepted(**TEXT)
    wait(lambda: hook.statuses(wamid) == ["failed"], seconds=5)
    failed = hook.events[-1]
    assert failed["errors"][0]["code"] == 131026
    assert "recipient_user_id" not in failed
    assert b'"contacts"' not in hook.bodies[-1]


def test_beyond_the_free_tier_it_costs(talking: Rig, hook: Hook, wait: Wait) -> None:
    talking.configure(free_tier=1, statuses=["sent"])
    first, second = talking.accepted(**TEXT), talking.accepted(**TEXT)
    wait(lambda: hook.statuses(second) == ["sent"], seconds=5)
    prices = {event["id"]: event["pricing"] for event in hook.events if "pricing" in event}
    assert (prices[first]["type"], prices[second]["type"]) == ("free_customer_service", "regular")
    assert prices[second]["billable"] is True


def test_hidden_receipts_and_reactions(talking: Rig, hook: Hook, wait: Wait) -> None:
    talking.emu("POST", "users", {"phone": ANA, "reads": False})
    wamid = talking.accepted(**TEXT)
    liked = talking.accepted(type="reaction", reaction={"message_id": "wamid.x", "emoji": "👍"})
    wait(lambda: talking.api.postman.waiting() == 0, seconds=5)
    assert hook.statuses(wamid) == ["sent", "delivered"]
    assert hook.statuses(liked) == ["sent"]


def test_a_person_without_a_phone(rig: Rig, hook: Hook, wait: Wait) -> None:
    """R1.9: only the scoped id, in and out."""
    rig.emu("POST", "inbound", {"bsuid": "BR.ABC123", "type": "text", "text": "oi"})
    wait(lambda: len(hook.events) == 1, seconds=5)
    message = hook.events[0]
    assert "from" not in message
    assert message["from_user_id"] == "BR.ABC123"
    status, answer = rig.send(to="", recipient="BR.ABC123", **TEXT)
    assert status == 200
    assert answer["contacts"] == [{"input": "BR.ABC123", "user_id": "BR.ABC123"}]
    wamid = answer["messages"][0]["id"]
    wait(lambda: "read" in hook.statuses(wamid), seconds=5)
    assert "recipient_id" not in hook.events[-1]


def test_aggregated_statuses(talking: Rig, hook: Hook, wait: Wait) -> None:
    """`batch`: many statuses in one POST."""
    talking.configure(batch=50, statuses=["sent"], status_delay_ms=150)
    before = len(hook.bodies)
    wamids = [talking.accepted(**TEXT) for _ in range(20)]
    wait(lambda: all(hook.statuses(wamid) for wamid in wamids), seconds=5)
    assert len(hook.bodies) - before < 20


def test_reading_and_typing(talking: Rig, wait: Wait) -> None:
    """R1.7: the read mark covers earlier messages; typing ends with the next send."""
    first = talking.hears("um")["wamid"]
    second = talking.hears("dois")["wamid"]
    path = f"/v26.0/{NUMBER}/messages"
    mark = {"messaging_product": "whatsapp", "status": "read", "message_id": second}
    assert talking.call("POST", path, mark | {"typing_indicator": {"type": "text"}}) == (
        200,
        {"success": True},
    )
    assert (talking.status(first), talking.status(second)) == ("read", "read")
    assert talking.emu("GET", "users")[0]["typing"] is True
    talking.accepted(**TEXT)
    assert talking.emu("GET", "users")[0]["typing"] is False
    assert talking.emu("GET", "reads")[0]["wamid"] == second
    assert talking.call("POST", path, mark | {"message_id": "wamid.other"})[1]["error"]["code"] == 131009


def test_a_status_by_hand_comes_after_any_other(talking: Rig, hook: Hook, wait: Wait) -> None:
    talking.configure(statuses=[])
    wamid = talking.accepted(**TEXT)
    for status in ("read", "delivered", "failed"):
        talking.emu("POST", "status", {"wamid": wamid, "status": status})
    wait(lambda: len(hook.statuses(wamid)) == 3, seconds=5)
    assert hook.statuses(wamid) == ["read", "delivered", "failed"]
