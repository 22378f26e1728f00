"""F: bodies that are too large, too deep, broken or unknown; never a 500, never a false 200."""

import json
import socket
from collections.abc import Callable
from typing import Any

import pytest

from tests.rig.gun import Crowd, Gun, envelope, new_wamid, sign, text_message, value
from tests.rig.system import System
from tests.rig.verdict import drain, judge

pytestmark = pytest.mark.faults
People = Callable[[int], Crowd]
MIB = 1024 * 1024


def _push(system: System, head: dict[str, str], body: bytes) -> int:
    """Post by hand and read the answer even when the server stops reading; 0 without one."""
    lines = [f"{name}: {text}" for name, text in {"Host": "127.0.0.1", **head}.items()]
    with socket.create_connection(("127.0.0.1", system.port), timeout=20) as line:
        try:
            line.sendall(("POST /webhook/whatsapp HTTP/1.1\r\n" + "\r\n".join(lines) + "\r\n\r\n").encode())
            line.sendall(body)
        except ConnectionError:
            pass
        try:
            answer = line.recv(200)
        except (ConnectionError, TimeoutError):
            return 0
    return int(answer.split()[1]) if answer.startswith(b"HTTP/") else 0


@pytest.mark.parametrize("size", [2.6, 3.0, 3.9])
def test_f12_large_signed_bodies(system: System, gun: Gun, crowd_of: People, size: float) -> None:
    """F12: what the provider may send is taken."""
    crowd = crowd_of(1)
    customer = crowd.customers[0]
    body = envelope(value([text_message(customer.phone, customer.wish(1))]))
    body["padding"] = "x" * int(size * MIB)
    assert gun.post(body) == 200
    crowd.said[customer.phone] = 1
    drain(system)
    judge(system, gun, crowd).check()


@pytest.mark.parametrize("mib", [5, 50, 500])
def test_f13_oversize_bodies_are_refused_before_they_are_read(system: System, mib: int) -> None:
    """F13: 413 and memory stays flat; of the largest only the beginning is sent."""
    before = system["web"].memory_mb()
    sent = min(mib, 50) * MIB
    head = {"Content-Length": str(mib * MIB), "Content-Type": "application/json"}
    if mib == 500:
        sent = MIB
    assert _push(system, head, b"x" * sent) == 413
    assert system["web"].memory_mb() < before + 30


@pytest.mark.parametrize("depth", [1_000, 100_000])
def test_f16_nested_json(system: System, gun: Gun, depth: int) -> None:
    """F16: signed it is stored, parked and 200; unsigned 401."""
    body = b'{"entry":' + b"[" * depth + b"]" * depth + b"}"
    assert gun.post(body) == 200
    assert _push(system, {"Content-Length": str(len(body))}, body) == 401


def _message_bytes() -> bytes:
    return json.dumps(envelope(value([text_message("5511972220000", "olá")])), ensure_ascii=False).encode()


@pytest.mark.parametrize(
    "body",
    [
        b'{"entry": "\xff\xfe"}',
        _message_bytes().decode().encode("utf-16"),
        b"\xef\xbb\xbf" + _message_bytes(),
    ],
    ids=["not UTF-8", "UTF-16", "byte order mark"],
)
def test_f18_other_encodings(system: System, gun: Gun, body: bytes) -> None:
    """F18: only UTF-8 is parsed, the rest is stored and parked: 200."""
    assert gun.post(body) == 200


@pytest.mark.parametrize(
    "body", [b"{}", b"[]", b'"x"', b"3", b"null", b"", b'{"entry":null}', b'{"entry":{}}', b'{"entry":[null,3,{}]}',
             b'{"object":"whatsapp_business_account","entry":[{"changes":[{"value":null}]}]}'],
)  # fmt: skip
def test_f20_foreign_shapes(system: System, gun: Gun, body: bytes) -> None:
    """F20: 200 or 4xx, never 500."""
    assert gun.post(body) in range(200, 500)


UNKNOWN: list[dict[str, Any]] = [
    {"type": "reaction", "reaction": {"message_id": "wamid.x", "emoji": "👍"}},
    {
        "type": "edit",
        "edit": {"original_message_id": "wamid.x", "message": {"type": "text", "text": {"body": "y"}}},
    },
    {"type": "revoke", "revoke": {"original_message_id": "wamid.x"}},
    {"type": "order", "order": {"catalog_id": "1", "product_items": []}},
    {"type": "unsupported", "errors": [{"code": 131051, "title": "Unsupported"}]},
    {"type": "hologram", "hologram": {"beam": 1}},
    {"type": "text", "text": {"body": "do grupo"}, "group_id": "120363@g.us"},
]


@pytest.mark.parametrize("member", UNKNOWN, ids=[str(one["type"]) for one in UNKNOWN])
def test_f21_types_nobody_asked_for(
    system: System, gun: Gun, crowd_of: People, member: dict[str, Any]
) -> None:
    """F21: stored, ended visibly, and the conversation goes on."""
    crowd = crowd_of(1)
    customer = crowd.customers[0]
    base = {"from": customer.phone, "id": new_wamid(), "timestamp": "1790000000"}
    assert gun.post(envelope(value([base | member]))) == 200
    crowd.wish(1)
    drain(system)
    judge(system, gun, crowd).check()
    rows = {row["wamid"]: row for row in system.conversation(customer.phone)["inbound"]}
    assert base["id"] not in rows or rows[base["id"]]["state"] in ("DONE", "PARKED", "HELD")


def test_f21_unknown_field_and_changed_number(system: System, gun: Gun) -> None:
    """F21: a field nobody knows, and a system message without `contacts`."""
    change = {"field": "flows_of_the_future", "value": {"x": [1, 2]}}
    assert (
        gun.post({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}) == 200
    )
    system_message = {
        "from": "5511973330001", "id": new_wamid(), "timestamp": "1790000000", "type": "system",
        "system": {"type": "user_changed_number", "body": "mudou", "wa_id": "5511973330002"},
    }  # fmt: skip
    body = value([system_message])
    del body["contacts"]
    assert gun.post(envelope(body)) == 200
    drain(system)


def test_unsigned_is_refused(system: System, gun: Gun) -> None:
    """R1.2: without the right signature nothing is taken."""
    body = _message_bytes()
    assert _push(system, {"Content-Length": str(len(body))}, body) == 401
    wrong = sign("another secret", body)
    assert _push(system, {"Content-Length": str(len(body)), **wrong}, body) == 401
    assert gun.secret not in system.logs()
