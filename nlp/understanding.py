"""What one message was understood to say."""

from dataclasses import dataclass, field, fields
from typing import Any

INTENTS = (
    "greeting", "farewell", "affirm", "deny", "budget_inquiry", "usage_inquiry", "preference_inquiry",
    "location_inquiry", "car_recommendation", "car_details", "compare_cars", "schedule_test_drive", "contact_dealer",
    "human_handoff", "financing_inquiry", "trade_in", "feedback_positive", "feedback_negative", "more_options",
    "restart", "data_privacy", "opt_out", "business_info", "unknown",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Range:
    """Two bounds, both included; None where open."""

    min: int | None = None
    max: int | None = None


@dataclass(frozen=True, slots=True)
class Intent:
    """One thing the message asks or says, with the confidence (0 to 1) of the reading."""

    label: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Entities:
    """Values the message itself states, normalised; sums in reais, distances in kilometres."""

    budget: Range | None = None
    down_payment: int | None = None
    monthly_payment: int | None = None
    brand: tuple[str, ...] = ()
    model: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    year: Range | None = None
    km_max: int | None = None
    fuel: str | None = None
    transmission: str | None = None
    city: str | None = None
    state: str | None = None
    usage: str | None = None
    priorities: tuple[str, ...] = ()
    urgency: str | None = None
    family_size: int | None = None
    selection: tuple[int, ...] = ()
    rating: int | None = None
    excluded: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def to_record(self) -> dict[str, Any]:
        """The stated values only, in the form of the label guide (without what is ruled out)."""
        record: dict[str, Any] = {}
        for one in fields(self):
            value = getattr(self, one.name)
            if one.name == "excluded" or value is None or value == ():
                continue
            if isinstance(value, Range):
                value = {"min": value.min, "max": value.max}
            record[one.name] = list(value) if isinstance(value, tuple) else value
        return record


@dataclass(frozen=True, slots=True)
class Understanding:
    """The reading of one message. `right` is "none" or the right under the LGPD that the message claims."""

    intents: tuple[Intent, ...]
    sentiment: str
    right: str
    entities: Entities
    normalised: str
    model_version: str
    tone: str | None = None
    """'frustration', 'delight' or 'doubt' where the words show it, for the tone of the reply."""
    runner_up: Intent | None = None
    """The likeliest label that was not chosen; None where a rule or the open question decided."""

    @property
    def primary(self) -> str:
        """Label of the first intent."""
        return self.intents[0].label

    def has(self, label: str) -> bool:
        """Whether the message says or asks `label`."""
        return any(one.label == label for one in self.intents)

    def to_record(self) -> dict[str, Any]:
        """Prediction record in the form of the label guide."""
        return {
            "intents": [one.label for one in self.intents],
            "confidence": round(self.intents[0].confidence, 4),
            "sentiment": self.sentiment,
            "tone": self.tone,
            "entities": self.entities.to_record(),
            "excluded": {key: list(value) for key, value in self.entities.excluded.items()},
            "right": self.right,
        }
