"""Figures of the model on a labelled file."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nlp import services


@dataclass(frozen=True, slots=True)
class Figures:
    """Accuracy and macro F1 of the primary intent, and the messages read wrongly."""

    messages: int
    accuracy: float
    macro_f1: float
    mistakes: tuple[tuple[str, str, str], ...]

    def to_record(self) -> dict[str, Any]:
        """Plain form for `--json`."""
        return {
            "messages": self.messages,
            "accuracy": round(self.accuracy, 4),
            "macro_f1": round(self.macro_f1, 4),
        }


def _macro_f1(pairs: Sequence[tuple[str, str]]) -> float:
    right = Counter(truth for truth, guess in pairs if truth == guess)
    truths, guesses = Counter(truth for truth, _ in pairs), Counter(guess for _, guess in pairs)
    labels = set(truths) | set(guesses)
    return sum(2 * right[label] / (truths[label] + guesses[label]) for label in labels) / max(1, len(labels))


def evaluate(records: Sequence[dict[str, Any]], *, now: datetime) -> Figures:
    """Read every record without its labels and compare the primary intent."""
    pairs: list[tuple[str, str]] = []
    mistakes = []
    for record in records:
        guess = services.understand(text=record["text"], now=now, expecting=record.get("expecting")).primary
        truth = str(record["intents"][0])
        pairs.append((truth, guess))
        if truth != guess:
            mistakes.append((str(record["text"]), truth, guess))
    accuracy = sum(truth == guess for truth, guess in pairs) / max(1, len(pairs))
    return Figures(len(pairs), accuracy, _macro_f1(pairs), tuple(mistakes))
