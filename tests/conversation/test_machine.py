"""The table of moves: complete, and refused when it is not."""

import pytest

from chatbot.conversation import flow, machine
from chatbot.conversation.memory import Memory
from chatbot.conversation.values import Decision, Heard, Situation
from nlp import services as nlp


def test_every_state_is_reachable_and_has_a_handler() -> None:
    machine.check(machine.MOVES, handlers=flow.STATES)


def test_an_unreachable_state_is_refused() -> None:
    moves = {pair: target for pair, target in machine.MOVES.items() if target != "rating"}
    with pytest.raises(machine.TableError, match="rating"):
        machine.check(moves)


def test_a_state_without_a_handler_is_refused() -> None:
    handlers = {state: flow.STATES[state] for state in machine.STATES if state != "trade_in"}
    with pytest.raises(machine.TableError, match="trade_in"):
        machine.check(machine.MOVES, handlers=handlers)


def test_a_move_that_is_not_in_the_table_is_refused() -> None:
    with pytest.raises(machine.TableError):
        machine.after("greeting", "ask_rating")


def test_every_label_has_a_topic() -> None:
    assert set(flow.TOPICS) == set(nlp.INTENTS)


@pytest.mark.parametrize("state", machine.STATES)
@pytest.mark.parametrize("label", nlp.INTENTS)
def test_every_pair_of_state_and_intent_has_an_outcome(state: str, label: str) -> None:
    """A reply or a look-up, and a move that the table has."""
    understanding = nlp.Understanding(
        intents=(nlp.Intent(label, 0.9),),
        sentiment="neutral",
        right="none",
        entities=nlp.Entities(),
        normalised="",
        model_version="test",
    )
    situation = Situation(
        state=state,
        memory=Memory(consented=True, tries={"budget": 1}, pending="budget"),
        heard=Heard(lines=("x",)),
        understanding=understanding,
    )
    decision: Decision = flow.decide(situation=situation)
    assert decision.replies or decision.lookup
    assert machine.after(state, decision.move) in machine.STATES


def test_the_diagram_shows_every_state() -> None:
    assert all(state in machine.diagram() for state in machine.STATES)
