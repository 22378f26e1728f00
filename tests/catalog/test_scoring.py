"""The embedded recommender (R3.1, R3.2, R3.7, R5.6)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.catalog import refining, relaxing, scoring
from chatbot.catalog.values import Car, Feedback, Shop, Wish

SP, MG = Shop("a", "Loja A", "São Paulo", "SP"), Shop("b", "Loja B", "Belo Horizonte", "MG")


def car(car_id: str = "c", **changes: object) -> Car:
    base = Car(
        id=car_id, name="Fiat Argo Drive", brand="Fiat", model="Argo", version="", year=2020, price=60_000,
        km=50_000, fuel="Flex", transmission="Manual", color="", doors=4, category="Hatch", equipment=(),
        photos=(), dealership=SP, scores={"economia": 0.5, "espaco": 0.5},
    )  # fmt: skip
    return replace(base, **changes)  # type: ignore[arg-type]


def rank(cars: list[Car], wish: Wish, **more: object) -> list[str]:
    return [m.car.id for m in scoring.rank(cars=cars, wish=wish, year_now=2026, **more)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wish", "changes"),
    [
        (Wish(budget_max=59_999), {}),
        (Wish(budget_min=60_001), {}),
        (Wish(), {"available": False}),
        (Wish(rejected_brands=("FIAT",)), {}),
        (Wish(brands=("Honda",)), {}),
        (Wish(models=("Up",)), {"model": "Cupra", "name": "Cupra"}),
        (Wish(categories=("SUV",)), {}),
        (Wish(fuel="Diesel"), {}),
        (Wish(transmission="Automático"), {}),
        (Wish(year_min=2021), {}),
        (Wish(km_max=49_999), {}),
        (Wish(km_max=90_000), {"km": None}),
        (Wish(city="Campinas"), {}),
        (Wish(state="MG"), {}),
    ],
)
def test_hard_wishes_are_kept(wish: Wish, changes: dict[str, object]) -> None:
    assert not scoring.allows(wish, car(**changes))


@pytest.mark.parametrize(
    ("wish", "changes"),
    [
        (Wish(budget_max=60_000, budget_min=60_000), {}),
        (Wish(city="sao paulo", state="sp"), {}),
        (Wish(brands=("fiat",), models=("argo",), categories=("hatch",)), {}),
        (Wish(transmission="Automático"), {"transmission": "Automático CVT"}),
    ],
)
def test_spelling_and_bounds_do_not_matter(wish: Wish, changes: dict[str, object]) -> None:
    assert scoring.allows(wish, car(**changes))


@pytest.mark.parametrize(
    ("wish", "better"),
    [
        (Wish(priorities=("economia",)), {"scores": {"economia": 0.9, "espaco": 0.5}}),
        (Wish(usage="familia"), {"category": "SUV"}),
        (Wish(budget_max=66_000), {"price": 64_000}),
        (Wish(), {"year": 2023}),
        (Wish(), {"km": 10_000}),
        (Wish(adjustments={"economia": 2}), {"scores": {"economia": 0.9, "espaco": 0.5}}),
        (Wish(usage="familia", family_size=7), {"equipment": ("7 lugares",)}),
    ],
)
def test_what_counts_puts_a_car_first(wish: Wish, better: dict[str, object]) -> None:
    plain = car("a", price=40_000) if "price" in better else car("a")
    assert rank([plain, car("z", **better)], wish)[0] == "z"


def test_excluded_cars_and_the_limit() -> None:
    cars = [car(str(number)) for number in range(9)]
    assert rank(cars, Wish(), exclude={"0"}, limit=3) == ["1", "2", "3"]


def test_R3_2_the_reason_is_in_the_customers_terms() -> None:
    wish = Wish(
        budget_max=90_000, usage="familia", priorities=("espaco", "economia"), city="São Paulo", state="SP"
    )
    (match,) = scoring.rank(cars=[car(scores={"espaco": 0.9, "economia": 0.8})], wish=wish, year_now=2026)
    assert match.reason == (
        "Cabe nos R$ 90 mil, porta-malas grande pra família, bom consumo e está em São Paulo"
    )


def test_only_what_is_true_is_praised() -> None:
    (match,) = scoring.rank(cars=[car()], wish=Wish(priorities=("economia",)), year_now=2026)
    assert "consumo" not in match.reason


WISHES = st.builds(
    Wish,
    budget_min=st.none() | st.integers(0, 300_000),
    budget_max=st.integers(0, 300_000),
    usage=st.sampled_from([None, *scoring.USAGE_WEIGHTS]),
    city=st.sampled_from([None, "São Paulo", "Recife"]),
    state=st.sampled_from([None, "SP", "PE"]),
    priorities=st.lists(st.sampled_from(["economia", "espaco", "tecnologia"])).map(tuple),
    brands=st.lists(st.sampled_from(["Fiat", "Honda"])).map(tuple),
    rejected_brands=st.lists(st.sampled_from(["Fiat", "Honda"])).map(tuple),
    categories=st.lists(st.sampled_from(["SUV", "Hatch"])).map(tuple),
    km_max=st.none() | st.integers(0, 200_000),
)
CARS = st.lists(
    st.tuples(st.integers(1_000, 300_000), st.sampled_from(["Fiat", "Honda"]), st.sampled_from([SP, MG])),
    max_size=8,
)


@given(WISHES, CARS)
def test_R3_1_the_ceiling_holds_whatever_is_relaxed(wish: Wish, rows: list[tuple[int, str, Shop]]) -> None:
    cars = [car(str(n), price=p, brand=b, dealership=s) for n, (p, b, s) in enumerate(rows)]
    for looser, _ in relaxing.steps(wish):
        for match in scoring.rank(cars=cars, wish=looser, year_now=2026):
            assert match.car.price <= (wish.budget_max or 0)
            assert match.car.brand not in wish.rejected_brands
            assert 0 <= match.percent <= 99
            assert match.reason


def test_R3_7_the_place_is_given_up_first_the_ceiling_never() -> None:
    wish = Wish(budget_max=1, city="x", state="SP", fuel="Flex", brands=("Fiat",))
    names = [relaxed for _, relaxed in relaxing.steps(wish)]
    assert names == [
        (), ("city",), ("city", "state"), ("city", "state", "fuel"), ("city", "state", "brands"),
        ("city", "state", "fuel", "brands"),
    ]  # fmt: skip


def test_R3_4_likes_weigh_and_dislikes_leave() -> None:
    liked = Feedback(car(scores={"economia": 0.9, "espaco": 0.1}), "liked")
    assert refining.reweigh(Wish(), [liked, liked, liked]).adjustments == {"economia": 2}
    assert refining.left_out([Feedback(car("x"), "disliked"), liked], {"y"}) == {"x", "y"}


@pytest.mark.parametrize(
    ("shop", "names"),
    [
        (SP, ("transmission",)),
        (Shop("c", "Loja C", "Santos", "SP"), ("city", "transmission")),
        (MG, ("city", "state", "transmission")),
    ],
)
def test_R3_7_a_place_in_which_a_car_stands_was_not_given_up(shop: Shop, names: tuple[str, ...]) -> None:
    """'Nothing in São Paulo' above a car in São Paulo would be nonsense."""
    wish = Wish(city="sao paulo", state="SP", transmission="Automático")
    found = relaxing.given_up(("city", "state", "transmission"), wish=wish, cars=[car(dealership=shop)])
    assert found == names
