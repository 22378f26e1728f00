"""Stock, a customer, and silence where the workers would be."""

from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django import Settings

from chatbot.catalog import importing
from nlp import services as nlp
from tests.conversation.chat import Customer


class Hints:
    """Hints that were given, instead of workers that act on them."""

    def __init__(self) -> None:
        self.given: list[tuple[str, tuple[Any, ...]]] = []

    def __call__(self, actor: Any, *args: Any, delay_ms: int = 0) -> None:
        self.given.append((actor.actor_name, args))

    def of(self, name: str) -> list[tuple[Any, ...]]:
        return [args for actor, args in self.given if actor == name]


@pytest.fixture(scope="session", autouse=True)
def models() -> None:
    """Trained before any test opens a transaction: PostgreSQL ends one that stands idle for that long."""
    nlp.prepare()


@pytest.fixture(autouse=True)
def hints(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Iterator[Hints]:
    """No worker runs by itself; bursts are answered at once; the catalogue is the embedded one."""
    settings.TURN_DEBOUNCE_MS = 0
    settings.FACILIAUTO_API_URL = ""
    recorded = Hints()
    monkeypatch.setattr("chatbot.operation.services.hint", recorded)
    monkeypatch.setattr("chatbot.operation.services.aside", recorded)
    return recorded


@pytest.fixture
def stock(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sample stock that comes with the product, its pictures named but not drawn."""
    monkeypatch.setattr("chatbot.catalog.photos.ensure", lambda car: None)
    importing.load_sample()


@pytest.fixture
def ana(stock: None) -> Customer:
    """A customer who has not written yet."""
    return Customer()


@pytest.fixture
def talking(ana: Customer) -> Customer:
    """A customer who gave consent."""
    ana.consents()
    return ana


@pytest.fixture
def choosing(talking: Customer) -> Customer:
    """A customer who was shown three cars."""
    talking.says("até 90 mil, pra família, São Paulo, economia e espaço")
    return talking
