"""What must be right before the first customer is answered: the words, their placeholders, lengths and buttons."""

import tomllib
from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error

from chatbot.conversation import replies
from chatbot.conversation.replies import Line

# What every handler may say; `tests/conversation/test_copy.py` keeps this and the code in step.
_TITLE, _ROW_TITLE, _ROW_NOTE, _BUTTONS, _ROWS, _ID = 20, 24, 72, 3, 10, 200
_VARIABLE_ROOM = 250  # what placeholders may add on average; the validator of the outbox has the last word


def check_copy(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """Django system check: every reply in `templates/replies/` can be said."""
    try:
        lines = replies.book()
        replies.words()
    except (replies.CopyError, OSError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        return [Error(f"templates/replies: {error}", id="conversation.E001")]
    return [
        Error(f"templates/replies: {line.name}: {problem}", id="conversation.E002")
        for line in lines.values()
        for problem in problems(line)
    ]


def problems(line: Line) -> Iterator[str]:
    """What is wrong with one reply."""
    if not line.variants:
        yield "no variants"
    for variant in line.variants:
        yield from _variant_problems(line, variant)
    if len(set(line.variants)) != len(line.variants):
        yield "the same variant twice"
    yield from _button_problems(line)
    yield from _row_problems(line)


def _variant_problems(line: Line, variant: str) -> Iterator[str]:
    try:
        names = replies.placeholders(variant)
    except ValueError as error:
        yield f"braces: {error}"
        return
    if unknown := names - line.uses:
        yield f"unknown placeholders {sorted(unknown)}"
    if not variant:
        yield "an empty variant"
    if len(variant) > replies.LENGTH - (_VARIABLE_ROOM if names else 0):
        yield "a variant is too long"


def _button_problems(line: Line) -> Iterator[str]:
    if len(line.buttons) > _BUTTONS:
        yield "more than 3 buttons"
    titles = [title for _, title in line.buttons]
    if len(set(titles)) != len(titles):
        yield "two buttons with one title"
    for chosen, title in line.buttons:
        if not 1 <= len(title) <= _TITLE or not 1 <= len(chosen) <= _ID:
            yield f"button {title!r}: title of 1 to {_TITLE} characters"


def _row_problems(line: Line) -> Iterator[str]:
    if line.rows and line.buttons:
        yield "buttons and a list"
    if len(line.rows) > _ROWS or (line.rows and not 1 <= len(line.list_button) <= _TITLE):
        yield f"a list has at most {_ROWS} rows and a button of 1 to {_TITLE} characters"
    if len({chosen for chosen, _, _ in line.rows}) != len(line.rows):
        yield "two rows with one id"
    for chosen, title, note in line.rows:
        if not 1 <= len(title) <= _ROW_TITLE or len(note) > _ROW_NOTE or not 1 <= len(chosen) <= _ID:
            yield f"row {title!r}: title of 1 to {_ROW_TITLE}, note of at most {_ROW_NOTE} characters"
