"""The first conversation in the simulator's page, with the whole product behind it (R11.1)."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser
WITHIN_MS = 20_000


class Phone:
    """One customer's phone on the page."""

    def __init__(self, seat: Locator) -> None:
        self.seat = seat
        self.theirs = seat.locator(".turn.theirs:not(.typing-turn)")
        self.mine = seat.locator(".turn.mine")

    def say(self, text: str) -> None:
        field = self.seat.get_by_label("Mensagem", exact=True)
        field.fill(text)
        field.press("Enter")

    def say_and_hear(self, text: str, *, at_least: int = 1) -> None:
        """Write, then wait for so many more messages of the shop."""
        before = self.theirs.count()
        self.say(text)
        self.hears(before + at_least)

    def hears(self, total: int) -> None:
        expect(self.theirs.nth(total - 1)).to_be_visible(timeout=WITHIN_MS)

    @property
    def last(self) -> Locator:
        return self.theirs.last


@pytest.fixture
def phones(product: str, page: Page) -> list[Phone]:
    page.goto(f"{product}/simulador/")
    page.wait_for_selector("body[data-ready]")
    seats = page.locator(".seat")
    expect(seats).to_have_count(3)
    return [Phone(seats.nth(number)) for number in range(3)]


def test_from_hello_to_a_person(phones: list[Phone], page: Page) -> None:
    """'oi' → consent → wish → cars with photo, price, match → details → comparison → person (issue 1)."""
    ana = phones[0]
    ana.say_and_hear("oi")
    expect(ana.mine.first.get_by_label("lida")).to_be_visible(timeout=WITHIN_MS)

    ana.seat.get_by_role("button", name="Aceito", exact=True).click()
    ana.hears(2)

    before = ana.theirs.count()
    ana.say_and_hear("até 90 mil, família, São Paulo, economia e espaço", at_least=3)
    cars = ana.theirs.filter(has=page.locator("img.photo"))
    assert cars.count() >= 3
    for number in range(3):
        expect(cars.nth(number)).to_contain_text(re.compile(r"R\$ ?[\d.]+"))
        expect(cars.nth(number)).to_contain_text(re.compile(r"\d{1,3} ?%"))
        drawn = cars.nth(number).locator("img.photo")
        # Ticks redraw the bubble while we look: only a check that finds the photo anew each time is steady.
        expect(drawn).to_have_js_property("naturalWidth", 800)
    assert ana.theirs.count() - before >= 3

    ana.say_and_hear("o 2")
    expect(ana.last).to_contain_text(re.compile(r"R\$"))
    ana.say_and_hear("compara o 1 com o 2")
    expect(ana.last).to_contain_text("Preço")
    ana.say_and_hear("quero falar com uma pessoa")
    expect(ana.last).to_contain_text(re.compile("pessoa|equipe|atendente", re.I))

    expect(ana.seat.locator(".trouble")).to_have_count(0)
    expect(phones[1].theirs).to_have_count(0)


def test_a_customer_without_a_phone_is_answered(phones: list[Phone]) -> None:
    """R1.9: nothing but a scoped id, and another conversation beside it."""
    beto = phones[1]
    expect(beto.seat.locator(".who-number")).to_have_text("sem telefone")
    beto.say_and_hear("bom dia")
    beto.seat.get_by_role("button", name="Aceito", exact=True).click()
    beto.hears(2)


def test_what_a_customer_writes_is_never_markup(phones: list[Phone], page: Page) -> None:
    carla = phones[2]
    hostile = '<img src=x onerror="document.title=1"> *negrito* _itálico_ <script>1</script>'
    carla.say_and_hear(hostile)
    own = carla.mine.first
    expect(own.locator("strong")).to_have_text("negrito")
    expect(own.locator("em")).to_have_text("itálico")
    expect(own.locator("img, script")).to_have_count(0)
    expect(page).to_have_title("Simulador do WhatsApp")


def test_a_new_customer_by_keyboard(phones: list[Phone], page: Page) -> None:
    page.get_by_role("button", name="Novo cliente").press("Enter")
    page.keyboard.type("Davi Rocha")
    page.keyboard.press("Tab")
    page.keyboard.type("(21) 97777-1234")
    page.keyboard.press("Enter")
    seat = page.locator(".seat").last
    expect(seat.locator(".who-name")).to_have_text("Davi Rocha")
    expect(seat.locator(".who-number")).to_have_text("+55 21 97777-1234")
    davi = Phone(seat)
    seat.get_by_role("button", name="Anexar").press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect(seat.get_by_role("button", name="Anexar")).to_be_focused()
    davi.say_and_hear("oi")
    page.reload()
    expect(page.locator(".seat").last.locator(".who-name")).to_have_text("Davi Rocha")


def test_it_fits_a_small_screen(product: str, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 780})
    page.goto(f"{product}/simulador/")
    page.wait_for_selector("body[data-ready]")
    field = page.get_by_label("Mensagem", exact=True)
    expect(field).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
