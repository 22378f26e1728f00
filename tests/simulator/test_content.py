"""The limits of what may be sent (WHATSAPP.md 5.2 and 5.3), judged by the stand-in alone."""

from typing import Any

import pytest

from tests.simulator.conftest import Rig


def text(length: int) -> dict[str, Any]:
    return {"type": "text", "text": {"body": "x" * length}}


def interactive(kind: str, **members: Any) -> dict[str, Any]:
    body = {"body": {"text": "escolha"}}
    return {"type": "interactive", "interactive": {"type": kind} | body | members}


def buttons(*titles: str, **members: Any) -> dict[str, Any]:
    items = [{"type": "reply", "reply": {"id": f"b{n}", "title": title}} for n, title in enumerate(titles)]
    return interactive("button", action={"buttons": items}, **members)


def options(rows: list[dict[str, str]], *, button: str = "Ver", **members: Any) -> dict[str, Any]:
    return interactive("list", action={"button": button, "sections": [{"rows": rows}]}, **members)


def link(url: str) -> dict[str, Any]:
    return interactive(
        "cta_url", action={"name": "cta_url", "parameters": {"display_text": "Abrir", "url": url}}
    )


def rows(count: int, **members: str) -> list[dict[str, str]]:
    return [{"id": f"r{n}", "title": f"Linha {n}"} | members for n in range(count)]


GOOD = [
    text(1),
    text(4096),
    {"text": {"body": "sem tipo é texto"}},
    buttons("Sim", "Não", "Talvez"),
    buttons("x" * 20, header={"type": "text", "text": "h" * 60}, footer={"text": "f" * 60}),
    buttons("Sim", header={"type": "image", "image": {"link": "https://loja.example/a.jpg"}}),
    options(rows(10, description="d" * 72)),
    link("https://x.example"),
    interactive("location_request_message", action={"name": "send_location"}),
    interactive("request_contact_info", action={"name": "request_contact_info"}),
    {"type": "image", "image": {"link": "https://loja.example/a.jpg", "caption": "c" * 1024}},
    {"type": "location", "location": {"latitude": -23.5, "longitude": "-46.6", "name": "Loja"}},
    {"type": "reaction", "reaction": {"message_id": "wamid.x", "emoji": "👍"}},
    {"type": "contacts", "contacts": [{"name": {"formatted_name": "Ana S", "first_name": "Ana"}}]},
]


@pytest.mark.parametrize("message", GOOD, ids=lambda m: str(m.get("type")))
def test_what_fits_is_taken(talking: Rig, message: dict[str, Any]) -> None:
    assert talking.accepted(**message).startswith("wamid.")


REFUSED: list[tuple[int, str, dict[str, Any]]] = [
    (131009, "text long", text(4097)),
    (131009, "text long in UTF-16", {"type": "text", "text": {"body": "🚗" * 2049}}),
    (131009, "text empty", text(0)),
    (131009, "text blank", {"type": "text", "text": {"body": "  \n"}}),
    (131009, "text NUL", {"type": "text", "text": {"body": "a\x00"}}),
    (131009, "text number", {"type": "text", "text": {"body": 5}}),
    (131008, "text missing", {"type": "text", "text": {}}),
    (131008, "member missing", {"type": "image"}),
    (131009, "member of another kind", {"type": "text", "text": "oi"}),
    (131051, "type unknown", {"type": "hologram", "hologram": {}}),
    (131009, "caption long", {"type": "image", "image": {"link": "https://x.example", "caption": "c" * 1025}}),
    (131009, "two sources", {"type": "image", "image": {"link": "https://x.example", "id": "1"}}),
    (131008, "no source", {"type": "image", "image": {}}),
    (131009, "link of a file", {"type": "image", "image": {"link": "file:///etc/passwd"}}),
    (131009, "caption of a voice", {"type": "audio", "audio": {"link": "https://x.example", "caption": "x"}}),
    (131009, "four buttons", buttons("a", "b", "c", "d")),
    (131009, "no buttons", buttons()),
    (131009, "button title long", buttons("x" * 21)),
    (131009, "button titles alike", buttons("Sim", "Sim")),
    (131009, "header long", buttons("Sim", header={"type": "text", "text": "h" * 61})),
    (131009, "header unknown", buttons("Sim", header={"type": "sticker"})),
    (131009, "footer long", buttons("Sim", footer={"text": "f" * 61})),
    (131009, "body long", buttons("Sim", body={"text": "x" * 1025})),
    (131008, "body missing", buttons("Sim", body=None)),
    (131009, "eleven rows", options(rows(11))),
    (131009, "row title long", options([{"id": "1", "title": "x" * 25}])),
    (131009, "row description long", options(rows(1, description="d" * 73))),
    (131009, "row ids alike", options(rows(1) + rows(1))),
    (131009, "list button long", options(rows(1), button="x" * 21)),
    (131009, "list header picture", options(rows(1), header={"type": "image", "image": {"id": "1"}})),
    (131009, "interactive kind unknown", interactive("roulette")),
    (131009, "link kind", link("tel:1")),
    (131009, "latitude", {"type": "location", "location": {"latitude": 91, "longitude": 0}}),
    (131009, "card list empty", {"type": "contacts", "contacts": []}),
    (131008, "card without name part", {"type": "contacts", "contacts": [{"name": {"formatted_name": "A"}}]}),
    (131009, "callback data long", text(1) | {"biz_opaque_callback_data": "x" * 513}),
    (131009, "context without id", text(1) | {"context": {}}),
    (100, "another product", text(1) | {"messaging_product": "telegram"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "message"), [(c, m) for c, _, m in REFUSED], ids=[name for _, name, _ in REFUSED]
)
def test_what_does_not_fit_is_refused(talking: Rig, code: int, message: dict[str, Any]) -> None:
    assert talking.refused(**message) == code
    assert not talking.api.state.accepted


def test_sections_need_titles_when_there_are_several(talking: Rig) -> None:
    sections = [{"rows": [{"id": "1", "title": "a"}]}, {"rows": [{"id": "2", "title": "b"}]}]
    assert talking.refused(**interactive("list", action={"button": "Ver", "sections": sections})) == 131008


def test_ten_rows_are_counted_over_all_sections(talking: Rig) -> None:
    sections = [
        {"title": f"S{s}", "rows": [{"id": f"{s}.{n}", "title": "a"} for n in range(6)]} for s in range(2)
    ]
    assert talking.refused(**interactive("list", action={"button": "Ver", "sections": sections})) == 131009


def test_the_refusal_names_the_member_and_its_limits(talking: Rig) -> None:
    _, answer = talking.send(**buttons("x" * 21))
    details = answer["error"]["error_data"]["details"]
    assert "title" in details
    assert "max length 20" in details


def test_unknown_keys_pass_unless_switched(talking: Rig) -> None:
    assert talking.accepted(**text(1), extra=1)
    talking.configure(refuse_unknown_keys=True)
    assert talking.refused(**text(1), extra=1) == 100
