"""The provider on our own stock: imported cars, ranked here."""

from collections.abc import Collection, Sequence

from django.utils import timezone

from chatbot.catalog import refining, relaxing, scoring, stock
from chatbot.catalog.models import StockCar
from chatbot.catalog.values import Answer, Car, Feedback, Wish

_SOURCE = StockCar.Source.EMBEDDED


class Embedded:
    """Recommends from the table of cars; needs no network."""

    def recommend(self, *, wish: Wish, exclude: Collection[str], limit: int) -> Answer:
        """Rank what keeps the wishes; when nothing does, give wishes up one by one and say so."""
        cars = self._affordable(wish)
        year = timezone.localdate().year
        for looser, relaxed in relaxing.steps(wish):
            found = scoring.rank(cars=cars, wish=looser, year_now=year, exclude=exclude, limit=limit)
            if found:
                names = relaxing.given_up(relaxed, wish=wish, cars=[match.car for match in found])
                return Answer(matches=found, relaxed=names, note=relaxing.note(names), source=_SOURCE)
        return Answer(source=_SOURCE)

    def find_car(self, *, car_id: str) -> Car | None:
        """One car of the stock, sold ones included."""
        return stock.snapshot(_SOURCE).cars.get(car_id)

    def find_cars(self, *, brands: Collection[str], models: Collection[str], limit: int) -> tuple[Car, ...]:
        """Cars of the stock by brand and model, cheapest first."""
        return stock.matching(stock.snapshot(_SOURCE).on_sale, brands=brands, models=models, limit=limit)

    def refine(
        self, *, subject: str, wish: Wish, feedback: Sequence[Feedback], exclude: Collection[str]
    ) -> Answer:
        """Recommend with what liked cars are good at counting more, disliked ones left out."""
        del subject
        return self.recommend(
            wish=refining.reweigh(wish, feedback), exclude=refining.left_out(feedback, exclude), limit=5
        )

    def send_feedback(self, *, subject: str, feedback: Feedback) -> None:
        """Nobody else to tell."""

    def fetch_stock(self) -> None:
        """The stock lives here already."""

    def _affordable(self, wish: Wish) -> list[Car]:
        limit = wish.budget_max
        return [car for car in stock.snapshot(_SOURCE).on_sale if limit is None or car.price <= limit]
