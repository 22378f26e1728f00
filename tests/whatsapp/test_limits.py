"""Every limit of outgoing messages, and the plain text that stands in for a message that breaks one."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.whatsapp import payloads
from chatbot.whatsapp import services as whatsapp
from chatbot.whatsapp.limits import problems
from chatbot.whatsapp.measure import cut, size

ROW = ("r", "Título", "Descrição")


def rows(count: int) -> list[tuple[str, ...]]:
    return [(f"id{number}", f"Carro {number}") for number in range(count)]


GOOD: list[dict[str, Any]] = [
    whatsapp.text("a" * 4096),
    whatsapp.image(link="https://x.example/a.jpg", caption="a" * 1024),
    whatsapp.image(asset="stock/a.jpg"),
    whatsapp.buttons(
        "b" * 1024, [("i" * 256, "t" * 20), ("2", "b"), ("3", "c")], header="h" * 60, footer="f" * 60
    ),
    whatsapp.buttons("corpo", [("1", "a")], header=whatsapp.image(asset="stock/a.jpg")),
    whatsapp.options("b" * 1024, "b" * 20, rows=rows(10)),
    whatsapp.options("b", "b", sections=[("s" * 24, rows(9)), ("outra", [("x" * 200, "t" * 24, "d" * 72)])]),
    whatsapp.location(latitude=-23.5, longitude=-46.6, name="Loja", address="Rua"),
    whatsapp.ask_location("onde?"),
    whatsapp.ask_phone("seu número?"),
    whatsapp.link_button("veja", label="Abrir", url="https://x.example/"),
    {"type": "contacts", "contacts": [{"name": {"formatted_name": "Ana", "first_name": "Ana"}}]},
    {"type": "reaction", "reaction": {"message_id": "wamid.1", "emoji": ""}},
    {"type": "template", "template": {"name": "visita_1", "language": {"code": "pt_BR"}}},
]

BAD: list[tuple[str, dict[str, Any]]] = [
    ("text.body", whatsapp.text("")),
    ("text.body", whatsapp.text("   ")),
    ("text.body", whatsapp.text("a" * 4097)),
    ("text.body", whatsapp.text("🚗" * 2049)),
    ("text.body", whatsapp.text("a\0b")),
    ("text.body", whatsapp.text("a\ud83d")),
    ("image", whatsapp.image()),
    ("image", whatsapp.image(asset="a.jpg", link="https://x.example/a.jpg")),
    ("image.link", whatsapp.image(link="file:///etc/passwd")),
    ("image.caption", whatsapp.image(asset="a.jpg", caption="a" * 1025)),
    ("audio.caption", {"type": "audio", "audio": {"id": "1", "caption": "x"}}),
    ("interactive.body.text", whatsapp.buttons("b" * 1025, [("1", "a")])),
    ("interactive.body.text", whatsapp.options("", "b", rows=rows(1))),
    ("interactive.header.text", whatsapp.buttons("b", [("1", "a")], header="h" * 61)),
    ("interactive.footer.text", whatsapp.buttons("b", [("1", "a")], footer="f" * 61)),
    ("interactive.action.buttons", whatsapp.buttons("b", [])),
    ("interactive.action.buttons", whatsapp.buttons("b", [(str(n), str(n)) for n in range(4)])),
    ("interactive.action.buttons[0].reply.title", whatsapp.buttons("b", [("1", "t" * 21)])),
    ("interactive.action.buttons[0].reply.title", whatsapp.buttons("b", [("1", "🚗" * 11)])),
    ("interactive.action.buttons[0].reply.id", whatsapp.buttons("b", [("i" * 257, "t")])),
    ("interactive.action.buttons.id", whatsapp.buttons("b", [("1", "a"), ("1", "b")])),
    ("interactive.action.buttons.title", whatsapp.buttons("b", [("1", "a"), ("2", "a")])),
    ("interactive.action.button", whatsapp.options("b", "b" * 21, rows=rows(1))),
    ("interactive.action.sections", whatsapp.options("b", "b")),
    (
        "interactive.action.sections[0].title",
        whatsapp.options("b", "b", sections=[("", rows(1)), ("b", [ROW])]),
    ),
    ("interactive.action.sections[0].title", whatsapp.options("b", "b", sections=[("s" * 25, rows(1))])),
    ("interactive.action.rows", whatsapp.options("b", "b", rows=rows(11))),
    ("interactive.action.rows", whatsapp.options("b", "b", sections=[("a", rows(6)), ("b", rows(6))])),
    ("rows[0].id", whatsapp.options("b", "b", rows=[("i" * 201, "t")])),
    ("rows[0].title", whatsapp.options("b", "b", rows=[("i", "t" * 25)])),
    ("rows[0].description", whatsapp.options("b", "b", rows=[("i", "t", "d" * 73)])),
    ("rows.id", whatsapp.options("b", "b", rows=[("i", "a"), ("i", "b")])),
    ("interactive.type", {"type": "interactive", "interactive": {"type": "dance"}}),
    ("interactive.action.parameters.url", whatsapp.link_button("v", label="a", url="javascript:alert(1)")),
    ("location.latitude", whatsapp.location(latitude=91, longitude=0)),
    ("location.address", whatsapp.location(latitude=1, longitude=0, address="Rua")),
    ("contacts", {"type": "contacts", "contacts": []}),
    ("template.name", {"type": "template", "template": {"name": "Visita 1", "language": {"code": "pt_BR"}}}),
    ("type", {"type": "hologram"}),
    ("type", {}),
    ("type", {"type": ["text"]}),
    ("text", {"type": "text", "text": "oi"}),
]


@pytest.mark.parametrize("payload", GOOD)
def test_what_is_within_the_limits_passes(payload: dict[str, Any]) -> None:
    assert problems(payload) == []


@pytest.mark.parametrize(("path", "payload"), BAD)
def test_what_breaks_a_limit_is_named(path: str, payload: dict[str, Any]) -> None:
    assert path in [problem.path for problem in problems(payload)]


@pytest.mark.parametrize("value", ["linha\nnova", "tab\t", "cinco     espaços", ""])
def test_template_parameters_are_one_line(value: str) -> None:
    component = {"type": "body", "parameters": [{"type": "text", "text": value}]}
    template = {"name": "v", "language": {"code": "pt_BR"}, "components": [component]}
    assert problems({"type": "template", "template": template})


def test_the_plain_text_numbers_the_options() -> None:
    text = whatsapp.plain_text(
        whatsapp.options("Escolha:", "Ver", rows=[("a", "Onix", "R$ 80 mil"), ("b", "HB20")])
    )
    assert text == "Escolha:\n\n1. Onix (R$ 80 mil)\n2. HB20\n\nResponda com o número da opção."


@pytest.mark.parametrize("payload", [payload for _, payload in BAD])
def test_the_plain_text_of_anything_may_be_sent(payload: dict[str, Any]) -> None:
    assert problems(payloads.text(whatsapp.plain_text(payload))) == []


def test_the_plain_text_of_an_endless_list_is_within_the_limit() -> None:
    many = [(str(n), "t" * 500, "🚗" * 500) for n in range(200)]
    text = whatsapp.plain_text(whatsapp.options("🚗" * 5000, "b", rows=many))
    assert size(text) <= 4096
    assert "1. " in text


@given(st.text(max_size=60), st.integers(1, 50))
def test_a_cut_is_never_too_long(text: str, limit: int) -> None:
    assert size(cut(text, limit)) <= limit


@pytest.mark.parametrize(
    ("text", "limit", "left"),
    [
        ("família 👨‍👩‍👧 feliz", 13, "família…"),
        ("ação", 4, "ação"),
        ("e\u0301e\u0301e\u0301", 4, "e\u0301…"),
        ("🇧🇷🇧🇷", 6, "🇧🇷…"),
        ("👍🏽👍🏽", 7, "👍🏽…"),
    ],
)
def test_a_cut_leaves_whole_characters(text: str, limit: int, left: str) -> None:
    assert cut(text, limit) == left
