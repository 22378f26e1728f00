"""Random turns: whatever is understood and whatever the catalogue answers, a turn never raises."""

import random
from collections import Counter
from typing import Any

from chatbot.catalog.services import Answer, Car, Match, Shop
from chatbot.conversation import flow, machine, memory, replies
from chatbot.conversation.memory import Memory
from chatbot.conversation.values import (
    ConsentAnswer,
    Decision,
    Found,
    Heard,
    Place,
    Recommend,
    Situation,
    Unavailable,
)
from chatbot.whatsapp import services as whatsapp
from nlp import services as nlp

TURNS = 1500
_RIGHTS = ["none"] * 12 + [
    "opt_out",
    "opt_in",
    "delete",
    "withdraw_consent",
    "minor",
    "wrong_person",
    "human",
]
_CHOICES = [
    "budget:0-50000", "budget:x", "budget:9-999999999999", "usage:familia", "usage:?", "priority:economia",
    "skip:place", "skip:?", "car:c1", "car:", "change:budget", "change:wish", "cheaper", "compare", "more", "person",
    "person:visit", "bot", "restart", "search", "trade", "visit", "finance", "consent:yes", "consent:no",
]  # fmt: skip
_KINDS = ["audio", "image", "video", "document", "sticker", "contacts", "order", "unsupported"]


def _car(dice: random.Random) -> Car:
    number = dice.randrange(30)
    return Car(
        id=f"c{number}",
        name=f"Fiat *Argo* {number} " + "x" * dice.choice((0, 80)),
        brand="Fiat",
        model="Argo",
        version="",
        year=2015 + number % 10,
        price=30_000 + number * 1000,
        km=dice.choice((None, 0, 90_000)),
        fuel=dice.choice(("", "Flex")),
        transmission=dice.choice(("", "Manual", "Automático")),
        color="",
        doors=dice.choice((None, 4)),
        category="Hatch",
        equipment=("ar",) * dice.randrange(20),
        photos=dice.choice(((), ("stock/x.jpg",), ("https://example.com/x.jpg",))),
        dealership=Shop(
            id="s", name="Loja_A", city=dice.choice(("", "Campinas")), state="SP", address="Rua {x}"
        ),
        consumption=dice.choice(({}, {"city": 11.0, "road": "?"})),
        scores=dice.choice(({}, {"economia": 0.5, "espaco": 0.9})),
        available=dice.random() > 0.1,
    )


def _found(dice: random.Random, lookup: Any) -> Found:
    if dice.random() < 0.1:
        return Unavailable()
    cars = tuple(_car(dice) for _ in range(dice.randrange(4)))
    if not isinstance(lookup, Recommend):
        return cars
    matches = tuple(
        Match(car=car, percent=dice.randrange(100), reason="r" * dice.choice((5, 900))) for car in cars
    )
    relaxed = tuple(dice.sample(("city", "state", "brands", "km_max"), dice.randrange(3)))
    return Answer(matches=matches, stale=dice.random() < 0.2, relaxed=relaxed, note=dice.choice(("", "nota")))


def _entities(dice: random.Random) -> nlp.Entities:
    def maybe(value: Any, otherwise: Any = None) -> Any:
        return value if dice.random() < 0.15 else otherwise

    return nlp.Entities(
        budget=maybe(nlp.Range(dice.choice((None, 40_000)), dice.choice((None, 90_000, 40_000)))),
        down_payment=maybe(10_000),
        monthly_payment=maybe(900),
        brand=maybe(("Fiat",), ()),
        model=maybe(("Argo",), ()),
        category=maybe(("SUV",), ()),
        year=maybe(nlp.Range(2018, None)),
        km_max=maybe(80_000),
        fuel=maybe("Flex"),
        transmission=maybe("Manual"),
        city=maybe("Campinas"),
        state=maybe("SP"),
        usage=maybe("familia"),
        priorities=maybe(("economia", "revenda"), ()),
        family_size=maybe(5),
        selection=maybe(tuple(dice.sample(range(12), 2)), ()),
        rating=maybe(5),
        excluded=maybe({"brand": ("Fiat",), "transmission": ("Manual",), "model": ("Argo",)}, {}),
    )


def _situation(dice: random.Random, state: str, known: Memory, turn: int) -> Situation:
    heard = Heard(
        lines=("oi",) if dice.random() < 0.7 else (),
        choices=tuple(dice.sample(_CHOICES, dice.choice((0, 0, 0, 1, 2)))),
        kinds=tuple(dice.sample(_KINDS, dice.choice((0, 0, 0, 1, 3)))),
        place=Place(latitude=1, longitude=1) if dice.random() < 0.05 else None,
        referrals=({"source_id": "1"},) if dice.random() < 0.05 else (),
    )
    understanding = nlp.Understanding(
        intents=tuple(
            nlp.Intent(label, 0.7) for label in dice.sample(nlp.INTENTS, dice.choice((1, 1, 2, 4)))
        ),
        sentiment="neutral",
        right=dice.choice(_RIGHTS),
        entities=_entities(dice),
        normalised=dice.choice(("", "tanto faz", "nao gostei", "achei caro", "gostei", "isso e robo")),
        model_version="m",
    )
    consented = known.consented or dice.random() < 0.5
    answer = (
        ConsentAnswer(given=consented, words="x") if not known.consented and dice.random() < 0.5 else None
    )
    return Situation(
        state=state,
        memory=known,
        heard=heard,
        understanding=understanding if heard.lines and consented else None,
        consented=consented,
        consent=answer,
        late=dice.random() < 0.05,
        masked=dice.random() < 0.05 and consented,
        turn=turn,
    )


def _finished(dice: random.Random, situation: Situation) -> Decision:
    decision = flow.decide(situation=situation)
    for _ in range(3):
        if decision.lookup is None:
            return decision
        found = _found(dice, decision.lookup)
        decision = flow.proceed(situation=situation, decision=decision, found=found)
    assert decision.lookup is None
    return decision


def test_random_turns_never_raise_and_never_repeat_themselves() -> None:
    """R6.8: every payload is valid, every memory survives its row, no answer three times running."""
    dice = random.Random(20261124)
    state, known = machine.INITIAL, Memory()
    states: Counter[str] = Counter()
    for turn in range(1, TURNS):
        situation = _situation(dice, state, known, turn)
        decision = _finished(dice, situation)
        rendered = replies.render(replies=decision.replies, turn=turn, recent=known.answers)
        assert [problem for message in rendered.messages for problem in whatsapp.problems(message)] == []
        assert not {text[:160] for text in rendered.texts} & set(known.answers)
        state = machine.after(state, decision.move)
        states[state] += 1
        kept = decision.memory.with_answers(rendered.texts).changed(options=rendered.options)
        known = memory.load(memory.dump(kept))
        assert known == kept
        if state == "human_handoff" and dice.random() < 0.2:
            state = "rating"
    assert set(states) >= set(machine.STATES) - {"greeting", "rating"}


def test_a_memory_that_cannot_be_read_starts_anew() -> None:
    assert memory.load({"version": 1, "profile": "?"}) == Memory()
    assert memory.load({"version": 99, "consented": True}) == Memory()
