"""The FacilIAuto client over real HTTP (R5)."""

import re
import threading
import time
from typing import Any

import pytest
import time_machine

from chatbot.catalog import services
from chatbot.catalog.services import CatalogUnavailable, Wish
from tests.standins.faciliauto import FacilIAuto

pytestmark = pytest.mark.django_db
WISH = Wish(
    budget_max=90_000, usage="familia", city="São Paulo", state="SP", priorities=("economia", "espaco")
)


def _ids(answer: services.Answer) -> list[str]:
    return [match.car.id for match in answer.matches]


def _posts(backend: FacilIAuto) -> int:
    return backend.calls["POST /api/recommend"]


def test_R5_5_keeps_the_servers_order_and_R3_1_the_ceiling(backend: FacilIAuto) -> None:
    answer = services.recommend(wish=WISH)
    profile = next(body for path, body in backend.bodies if path == "/api/recommend")
    served = backend.answer("POST", "/recommend", {}, profile)[1]["recommendations"]
    assert _ids(answer) == [item["car"]["id"] for item in served]
    assert all(match.car.price <= 90_000 for match in answer.matches)
    assert (answer.stale, answer.relaxed, answer.note, answer.source) == (False, (), "", "FACILIAUTO")
    assert set(profile["prioridades"].values()) <= {1, 2, 3, 4, 5}
    assert len(profile["prioridades"]) == 8
    assert "must_haves" not in profile
    assert "financial_capacity" not in profile


@pytest.mark.parametrize(
    ("wish", "relaxed", "word"),
    [
        (Wish(budget_max=90_000, city="Santos", state="SP"), ("city",), "cidade"),
        (Wish(budget_max=90_000, city="Recife", state="PE"), ("city", "state"), "estado"),
        (Wish(budget_max=70_000, brands=("Toyota",)), ("brands",), "marca"),
        (Wish(budget_max=90_000, brands=("Ferrari",)), ("brands",), "marca"),
    ],
)
def test_R3_7_gives_up_wishes_one_by_one_and_says_so(
    backend: FacilIAuto, wish: Wish, relaxed: tuple[str, ...], word: str
) -> None:
    answer = services.recommend(wish=wish)
    assert answer.matches
    assert answer.relaxed == relaxed
    assert word in answer.note


def test_spelling_is_the_servers(backend: FacilIAuto) -> None:
    wish = Wish(
        brands=("Citroën", "Land Rover"), categories=("suv",), city="sao paulo", transmission="automatico"
    )
    answer = services.recommend(wish=wish)
    assert set(_ids(answer)) == {"fa-03", "fa-08"}
    assert answer.relaxed == ()


def test_more_options_leave_out_what_was_shown(backend: FacilIAuto) -> None:
    first = services.recommend(wish=Wish(budget_max=200_000))
    second = services.recommend(wish=Wish(budget_max=200_000), exclude=_ids(first))
    assert len(second.matches) == 5
    assert not set(_ids(first)) & set(_ids(second))


def test_rejected_brands_and_models(backend: FacilIAuto) -> None:
    answer = services.recommend(wish=Wish(budget_max=120_000, rejected_brands=("honda",)))
    assert answer.matches
    assert all(match.car.brand != "HONDA" for match in answer.matches)
    assert _ids(services.recommend(wish=Wish(models=("Fit",)))) == ["fa-05"]


def test_R5_2_an_answer_is_kept_an_hour_and_a_changed_profile_is_asked_anew(backend: FacilIAuto) -> None:
    with time_machine.travel(time.time(), tick=False) as clock:
        services.recommend(wish=WISH)
        services.recommend(wish=WISH)
        assert _posts(backend) == 1
        services.recommend(wish=Wish(budget_max=80_000, usage="familia", city="São Paulo", state="SP"))
        assert _posts(backend) == 2
        clock.shift(3_601)
        services.recommend(wish=WISH)
        assert _posts(backend) == 3


