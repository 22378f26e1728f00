"""What comes next: one pure function from the situation of a turn to its decision.

Everything is looked up in tables (states, topics, rights, taps); the tables are checked when imported. A customer
may raise any topic in any state; the state only says what a message means that raises none.
"""

from collections.abc import Callable
from dataclasses import replace

from chatbot.conversation import consent, machine, profiles
from chatbot.conversation.handlers import (
    details,
    interests,
    media,
    people,
    profile,
    recommending,
    rejecting,
    rights,
    smalltalk,
    taps,
    unknown,
)
from chatbot.conversation.memory import Memory
from chatbot.conversation.values import (
    Decision,
    FindByName,
    Found,
    Recommend,
    Reply,
    ShowCars,
    Situation,
    Unavailable,
)

Handler = Callable[[Situation, Memory], Decision]
_TOPICS_A_TURN = 3
_REFERRALS_KEPT = 5


def decide(*, situation: Situation) -> Decision:
    """The decision of this turn; raises machine.TableError only for a mistake in the tables."""
    decision = _decide(situation)
    machine.after(situation.state, decision.move)
    return decision


def proceed(*, situation: Situation, decision: Decision, found: Found) -> Decision:
    """Finish a decision with what the catalogue answered; may ask for one more look-up."""
    lookup = decision.lookup
    if isinstance(lookup, Recommend):
        assert not isinstance(found, tuple)
        finished = recommending.present(situation, decision, lookup, found)
    else:
        assert isinstance(lookup, (ShowCars, FindByName))
        assert isinstance(found, (tuple, Unavailable))
        finished = details.present(situation, decision, lookup, found)
    machine.after(situation.state, finished.move)
    return finished


def expecting(memory: Memory) -> str | None:
    """What the open question asks for, in the language room's terms."""
    named = {"budget": "budget", "usage": "usage", "place": "location", "priorities": "priorities"}
    return named.get(memory.pending or "")


def _decide(situation: Situation) -> Decision:
    if not situation.consented:
        return consent.decide(situation)
    memory = _begin(situation)
    heard = situation.heard
    given = situation.consent is not None
    if heard.is_empty and not given:
        return Decision(move="stay", memory=memory)
    answer = profile.next_question if heard.is_empty else _answer
    return _framed(situation, answer(situation, memory))


def _begin(situation: Situation) -> Memory:
    memory = situation.memory.changed(consented=True, refused=False)
    if situation.heard.referrals:
        known = (*memory.referrals, *(dict(one) for one in situation.heard.referrals))
        memory = memory.changed(referrals=known[-_REFERRALS_KEPT:])
    return memory


def _framed(situation: Situation, decision: Decision) -> Decision:
    """The words around an answer: thanks for consent, an apology for lateness, documents hidden."""
    frame: list[Reply] = []
    effects = decision.effects
    if situation.consent is not None and situation.consent.given:
        frame.append(Reply(name="consent_thanks"))
        effects = (consent.proof(situation, action="GIVEN"), *effects)
    if situation.late:
        frame.append(Reply(name="late"))
    if situation.masked:
        frame.append(Reply(name="documents_masked"))
    if situation.heard.lines or situation.heard.choices:
        frame.extend(media.in_passing(situation))
    return replace(decision, replies=(*frame, *decision.replies), effects=effects)


def _answer(situation: Situation, memory: Memory) -> Decision:
    heard = situation.heard
    choices = heard.choices
    if not choices and (typed := taps.typed(situation, memory)):
        choices = (typed,)
    if choices:
        memory = taps.fill(memory, choices)
    if situation.understanding is not None and not (choices and not heard.choices):
        entities = situation.understanding.entities
        memory = profiles.absorb(memory, entities, intents=_labels(situation))
        memory = profile.skipped(situation, memory)
    if choices and (decision := taps.act(situation, memory, choices)) is not None:
        return decision
    if choices:
        return profile.go_on(situation, memory.changed(misunderstood=0))
    if situation.understanding is None:
        return _wordless(situation, memory)
    return _by_topic(situation, memory)


def _wordless(situation: Situation, memory: Memory) -> Decision:
    """A place on the map, or media without a text."""
    if situation.heard.place is not None:
        if memory.profile.knows("place"):
            return profile.go_on(situation, memory)
        decision = profile.ask("place", memory)
        return replace(decision, replies=(Reply(name="place_thanks"), *decision.replies))
    return media.acknowledge(situation, memory)


def _labels(situation: Situation) -> tuple[str, ...]:
    understanding = situation.understanding
    return tuple(intent.label for intent in understanding.intents) if understanding else ()


def _by_topic(situation: Situation, memory: Memory) -> Decision:
    understanding = situation.understanding
    assert understanding is not None
    if understanding.right in rights.HANDLERS:
        return rights.HANDLERS[understanding.right](situation, memory)
    labels = _labels(situation) or ("unknown",)
    if labels != ("unknown",) or memory != _begin(situation):
        memory = memory.changed(misunderstood=0)
    for label in labels:
        if label in _ALONE:
            return _ALONE[label](situation, memory)
    handlers = list(dict.fromkeys(_topic(label, situation, memory) for label in labels))[:_TOPICS_A_TURN]
    return _combined(situation, memory, handlers)


