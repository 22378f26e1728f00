"""Every test of this room shares one trained model."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from nlp import services
from nlp.understanding import Understanding

Read = Callable[..., Understanding]


@pytest.fixture(scope="session")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("nlu")


@pytest.fixture(scope="session")
def read(model_folder: Path) -> Iterator[Read]:
    before = services._live.folder
    services.use_folder(model_folder)

    def one(text: str, expecting: str | None = None) -> Understanding:
        return services.understand(text=text, now=datetime(2026, 11, 24, tzinfo=UTC), expecting=expecting)

    yield one
    services.use_folder(before)
