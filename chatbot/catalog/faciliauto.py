"""The provider on the FacilIAuto backend over HTTP: cached for an hour, last known answers while it is down."""

import hashlib
import json
import threading
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from django.core.cache import cache
from django.utils import timezone

from chatbot.catalog import mapping, refining, relaxing, scoring, stock
from chatbot.catalog.transport import Refused, Transport
from chatbot.catalog.values import Answer, Car, CatalogUnavailable, Feedback, Match, Wish, fold

SOURCE = "FACILIAUTO"
FRESH_SECONDS = 3_600
KEPT_SECONDS = 24 * 3_600
STALE_NOTE = "Estas informações podem estar desatualizadas: não consegui consultar o estoque agora."
_PAGE = 200
_PER_CALL = 5
_WINDOWS = 24
_NEW_REASON = "Combina com o que você procura"


class FacilIAuto:
    """Recommendations in the server's order; what it does not do (leaving out, giving up wishes) is done here."""

    def __init__(self, address: str) -> None:
        self._http = Transport(address)
        self._prefix = f"faciliauto:{hashlib.sha256(address.encode()).hexdigest()[:12]}"

    def recommend(self, *, wish: Wish, exclude: Collection[str], limit: int) -> Answer:
        """Ask with all wishes, then without the place, then without the preferences one by one."""
        words, stale = self._words()
        for looser, relaxed in relaxing.steps(wish):
            profile = mapping.profile_of(looser, words)
            if profile.unknown:
                # The server has no such word: asking would find nothing, or not keep the wish.
                continue
            found, old = self._matches(looser, profile.body, exclude, limit)
            stale = stale or old
            if found:
                shown = found[: max(limit, 0)]
                names = relaxing.given_up(relaxed, wish=wish, cars=[match.car for match in shown])
                return _answer(shown, names, stale)
        return _answer((), (), stale)

    def find_car(self, *, car_id: str) -> Car | None:
        """One car with all details; from the last stock fetched while the server is down."""
        try:
            raw = self._http.get(f"/cars/{quote(car_id, safe='')}")
        except CatalogUnavailable:
            return self._last_known(car_id)
        return mapping.car_of(raw) if isinstance(raw, dict) else None

    def find_cars(self, *, brands: Collection[str], models: Collection[str], limit: int) -> tuple[Car, ...]:
        """Cars on sale by brand and model out of the fetched stock, cheapest first."""
        cars, _ = self._stock()
        known = {car.brand for car in cars}
        named = mapping.spelled(brands, sorted(known))
        if brands and not named:
            return ()
        return stock.matching(cars, brands=named, models=models, limit=limit)

    def refine(
        self, *, subject: str, wish: Wish, feedback: Sequence[Feedback], exclude: Collection[str]
    ) -> Answer:
        """The server's refinement; when that fails or has nothing, recommend with re-weighted priorities."""
        out = refining.left_out(feedback, exclude)
        try:
            found = self._refined(subject, wish, feedback, out)
        except CatalogUnavailable:
            found = ()
        if found:
            return _answer(found[:_PER_CALL], (), False)
        return self.recommend(wish=refining.reweigh(wish, feedback), exclude=out, limit=_PER_CALL)

    def send_feedback(self, *, subject: str, feedback: Feedback) -> None:
        """Not repeated once it may have been received: the server counts twice."""
        self._http.post(
            "/feedback", mapping.feedback_body(subject, feedback, timezone.now()), repeatable=False
        )

    def fetch_stock(self) -> tuple[Car, ...]:
        """Everything on sale; by brand where one page does not hold it all."""
        raw = _list(self._http.get("/cars", params={"limit": _PAGE}))
        if len(raw) >= _PAGE:
            for brand in _names(self._http.get("/brands")):
                raw += _list(self._http.get("/cars", params={"limit": _PAGE, "marca": brand}))
        cars = {car.id: car for car in _cars(raw) if car.available}
        return tuple(cars.values())

    def is_well(self) -> bool:
        """Whether it answers its own health check now."""
        if self._http.breaker.is_open():
            return False
        try:
            return isinstance(self._http.get("/health"), dict)
        except CatalogUnavailable:
            return False

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _matches(
        self, wish: Wish, body: dict[str, Any], exclude: Collection[str], limit: int
    ) -> tuple[tuple[Match, ...], bool]:
        raw, stale = self._ask(body)
        found = _matches(raw, wish, exclude)
        if raw and len(found) < min(limit, _PER_CALL) and (exclude or wish.models):
            more = self._further(wish, body, exclude)
            found = (
                *found,
                *(match for match in more if match.car.id not in {kept.car.id for kept in found}),
            )
        return found, stale

    def _further(self, wish: Wish, body: dict[str, Any], exclude: Collection[str]) -> tuple[Match, ...]:
        """Beyond the five of one call: ask again by windows of price, put together by the server's own score."""
        try:
            cars, _ = self._stock()
            prices = sorted(
                car.price for car in cars if scoring.allows(replace(wish, rejected_brands=()), car)
            )
            # The server knows no models: other cars would fill a wide window.
            size = 1 if wish.models else _PER_CALL
            raw: list[dict[str, Any]] = []
            for start in range(0, min(len(prices), _WINDOWS * size), size):
                window = prices[start : start + size]
                # Our prices are rounded up.
                raw += self._ask(body | {"orcamento_min": window[0] - 1, "orcamento_max": window[-1]})[0]
        except CatalogUnavailable:
            return ()
        return _matches(sorted(raw, key=lambda item: -_score(item)), wish, exclude)

    def _refined(
        self, subject: str, wish: Wish, feedback: Sequence[Feedback], out: Collection[str]
    ) -> tuple[Match, ...]:
        profile = mapping.profile_of(wish, self._words()[0])
        if profile.unknown:
            return ()
        now = timezone.now()
        body = {
            "user_id": subject,
            "current_profile": profile.body,
            "feedbacks": [mapping.feedback_body(subject, reaction, now) for reaction in feedback],
        }
        return _matches(_recommendations(self._http.post("/refine-recommendations", body)), wish, out)

    def _ask(self, body: dict[str, Any]) -> tuple[list[dict[str, Any]], bool]:
        text = json.dumps(body, sort_keys=True, ensure_ascii=False)
        key = f"recommend:{hashlib.sha256(text.encode()).hexdigest()}"
        return self._remembered(key, lambda: _recommendations(self._http.post("/recommend", body)))

    def _stock(self) -> tuple[tuple[Car, ...], bool]:
        return self._remembered("stock", self.fetch_stock)

    def _last_known(self, car_id: str) -> Car | None:
        car = next((car for car in self._stock()[0] if car.id == car_id), None)
        if car is None:
            raise CatalogUnavailable("car not in the last known stock")
        return car

    def _words(self) -> tuple[mapping.Words, bool]:
        return self._remembered("words", self._fetch_words)

    def _fetch_words(self) -> mapping.Words:
        cars, _ = self._stock()
        return mapping.Words(
            brands=_names(self._http.get("/brands")) or _distinct(car.brand for car in cars),
            categories=_names(self._http.get("/categories")) or _distinct(car.category for car in cars),
            fuels=_distinct(car.fuel for car in cars),
            transmissions=_distinct(car.transmission for car in cars),
            cities=_distinct(car.dealership.city for car in cars),
        )

    def _remembered(self, key: str, fetch: Callable[[], Any]) -> tuple[Any, bool]:
        """What is kept if it is younger than an hour, else fetched; while that fails, the old copy (and True)."""
        kept = cache.get(f"{self._prefix}:{key}")
        if kept and time.time() - kept[0] < FRESH_SECONDS:
            return kept[1], False
        try:
            fetched = fetch()
        except Refused:
            raise
        except CatalogUnavailable:
            if kept and time.time() - kept[0] < KEPT_SECONDS:
                return kept[1], True
            raise
        cache.set(f"{self._prefix}:{key}", (time.time(), fetched), KEPT_SECONDS)
        return fetched, False


