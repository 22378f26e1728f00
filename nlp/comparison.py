"""Two models on the same frozen messages: figures of each, what the candidate reads better and what worse."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from nlp import evaluation, services
from nlp.classifier import Model
from nlp.corpus import Record
from nlp.evaluation import Read
from nlp.mcnemar import mcnemar

NOTEWORTHY = 0.01
"""Difference of F1 from which an intent counts as better or worse."""
_SINGLE = (
    "accuracy",
    "macro_f1",
    "exact_list",
    "exact_list_multi",
    "sentiment_accuracy",
    "calibration_error",
)


def compare(records: Sequence[Record], *, running: Model, candidate: Model, now: datetime) -> dict[str, Any]:
    """Plain figures of both models on labelled messages. Texts are not in it. ValueError without messages."""
    labelled = [one for one in records if one.intents]
    if not labelled:
        raise ValueError("no labelled messages to compare on")
    before, after = _reads(labelled, running, now), _reads(labelled, candidate, now)
    one, other = evaluation.figures(before), evaluation.figures(after)
    intents = _by_intent(one["intents"], other["intents"])
    return {
        "messages": len(labelled),
        "running": {"version": running.version} | {name: one.get(name) for name in _SINGLE},
        "candidate": {"version": candidate.version} | {name: other.get(name) for name in _SINGLE},
        "mcnemar": _test(before, after),
        "intents": intents,
        "better": [
            row["label"] for row in sorted(intents, key=_gain, reverse=True) if _gain(row) >= NOTEWORTHY
        ],
        "worse": [row["label"] for row in sorted(intents, key=_gain) if _gain(row) <= -NOTEWORTHY],
    }


def _reads(records: Sequence[Record], model: Model, now: datetime) -> list[Read]:
    with services.using(model):
        return evaluation.reads(records, now=now)


def _test(before: Sequence[Read], after: Sequence[Read]) -> dict[str, Any]:
    right = [(_is_right(one), _is_right(other)) for one, other in zip(before, after, strict=True)]
    lost = sum(one and not other for one, other in right)
    won = sum(other and not one for one, other in right)
    verdict = mcnemar(lost, won)
    return {"only_running": lost, "only_candidate": won, "p": round(verdict.p, 6), "exact": verdict.exact}


def _is_right(read: Read) -> bool:
    return read.record.intents[0] == read.understanding.primary


def _by_intent(one: dict[str, Any], other: dict[str, Any]) -> list[dict[str, Any]]:
    labels = [label for label in sorted({*one, *other}) if (one.get(label) or other[label])["support"]]
    return [
        {
            "label": label,
            "support": (one.get(label) or other[label])["support"],
            "running": one.get(label, {}).get("f1", 0.0),
            "candidate": other.get(label, {}).get("f1", 0.0),
        }
        for label in labels
    ]


def _gain(row: dict[str, Any]) -> float:
    return float(row["candidate"] - row["running"])
