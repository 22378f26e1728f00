"""F: bodies that are too large, too deep, broken or unknown; never a 500, never a false 200."""

import json
import socket
from typing import Any

import pytest

from tests.rig.fault import Fault
from tests.rig.gun import Shot, envelope, new_wamid, sign, text_message, value
from tests.rig.system import System

pytestmark = pytest.mark.faults
MIB = 1024 * 1024


def push(system: System, head: dict[str, str], body: bytes) -> int:
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


def test_f12_large_signed_bodies(fault: Fault) -> None:
    """F12: 2.6, 3.0 and 3.9 MiB, which the provider may send, are taken."""
    crowd = fault.people(3)
    for customer, size in zip(crowd.customers, (2.6, 3.0, 3.9), strict=True):
        message = text_message(customer.phone, customer.wish(1))
        shot = Shot(message["id"], customer.phone, "")
        fault.gun.shots[shot.wamid] = shot
        crowd.said[customer.phone] = 1
        shot.answers.append(fault.gun.post(envelope(value([message])) | {"padding": "x" * int(size * MIB)}))
    verdict = fault.judge()
    verdict.expect(verdict.accepted >= 3 * 3, "not all were taken")
    verdict.check()


def test_f13_oversize_bodies_are_refused_before_they_are_read(fault: Fault) -> None:
    """F13: 5, 50 and 500 MB: 413 and memory stays flat; of the largest only the beginning is sent."""
    before = fault.system["web"].memory_mb()
    answers = [
        push(fault.system, _announced(mib), b"x" * sent * MIB) for mib, sent in ((5, 5), (50, 50), (500, 1))
    ]
    verdict = fault.judge()
    verdict.expect(answers == [413] * 3, f"answers {answers}")
    verdict.expect(fault.system["web"].memory_mb() < before + 30, "memory grew")
    verdict.check()


def _announced(mib: int) -> dict[str, str]:
    return {"Content-Length": str(mib * MIB), "Content-Type": "application/json"}


def test_f16_nested_json(fault: Fault) -> None:
    """F16: 1,000 and 100,000 deep: signed it is stored, parked and 200; unsigned 401."""
    bodies = [b'{"entry":' + b"[" * depth + b"]" * depth + b"}" for depth in (1_000, 100_000)]
    signed = [fault.gun.post(body) for body in bodies]
    unsigned = [push(fault.system, {"Content-Length": str(len(body))}, body) for body in bodies]
    verdict = fault.judge()
    verdict.expect((signed, unsigned) == ([200] * 2, [401] * 2), f"answers {signed} {unsigned}")
    verdict.check()


def _message_bytes() -> bytes:
    return json.dumps(envelope(value([text_message("5511972220000", "olá")])), ensure_ascii=False).encode()


def test_f18_other_encodings(fault: Fault) -> None:
    """F18: only UTF-8 is parsed; no UTF-8, UTF-16 and a byte order mark are stored and parked: 200."""
    message = _message_bytes()
    answers = [
        fault.gun.post(body)
        for body in (b'{"entry": "\xff\xfe"}', message.decode().encode("utf-16"), b"\xef\xbb\xbf" + message)
    ]
    verdict = fault.judge()
    verdict.expect(answers == [200] * 3, f"answers {answers}")
    verdict.expect(not fault.system.stand_in.taken("5511972220000"), "one was read")
    verdict.check()


_FOREIGN_SHAPES = (
    b"{}", b"[]", b'"x"', b"3", b"null", b"", b'{"entry":null}', b'{"entry":{}}', b'{"entry":[null,3,{}]}',
    b'{"object":"whatsapp_business_account","entry":[{"changes":[{"value":null}]}]}',
)  # fmt: skip


def test_f20_foreign_shapes(fault: Fault) -> None:
    """F20: 200 or 4xx, never 500."""
    for body in _FOREIGN_SHAPES:
        fault.gun.post(body)
    fault.judge(codes=(200, *range(400, 500))).check()


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


def test_f21_types_nobody_asked_for(fault: Fault) -> None:
    """F21: stored, ended visibly, and each conversation goes on."""
    crowd = fault.people(len(UNKNOWN))
    for customer, member in zip(crowd.customers, UNKNOWN, strict=True):
        message = {"from": customer.phone, "id": new_wamid(), "timestamp": "1790000000"} | member
        shot = Shot(message["id"], customer.phone, "")
        fault.gun.shots[shot.wamid] = shot
        fault.gun.insist(shot, envelope(value([message], name=customer.name)))
    crowd.wish(1)
    fault.judge().check()


def test_f21_unknown_field_and_changed_number(fault: Fault) -> None:
    """F21: a field nobody knows, and a system message without `contacts`."""
    change = {"field": "flows_of_the_future", "value": {"x": [1, 2]}}
    fault.gun.post({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]})
    system_message = {
        "from": "5511973330001", "id": new_wamid(), "timestamp": "1790000000", "type": "system",
        "system": {"type": "user_changed_number", "body": "mudou", "wa_id": "5511973330002"},
    }  # fmt: skip
    body = value([system_message])
    del body["contacts"]
    fault.gun.post(envelope(body))
    verdict = fault.judge()
    one, other = (fault.system.conversation(phone)["contact"] for phone in ("5511973330001", "5511973330002"))
    verdict.expect(one == other, "the new number is somebody else")
    verdict.check()


def test_h1_unsigned_is_refused(fault: Fault) -> None:
    """H1, R1.2: without the right signature nothing is taken."""
    body = _message_bytes()
    heads: list[dict[str, str]] = [{}, sign("another secret", body)]
    answers = [push(fault.system, {"Content-Length": str(len(body)), **head}, body) for head in heads]
    verdict = fault.judge()
    verdict.expect(answers == [401] * 2, f"answers {answers}")
    verdict.check()
