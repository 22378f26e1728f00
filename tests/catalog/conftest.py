"""A FacilIAuto of one's own for each test, and an empty cache."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from chatbot.catalog import faciliauto, transport
from tests.standins.faciliauto import FacilIAuto


@pytest.fixture(autouse=True)
def _clean(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def backend(settings: Any) -> Iterator[FacilIAuto]:
    server = FacilIAuto()
    server.start()
    settings.FACILIAUTO_API_URL = server.address
    yield server
    faciliauto.provider_for(server.address).close()
    server.stop()


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading gives up after 200 ms instead of 3 s."""
    monkeypatch.setattr(transport, "_READ_SECONDS", 0.2)
