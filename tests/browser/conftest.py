"""One Chromium and one embedded product for each module, one page for each test."""

import os
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, sync_playwright

from tests import language_model
from tests.servers import wait_until

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_FOREIGN = ("DATABASE_URL", "REDIS_URL", "WHATSAPP_API_URL", "FACILIAUTO_API_URL", "APP_ENV", "SIMULATOR")


# Not for the whole session: Playwright keeps an event loop running in this thread, where Django refuses to work.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The Chromium of the machine (PATH or $CHROMIUM), else Playwright's own."""
    found = shutil.which("chromium") or os.environ.get("CHROMIUM")
    with sync_playwright() as playwright:
        if not found and not Path(playwright.chromium.executable_path).exists():
            pytest.skip("no Chromium: install it, set CHROMIUM=/path, or run `playwright install chromium`")
        running = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A wide window; errors of the page fail the test."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="pt-BR")
    opened = context.new_page()
    troubles: list[str] = []
    opened.on("pageerror", lambda error: troubles.append(str(error)))
    opened.on("console", lambda note: troubles.append(note.text) if note.type == "error" else None)
    yield opened
    context.close()
    assert not troubles


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`manage.py run` on a free port with a fresh VAR_DIR; its address."""
    folder = tmp_path_factory.mktemp("var")
    language_model.provide(folder)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
    environment |= {"VAR_DIR": str(folder), "WEB_PORT": str(port), "TURN_DEBOUNCE_MS": "100"}
    with (folder / "run.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "run"], cwd=settings.ROOT, env=environment, stdout=log, stderr=log
        )
        try:
            address = f"http://127.0.0.1:{port}"
            wait_until(_answers(f"{address}/ready", process), seconds=120)
            yield address
        finally:
            process.terminate()
            process.wait(20)


def _answers(address: str, process: subprocess.Popen[bytes]) -> Callable[[], bool]:
    def ready() -> bool:
        assert process.poll() is None, "manage.py run ended"
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    return ready
