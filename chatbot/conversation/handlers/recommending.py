"""Asking the catalogue for cars and showing them (R3.1, R3.2, R3.4, R3.7)."""

from typing import TYPE_CHECKING

from chatbot.conversation import cards, profiles
from chatbot.conversation.memory import Memory, ShownCar
from chatbot.conversation.replies import word
from chatbot.conversation.values import Decision, Feedback, Recommend, Reply, Situation, Unavailable

if TYPE_CHECKING:
    from chatbot.catalog.services import Answer, Match

SHOWN_AT_ONCE = 3
_CHEAPER = 0.9
_PLACE = frozenset(("city", "state"))


def recommend(
    memory: Memory,
    *,
    lead: Reply | None = None,
    exclude: tuple[str, ...] = (),
    effects: tuple[Feedback, ...] = (),
) -> Decision:
    """Cars for the profile as it stands, without the rejected ones; nothing is asked any more."""
    return Decision(
        move="search",
        memory=memory.changed(pending=None, selected=None, misunderstood=0),
        replies=(lead,) if lead else (),
        effects=effects,
        lookup=Recommend(
            wish=profiles.wish(memory.profile),
            exclude=tuple(dict.fromkeys((*memory.rejected, *exclude))),
            limit=SHOWN_AT_ONCE,
        ),
    )


def more(situation: Situation, memory: Memory) -> Decision:
    """Further cars, without those already seen."""
    if not memory.shown:
        return recommend(memory)
    return recommend(memory, lead=Reply(name="lead_more"), exclude=tuple(car.id for car in memory.shown))


def cheaper(situation: Situation, memory: Memory) -> Decision:
    """'Achei caro': search below the cheapest car of the last batch."""
    prices = [car.price for car in memory.shown if car.number in memory.last_batch and car.price]
    if not prices:
        return recommend(memory)
    ceiling = int(min(prices) * _CHEAPER) // 1000 * 1000
    profile = memory.profile.changed(budget_max=ceiling, budget_min=None)
    lead = Reply(name="lead_cheaper", context={"price": cards.money(ceiling)})
    return recommend(memory.changed(profile=profile), lead=lead)


def reject(memory: Memory, rejected: tuple[ShownCar, ...]) -> Decision:
    """Leave these cars out from now on, tell the catalogue, ask what was wrong, show others."""
    ids = tuple(car.id for car in rejected)
    kept = memory.changed(rejected=tuple(dict.fromkeys((*memory.rejected, *ids))))
    return recommend(
        kept,
        lead=Reply(name="lead_rejected", context={"name": profiles.listing([car.name for car in rejected])}),
        exclude=tuple(car.id for car in memory.shown),
        effects=tuple(Feedback(car=car.id, action="disliked", position=car.number) for car in rejected),
    )


def present(
    situation: Situation, decision: Decision, lookup: Recommend, found: "Answer | Unavailable"
) -> Decision:
    """The catalogue's answer as cards, or as words where there is nothing to show."""
    memory = decision.memory
    if isinstance(found, Unavailable):
        return Decision(
            move="search", memory=memory, replies=(Reply(name="catalog_away"),), effects=decision.effects
        )
    if not found.matches:
        return _nothing(decision, found)
    start = max((car.number for car in memory.shown), default=0) + 1
    shown = tuple(_shown(number, match) for number, match in enumerate(found.matches, start))
    last = shown[-1].number
    closing = cards.closing(situation.turn)
    pictures = tuple(
        cards.card(match, number=number, closing=closing if number == last else "")
        for number, match in enumerate(found.matches, start)
    )
    lead = decision.replies or (_lead(memory),)
    return Decision(
        move="show",
        memory=memory.with_shown(shown),
        replies=(*lead, *_remarks(memory, found), *pictures),
        effects=decision.effects,
    )


def _nothing(decision: Decision, found: "Answer") -> Decision:
    memory = decision.memory
    known = profiles.summary(memory.profile)
    name = "no_more" if memory.shown or not known else "nothing_fits"
    hint = (Reply(name="nothing_fits_hint", context={"note": found.note}),) if found.note else ()
    return Decision(
        move="search",
        memory=memory,
        replies=(*hint, Reply(name=name, context={"summary": known})),
        effects=decision.effects,
    )


def _lead(memory: Memory) -> Reply:
    words = profiles.summary(memory.profile)
    return (
        Reply(name="lead_matches", context={"summary": words}) if words else Reply(name="lead_matches_plain")
    )


def _remarks(memory: Memory, found: "Answer") -> tuple[Reply, ...]:
    """What the customer must know about the answer: given-up wishes, old data."""
    remarks: list[Reply] = []
    given_up = [name for name in found.relaxed if name not in _PLACE]
    place = profiles.place_words(memory.profile)
    if place and _PLACE.intersection(found.relaxed):
        remarks.append(Reply(name="relaxed_place", context={"place": place}))
    if given_up:
        what = profiles.listing([word("relaxed", name) for name in given_up])
        remarks.append(Reply(name="relaxed_wish", context={"what": what}))
    if found.stale:
        remarks.append(Reply(name="stale"))
    return tuple(remarks)


def _shown(number: int, match: "Match") -> ShownCar:
    car = match.car
    return ShownCar(number=number, id=car.id, name=cards.title(car), model=car.model, price=car.price)
