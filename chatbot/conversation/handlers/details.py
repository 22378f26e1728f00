"""One car in depth, or up to three side by side (R3.3, R3.6)."""

import re
from typing import TYPE_CHECKING

from chatbot.conversation import cards, profiles
from chatbot.conversation.handlers import recommending
from chatbot.conversation.memory import Memory, ShownCar
from chatbot.conversation.replies import word
from chatbot.conversation.values import (
    Decision,
    Feedback,
    FindByName,
    Reply,
    ShowCars,
    Situation,
    Unavailable,
)
from nlp import services as nlp

if TYPE_CHECKING:
    from chatbot.catalog.services import Car

_COMPARED_AT_MOST = 3
_COMPARES = re.compile(r"\b(?:compar\w*|versus|vs|x|ou|melhor|diferenca)\b")


def pick(situation: Situation, memory: Memory) -> Decision:
    """'O 2', 'quero ver o Onix', 'tem foto?': details of the car that is meant."""
    numbers = _numbers(situation)
    chosen = meant(situation, memory)
    if len(chosen) > 1:
        return compare(situation, memory)
    if chosen:
        return show(memory, chosen[0].id)
    if numbers:
        return _no_such(memory)
    if by_name := _named(situation):
        return Decision(move="detail", memory=memory, lookup=by_name)
    if memory.selected:
        return show(memory, memory.selected)
    return which(memory)


def show(memory: Memory, car_id: str) -> Decision:
    """Details of one car by its id."""
    return Decision(
        move="detail",
        memory=memory.changed(selected=car_id, pending=None, misunderstood=0),
        lookup=ShowCars(ids=(car_id,), purpose="details"),
    )


def compare(situation: Situation, memory: Memory) -> Decision:
    """Up to three cars side by side: those that are meant, else the last ones shown."""
    chosen = meant(situation, memory)
    if len(chosen) == 1 and memory.selected and memory.selected != chosen[0].id:
        chosen = (*(car for car in memory.shown if car.id == memory.selected), *chosen)
    if not chosen and not _numbers(situation):
        chosen = tuple(car for car in memory.shown if car.number in memory.last_batch)
    if len(chosen) == 1 and not _asks_to_compare(situation):
        return show(memory, chosen[0].id)
    if len(chosen) < 2:
        return _which_to_compare(situation, memory, chosen)
    ids = tuple(car.id for car in chosen[:_COMPARED_AT_MOST])
    return Decision(
        move="compare",
        memory=memory.changed(pending=None, misunderstood=0),
        lookup=ShowCars(ids=ids, purpose="compare"),
    )


def _asks_to_compare(situation: Situation) -> bool:
    understanding = situation.understanding
    return understanding is None or bool(_COMPARES.search(understanding.normalised))


def address(situation: Situation, memory: Memory) -> Decision:
    """'Onde fica?': the shop of the car that is meant, or of the one last looked at."""
    chosen = meant(situation, memory)
    car_id = chosen[0].id if chosen else memory.selected
    if car_id is None and len(memory.last_batch) == 1 and (only := memory.car(memory.last_batch[0])):
        car_id = only.id
    if car_id is None:
        return Decision(move="stay", memory=memory, replies=(Reply(name="shop_unknown"),))
    return Decision(
        move="detail",
        memory=memory.changed(selected=car_id),
        lookup=ShowCars(ids=(car_id,), purpose="address"),
    )


def which(memory: Memory) -> Decision:
    """Ask which car is meant; where none was shown yet, show some first."""
    if not memory.shown:
        return recommending.recommend(memory, lead=Reply(name="none_shown"))
    return Decision(move="stay", memory=memory, replies=(Reply(name="which_car", context=_known(memory)),))


def present(
    situation: Situation,
    decision: Decision,
    lookup: ShowCars | FindByName,
    found: "tuple[Car, ...] | Unavailable",
) -> Decision:
    """What the catalogue knows about these cars, for the purpose they were asked for."""
    if isinstance(found, Unavailable):
        return Decision(
            move="stay", memory=decision.memory, replies=(*decision.replies, Reply(name="catalog_away"))
        )
    if isinstance(lookup, FindByName):
        return _by_name(decision, lookup, found)
    if lookup.purpose == "compare":
        return _side_by_side(decision, found)
    if not found or not found[0].available:
        return _sold(decision, lookup, found)
    return _address(decision, found[0]) if lookup.purpose == "address" else _details(decision, found[0])


