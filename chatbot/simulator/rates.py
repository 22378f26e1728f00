"""How fast one may send: per number, and per pair of number and person."""

from chatbot.simulator.errors import GraphError


class Rates:
    """Virtual-schedule buckets: each send books its interval, up to `burst` sends may be booked ahead."""

    def __init__(self) -> None:
        self._next: dict[str, float] = {}

    def _take(self, key: str, *, interval: float, burst: float, now: float) -> bool:
        booked = max(self._next.get(key, 0.0), now)
        if booked - now > interval * burst - interval + 1e-9:
            return False
        self._next[key] = booked + interval
        return True

    def check(self, *, number: str, person: str, now: float, rate: float, pair: tuple[float, int]) -> None:
        """Step 8: 130429 over the number's rate, 131056 over the pair's (1 in 6 s, 45 ahead)."""
        if not self._take(number, interval=1 / rate, burst=rate, now=now):
            raise GraphError(130429, "Cloud API message throughput has been reached.")
        interval, burst = pair
        if not self._take(f"{number}>{person}", interval=interval, burst=burst, now=now):
            raise GraphError(131056, "Too many messages from this number to the same person in a short time.")
