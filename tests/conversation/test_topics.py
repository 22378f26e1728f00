"""What a customer raises: opt-out, rights, cars by name, interests, misunderstandings."""

from typing import Any

import pytest

from chatbot.catalog import services as catalog
from chatbot.catalog.values import Answer, CatalogUnavailable
from leads.models import HandoffCase
from tests.conversation.chat import Customer, options_of
from tests.conversation.conftest import Hints


def test_opting_out_is_obeyed_and_confirmed_once(choosing: Customer) -> None:
    """R4.8, R8.6."""
    assert len(choosing.says("sair")) == 1
    assert choosing.contact.opted_out_at is not None
    assert choosing.state == "closed"


def test_coming_back_ends_the_opt_out(choosing: Customer) -> None:
    choosing.says("sair")
    choosing.says("voltar")
    assert choosing.contact.opted_out_at is None


@pytest.mark.parametrize("words", ["apaga meus dados", "quais dados vocês têm sobre mim?"])
def test_a_right_of_the_lgpd_becomes_a_case(talking: Customer, words: str) -> None:
    (answer,) = talking.says(words)
    assert "responde por aqui" in answer
    assert HandoffCase.objects.get(contact_id=talking.contact_id).reason == "privacy"


def test_a_wrong_number_is_left_in_peace(talking: Customer) -> None:
    talking.says("número errado")
    assert talking.contact.opted_out_at is not None


def test_three_misunderstandings_offer_a_person(choosing: Customer) -> None:
    """R7.2, R4.6: and no two of the answers are equal."""
    first, second, third = (choosing.says(words)[0] for words in ("asdfgh", "qwpoeir", "zxmnvb"))
    assert len({first, second, third}) == 3
    assert options_of(choosing.outbox()[-1].payload) == ["Quero uma pessoa", "Seguir por aqui"]
    choosing.says("sim")
    assert HandoffCase.objects.get(contact_id=choosing.contact_id).reason == "misunderstood"


def test_an_offer_can_be_declined(choosing: Customer) -> None:
    for words in ("asdfgh", "qwpoeir", "zxmnvb"):
        choosing.says(words)
    choosing.taps("bot")
    assert choosing.contact.owner == "BOT"
    assert "misunderstood" not in choosing.memory


def test_a_car_by_its_name(choosing: Customer) -> None:
    """R3.3."""
    car = choosing.memory["shown"][0]
    (details,) = choosing.says(f"quero ver o {car['model']}")
    assert car["name"] in details


def test_a_number_that_was_not_shown(choosing: Customer) -> None:
    (answer,) = choosing.says("o 9")
    assert "1, 2 e 3" in answer


def test_views_are_told_to_the_catalogue(choosing: Customer, hints: Hints) -> None:
    """R5.3: under a pseudonym."""
    choosing.says("o 1")
    (subject, _, action, position) = hints.of("send_feedback")[-1]
    assert (action, position) == ("viewed_details", 1)
    assert str(choosing.contact_id) not in subject


def test_where_the_car_is(choosing: Customer) -> None:
    choosing.says("o 1")
    (answer,) = choosing.says("onde fica?")
    assert "São Paulo/SP" in answer


@pytest.mark.parametrize(
    ("words", "state", "reason"),
    [
        ("dá pra parcelar?", "financing", "financing"),
        ("quero fazer um test drive", "booking_visit", "visit"),
        ("aceita troca?", "trade_in", "trade_in"),
    ],
)
def test_an_interest_is_noted_and_a_person_offered(
    choosing: Customer, words: str, state: str, reason: str
) -> None:
    """R3.5."""
    (answer,) = choosing.says(words)
    assert "equipe" in answer
    assert choosing.state == state
    assert reason in choosing.memory["interests"]
    choosing.says("sim")
    assert HandoffCase.objects.get(contact_id=choosing.contact_id).reason == reason


def test_the_sums_of_an_instalment_plan_are_said_back(choosing: Customer) -> None:
    (answer,) = choosing.says("tenho 15 mil de entrada e pago até 900 por mês")
    assert "R$ 15.000 de entrada" in answer
    assert "R$ 900" in answer


def test_a_question_in_the_middle_is_answered_and_ours_put_again(talking: Customer) -> None:
    (answer,) = talking.says("quais os horários de vocês?")
    assert "equipe" in answer
    assert talking.outbox()[-1].type == "interactive"
    assert talking.memory["pending"] == "budget"


def test_two_questions_are_both_answered(choosing: Customer) -> None:
    """R4.5."""
    choosing.says("o 1")
    answer = "\n".join(choosing.says("dá pra financiar? e aceita troca?"))
    assert {"financing", "trade_in"} <= set(choosing.memory["interests"])
    assert len(answer) > 80


def test_a_dear_car_brings_cheaper_ones(choosing: Customer) -> None:
    cheapest = min(car["price"] for car in choosing.memory["shown"])
    choosing.says("achei caro")
    batch = [car for car in choosing.memory["shown"] if car["number"] in choosing.memory["last_batch"]]
    assert all(car["price"] < cheapest for car in batch)


def test_a_stale_answer_says_so(talking: Customer, monkeypatch: pytest.MonkeyPatch) -> None:
    """R5.2."""
    real = catalog.recommend

    def old(**wish: Any) -> Answer:
        fresh = real(**wish)
        return Answer(matches=fresh.matches, stale=True, relaxed=("city",), source="test")

    monkeypatch.setattr(catalog, "recommend", old)
    first, *_ = talking.says("até 90 mil, pra família, São Paulo, economia")
    assert "⚠️" in first
    assert "outras cidades" in first or "São Paulo" in first


def test_a_catalogue_that_is_away_is_admitted(talking: Customer, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(**_: Any) -> Answer:
        raise CatalogUnavailable

    with monkeypatch.context() as broken:
        broken.setattr(catalog, "recommend", away)
        (answer,) = talking.says("até 90 mil, pra família, São Paulo, economia")
        assert "estoque" in answer
        assert "Tentar de novo" in options_of(talking.outbox()[-1].payload)
    assert len(talking.taps("search")) == 3


@pytest.mark.parametrize("words", ["obrigado!", "tchau", "bom dia"])
def test_courtesy_gets_courtesy(choosing: Customer, words: str) -> None:
    assert len(choosing.says(words)) == 1


def test_disliking_with_other_words(choosing: Customer) -> None:
    first = choosing.memory["shown"][0]
    choosing.says("não curti o 1")
    assert choosing.memory["rejected"] == [first["id"]]