def _topic(label: str, situation: Situation, memory: Memory) -> Handler:
    """The handler of a label; one that says nothing by itself goes to what is open, or to the state."""
    if label in ("affirm", "deny") and memory.pending in _OFFERS:
        return _accepted if label == "affirm" else _declined
    if label in _OF_A_CAR and (handler := rejecting.of_a_shown_car(situation, memory)):
        return handler
    if label == "location_inquiry" and memory.profile == situation.memory.profile:
        return profile.go_on if situation.memory.pending == "place" else interests.place
    if label == "unknown":
        return _not_understood(situation, memory)
    return STATES[situation.state] if label in _BY_STATE else TOPICS[label]


def _not_understood(situation: Situation, memory: Memory) -> Handler:
    """No request was seen; the message may have said something about the wish all the same."""
    if interests.asks_who(situation):
        return interests.business
    learned = memory.changed(misunderstood=0) != _begin(situation).changed(misunderstood=0)
    return profile.go_on if learned else STATES[situation.state]


def _combined(situation: Situation, memory: Memory, handlers: list[Handler]) -> Decision:
    """Several things in one message are each answered (R4.5); the one that needs the catalogue ends the turn."""
    if _accepted in handlers:
        return _accepted(situation, memory)  # a person takes it from here, with the rest of the message
    decisions: list[Decision] = []
    for handler in handlers:
        decision = handler(situation, memory)
        if decision.lookup and any(one.lookup for one in decisions):
            continue
        decisions.append(decision)
        memory = decision.memory
    if set(handlers) <= _DIGRESSIONS and memory.pending in memory.tries and not decisions[-1].lookup:
        decisions.append(_thread_again(memory))
    last = next((one for one in decisions if one.lookup), decisions[-1])
    others = [one for one in decisions if one is not last]
    before = tuple(replace(reply, plain=True) for one in others for reply in one.replies)
    return replace(
        last,
        memory=memory,
        replies=(*before, *last.replies),
        effects=tuple(effect for one in decisions for effect in one.effects),
    )


def _thread_again(memory: Memory) -> Decision:
    """A question of the customer's in the middle of one of ours: after its answer ours is put again."""
    return Decision(move="collect", memory=memory, replies=(Reply(name=f"ask_{memory.pending}"),))


def _by_words(situation: Situation, memory: Memory) -> Decision:
    """A yes, a no or nothing understood, where the state has no meaning of its own for it."""
    label = situation.understanding.primary if situation.understanding else "unknown"
    return {"affirm": smalltalk.agree, "deny": smalltalk.decline}.get(label, unknown.rephrase)(
        situation, memory
    )


def _in_profile(situation: Situation, memory: Memory) -> Decision:
    """While a question is open: skipped, answered beside the point, or not understood."""
    if memory.pending is None and situation.memory.pending is not None:
        return profile.next_question(situation, memory)
    return _by_words(situation, memory)


def _accepted(situation: Situation, memory: Memory) -> Decision:
    return people.hand_off(situation, memory, reason=_OFFERS[memory.pending or ""])


def _declined(situation: Situation, memory: Memory) -> Decision:
    return smalltalk.decline(situation, memory.changed(pending=None))


# What is open after an offer of a person, and the reason of the case when it is accepted.
_OFFERS = {
    "person": "misunderstood",
    "complaint": "complaint",
    "financing": "financing",
    "visit": "visit",
    "trade_in": "trade_in",
    "deal": "deal",
}
_DIGRESSIONS: frozenset[Handler] = frozenset((interests.business, interests.place, smalltalk.pleased))
# Labels under which a remark on a shown car may hide.
_OF_A_CAR = frozenset(("unknown", "feedback_positive", "car_details"))
_BY_STATE = frozenset(("affirm", "deny"))

# The meaning, by state, of a message that raises no topic.
STATES: dict[str, Handler] = {
    "greeting": smalltalk.greet,
    "consent": smalltalk.greet,
    "collecting_profile": _in_profile,
    "recommending": _in_profile,
    "showing_recommendations": _by_words,
    "car_details": _by_words,
    "comparing": _by_words,
    "financing": interests.more_about,
    "booking_visit": interests.more_about,
    "trade_in": interests.more_about,
    "human_handoff": people.returned,
    "rating": people.rate,
    "closed": smalltalk.welcome_back,
}

# What ends the turn by itself, whatever else the message says.
_ALONE: dict[str, Handler] = {
    "opt_out": rights.leave,
    "human_handoff": people.hand_off,
    "data_privacy": rights.privacy,
    "restart": smalltalk.restart,
}

TOPICS: dict[str, Handler] = {
    **_ALONE,
    "greeting": smalltalk.greet,
    "farewell": smalltalk.farewell,
    "affirm": _by_words,
    "deny": _by_words,
    "unknown": _by_words,
    "budget_inquiry": profile.go_on,
    "usage_inquiry": profile.go_on,
    "preference_inquiry": profile.go_on,
    "location_inquiry": profile.go_on,
    "car_recommendation": profile.go_on,
    "car_details": details.pick,
    "compare_cars": details.compare,
    "schedule_test_drive": interests.visit,
    "contact_dealer": interests.deal,
    "financing_inquiry": interests.finance,
    "trade_in": interests.trade_in,
    "feedback_positive": smalltalk.pleased,
    "feedback_negative": rejecting.displeased,
    "more_options": recommending.more,
    "business_info": interests.business,
}

machine.check(machine.MOVES, handlers=STATES)
