"""The words: complete, short enough, and all of them used."""

import ast
from pathlib import Path

import pytest

import chatbot.conversation
from chatbot.conversation import checks, replies
from chatbot.conversation.replies import Line
from chatbot.conversation.values import Reply

ROOM = Path(chatbot.conversation.__file__).parent


def _names_in_code() -> set[str]:
    """Every string of the room's code that names a reply."""
    found: set[str] = set()
    for path in ROOM.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
            elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                prefix = str(node.values[0].value)
                if prefix in ("ask_", "clarify_"):
                    found |= {f"{prefix}{slot}" for slot in ("budget", "usage", "place", "priorities")}
    return found


def _said_by_code() -> set[str]:
    """The names given to `Reply(name=…)` as they stand."""
    found: set[str] = set()
    for path in ROOM.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Reply":
                named = [word.value for word in node.keywords if word.arg == "name"]
                found |= {str(value.value) for value in named if isinstance(value, ast.Constant)}
    return found


def test_every_reply_of_the_code_is_in_the_copy() -> None:
    assert _said_by_code() <= set(replies.book())


def test_every_reply_of_the_copy_is_used() -> None:
    assert set(replies.book()) <= _names_in_code()


def test_the_copy_passes_its_own_check() -> None:
    assert checks.check_copy(None) == []


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (Line(name="a", uses=frozenset(), variants=()), "no variants"),
        (Line(name="a", uses=frozenset(), variants=("{name}",)), "unknown placeholders"),
        (Line(name="a", uses=frozenset(), variants=("{",)), "braces"),
        (Line(name="a", uses=frozenset(), variants=("x" * 701,)), "too long"),
        (Line(name="a", uses=frozenset(), variants=("x", "x")), "same variant"),
        (Line(name="a", uses=frozenset(), variants=("x",), buttons=(("i", "t" * 21),)), "title of 1 to 20"),
        (Line(name="a", uses=frozenset(), variants=("x",), buttons=(("i", "t"),) * 4), "more than 3"),
        (
            Line(name="a", uses=frozenset(), variants=("x",), rows=(("i", "t" * 25, ""),), list_button="x"),
            "row",
        ),
        (Line(name="a", uses=frozenset(), variants=("x",), rows=(("i", "t", ""),)), "a list has"),
    ],
)
def test_wrong_copy_is_refused_at_start(line: Line, problem: str) -> None:
    assert any(problem in found for found in checks.problems(line))


def test_frequent_questions_have_at_least_three_variants() -> None:
    fixed = {"consent_welcome", "card", "nothing_fits_hint", "parked"}
    few = [line.name for line in replies.book().values() if len(line.variants) < 2 and line.name not in fixed]
    assert few == []


def test_an_answer_is_never_equal_to_one_of_the_last_five() -> None:
    """R6.8: variants first, then words that say it again on purpose."""
    recent: list[str] = []
    for turn in range(60):
        rendered = replies.render(replies=[Reply(name="ask_budget")], turn=3, recent=recent)
        assert rendered.texts[0] not in recent, turn
        recent = [*recent, *rendered.texts][-5:]


def test_texts_of_a_turn_become_one_message() -> None:
    rendered = replies.render(
        replies=[Reply(name="consent_thanks"), Reply(name="late"), Reply(name="ask_usage")], turn=1, recent=()
    )
    assert [message["type"] for message in rendered.messages] == ["interactive"]
    assert len(rendered.options) == 7


def test_a_reply_said_in_passing_brings_no_buttons() -> None:
    rendered = replies.render(
        replies=[Reply(name="finance", plain=True), Reply(name="visit")], turn=1, recent=()
    )
    assert len(rendered.messages) == 1
    assert [title for _, title in rendered.options] == ["Quero marcar", "Agora não"]
