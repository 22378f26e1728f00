"""What every source of cars offers; the door picks one by the settings."""

from collections.abc import Collection, Sequence
from typing import Protocol

from chatbot.catalog.values import Answer, Car, Feedback, Wish


class Provider(Protocol):
    """A source of cars. Methods raise `CatalogUnavailable` when nothing can be answered."""

    def recommend(self, *, wish: Wish, exclude: Collection[str], limit: int) -> Answer:
        """The cars that fit best, in the source's own order."""

    def find_car(self, *, car_id: str) -> Car | None:
        """One car with all its details, sold ones included; None when unknown."""

    def find_cars(self, *, brands: Collection[str], models: Collection[str], limit: int) -> tuple[Car, ...]:
        """Available cars of some brands and models."""

    def refine(
        self, *, subject: str, wish: Wish, feedback: Sequence[Feedback], exclude: Collection[str]
    ) -> Answer:
        """Recommend again after reactions."""

    def send_feedback(self, *, subject: str, feedback: Feedback) -> None:
        """Tell the source what a customer did with a car."""

    def fetch_stock(self) -> tuple[Car, ...] | None:
        """All cars on sale, or None when the stock lives here already."""