def _details(decision: Decision, car: "Car") -> Decision:
    number = next((shown.number for shown in decision.memory.shown if shown.id == car.id), None)
    return Decision(
        move="detail",
        memory=decision.memory.changed(selected=car.id, pending=None),
        replies=(*decision.replies, cards.details(car)),
        effects=(*decision.effects, Feedback(car=car.id, action="viewed_details", position=number)),
    )


def _address(decision: Decision, car: "Car") -> Decision:
    street = f" ({cards.plain(car.dealership.address)})" if car.dealership.address else ""
    context = {
        "name": cards.title(car),
        "shop": cards.plain(car.dealership.name),
        "place": cards.place(car),
        "address": street,
    }
    reply = Reply(name="shop_of_car", context=context)
    return Decision(
        move="detail", memory=decision.memory, replies=(*decision.replies, reply), effects=decision.effects
    )


def _sold(decision: Decision, lookup: ShowCars, found: "tuple[Car, ...]") -> Decision:
    memory = decision.memory
    name = next((car.name for car in memory.shown if car.id in lookup.ids), "")
    name = name or (cards.title(found[0]) if found else word("details", "this_car"))
    gone = memory.changed(rejected=(*memory.rejected, *lookup.ids), selected=None)
    reply = Reply(name="details_sold", context={"name": name})
    return Decision(move="search", memory=gone, replies=(*decision.replies, reply), effects=decision.effects)


def _side_by_side(decision: Decision, found: "tuple[Car, ...]") -> Decision:
    memory = decision.memory
    numbers = {car.id: car.number for car in memory.shown}
    cars = [(numbers.get(car.id, index), car) for index, car in enumerate(found, 1) if car.available]
    if len(cars) < 2:
        return which(memory)
    return Decision(
        move="compare",
        memory=memory.with_numbers(tuple((number, car.id) for number, car in cars)),
        replies=(*decision.replies, cards.comparison(cars, priorities=memory.profile.priorities)),
        effects=tuple(Feedback(car=car.id, action="compared", position=number) for number, car in cars),
    )


def _by_name(decision: Decision, lookup: FindByName, found: "tuple[Car, ...]") -> Decision:
    memory = decision.memory
    if not found:
        what = profiles.listing(list(lookup.models or lookup.brands))
        return recommending.recommend(memory, lead=Reply(name="model_missing", context={"what": what}))
    if len(found) == 1:
        return _details(decision, found[0])
    wanted = memory.changed(profile=memory.profile.changed(models=lookup.models, brands=lookup.brands))
    return recommending.recommend(wanted)


def _numbers(situation: Situation) -> tuple[int, ...]:
    return situation.understanding.entities.selection if situation.understanding else ()


def meant(situation: Situation, memory: Memory) -> tuple[ShownCar, ...]:
    """The shown cars that the message points at, by number or by name."""
    by_number = tuple(car for number in _numbers(situation) if (car := memory.car(number)))
    if by_number:
        return by_number
    understanding = situation.understanding
    models = {nlp.normalise(model) for model in understanding.entities.model} if understanding else set()
    meant: dict[str, ShownCar] = {}
    for model in models:
        known = [car for car in memory.shown if _names(car, model)]
        recent = [car for car in known if car.number in memory.last_batch] or known
        if recent:
            meant[recent[0].id] = recent[0]
    return tuple(meant.values())


def _names(car: ShownCar, model: str) -> bool:
    return model in nlp.normalise(car.name).split() or model in nlp.normalise(f"{car.model} {car.name}")


def _named(situation: Situation) -> FindByName | None:
    if situation.understanding is None:
        return None
    entities = situation.understanding.entities
    if not entities.model:
        return None
    return FindByName(brands=tuple(entities.brand), models=tuple(entities.model), purpose="details")


def _known(memory: Memory) -> dict[str, object]:
    numbers = sorted(memory.last_batch or (car.number for car in memory.shown))
    return {"numbers": profiles.listing([str(number) for number in numbers])}


def _no_such(memory: Memory) -> Decision:
    if not memory.shown:
        return which(memory)
    return Decision(
        move="stay", memory=memory, replies=(Reply(name="no_such_number", context=_known(memory)),)
    )


def _which_to_compare(situation: Situation, memory: Memory, chosen: tuple[ShownCar, ...]) -> Decision:
    if _numbers(situation) and memory.shown and not chosen:
        return _no_such(memory)
    if not memory.shown:
        return which(memory)
    reply = Reply(name="compare_which", context=_known(memory))
    return Decision(move="stay", memory=memory, replies=(reply,))
