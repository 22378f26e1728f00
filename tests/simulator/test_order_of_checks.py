"""The checks of a send in Meta's order: version, token, object, recipient, rates, window (WHATSAPP.md 12.1)."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.simulator.conftest import ANA, NUMBER, Rig

TEXT = {"type": "text", "text": {"body": "oi"}}


def code(answer: tuple[int, dict[str, Any]]) -> tuple[int, int]:
    return answer[0], answer[1]["error"]["code"]


def test_version(rig: Rig) -> None:
    assert code(rig.call("GET", f"/v20.0/{NUMBER}")) == (400, 2500)
    assert rig.call("GET", f"/{NUMBER}")[0] == 200


def test_token(rig: Rig) -> None:
    path = f"/v26.0/{NUMBER}/messages"
    assert code(rig.call("POST", path, TEXT, authorization="")) == (401, 190)
    assert code(rig.call("POST", path, TEXT, authorization="Bearer other")) == (401, 190)
    rig.configure(token_expired=True)
    status, answer = rig.call("POST", path, TEXT)
    assert (status, answer["error"]["error_subcode"]) == (401, 463)
    rig.configure(token_expired=False, token_forbidden=True)
    assert code(rig.call("POST", path, TEXT)) == (403, 10)
    rig.configure(token_forbidden=False, app_disabled=True)
    assert code(rig.call("POST", path, TEXT)) == (401, 0)


def test_object(rig: Rig) -> None:
    status, answer = rig.call("POST", "/v26.0/42/messages", TEXT)
    error = answer["error"]
    assert (status, error["type"], error["code"], error["error_subcode"]) == (
        400,
        "GraphMethodException",
        100,
        33,
    )


@pytest.mark.parametrize(
    ("switches", "expected"),
    [
        ({"number_status": "DISCONNECTED"}, (400, 133010)),
        ({"locked": True}, (403, 131031)),
        ({"maintenance": True}, (500, 131057)),
        ({"payment_missing": True}, (400, 131042)),
    ],
)
def test_state_of_the_number(rig: Rig, switches: dict[str, Any], expected: tuple[int, int]) -> None:
    rig.configure(**switches)
    assert code(rig.send(**TEXT)) == expected


@pytest.mark.parametrize("raw", [b"{", b"[]", b"\xff\xfe", b"[" * 100_000])
def test_unreadable_json(rig: Rig, raw: bytes) -> None:
    assert code(rig.call("POST", f"/v26.0/{NUMBER}/messages", raw)) == (400, 100)


def test_recipient(talking: Rig) -> None:
    assert talking.refused(to="", **TEXT) == 131008
    assert talking.refused(to="ana", **TEXT) == 131009
    assert talking.refused(to="551140000000", **TEXT) == 131021
    assert talking.accepted(to="+55 (11) 98765-4321", recipient="BR.other", **TEXT)
    talking.configure(test_recipients=["5511900000000"])
    assert talking.refused(**TEXT) == 131030


def test_people_who_may_not_be_written_to(talking: Rig) -> None:
    talking.emu("POST", "users", {"phone": ANA, "blocked": True})
    assert talking.refused(**TEXT) == 130403
    talking.emu("POST", "users", {"phone": ANA, "blocked": False, "owned_by_other": True})
    assert talking.refused(**TEXT) == 131070


def test_unknown_scoped_id_fails_later(talking: Rig, wait: Callable[..., float]) -> None:
    wamid = talking.accepted(to="", recipient="BR.NOBODY", **TEXT)
    wait(lambda: talking.status(wamid) == "failed", seconds=5)
    assert talking.api.state.by_wamid[wamid].error == 131026


def test_the_answer_carries_the_registered_number(rig: Rig) -> None:
    """R1.9: from area code 31 on the id comes without the ninth digit."""
    rig.configure(window=False)
    assert rig.send(to="5531988776655", **TEXT)[1]["contacts"] == [
        {"input": "5531988776655", "wa_id": "553188776655"}
    ]
    assert rig.send(to="5511988776655", **TEXT)[1]["contacts"][0]["wa_id"] == "5511988776655"


def test_pair_rate(talking: Rig) -> None:
    """45 at once, then one in six seconds."""
    for _ in range(45):
        talking.accepted(**TEXT)
    assert talking.refused(**TEXT) == 131056
    talking.emu("POST", "clock", {"advance_s": 6.5})
    assert talking.accepted(**TEXT)
    assert talking.refused(**TEXT) == 131056


def test_number_rate(rig: Rig) -> None:
    rig.configure(window=False, number_rate=5)
    codes = [rig.send(to=f"55119876500{n:02d}", **TEXT)[0] for n in range(7)]
    assert codes[:5] == [200] * 5
    assert 400 in codes


def test_rates_are_off_for_benchmarks(rig: Rig) -> None:
    rig.configure(strict=False)
    assert all(rig.send(**TEXT)[0] == 200 for _ in range(100))


def test_outside_the_window_it_is_taken_and_fails(talking: Rig, wait: Callable[..., float]) -> None:
    """131047 comes after a 200, as a status."""
    talking.emu("POST", "clock", {"advance_s": 86_401})
    wamid = talking.accepted(**TEXT)
    wait(lambda: talking.status(wamid) == "failed", seconds=5)
    assert talking.api.state.by_wamid[wamid].error == 131047
    talking.configure(window_sync=True)
    assert talking.refused(**TEXT) == 131047


def test_templates(talking: Rig) -> None:
    template = {"name": "visita", "language": {"code": "pt_BR"}}
    wish = {"type": "template", "template": template}
    assert code(talking.send(**wish)) == (404, 132001)
    made = {"name": "visita", "language": "pt_BR", "status": "APPROVED"}
    talking.emu(
        "POST", "templates", made | {"components": [{"type": "BODY", "text": "Olá {{1}}, até amanhã."}]}
    )
    assert talking.refused(**wish) == 132000

    def filled(value: str) -> dict[str, Any]:
        parts = [{"type": "body", "parameters": [{"type": "text", "text": value}]}]
        return {"type": "template", "template": template | {"components": parts}}

    assert talking.refused(**filled("duas\nlinhas")) == 132012
    assert talking.refused(**filled("")) == 132012
    assert talking.refused(**filled("x" * 1024)) == 132005
    assert talking.accepted(**filled("Ana"))
    talking.emu("POST", "templates", made | {"status": "PAUSED"})
    assert talking.refused(**filled("Ana")) == 132015
