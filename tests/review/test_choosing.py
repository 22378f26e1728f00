"""R4.9: which readings are worth a person's look."""

import pytest

from nlp.review.choosing import Outcome, corrects, worth_reviewing
from nlp.understanding import Entities, Intent, Understanding


def reading(
    *intents: tuple[str, float], other: tuple[str, float] | None = None, right: str = "none"
) -> Understanding:
    return Understanding(
        intents=tuple(Intent(label, sure) for label, sure in intents),
        sentiment="neutral",
        right=right,
        entities=Entities(),
        normalised="",
        model_version="1",
        runner_up=Intent(*other) if other else None,
    )


@pytest.mark.parametrize(
    ("read", "outcome", "reason"),
    [
        (reading(("car_details", 0.9), other=("compare_cars", 0.1)), Outcome(), None),
        (reading(("car_details", 0.5), other=("compare_cars", 0.1)), Outcome(), "LOW_CONFIDENCE"),
        (reading(("car_details", 0.5), other=("compare_cars", 0.4)), Outcome(), "CONTESTED"),
        (reading(("car_details", 0.8), other=("compare_cars", 0.65)), Outcome(), "CONTESTED"),
        (reading(("car_details", 0.9), ("trade_in", 0.5), other=("deny", 0.1)), Outcome(), "LOW_CONFIDENCE"),
        (reading(("affirm", 0.97)), Outcome(), None),
        (reading(("affirm", 0.97)), Outcome(rephrased=True), "MISUNDERSTOOD"),
        (reading(("car_details", 0.9)), Outcome(corrected=True), "MISUNDERSTOOD"),
        (reading(("unknown", 0.78), other=("trade_in", 0.22)), Outcome(), "LOW_CONFIDENCE"),
        (reading(("unknown", 0.9), other=("trade_in", 0.02)), Outcome(), None),
        (reading(("data_privacy", 0.5), other=("opt_out", 0.45), right="delete"), Outcome(), None),
    ],
)
def test_doubt_is_kept_and_certainty_is_not(
    read: Understanding, outcome: Outcome, reason: str | None
) -> None:
    assert worth_reviewing(read, outcome) == reason


@pytest.mark.parametrize(
    ("text", "is_correction"),
    [
        ("nao foi isso que eu perguntei", True),
        ("nao e isso, quero o preco", True),
        ("voce nao entendeu", True),
        ("entendeu errado", True),
        ("nao perguntei isso", True),
        ("nao quero", False),
        ("isso mesmo", False),
        ("nao entendi", False),
        ("nao", False),
    ],
)
def test_a_customer_who_corrects_is_heard(text: str, is_correction: bool) -> None:
    assert corrects(text) is is_correction
