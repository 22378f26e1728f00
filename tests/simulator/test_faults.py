"""Faults on demand: what is lost, what is taken although no answer came (RELIABILITY.md 3.1)."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.simulator.conftest import ANA, NUMBER, Rig

BODY = {"messaging_product": "whatsapp", "to": ANA, "type": "text", "text": {"body": "oi"}}


def raw(rig: Rig) -> Any:
    import json

    return rig.api.handle(
        method="POST",
        path=f"/v26.0/{NUMBER}/messages",
        headers={"authorization": "Bearer token"},
        body=json.dumps(BODY).encode(),
    )


@pytest.mark.parametrize(
    ("mode", "taken", "cut"),
    [
        ("timeout_before", 0, True),
        ("timeout_after", 1, True),
        ("reset", 0, True),
        ("reset_after", 1, True),
        ("html", 0, False),
        ("empty", 0, False),
        ("garbage", 1, False),
        ("slow", 1, False),
    ],
)
def test_modes(talking: Rig, mode: str, taken: int, cut: bool) -> None:
    talking.emu("POST", "faults", {"next": 1, "mode": mode, "hold_s": 3})
    response = raw(talking)
    assert response.cut is cut
    assert len(talking.emu("GET", f"messages?to={ANA}")) == taken
    if mode.startswith("timeout") or mode == "slow":
        assert response.hold_s == 3
    assert raw(talking).status == 200


def test_next_k_sends_meet_a_code(talking: Rig) -> None:
    talking.emu("POST", "faults", {"next": 2, "code": 131056})
    statuses = [raw(talking).status for _ in range(3)]
    assert statuses == [400, 400, 200]


def test_status_of_a_code_can_be_chosen(talking: Rig) -> None:
    talking.emu("POST", "faults", {"code": 2, "status": 500})
    assert raw(talking).status == 500


def test_a_fault_for_one_recipient_leaves_others_alone(talking: Rig) -> None:
    talking.emu("POST", "faults", {"next": 1, "code": 131000, "to": "5511900000000"})
    assert raw(talking).status == 200
    assert talking.emu("GET", "counters")["faults_waiting"] == 1


def test_read_marks_use_up_no_fault(talking: Rig) -> None:
    wamid = talking.hears("de novo")["wamid"]
    talking.emu("POST", "faults", {"code": 131000})
    mark = {"messaging_product": "whatsapp", "status": "read", "message_id": wamid}
    assert talking.call("POST", f"/v26.0/{NUMBER}/messages", mark)[0] == 200
    assert raw(talking).status == 500


def test_taken_with_200_and_failed_later(talking: Rig, wait: Callable[..., float]) -> None:
    talking.emu("POST", "faults", {"mode": "failed", "code": 131026})
    wamid = talking.accepted(type="text", text={"body": "oi"})
    wait(lambda: talking.status(wamid) == "failed", seconds=5)
    assert talking.api.state.by_wamid[wamid].error == 131026


def test_unknown_mode_is_refused(rig: Rig) -> None:
    assert rig.call("POST", "/_emu/faults", {"mode": "meteor"})[0] == 400
