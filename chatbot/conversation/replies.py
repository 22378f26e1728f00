"""From a reply's name to the message: variants, placeholders, buttons, and no answer equal to a recent one.

All words a customer reads are in `templates/replies/*.toml`. One table a reply:

    [ask_usage]
    uses = ["name"]                        # the placeholders its variants may hold
    variants = ["Para que vai usar?", …]
    buttons = [["usage:familia", "Família"]]   # at most 3, or:
    list = { button = "Escolher", rows = [["usage:familia", "Família", "…"]] }  # at most 10
"""

import re
import string
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from chatbot.conversation.values import Reply
from chatbot.whatsapp import services as whatsapp

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "replies"
LENGTH = 700  # what reads well on a phone; comparisons may be longer
_HARD_LENGTH = 1024  # captions and the bodies of interactive messages
AGAIN = "again"  # words to put before an answer that would otherwise repeat itself


class CopyError(Exception):
    """The copy files do not hold what the code asks for."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One reply as written in the copy files."""

    name: str
    uses: frozenset[str]
    variants: tuple[str, ...]
    buttons: tuple[tuple[str, str], ...] = ()
    list_button: str = ""
    rows: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """The messages of a turn, the texts in them (for the guard against repetition), and the options offered."""

    messages: tuple[dict[str, Any], ...]
    texts: tuple[str, ...]
    options: tuple[tuple[str, str], ...] = ()


@lru_cache(maxsize=1)
def book() -> Mapping[str, Line]:
    """Every reply by name. Raises CopyError when a file cannot be read or a name is there twice."""
    lines: dict[str, Line] = {}
    for path in sorted(FOLDER.glob("*.toml")):
        if path.stem == "words":
            continue
        try:
            tables = tomllib.loads(path.read_text("utf-8"))
        except (OSError, tomllib.TOMLDecodeError) as error:
            raise CopyError(f"{path.name}: {error}") from error
        for name, table in tables.items():
            if name in lines:
                raise CopyError(f"{path.name}: {name} is there twice")
            lines[name] = _line(name, table)
    return lines


def _line(name: str, table: dict[str, Any]) -> Line:
    choices = table.get("list", {})
    return Line(
        name=name,
        uses=frozenset(table.get("uses", ())),
        variants=tuple(text.strip() for text in table.get("variants", ())),
        buttons=tuple((chosen, title) for chosen, title in table.get("buttons", ())),
        list_button=choices.get("button", ""),
        rows=tuple((row[0], row[1], row[2] if len(row) > 2 else "") for row in choices.get("rows", ())),
    )


@lru_cache(maxsize=1)
def words() -> Mapping[str, Mapping[str, str]]:
    """The vocabulary: how labels (uses, priorities, …) are said to a customer."""
    tables: dict[str, dict[str, str]] = tomllib.loads((FOLDER / "words.toml").read_text("utf-8"))
    return tables


def word(kind: str, label: str) -> str:
    """How a label is said; the label itself when the vocabulary does not know it."""
    return words().get(kind, {}).get(label, label)


def placeholders(text: str) -> set[str]:
    """The names in braces in a variant."""
    return {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}


def wording(name: str, *, turn: int = 0) -> str:
    """The exact words of a reply without placeholders, as shown in the turn of this number."""
    variants = book()[name].variants
    return variants[turn % len(variants)]


def render(*, replies: Sequence[Reply], turn: int, recent: Sequence[str]) -> Rendered:
    """The WhatsApp payloads of a turn: texts are joined, so that a turn is one message wherever possible."""
    messages: list[dict[str, Any]] = []
    texts: list[str] = []
    options: tuple[tuple[str, str], ...] = ()
    for group in _grouped(replies):
        text = _fresh(group, turn=turn, recent=(*recent, *texts))
        message, offered = _payload(group[-1], text)
        messages.append(message)
        texts.append(text)
        options = offered or options
    return Rendered(messages=tuple(messages), texts=tuple(texts), options=options)


def _grouped(replies: Sequence[Reply]) -> list[list[Reply]]:
    """Plain texts go in front of what follows them; what carries a photo or buttons ends its message."""
    groups: list[list[Reply]] = []
    open_group = False
    for reply in replies:
        if open_group and _joined_length([*groups[-1], reply]) <= _HARD_LENGTH:
            groups[-1].append(reply)
        else:
            groups.append([reply])
        open_group = not (reply.photo or _offered(reply) or _rows(reply))
    return groups


def _joined_length(group: list[Reply]) -> int:
    longest = (
        max(len(_filled(variant, reply)) for variant in book()[reply.name].variants) for reply in group
    )
    return sum(longest) + 2 * len(group)


def _fresh(group: list[Reply], *, turn: int, recent: Sequence[str]) -> str:
    """A text unlike the recent ones: other variants first, then words that say it again on purpose."""
    rounds = max(len(book()[reply.name].variants) for reply in group)
    seen = {_alike(text) for text in recent}
    text = ""
    for step in range(rounds):
        text = "\n\n".join(_variant(reply, turn + step) for reply in group)
        if _alike(text) not in seen:
            return text
    for opening in _rotated(book()[AGAIN].variants, turn):
        again = f"{opening}\n\n{text}"
        if len(again) <= _HARD_LENGTH and _alike(again) not in seen:
            return again
    return text


def _alike(text: str) -> str:
    return re.sub(r"\W+", " ", text[:160].casefold()).strip()


def _rotated(variants: tuple[str, ...], turn: int) -> tuple[str, ...]:
    start = turn % len(variants)
    return variants[start:] + variants[:start]


def _variant(reply: Reply, turn: int) -> str:
    variants = book()[reply.name].variants
    return _filled(variants[turn % len(variants)], reply)


def _filled(variant: str, reply: Reply) -> str:
    return variant.format_map(reply.context) if "{" in variant else variant


def _offered(reply: Reply) -> tuple[tuple[str, str], ...]:
    """The buttons of a reply: its own, else those of its copy."""
    if reply.plain or reply.buttons:
        return reply.buttons
    return tuple((_filled(chosen, reply), title) for chosen, title in book()[reply.name].buttons)


def _rows(reply: Reply) -> tuple[tuple[str, str, str], ...]:
    return () if reply.plain or reply.buttons else book()[reply.name].rows


def _payload(reply: Reply, text: str) -> tuple[dict[str, Any], tuple[tuple[str, str], ...]]:
    if reply.photo:
        place = {"link": reply.photo} if reply.photo.startswith("https://") else {"asset": reply.photo}
        return whatsapp.image(caption=text, **place), ()
    if buttons := _offered(reply):
        return whatsapp.buttons(text, list(buttons)), buttons
    if rows := _rows(reply):
        return whatsapp.options(text, book()[reply.name].list_button, rows=rows), tuple(
            row[:2] for row in rows
        )
    return whatsapp.text(text), ()
