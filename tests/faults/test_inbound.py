"""F: what comes in twice, late, out of order, or for somebody else."""

import json
import random
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.rig.fault import Fault
from tests.rig.gun import NUMBER, Crowd, Customer, Gun, Shot, envelope, new_wamid, text_message, value
from tests.rig.verdict import drain
from tests.servers import wait_until

pytestmark = pytest.mark.faults
_DAY_S = 86_400


def wish_of(
    fault: Fault, crowd: Crowd, customer: Customer, number: int, *, at: float | None = None
) -> dict[str, Any]:
    """A wish that is posted by hand; the truth about it is kept."""
    message = text_message(customer.phone, customer.wish(number), at=at)
    fault.gun.shots[message["id"]] = Shot(message["id"], customer.phone, customer.wish(number))
    crowd.said[customer.phone] = max(crowd.said[customer.phone], number)
    return message


def post(gun: Gun, *messages: dict[str, Any]) -> int:
    """One POST of these messages; the truth is told which were taken."""
    status = gun.post(envelope(value(messages)))
    for message in messages:
        gun.shots[message["id"]].answers.append(status)
    return status


def marks(fault: Fault, customer: Customer) -> list[int]:
    """The numbers of the wishes that this customer's answers name, in the order in which the provider took them."""
    base = customer.sum(0)
    found = [mark - base for message in fault.system.stand_in.taken(customer.phone) for mark in message.sums]
    return [number for number in found if 0 < number < 100]


def test_f1_the_same_post_ten_times_at_once(fault: Fault) -> None:
    """F1, R1.3: one turn for ten equal POSTs."""
    crowd = fault.people(1)
    message = wish_of(fault, crowd, crowd.customers[0], 1)
    body = json.dumps(envelope(value([message]))).encode()
    with ThreadPoolExecutor(10) as pool:
        fault.gun.shots[message["id"]].answers += pool.map(lambda _: fault.gun.post(body), range(10))
    verdict = fault.judge()
    verdict.expect(marks(fault, crowd.customers[0]) == [1], f"answered {marks(fault, crowd.customers[0])}")
    verdict.check()


def test_f2_the_same_message_in_other_clothes(fault: Fault) -> None:
    """F2, R1.3: other key order, other batch, other POST: still one turn."""
    crowd = fault.people(2)
    one, other = (wish_of(fault, crowd, customer, 1) for customer in crowd.customers)
    again = dict(reversed(one.items()))
    post(fault.gun, one)
    post(fault.gun, again)
    fault.gun.shots[other["id"]].answers.append(
        fault.gun.post(json.dumps(envelope(value([other, again])), indent=2).encode())
    )
    verdict = fault.judge()
    for customer in crowd.customers:
        verdict.expect(marks(fault, customer) == [1], f"answered {marks(fault, customer)}")
    verdict.check()


def test_f3_replayed_long_after(fault: Fault) -> None:
    """F3, G2: the same POST again, by the provider's time of 7 and of 29 days ago and of now, starts no second turn.

    The clock is not moved: the delivery carries its own old timestamps. That the unique key holds when our own rows
    have grown old, and their raw bodies were pruned, is shown by tests/webhook/test_replay.py.
    """
    crowd = fault.people(3)
    ages = dict(zip(crowd.customers, (0, 7, 29), strict=True))
    messages = [wish_of(fault, crowd, who, 1, at=time.time() - days * _DAY_S) for who, days in ages.items()]
    for message in messages:
        post(fault.gun, message)
    drain(fault.system)
    before = [fault.system.conversation(customer.phone)["turns"] for customer in ages]
    for message in messages:
        post(fault.gun, message)
    verdict = fault.judge()
    after = [fault.system.conversation(customer.phone)["turns"] for customer in ages]
    verdict.expect(before == after, "a replay started another turn")
    verdict.check()


def test_f4_first_delivery_late(fault: Fault) -> None:
    """F4: late messages are stored and end visibly; nothing free-form leaves outside the window."""
    ages_h = {f"55119720{random.randrange(10**5):05}": hours for hours in (3, 23.99, 25, 168)}
    for phone, hours in ages_h.items():
        message = text_message(phone, "oi", at=time.time() - hours * 3600)
        fault.gun.shots[message["id"]] = Shot(message["id"], phone, "oi")
        post(fault.gun, message)
    verdict = fault.judge()
    answered = [hours for phone, hours in ages_h.items() if fault.system.stand_in.taken(phone)]
    verdict.expect(answered == [3], f"answered those of {answered} hours")
    verdict.check()


