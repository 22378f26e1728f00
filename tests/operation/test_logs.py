"""R10.2: log lines are JSON and hold no text, name or number of a person."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from chatbot.operation import logs
from chatbot.operation import services as operation


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    logs.configure({"level": "INFO"})
    stream = io.StringIO()
    handler = root.handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(stream)
    yield stream
    root.handlers, root.level = handlers, level


def _last(stream: io.StringIO) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(stream.getvalue().splitlines()[-1])
    return record


def test_a_line_names_the_conversation(lines: io.StringIO) -> None:
    contact = "8c7f7a2e-6a4e-4f0e-9d0b-3a8f5a3d0c11"
    with operation.conversation_context(contact_id=contact):
        structlog.get_logger("x").info("turn_done", duration_ms=12)
    record = _last(lines)
    assert (record["event"], record["conversation"], record["level"]) == ("turn_done", contact, "info")


@pytest.mark.parametrize("number", ["5511987654321", "+55 11 98765-4321", "123.456.789-09"])
def test_numbers_of_people_are_masked(lines: io.StringIO, number: str) -> None:
    structlog.get_logger("x").warning("odd", detail=f"from {number}!")
    logging.getLogger("foreign").warning("from %s", number)
    assert number not in lines.getvalue()
    assert lines.getvalue().count("[number]") == 2


def test_an_exception_shows_where_and_what_kind_but_not_its_words(lines: io.StringIO) -> None:
    try:
        int("minha mensagem secreta")
    except ValueError:
        structlog.get_logger("x").exception("failed")
        logging.getLogger("foreign").exception("failed too")
    assert "secreta" not in lines.getvalue()
    record = _last(lines)
    assert record["exception"] == "ValueError"
    assert "test_logs.py" in record["frames"][-1]


def test_objects_are_named_by_type_only(lines: io.StringIO) -> None:
    structlog.get_logger("x").info("seen", thing=ValueError("segredo"))
    assert _last(lines)["thing"] == "<ValueError>"


def test_addresses_of_http_calls_are_not_logged(lines: io.StringIO) -> None:
    logging.getLogger("httpx").info("HTTP Request: POST https://graph.facebook.com/v26.0/1/messages")
    assert lines.getvalue() == ""


def test_a_consumer_without_redis_complains_seldom(lines: io.StringIO) -> None:
    for _ in range(5):
        logging.getLogger("dramatiq.worker.ConsumerThread(inbound)").critical("connection error: %s", "x")
    assert len(lines.getvalue().splitlines()) == 1
