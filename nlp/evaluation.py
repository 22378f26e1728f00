"""Figures of the running understanding on labelled messages."""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from nlp import measures, services
from nlp.corpus import Record
from nlp.understanding import Understanding

WORST = 40
_SHARES = {"p50": 0.5, "p99": 0.99, "max": 1.0}


@dataclass(frozen=True, slots=True)
class Read:
    """A record, how it was read, and the seconds that this took."""

    record: Record
    understanding: Understanding
    seconds: float


def evaluate(records: Sequence[Record], *, now: datetime) -> dict[str, Any]:
    """Read every record without its labels and compare; only figures that the records' labels allow."""
    return {"model": services.model_version(), **figures(reads(records, now=now))}


def reads(records: Sequence[Record], *, now: datetime) -> list[Read]:
    """Read every record without its labels."""
    return [_read(record, now) for record in records]


def figures(reads: Sequence[Read]) -> dict[str, Any]:
    """Figures of readings that are already made."""
    found: dict[str, Any] = {"messages": len(reads)}
    labelled = [one for one in reads if one.record.intents]
    if labelled:
        found |= _intents(labelled)
    moods = [(one.record.sentiment, one.understanding.sentiment) for one in reads if one.record.sentiment]
    if moods:
        found["sentiment_accuracy"] = _round(measures.accuracy(moods))
    with_entities = [one for one in reads if one.record.entities is not None]
    if with_entities:
        found["entities"] = _entities(with_entities)
    rights = [(one.record.right, one.understanding.right) for one in reads if one.record.right]
    if rights:
        found["rights"] = _rights(rights)
    milliseconds = [one.seconds * 1000 for one in reads]
    found["milliseconds"] = {
        name: round(measures.percentile(milliseconds, share), 2) for name, share in _SHARES.items()
    }
    return found


def _read(record: Record, now: datetime) -> Read:
    began = time.perf_counter()
    read = services.understand(text=record.text, now=moment(record, now), expecting=record.expecting)
    return Read(record, read, time.perf_counter() - began)


def moment(record: Record, now: datetime) -> datetime:
    """When the message came: the record's own time if it brings one."""
    try:
        given = datetime.fromisoformat(record.now) if record.now else now
    except ValueError:
        return now
    return given if given.tzinfo else given.replace(tzinfo=now.tzinfo)


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _rate(one: measures.Rate) -> dict[str, Any]:
    return {key: _round(value) if key != "support" else value for key, value in asdict(one).items()}


def _intents(reads: Sequence[Read]) -> dict[str, Any]:
    pairs = [(one.record.intents[0], one.understanding.primary) for one in reads]
    lists = [(one.record.intents, tuple(said.label for said in one.understanding.intents)) for one in reads]
    sure = [
        (one.understanding.intents[0].confidence, truth == guess)
        for one, (truth, guess) in zip(reads, pairs, strict=True)
    ]
    rates = measures.by_label(pairs)
    common = Counter(truth for truth, _ in pairs).most_common(1)[0][1]
    stops = [("opt_out" in truth, "opt_out" in guess) for truth, guess in lists]
    stop = measures.rate(sum(t and g for t, g in stops), sum(g for _, g in stops), sum(t for t, _ in stops))
    return {
        "accuracy": _round(measures.accuracy(pairs)),
        "macro_f1": _round(measures.macro_f1(rates)),
        "baseline_accuracy": _round(common / len(pairs)),
        "exact_list": _round(measures.accuracy(lists)),
        "exact_list_multi": _round(measures.accuracy(pair for pair in lists if len(pair[0]) > 1)),
        "multi_messages": sum(len(truth) > 1 for truth, _ in lists),
        "false_extra": _round(_false_extra(lists)),
        "calibration_error": _round(measures.calibration_error(sure)),
        "opt_out": _rate(stop),
        "intents": {label: _rate(one) for label, one in rates.items()},
        "confusion": _confusion(pairs),
        "worst": _worst(reads),
    }


def _false_extra(lists: Sequence[tuple[tuple[str, ...], tuple[str, ...]]]) -> float:
    """Share of the messages with one intent in which more were read."""
    single = [len(guess) > 1 for truth, guess in lists if len(truth) == 1]
    return sum(single) / max(1, len(single))


def _confusion(pairs: Sequence[tuple[str, str]]) -> dict[str, dict[str, int]]:
    table: dict[str, dict[str, int]] = {}
    for (truth, guess), count in sorted(Counter(pairs).items()):
        table.setdefault(truth, {})[guess] = count
    return table


def _worst(reads: Sequence[Read]) -> list[dict[str, Any]]:
    """Wrong readings, the surest first."""
    wrong = [one for one in reads if one.record.intents[0] != one.understanding.primary]
    wrong.sort(key=lambda one: -one.understanding.intents[0].confidence)
    return [
        {
            "text": one.record.text[:200],
            "truth": list(one.record.intents),
            "guess": [said.label for said in one.understanding.intents],
            "confidence": _round(one.understanding.intents[0].confidence),
        }
        for one in wrong[:WORST]
    ]


def _values(entities: dict[str, Any]) -> set[tuple[str, str]]:
    """Each single value of a record: lists count by element, ranges as one value."""
    found: set[tuple[str, str]] = set()
    for key, value in entities.items():
        found |= {(key, str(one)) for one in (value if isinstance(value, list) else [value])}
    return found


def _entities(reads: Sequence[Read]) -> dict[str, Any]:
    pairs = [
        (_values(one.record.entities or {}), _values(one.understanding.entities.to_record())) for one in reads
    ]
    keys = sorted({key for truth, guess in pairs for key, _ in (*truth, *guess)})

    def only(values: set[tuple[str, str]], key: str) -> set[tuple[str, str]]:
        return {one for one in values if one[0] == key}

    by_key = {key: measures.over_sets((only(t, key), only(g, key)) for t, g in pairs) for key in keys}
    return {"micro": _rate(measures.over_sets(pairs)), **{key: _rate(one) for key, one in by_key.items()}}


def _rights(pairs: Sequence[tuple[str | None, str]]) -> dict[str, Any]:
    """'none' is no right: it counts neither as found nor as missed in the micro rate."""

    def claimed(one: str | None) -> set[str]:
        return set() if one is None or one == "none" else {one}

    named = [(str(truth), guess) for truth, guess in pairs]
    micro = measures.over_sets((claimed(truth), claimed(guess)) for truth, guess in pairs)
    rates = measures.by_label(named)
    return {
        "accuracy": _round(measures.accuracy(named)),
        "micro": _rate(micro),
        **{label: _rate(one) for label, one in rates.items()},
    }
