"""R4.9 in a real browser: messages are labelled with the keyboard alone, on a phone with the thumb."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import _FOREIGN, _answers
from tests.servers import wait_until

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def admin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The admin over a database with four messages in three clusters; its address."""
    folder = tmp_path_factory.mktemp("var")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
    environment |= {"VAR_DIR": str(folder)}
    command = [sys.executable, "manage.py"]
    subprocess.run([*command, "migrate", "-v0"], cwd=settings.ROOT, env=environment, check=True)
    seed = Path(__file__).with_name("seed_review.py").read_bytes()
    subprocess.run([*command, "shell", "-v0"], input=seed, cwd=settings.ROOT, env=environment, check=True)
    serve = [*command, "runserver", "--noreload", f"127.0.0.1:{port}"]
    with (folder / "run.log").open("w") as log:
        process = subprocess.Popen(serve, cwd=settings.ROOT, env=environment, stdout=log, stderr=log)
        try:
            wait_until(_answers(f"http://127.0.0.1:{port}/admin/login/", process), seconds=60)
            yield f"http://127.0.0.1:{port}/admin/"
        finally:
            process.terminate()
            process.wait(20)


def sign_in(page: Page, admin: str) -> None:
    page.on("dialog", lambda _: pytest.fail("a text of a customer ran as a script"))
    page.goto(admin)
    page.fill("[name=username]", "ana")
    page.fill("[name=password]", "segredo-da-ana")
    page.click("[type=submit]")


def test_a_phone_shows_everything_without_scrolling_sideways(browser: Browser, admin: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="pt-BR", has_touch=True)
    page = context.new_page()
    sign_in(page, admin)
    for address in ("nlp/reviewitem/", "nlp/reviewitem/4/change/", "nlp/trainingrun/"):
        page.goto(admin + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.goto(f"{admin}nlp/reviewitem/4/change/")
    page.locator("[data-intent=trade_in]").tap()
    expect(page.locator("#nlu-intents")).to_have_value("location_inquiry,trade_in")
    context.close()


def test_messages_are_labelled_with_the_keyboard(page: Page, admin: str) -> None:
    page.route("**/favicon.ico", lambda route: route.fulfill(status=204))
    sign_in(page, admin)
    page.goto(f"{admin}nlp/reviewitem/")
    page.locator(".nlu-cluster").first.click()
    page.wait_for_url(re.compile("/change/$"))
    page.keyboard.press("?")
    expect(page.locator("#nlu-help")).to_be_visible()
    page.keyboard.press("Escape")
    for key in ("8", "9", "-", "a", "e"):
        page.keyboard.press(key)
    expect(page.locator("#nlu-intents")).to_have_value("business_info")
    expect(page.locator("#nlu-whole")).to_be_checked()
    page.locator(".nlu-value select").select_option("city")
    page.locator(".nlu-value input").fill("Campinas")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("2 mensagem(ns): rótulo gravado")
    page.wait_for_load_state()
    first = page.url
    page.keyboard.press("j")
    page.wait_for_url(lambda address: address != first)
    page.keyboard.press("k")
    page.wait_for_url(first)
    page.keyboard.press("x")
    expect(page.locator(".messagelist")).to_contain_text("nada a aprender")
    page.wait_for_load_state()
    page.keyboard.press("x")
    expect(page).to_have_url(re.compile("/nlp/reviewitem/$"))
    expect(page.locator(".nlu-empty")).to_be_visible()
