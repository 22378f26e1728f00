"""R4.3: a sum is a budget only in a message that is about buying."""

import pytest

from nlp.classifier import Reading
from nlp.plausible import plausible
from nlp.understanding import INTENTS, Entities, Range

SAID = Entities(city="Campinas", budget=Range(None, 18000))


def reading(**chances: float) -> Reading:
    return Reading(dict.fromkeys(INTENTS, 0.01) | chances, {}, {}, {})


@pytest.mark.parametrize("label", ["business_info", "financing_inquiry", "unknown", "feedback_negative"])
def test_a_sum_in_another_matter_is_no_budget(label: str) -> None:
    found = plausible(SAID, reading(**{label: 0.9}), expecting=None)
    assert (found.budget, found.city) == (None, "Campinas")


@pytest.mark.parametrize("label", ["budget_inquiry", "car_recommendation", "restart"])
def test_it_is_one_where_cars_are_looked_for(label: str) -> None:
    assert plausible(SAID, reading(business_info=0.9, **{label: 0.4}), expecting=None) == SAID


@pytest.mark.parametrize("asked", ["budget", "orcamento", "faixa de preço"])
def test_the_answer_to_the_question_for_it_is_one(asked: str) -> None:
    assert plausible(SAID, reading(unknown=0.9), expecting=asked) == SAID