def _answer(found: tuple[Match, ...], relaxed: tuple[str, ...], stale: bool) -> Answer:
    notes = [relaxing.note(relaxed), STALE_NOTE if stale else ""]
    return Answer(found, stale, relaxed, " ".join(note for note in notes if note), SOURCE)


def _matches(raw: Iterable[dict[str, Any]], wish: Wish, exclude: Collection[str]) -> tuple[Match, ...]:
    """Keep the order; leave out what is excluded, sold, above the ceiling, rejected, or another model."""
    found: dict[str, Match] = {}
    kept = Wish(budget_max=wish.budget_max, rejected_brands=wish.rejected_brands, models=wish.models)
    for item in raw:
        car = mapping.car_of(item.get("car") or {})
        if car and car.id not in exclude and car.id not in found and scoring.allows(kept, car):
            reason = str(item.get("justification") or "").split(" | AVISOS")[0].strip() or _NEW_REASON
            found[car.id] = Match(car, _percent(item), reason)
    return tuple(found.values())


def _percent(item: dict[str, Any]) -> int:
    value = item.get("match_percentage")
    return max(0, min(99, value)) if isinstance(value, int) else scoring.percent(_score(item))


def _score(item: dict[str, Any]) -> float:
    value = item.get("match_score")
    return float(value) if isinstance(value, int | float) else 0.0


def _recommendations(content: Any) -> list[dict[str, Any]]:
    found = content.get("recommendations") if isinstance(content, dict) else None
    if not isinstance(found, list):
        raise CatalogUnavailable("no recommendations in the answer")
    return [item for item in found if isinstance(item, dict) and isinstance(item.get("car"), dict)]


def _list(content: Any) -> list[Any]:
    if not isinstance(content, list):
        raise CatalogUnavailable("no list in the answer")
    return list(content)


def _cars(raw: Iterable[Any]) -> Iterable[Car]:
    return (car for item in raw if isinstance(item, dict) and (car := mapping.car_of(item)))


def _names(content: Any) -> tuple[str, ...]:
    """The words of a bare list, or of the list inside an object."""
    if isinstance(content, dict):
        content = next((value for value in content.values() if isinstance(value, list)), list(content))
    return tuple(item for item in content or () if isinstance(item, str) and item.strip())


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({value for value in values if value}, key=lambda value: (fold(value), value)))


_lock = threading.Lock()
_providers: dict[str, FacilIAuto] = {}


def provider_for(address: str) -> FacilIAuto:
    """The provider of a server; one pool of connections per process."""
    with _lock:
        if address not in _providers:
            _providers[address] = FacilIAuto(address)
        return _providers[address]
