"""Telling the catalogue what a customer did with a car (R5.3): later, apart, best effort."""

from collections.abc import Iterable
from uuid import UUID

import dramatiq

from chatbot.catalog import services as catalog
from chatbot.conversation.values import Effect, Feedback
from chatbot.operation import services as operation
from chatbot.vault import services as vault


@dramatiq.actor(queue_name="low", max_retries=0)
def send_feedback(subject: str, car_id: str, action: str, position: int | None) -> None:
    """One reaction; `subject` is a pseudonym. A slow catalogue holds up nobody's lane here."""
    try:
        car = catalog.find_car(car_id=car_id)
    except catalog.CatalogUnavailable:
        return
    if car is not None:
        catalog.send_feedback(subject=subject, car=car, action=action, position=position)


def pass_on(*, contact_id: UUID, effects: Iterable[Effect]) -> None:
    """Hint the reactions among the effects of a committed turn."""
    reactions = [effect for effect in effects if isinstance(effect, Feedback)]
    if reactions:
        subject = vault.blind(str(contact_id), purpose="catalog_subject")[:32]
        for one in reactions:
            operation.hint(send_feedback, subject, one.car, one.action, one.position)
