"""F: what comes in twice, late, out of order, in heaps."""

import json
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

from tests.rig.gun import NUMBER, Crowd, Gun, Shot, envelope, new_wamid, text_message, value
from tests.rig.system import System
from tests.rig.verdict import drain, judge, percentile

pytestmark = pytest.mark.faults
People = Callable[[int], Crowd]
_SECOND = "100000000000009"


def _remember(gun: Gun, crowd: Crowd, message: dict[str, Any]) -> Shot:
    """Keep the truth of a message that is posted by hand; it is the customer's next wish."""
    shot = Shot(message["id"], message["from"], message.get("text", {}).get("body", ""))
    gun.shots[shot.wamid] = shot
    crowd.said[shot.customer] = crowd.said.get(shot.customer, 0) + 1
    return shot


def _replies_with(system: System, phone: str, amount: int) -> int:
    return sum(amount in message.sums for message in system.stand_in.taken(phone))


def test_f1_the_same_post_ten_times_at_once(system: System, gun: Gun, crowd_of: People) -> None:
    """F1, R1.3: one turn for ten equal POSTs."""
    crowd = crowd_of(1)
    customer = crowd.customers[0]
    message = text_message(customer.phone, customer.wish(1))
    shot = _remember(gun, crowd, message)
    body = json.dumps(envelope(value([message]))).encode()
    with ThreadPoolExecutor(10) as pool:
        shot.answers += pool.map(lambda _: gun.post(body), range(10))
    assert set(shot.answers) == {200}
    drain(system)
    judge(system, gun, crowd).check()
    assert _replies_with(system, customer.phone, customer.sum(1)) == 1


def test_f2_the_same_message_in_other_clothes(system: System, gun: Gun, crowd_of: People) -> None:
    """F2, R1.3: other key order, other batch, other POST: still one turn."""
    crowd = crowd_of(2)
    customer, other = crowd.customers
    message = text_message(customer.phone, customer.wish(1))
    shot = _remember(gun, crowd, message)
    again = dict(reversed(message.items()))
    batch = [text_message(other.phone, other.wish(1)), again]
    _remember(gun, crowd, batch[0]).answers.append(200)
    shot.answers.append(gun.post(envelope(value([message]))))
    shot.answers.append(gun.post(envelope(value([again]))))
    shot.answers.append(gun.post(json.dumps(envelope(value(batch)), indent=2).encode()))
    assert set(shot.answers) == {200}
    drain(system)
    judge(system, gun, crowd).check()
    assert _replies_with(system, customer.phone, customer.sum(1)) == 1


@pytest.mark.parametrize("days", [7, 29])
def test_f3_replayed_long_after(system: System, gun: Gun, crowd_of: People, days: int) -> None:
    """F3, G2: the same POST after 7 and 29 days starts no second turn (the rows are aged instead of the clock)."""
    crowd = crowd_of(1)
    customer = crowd.customers[0]
    message = text_message(customer.phone, customer.wish(1))
    shot = _remember(gun, crowd, message)
    shot.answers.append(gun.post(envelope(value([message]))))
    drain(system)
    turns = len(system.conversation(customer.phone)["turns"])
    with psycopg.connect(system.servers.postgres.url(system.database)) as connection:
        for table, column in (
            ("inboxevent", "received_at"),
            ("inboxevent", "done_at"),
            ("delivery", "received_at"),
        ):
            connection.execute(
                f"UPDATE sessions_app_{table} SET {column} = {column} - %s * interval '1 day'", (days,)
            )
    assert gun.post(envelope(value([message]))) == 200
    drain(system)
    assert len(system.conversation(customer.phone)["turns"]) == turns
    judge(system, gun, crowd).check()


@pytest.mark.parametrize(("hours", "answered"), [(3, True), (23.99, False), (25, False), (168, False)])
def test_f4_first_delivery_late(
    system: System, gun: Gun, crowd_of: People, hours: float, answered: bool
) -> None:
    """F4: late messages are stored and end visibly; nothing free-form leaves outside the window."""
    crowd = crowd_of(0)
    phone = f"55119720{random.randrange(10**5):05}"
    message = text_message(phone, "oi", at=time.time() - hours * 3600)
    shot = _remember(gun, crowd, message)
    shot.answers.append(gun.post(envelope(value([message]))))
    assert shot.accepted
    drain(system)
    judge(system, gun).check()
    assert bool(system.stand_in.taken(phone)) is answered


