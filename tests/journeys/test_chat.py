"""The first conversation in a terminal: `manage.py chat` on a fresh folder, with both catalogues."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import language_model
from tests.standins.faciliauto import FacilIAuto

ROOT = Path(__file__).resolve().parents[2]
LINES = (
    "oi", "aceito", "até 90 mil, família, São Paulo, economia e espaço", "o 2", "compara o 1 com o 2",
    "quero falar com uma pessoa", "/sair",
)  # fmt: skip
_FOREIGN = ("DATABASE_URL", "REDIS_URL", "APP_ENV", "VAR_DIR", "FACILIAUTO_API_URL", "WHATSAPP_API_URL")


@pytest.fixture(params=["embedded catalogue", "FacilIAuto over HTTP"])
def catalogue(request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    if request.param == "embedded catalogue":
        yield {}
        return
    server = FacilIAuto()
    server.start()
    yield {"FACILIAUTO_API_URL": server.address}
    server.stop()


def test_the_journey_in_a_terminal(catalogue: dict[str, str], tmp_path: Path) -> None:
    """R1: consent, three cars with price and match, details, comparison, a person; nothing but Python."""
    language_model.provide(tmp_path)
    kept = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
    environment = kept | catalogue | {"VAR_DIR": str(tmp_path), "TURN_DEBOUNCE_MS": "0", "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "manage.py", "chat", "--from", "5511987654321", "--name", "Ana"],
        cwd=ROOT, env=environment, input="\n".join(LINES) + "\n", text=True, capture_output=True, timeout=200,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    told = done.stdout
    assert told.count("afinidade") >= 3 or told.count("%") >= 3, told[-3000:]
    assert told.count("R$") >= 5
    assert "pessoa" in told.lower() or "atendente" in told.lower() or "vendedor" in told.lower()
