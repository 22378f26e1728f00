"""The main road, read from the outbox: from hello to a person."""

from chatbot.catalog import stock
from chatbot.catalog.models import StockCar
from chatbot.whatsapp.models import OutboundMessage
from leads.models import HandoffCase
from sessions_app.models import Turn
from tests.conversation.chat import Customer, options_of, text_of
from tests.conversation.conftest import Hints


def test_the_whole_journey(ana: Customer) -> None:
    """R1.1, R2.1, R3.1–R3.3, R3.6, R7.1."""
    assert "robô" in ana.says("oi")[0]
    assert "Aceito" in options_of(ana.outbox()[0].payload)
    assert len(ana.says("aceito")) == 1
    cars = ana.says("até 90 mil, família, São Paulo, economia e espaço")
    assert len(cars) == 3
    assert all("R$ " in car and "%" in car and "São Paulo/SP" in car for car in cars)
    assert [row.type for row in ana.outbox()[-3:]] == ["image"] * 3
    assert ana.state == "showing_recommendations"
    (details,) = ana.says("o 2")
    assert ana.memory["shown"][1]["name"] in details
    (comparison,) = ana.says("compara o 1 com o 2")
    assert "Preço" in comparison
    assert "Espaço" in comparison
    (handed_over,) = ana.says("quero falar com uma pessoa")
    assert "equipe" in handed_over or "pessoa" in handed_over
    assert ana.says("tá aí?") == []
    assert ana.contact.owner == "PERSON"
    assert set(ana.events()) == {"DONE"}


def test_the_ceiling_is_never_exceeded(talking: Customer) -> None:
    """R3.1: 'até N' is hard."""
    talking.says("até 60 mil, pra família, São Paulo, economia")
    assert talking.memory["shown"]
    assert all(car["price"] <= 60_000 for car in talking.memory["shown"])


def test_the_acknowledgement_of_a_handover_is_written_under_the_new_version(talking: Customer) -> None:
    """R7.1: the sender drops older rows, not this one."""
    talking.says("quero falar com um atendente")
    last = talking.outbox()[-1]
    assert last.owner_version == talking.contact.owner_version == 2
    assert HandoffCase.objects.get(contact_id=talking.contact_id).reason == "requested"


def test_one_thing_is_asked_at_a_time_and_never_what_is_known(talking: Customer) -> None:
    """R2.1."""
    assert "Anotei" in "".join(talking.says("até 70 mil")) or talking.memory["pending"] == "usage"
    talking.says("pra trabalhar")
    assert talking.memory["pending"] == "place"
    talking.says("Campinas")
    assert talking.memory["pending"] == "priorities"
    assert len(talking.says("economia")) == 3


def test_a_profile_by_taps_alone(talking: Customer) -> None:
    """R4.3: every question can be answered by a tap."""
    for chosen in ("budget:50000-80000", "usage:trabalho", "skip:place"):
        talking.taps(chosen)
    assert len(talking.taps("priority:economia")) == 3
    assert all(50_000 <= car["price"] <= 80_000 for car in talking.memory["shown"])


def test_an_option_may_be_typed(talking: Customer) -> None:
    """The words of a row, or its number, count as the tap."""
    talking.says("R$ 50 a 80 mil")
    assert talking.memory["profile"]["budget_max"] == 80_000
    talking.says("2")
    assert talking.memory["profile"]["usage"] == "trabalho"


def test_what_does_not_matter_is_skipped(talking: Customer) -> None:
    """R2.2: 'tanto faz' is an answer."""
    talking.says("até 80 mil pra família")
    talking.says("tanto faz")
    assert talking.memory["skipped"] == ["place"]
    assert len(talking.says("tanto faz")) == 3


def test_a_question_is_put_at_most_twice(talking: Customer) -> None:
    """R2.2: then it goes on without."""
    talking.says("asdfgh")
    assert talking.memory["tries"]["budget"] == 2
    talking.says("qwerty zxcv")
    assert talking.memory["pending"] == "usage"


def test_a_direct_request_goes_straight_to_cars(ana: Customer) -> None:
    ana.says("opa tem hb20 aut ate uns 60 conto pra rodar de uber em bh?")
    cars = ana.taps("consent:yes")
    assert "R$ " in cars[-1]
    assert ana.state == "showing_recommendations"
    assert all(car["price"] <= 60_000 for car in ana.memory["shown"])


def test_more_options_go_on_counting(choosing: Customer) -> None:
    choosing.says("tem mais?")
    numbers = [car["number"] for car in choosing.memory["shown"]]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > 3
    assert len({car["id"] for car in choosing.memory["shown"]}) == len(numbers)


def test_a_rejected_car_does_not_come_back(choosing: Customer, hints: Hints) -> None:
    """R3.4, R5.3."""
    first = choosing.memory["shown"][0]
    answers = choosing.says("não gostei do 1")
    assert first["name"] in answers[0]
    assert choosing.memory["rejected"] == [first["id"]]
    assert (first["id"], "disliked", 1) in [args[1:] for args in hints.of("send_feedback")]


def test_a_changed_budget_brings_new_cars(choosing: Customer) -> None:
    """R6.4."""
    choosing.says("na verdade é até 60 mil")
    last = choosing.memory["last_batch"]
    cars = [car for car in choosing.memory["shown"] if car["number"] in last]
    assert cars
    assert all(car["price"] <= 60_000 for car in cars)


def test_starting_anew_clears_the_wish(choosing: Customer) -> None:
    """R6.5."""
    choosing.says("recomeçar")
    assert "profile" not in choosing.memory
    assert "shown" not in choosing.memory
    assert choosing.memory["pending"] == "budget"
    assert choosing.memory["consented"] is True


def test_nothing_fits_is_explained_with_options(talking: Customer) -> None:
    """R3.7."""
    (answer,) = talking.says("quero um carro até 3 mil reais pra família em São Paulo")
    assert "R$ 3.000" in answer
    assert "Mudar o valor" in options_of(talking.outbox()[-1].payload)
    assert talking.state == "recommending"
    talking.taps("change:budget")
    assert talking.memory["pending"] == "budget"


def test_a_car_without_a_photo_is_a_text(talking: Customer) -> None:
    StockCar.objects.update(photos=[])
    stock.touch()
    talking.says("até 90 mil, pra família, São Paulo, economia")
    assert all(row.type == "text" for row in talking.outbox()[2:])


def test_captions_are_short_and_one_turn_is_few_messages(choosing: Customer) -> None:
    rows = choosing.outbox()
    assert all(len(text_of(row.payload)) <= 700 for row in rows if row.type == "image")
    assert OutboundMessage.objects.filter(contact_id=choosing.contact_id).count() == 5


def test_each_turn_is_journalled(choosing: Customer) -> None:
    """R6.7: and before consent without a word of the customer's."""
    first, *_, last = Turn.objects.filter(session__contact_id=choosing.contact_id).order_by("number")
    assert "text" not in first.journal
    assert last.journal["understanding"]["intents"]
    assert len(last.journal["calls"][0]["cars"]) == 3
    assert last.model_version