def test_f5_out_of_order(system: System, gun: Gun, crowd_of: People) -> None:
    """F5, G3: 3, 1, 2 within 200 ms, and an older one after the answer: each handled, none lost."""
    crowd = crowd_of(1)
    customer, now = crowd.customers[0], time.time() - 30
    drain(system)
    messages = [text_message(customer.phone, customer.wish(n), at=now + n) for n in (1, 2, 3)]
    for message in (messages[2], messages[0], messages[1]):
        _remember(gun, crowd, message).answers.append(gun.post(envelope(value([message]))))
    drain(system)
    late = text_message(customer.phone, customer.wish(4), at=now - 10)
    _remember(gun, crowd, late).answers.append(gun.post(envelope(value([late]))))
    drain(system)
    judge(system, gun).check()
    assert _replies_with(system, customer.phone, customer.sum(4)) == 1


def test_f7_a_heap_of_a_thousand(system: System, gun: Gun, crowd_of: People) -> None:
    """F7: 10 entries × 5 changes × 20 messages of 50 people, statuses between, two business numbers mixed."""
    crowd = crowd_of(50)
    system.stand_in.config(phone_number_id=f"{NUMBER},{_SECOND}")
    drain(system)
    entries = []
    for entry in range(10):
        values = []
        for change in range(5):
            customer = crowd.customers[entry * 5 + change]
            number = NUMBER if customer.index % 10 else _SECOND
            messages = [text_message(customer.phone, customer.wish(n)) for n in range(1, 21)]
            for message in messages:
                _remember(gun, crowd, message).answers.append(200)
            status = {"id": new_wamid(), "status": "read", "timestamp": "1", "recipient_id": customer.phone}
            values.append(value(messages, number=number, statuses=[status]))
        entries += envelope(*values)["entry"]
    assert gun.post({"object": "whatsapp_business_account", "entry": entries}, seconds=30) == 200
    drain(system, seconds=120)
    judge(system, gun, crowd).check()
    senders = {number for number in (NUMBER, _SECOND) if system.stand_in.requests(f"{number}/messages")}
    assert senders == {NUMBER, _SECOND}, "a number's customers were not answered from it"


def test_f9_a_burst(system: System, gun: Gun, crowd_of: People) -> None:
    """F9, I7: 1,000 messages of 50 people as fast as they come: none lost, acknowledged in time, drained soon."""
    crowd = crowd_of(50)
    drain(system)
    gun.timings.clear()
    crowd.wish(20)
    drain(system, seconds=120)
    verdict = judge(system, gun, crowd)
    slow = percentile([seconds for _, seconds in gun.timings], 0.99)
    verdict.expect(slow <= 1, f"I7: p99 of the acknowledgement is {slow:.2f} s")
    verdict.check()


def test_f22_one_lane_for_each_person(system: System, gun: Gun) -> None:
    """F22, R1.9: only a business-scoped id, both, and each alone afterwards: one conversation, replies arrive."""
    only, phone, bsuid = "BR.1001002003", "5511973334444", "BR.7778889990"
    _say(system, gun, "oi", bsuid=only)
    _say(system, gun, "oi", bsuid=bsuid, phone=phone)
    _say(system, gun, "aceito", phone=phone)
    _say(system, gun, "até R$ 71.500", bsuid=bsuid)
    drain(system)
    one, alone = system.conversation(phone), system.conversation(only)
    assert one["contact"] == system.conversation(bsuid)["contact"] != alone["contact"]
    assert len(one["inbound"]) == 3
    assert any(message.to == only for message in system.stand_in.taken()), "no reply to the id"
    assert any(71_500 in message.sums for message in system.stand_in.taken())


def _say(system: System, gun: Gun, text: str, *, phone: str = "", bsuid: str = "") -> None:
    message = {"id": new_wamid(), "timestamp": str(int(time.time())), "type": "text", "text": {"body": text}}
    contact: dict[str, Any] = {"profile": {"name": "Bia"}}
    if phone:
        message["from"], contact["wa_id"] = phone, phone
    if bsuid:
        message["from_user_id"], contact["user_id"] = bsuid, bsuid
    metadata = {"display_phone_number": "551140000000", "phone_number_id": NUMBER}
    body = {
        "messaging_product": "whatsapp",
        "metadata": metadata,
        "contacts": [contact],
        "messages": [message],
    }
    assert gun.post(envelope(body)) == 200
    drain(system)