def test_f5_out_of_order_within_200_ms(fault: Fault) -> None:
    """F5, G3: 3, 1, 2 of six people arrive before their lanes are taken: answered in the order of the provider."""
    crowd, now = fault.people(6), time.time()
    workers = [fault.system["worker1"], fault.system["worker2"]]
    for worker in workers:
        worker.send(signal.SIGSTOP)
    for customer in crowd.customers:
        messages = {n: wish_of(fault, crowd, customer, n, at=now - 10 + n) for n in (1, 2, 3)}
        for number in (3, 1, 2):
            post(fault.gun, messages[number])
    for worker in workers:
        worker.send(signal.SIGCONT)
    fault.is_over()
    verdict = fault.judge()
    for customer in crowd.customers:
        heard = marks(fault, customer)
        verdict.expect(heard == sorted(heard) and heard[-1:] == [3], f"F5: answered {heard}")
    verdict.check()


def test_f5_out_of_order_within_10_s(fault: Fault) -> None:
    """F5, G3: 1 and 2 arrive when 3 is answered: each is handled, after it, in the order of the provider's time."""
    crowd, now = fault.people(4), time.time()
    crowd.shuffled = True
    for customer in crowd.customers:
        late = [wish_of(fault, crowd, customer, n, at=now - 10 + n) for n in (1, 2)]
        post(fault.gun, wish_of(fault, crowd, customer, 3, at=now - 5))
        wait_until(lambda who=customer: marks(fault, who) == [3], seconds=10, what="3 is answered")
        for message in late:
            post(fault.gun, message)
    verdict = fault.judge()
    for customer in crowd.customers:
        heard = marks(fault, customer)
        verdict.expect(heard in ([3, 1, 2], [3, 2]), f"F5: answered {heard}")
    verdict.check()


def test_f22_one_lane_for_each_person(fault: Fault) -> None:
    """F22, R1.9: only a business-scoped id, both, and each alone afterwards: one conversation, replies arrive."""
    only, phone, bsuid = "BR.1001002003", "5511973334444", "BR.7778889990"
    say(fault, "oi", bsuid=only)
    say(fault, "oi", bsuid=bsuid, phone=phone)
    say(fault, "aceito", phone=phone)
    say(fault, "até R$ 71.500", bsuid=bsuid)
    verdict = fault.judge()
    one, alone = fault.system.conversation(phone), fault.system.conversation(only)
    verdict.expect(one["contact"] == fault.system.conversation(bsuid)["contact"], "one person, two contacts")
    verdict.expect(one["contact"] != alone["contact"], "two people, one contact")
    verdict.expect(len(one["inbound"]) == 3, f"{len(one['inbound'])} messages in the lane")
    taken = fault.system.stand_in.taken()
    verdict.expect(any(message.to == only for message in taken), "no reply to the id")
    verdict.expect(any(71_500 in message.sums for message in taken), "the wish was not answered")
    verdict.check()


def say(fault: Fault, text: str, *, phone: str = "", bsuid: str = "") -> None:
    message = {"id": new_wamid(), "timestamp": str(int(time.time())), "type": "text", "text": {"body": text}}
    contact: dict[str, Any] = {"profile": {"name": "Bia canário"}}
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
    shot = Shot(str(message["id"]), phone or bsuid, text)
    fault.gun.shots[shot.wamid] = shot
    fault.gun.insist(shot, envelope(body))
    drain(fault.system)


def test_f23_messages_for_a_foreign_number(fault: Fault) -> None:
    """F23: kept as orphans, listed, told; no contact, no turn, no reply; neighbours in the same POST are answered."""
    crowd, foreign = fault.people(1), "100000000000077"
    customer = crowd.customers[0]
    strangers = [f"55119739{random.randrange(10**5):05}" for _ in range(5)]
    orphans = value([text_message(phone, "oi", at=time.time()) for phone in strangers], number=foreign)
    known = value([text_message(customer.phone, customer.wish(7))], name=customer.name, number=foreign)
    ours = wish_of(fault, crowd, customer, 1)
    status = fault.gun.post(envelope(orphans, known, value([ours], name=customer.name)))
    fault.gun.shots[ours["id"]].answers.append(status)
    verdict = fault.judge()
    verdict.expect(marks(fault, customer) == [1], f"answered {marks(fault, customer)}")
    for phone in strangers:
        verdict.expect(not fault.system.stand_in.taken(phone), "a stranger's message was answered")
        with pytest.raises(AssertionError, match="no such contact"):
            fault.system.conversation(phone)
    letters = json.loads(fault.system.manage("deadletters", "list", "--json"))["dead_letters"]
    parked = [letter for letter in letters if letter["reason"] == "número da loja desconhecido"]
    verdict.expect(len(parked) == 6, f"{len(parked)} orphans are listed")
    verdict.expect('"kind": "orphan_number"' in fault.baseline.written(), "no alert was raised")
    verdict.check()