def test_R5_2_while_down_the_last_known_answer_for_24_hours(backend: FacilIAuto) -> None:
    with time_machine.travel(time.time(), tick=False) as clock:
        fresh = services.recommend(wish=WISH)
        backend.fault = "500"
        clock.shift(7_200)
        stale = services.recommend(wish=WISH)
        assert stale.stale
        assert "desatualizadas" in stale.note
        assert _ids(stale) == _ids(fresh)
        assert services.find_car(car_id="fa-01") is not None
        clock.shift(24 * 3_600)
        with pytest.raises(CatalogUnavailable):
            services.recommend(wish=WISH)


@pytest.mark.parametrize("fault", ["500", "text500", "down"])
def test_R5_2_passing_faults_are_retried(backend: FacilIAuto, fault: str) -> None:
    backend.fault, backend.faults_left = fault, 2
    assert services.find_car(car_id="fa-02") is not None


def test_R5_2_a_slow_server_ends_in_time(backend: FacilIAuto, short: None) -> None:
    backend.fault, backend.slow_seconds = "slow", 30
    begun = time.monotonic()
    with pytest.raises(CatalogUnavailable):
        services.recommend(wish=WISH)
    assert time.monotonic() - begun < 5


def test_R5_2_the_breaker_opens_and_closes(backend: FacilIAuto) -> None:
    with time_machine.travel(time.time(), tick=False) as clock:
        backend.fault = "500"
        for number in range(5):
            with pytest.raises(CatalogUnavailable):
                services.find_cars(brands=[str(number)])
        calls = backend.calls.total()
        with pytest.raises(CatalogUnavailable):
            services.recommend(wish=WISH)
        assert backend.calls.total() == calls
        clock.shift(16)
        with pytest.raises(CatalogUnavailable):
            services.find_cars()
        tried = backend.calls.total()
        assert tried > calls
        with pytest.raises(CatalogUnavailable):
            services.find_cars()
        assert backend.calls.total() == tried
        backend.fault = ""
        clock.shift(16)
        assert services.recommend(wish=WISH).matches


def test_both_styles_of_path(backend: FacilIAuto) -> None:
    assert services.find_car(car_id="fa-01") is not None
    assert services.find_car(car_id="none/such?") is None
    assert backend.calls["GET /api/cars/fa-01"] == 1
    services.find_car(car_id="fa-02")
    assert backend.calls["GET /api/cars/fa-02"] == 0
    assert backend.calls["GET /cars/fa-02"] == 1


def test_a_closed_keep_alive_connection_is_survived(settings: Any, wait: Any) -> None:
    server = FacilIAuto(idle_seconds=0.1)
    server.start()
    settings.FACILIAUTO_API_URL = server.address
    try:
        threads = threading.active_count()
        assert services.find_car(car_id="fa-01") is not None
        wait(lambda: threading.active_count() <= threads, seconds=3)
        assert services.find_car(car_id="fa-02") is not None
        assert server.connections >= 2
    finally:
        server.stop()


def test_R5_3_feedback_carries_its_own_time_and_never_raises(backend: FacilIAuto) -> None:
    car = services.find_car(car_id="fa-01")
    assert car is not None
    services.send_feedback(subject="p-1", car=car, action="liked", position=2)
    (sent,) = backend.histories["p-1"]
    assert re.match(r"\d{4}-", sent["timestamp"])
    assert sent["recommendation_position"] == 2
    backend.fault = "500"
    services.send_feedback(subject="p-1", car=car, action="liked")
    services.send_feedback(subject="p-1", car=car, action="no such")
    assert len(backend.histories["p-1"]) == 1


@pytest.mark.parametrize("broken", [False, True])
def test_R3_4_refined_answers_leave_out_the_disliked(backend: FacilIAuto, broken: bool) -> None:
    first = services.recommend(wish=WISH)
    disliked = services.Feedback(car=first.matches[0].car, action="disliked")
    if broken:
        backend._post_refine_recommendations = lambda *_: (400, {"detail": "x"})  # type: ignore[method-assign]
    answer = services.refine(subject="p-1", wish=WISH, feedback=[disliked])
    assert answer.matches
    assert disliked.car.id not in _ids(answer)


def test_the_mess_of_the_source_does_not_reach_customers(backend: FacilIAuto) -> None:
    car = services.find_car(car_id="fa-11")
    assert car is not None
    assert (car.km, car.color, car.name, car.dealership.phone) == (None, "", "Volkswagen Polo MSI", "")
