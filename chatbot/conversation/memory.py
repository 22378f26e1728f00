"""What a session remembers: typed, versioned, kept as JSON in the session's row."""

from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

VERSION = 1
Slot = Literal["budget", "usage", "place", "priorities"]
SLOTS: tuple[Slot, ...] = ("budget", "usage", "place", "priorities")
_ANSWERS_KEPT = 5
_ANSWER_LENGTH = 160
_SHOWN_KEPT = 60


class _Kept(BaseModel):
    model_config = ConfigDict(extra="ignore")

    def changed(self, **values: Any) -> Self:
        """A copy with these fields changed; memories are never changed in place."""
        return self.model_copy(update=values)


class Profile(_Kept):
    """What the customer wants, in the words of `nlu/LABELS.md`; sums in reais, None and () where nothing was said."""

    budget_min: int | None = None
    budget_max: int | None = None
    usage: str | None = None
    city: str | None = None
    state: str | None = None
    priorities: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    rejected_brands: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    fuel: str | None = None
    transmission: str | None = None
    year_min: int | None = None
    year_max: int | None = None
    km_max: int | None = None
    family_size: int | None = None
    urgency: str | None = None
    down_payment: int | None = None
    monthly_payment: int | None = None

    def knows(self, slot: Slot) -> bool:
        """Whether this question needs no asking."""
        if slot == "budget":
            return self.budget_min is not None or self.budget_max is not None
        if slot == "place":
            return bool(self.city or self.state)
        return bool(self.usage if slot == "usage" else self.priorities)


class ShownCar(_Kept):
    """A car the customer has seen, with the number under which it was shown."""

    number: int
    id: str
    name: str
    model: str = ""
    price: int = 0


class Memory(_Kept):
    """The session's memory. `tries` counts how often a slot was asked, `pending` is the question now open."""

    version: int = VERSION
    consented: bool = False
    refused: bool = False
    apologised: bool = False
    asked_consent: int = 0
    consent_wording: str = ""
    profile: Profile = Field(default_factory=Profile)
    tries: dict[str, int] = Field(default_factory=dict)
    skipped: tuple[str, ...] = ()
    pending: str | None = None
    shown: tuple[ShownCar, ...] = ()
    last_batch: tuple[int, ...] = ()
    rejected: tuple[str, ...] = ()
    selected: str | None = None
    answers: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    misunderstood: int = 0
    interests: tuple[str, ...] = ()
    referrals: tuple[dict[str, Any], ...] = ()

    def next_slot(self) -> Slot | None:
        """The question to ask now: the first that is neither known nor given up."""
        for slot in SLOTS:
            if not self.profile.knows(slot) and slot not in self.skipped and self.tries.get(slot, 0) < 2:
                return slot
        return None

    def car(self, number: int) -> ShownCar | None:
        """The car shown under this number, if any."""
        return next((car for car in self.shown if car.number == number), None)

    def with_shown(self, cars: tuple[ShownCar, ...]) -> "Memory":
        """With these cars added to what was shown; they are the latest batch."""
        known = {car.id for car in cars}
        kept = tuple(car for car in self.shown if car.id not in known)
        return self.changed(shown=(*kept, *cars)[-_SHOWN_KEPT:], last_batch=tuple(car.number for car in cars))

    def with_numbers(self, numbers: tuple[tuple[int, str], ...]) -> "Memory":
        """With these cars as the ones last talked about, so that 'compara' and 'o 2' mean them."""
        known = {car.id for car in self.shown}
        return self.changed(
            last_batch=tuple(number for number, car_id in numbers if car_id in known) or self.last_batch
        )

    def with_answers(self, texts: tuple[str, ...]) -> "Memory":
        """With these answers as the latest of the last five."""
        cut = tuple(text[:_ANSWER_LENGTH] for text in texts)
        return self.changed(answers=(*self.answers, *cut)[-_ANSWERS_KEPT:])

    def skip(self, slot: str) -> "Memory":
        """Go on without this slot."""
        return self.changed(skipped=tuple(dict.fromkeys((*self.skipped, slot))), pending=None)


def load(record: dict[str, Any]) -> Memory:
    """The memory in a session's row; one that cannot be read (another version, damaged) starts anew.

    Consent survives: it is proved elsewhere, and asked for again when the flag is missing.
    """
    if record.get("version", VERSION) != VERSION:
        return Memory()
    try:
        return Memory.model_validate(record)
    except ValidationError:
        return Memory()


def dump(memory: Memory) -> dict[str, Any]:
    """Plain JSON values, without what is still at its default."""
    return memory.model_dump(mode="json", exclude_defaults=True) | {"version": VERSION}
