"""What each answer of the Cloud API means (RELIABILITY 2.4)."""

import json

import pytest

from chatbot.whatsapp.errors import Accepted, Kind, Refusal, classify, from_status


def answer(code: int, *, status: int = 400, **members: object) -> Accepted | Refusal:
    return classify(status=status, headers={}, body=json.dumps({"error": {"code": code, **members}}).encode())


def kind_of(outcome: Accepted | Refusal) -> Kind:
    assert isinstance(outcome, Refusal)
    return outcome.kind


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        (Kind.CREDENTIALS, (0, 190, 10, 200, 299, 131005)),
        (Kind.ACCOUNT, (3, 33, 368, 131031, 131042, 133010)),
        (Kind.THROTTLED, (4, 613, 80007, 130429, 131048, 131057)),
        (Kind.PAIR, (131056,)),
        (Kind.AMBIGUOUS, (1, 2, 131000, 131016)),
        (Kind.WINDOW, (131047,)),
        (Kind.PERSON, (131026, 131049, 131050, 130403, 131062, 131070)),
        (Kind.BUG, (100, 131008, 131009, 131053, 132000, 132012, 132069)),
    ],
)
def test_each_code_has_its_kind(kind: Kind, codes: tuple[int, ...]) -> None:
    assert {kind_of(answer(code)) for code in codes} == {kind}


@pytest.mark.parametrize("transient", [True, False])
def test_an_unknown_code_is_ambiguous_and_so_bounded(transient: bool) -> None:
    """E15."""
    assert kind_of(answer(999999, is_transient=transient)) is Kind.AMBIGUOUS


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, b"", Kind.AMBIGUOUS),
        (200, b"<html>", Kind.AMBIGUOUS),
        (200, b"{}", Kind.AMBIGUOUS),
        (200, b'{"messages":[{}]}', Kind.AMBIGUOUS),
        (200, b'{"messages":[{"id":7}]}', Kind.AMBIGUOUS),
        (200, b"[" * 100_000, Kind.AMBIGUOUS),
        (200, b"\x1f\x8b\x00garbage", Kind.AMBIGUOUS),
        (302, b"", Kind.AMBIGUOUS),
        (500, b"", Kind.AMBIGUOUS),
        (502, b"<html>", Kind.AMBIGUOUS),
        (503, b"{}", Kind.AMBIGUOUS),
        (401, b"", Kind.CREDENTIALS),
        (429, b"", Kind.THROTTLED),
        (200, b'{"error":{"code":190}}', Kind.CREDENTIALS),
    ],
)
def test_odd_answers(status: int, body: bytes, kind: Kind) -> None:
    """E7."""
    assert kind_of(classify(status=status, headers={}, body=body)) is kind


def test_a_wrong_object_id_stops_the_number() -> None:
    assert kind_of(answer(100, error_subcode=33)) is Kind.ACCOUNT


@pytest.mark.parametrize(
    ("told", "wait"), [("5", 5.0), ("nan", 0.0), ("x", 0.0), ("-1", 0.0), ("1e9", 3600.0)]
)
def test_retry_after_is_read_with_care(told: str, wait: float) -> None:
    outcome = classify(status=429, headers={"retry-after": told}, body=b"")
    assert isinstance(outcome, Refusal)
    assert outcome.retry_after_s == wait


def test_an_accepted_message_tells_the_ids() -> None:
    body = {
        "contacts": [{"input": "x", "wa_id": "553188", "user_id": "BR.1"}],
        "messages": [{"id": "wamid.1"}],
    }
    assert classify(status=200, headers={}, body=json.dumps(body).encode()) == Accepted(
        wamid="wamid.1", wa_id="553188", user_id="BR.1"
    )


@pytest.mark.parametrize(
    "error",
    [
        {"code": True},
        {"code": "131047x"},
        {"code": 131047, "error_data": "only words"},
        {"code": 131047, "error_data": {"details": {"a": 1}}},
    ],
)
def test_odd_envelopes_do_not_raise(error: dict[str, object]) -> None:
    assert isinstance(classify(status=400, headers={}, body=json.dumps({"error": error}).encode()), Refusal)


def test_the_errors_of_a_status() -> None:
    assert from_status([{"code": 131047, "title": "Re-engagement message"}]).kind is Kind.WINDOW
    assert from_status(None).kind is Kind.PERSON
