"""May this business number send now, and how fast: credentials, account trouble, throttling.

One row a number, read together with the message. A circuit that is open for a fault lets one message a minute
through; the first that is accepted closes it. Throttling halves the rate, and every quiet minute gives a quarter back.
"""

import time
from datetime import timedelta
from threading import Lock

import redis
from django.db.models import F, Value
from django.db.models.functions import Greatest, Least, Now

from chatbot.operation import services as operation
from chatbot.whatsapp.errors import Kind
from chatbot.whatsapp.models import Circuit

PROBE_S = 60
FULL_RATE = 70.0
_LEAST_RATE = 1.0
_PROBE_LEASE_S = 20


def trip(*, phone_number_id: str, kind: Kind, code: str) -> None:
    """Stop a number after a fault that a person must mend; it is tried again each minute. Tells the operators."""
    until = Now() + timedelta(seconds=PROBE_S)
    Circuit.objects.update_or_create(
        phone_number_id=phone_number_id,
        defaults={"reason": kind.value, "closed_until": until},
    )
    operation.alert(
        kind=f"whatsapp_{kind.value}",
        detail=f"number {phone_number_id[-4:]} stopped by code {code}; tried again every {PROBE_S} s",
        severity="critical",
    )


def throttle(*, phone_number_id: str, pause_s: float) -> None:
    """Halve a number's rate and pause it as long as the provider asked; refusals of one burst halve once."""
    Circuit.objects.get_or_create(phone_number_id=phone_number_id)
    rows = Circuit.objects.filter(phone_number_id=phone_number_id)
    calm = rows.filter(closed_until__isnull=True) | rows.filter(closed_until__lte=Now())
    calm.update(
        reason=Kind.THROTTLED.value,
        rate_per_second=Greatest(F("rate_per_second") / 2, Value(_LEAST_RATE)),
        closed_until=Now() + timedelta(seconds=max(pause_s, 1.0)),
    )


def take_probe(*, phone_number_id: str) -> bool:
    """Whether this worker may try out a stopped number whose minute has passed; one at a time may."""
    return bool(
        Circuit.objects.filter(phone_number_id=phone_number_id, closed_until__lte=Now()).update(
            closed_until=Now() + timedelta(seconds=_PROBE_LEASE_S)
        )
    )


def restore(*, phone_number_id: str) -> None:
    """A message was accepted: the number works again."""
    Circuit.objects.filter(phone_number_id=phone_number_id).update(reason="", closed_until=None)


def recover() -> None:
    """Give throttled numbers a quarter of their rate back; to be called once a minute."""
    Circuit.objects.filter(rate_per_second__lt=FULL_RATE, reason__in=["", Kind.THROTTLED.value]).update(
        rate_per_second=Least(F("rate_per_second") * 1.25, Value(FULL_RATE))
    )


class _Windows:
    """How many messages this process let through in the current second, for when there is no Redis."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._counts: dict[str, tuple[int, int]] = {}

    def count(self, number: str, second: int) -> int:
        with self._guard:
            known, count = self._counts.get(number, (second, 0))
            count = count + 1 if known == second else 1
            self._counts[number] = (second, count)
            return count


_windows = _Windows()


def within_rate(*, phone_number_id: str, rate: float) -> bool:
    """Count one message against the number's rate, shared by all processes through Redis; False when it is used up."""
    second = int(time.time())
    client = operation.redis_client()
    if client is None:
        return _windows.count(phone_number_id, second) <= max(rate, 1)
    key = f"wa:rate:{phone_number_id}:{second}"
    try:
        pipe = client.pipeline(transaction=False)
        pipe.incr(key)
        pipe.expire(key, 3)
        return int(pipe.execute()[0]) <= max(rate, 1)
    except redis.RedisError:
        return _windows.count(phone_number_id, second) <= max(rate, 1)
