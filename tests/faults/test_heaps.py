"""F: heaps: a thousand messages in one POST, and a thousand POSTs at once."""

import pytest

from tests.rig.fault import Fault
from tests.rig.gun import NUMBER, Shot, envelope, new_wamid, text_message, value

pytestmark = pytest.mark.faults
_SECOND = "100000000000009"
_DRAIN_S = 120  # a twelfth of what the plan allows for ten times as many


def test_f7_a_heap_of_a_thousand(fault: Fault) -> None:
    """F7: 10 entries × 5 changes × 20 messages of 50 people, statuses between, two business numbers mixed."""
    crowd, gun = fault.people(50), fault.gun
    entries = []
    for entry in range(10):
        values = []
        for change in range(5):
            customer = crowd.customers[entry * 5 + change]
            number = NUMBER if customer.index % 10 else _SECOND
            messages = [text_message(customer.phone, customer.wish(n)) for n in range(1, 21)]
            for message in messages:
                gun.shots[message["id"]] = Shot(message["id"], customer.phone, "", answers=[200])
            crowd.said[customer.phone] = 20
            status = {"id": new_wamid(), "status": "read", "timestamp": "1", "recipient_id": customer.phone}
            values.append(value(messages, name=customer.name, number=number, statuses=[status]))
        entries += envelope(*values)["entry"]
    status = gun.post({"object": "whatsapp_business_account", "entry": entries}, seconds=30)
    fault.is_over()
    verdict = fault.judge(drain_s=_DRAIN_S)
    verdict.expect(status == 200, f"answered {status}")
    for number in (NUMBER, _SECOND):
        sent = fault.system.stand_in.requests(f"{number}/messages")
        verdict.expect(bool(sent), f"customers of {number} were not answered from it")
    verdict.check()


def test_f9_a_burst(fault: Fault) -> None:
    """F9, I7: 1,000 messages of 50 people as fast as they come: none lost, acknowledged in time, drained soon."""
    crowd = fault.people(50)
    fault.gun.timings.clear()
    crowd.wish(20)
    fault.is_over()
    fault.judge(drain_s=_DRAIN_S).check()
