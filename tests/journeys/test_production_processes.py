"""The first conversation over the shipped processes, with a FacilIAuto server on the other side of HTTP."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.rig.stand_in import Taken
from tests.rig.system import System
from tests.rig.verdict import drain
from tests.servers import Servers, wait_until
from tests.standins.faciliauto import FacilIAuto

pytestmark = pytest.mark.servers
ANA = "5511987654321"


@pytest.fixture(scope="module")
def faciliauto() -> Iterator[FacilIAuto]:
    server = FacilIAuto()
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def system(
    own_servers: Servers, faciliauto: FacilIAuto, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[System]:
    address = {"FACILIAUTO_API_URL": faciliauto.address}
    folder = Path(tmp_path_factory.mktemp("journey"))
    running = System(own_servers, folder, database="journey", settings=address)
    running.prepare()
    running.start()
    yield running
    running.stop()


class Talk:
    """Says something and waits for the answer that is expected."""

    def __init__(self, system: System) -> None:
        self.system, self.heard = system, 0

    def say(self, text: str, expect: Callable[[list[Taken]], bool]) -> list[Taken]:
        self.system.stand_in.inbound(**{"from": ANA, "name": "Ana", "type": "text", "text": text})
        answers: list[Taken] = []

        def answered() -> bool:
            answers[:] = self.system.stand_in.taken(ANA)[self.heard :]
            return expect(answers)

        try:
            wait_until(answered, seconds=20, what="the answer")
        except TimeoutError:
            raise AssertionError(f"{text!r} got {[one.text[:200] for one in answers]}") from None
        drain(self.system)
        self.heard = len(self.system.stand_in.taken(ANA))
        return answers


def test_the_first_conversation_with_cars_of_faciliauto(system: System) -> None:
    """R1, R5: from 'oi' to a person, with cars that only the FacilIAuto server knows."""
    talk = Talk(system)
    talk.say("oi", lambda answers: any("consent:yes" in one.text for one in answers))
    talk.say("aceito", lambda answers: bool(answers))
    cars = talk.say(
        "até 90 mil, família, São Paulo, economia e espaço",
        lambda answers: sum("R$" in one.text and "%" in one.text for one in answers) >= 3,
    )
    prices = [amount for one in cars for amount in one.sums]
    assert prices
    assert max(prices) <= 90_000
    assert any(
        name in one.text
        for one in cars
        for name in ("Argo", "Cronos", "HR-V", "Onix", "Spin", "Polo", "Cactus")
    )
    talk.say("o 2", lambda answers: any(re.search(r"R\$", one.text) for one in answers))
    talk.say("compara o 1 com o 2", lambda answers: any("Preço" in one.text for one in answers))
    talk.say("quero falar com uma pessoa", lambda answers: bool(answers))
    one = system.conversation(ANA)
    assert one["owner"] == "PERSON"
    heard = len(system.stand_in.taken(ANA))
    system.stand_in.inbound(**{"from": ANA, "name": "Ana", "type": "text", "text": "oi? tem alguém?"})
    wait_until(
        lambda: len(system.conversation(ANA)["inbound"]) == 7, seconds=20, what="the message is stored"
    )
    drain(system)
    assert len(system.stand_in.taken(ANA)) == heard, (
        "the assistant speaks while a person owns the conversation"
    )
