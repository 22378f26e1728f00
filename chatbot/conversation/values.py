"""The values of a turn: what is known when it begins, and what a handler may answer. All frozen, no behaviour."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from chatbot.catalog.services import Answer, Car, Wish
    from chatbot.conversation.memory import Memory
    from nlp.services import Understanding

Button = tuple[str, str]  # id, title


@dataclass(frozen=True, kw_only=True)
class Place:
    """A location message: coordinates in degrees, name and address as the customer's phone gave them."""

    latitude: float
    longitude: float
    name: str = ""
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What a burst of events says, read without understanding it.

    `lines` are the texts (and captions) in order, `choices` the ids of buttons and list rows that were tapped,
    `kinds` the other things that came (audio, image, …), each once.
    """

    lines: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    place: Place | None = None
    referrals: tuple[Mapping[str, object], ...] = ()
    context_wamid: str = ""
    last_wamid: str = ""

    @property
    def text(self) -> str:
        """The burst as one text, one message a line."""
        return "\n".join(self.lines)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it that wants an answer (reactions, system notes)."""
        return not (self.lines or self.choices or self.kinds or self.place)


@dataclass(frozen=True, kw_only=True)
class ConsentAnswer:
    """A yes or no to the question of consent: the literal words, and which message answered which."""

    given: bool
    words: str
    answer_wamid: str = ""
    question_wamid: str = ""


@dataclass(frozen=True, kw_only=True)
class Situation:
    """Everything a decision may depend on; `turn` is the number of the turn now being made."""

    state: str
    memory: "Memory"
    heard: Heard
    understanding: "Understanding | None" = None
    consented: bool = True
    consent: ConsentAnswer | None = None
    late: bool = False
    masked: bool = False
    turn: int = 1


@dataclass(frozen=True, kw_only=True)
class Reply:
    """One reply by name: the words are in `templates/replies/`.

    A `photo` (asset or https link) makes it a picture with caption; `plain` leaves the copy's own buttons out.
    """

    name: str
    context: Mapping[str, object] = field(default_factory=dict)
    buttons: tuple[Button, ...] = ()
    photo: str = ""
    plain: bool = False


# --- Effects: what the engine carries out in the turn's transaction ------------------------------------------
@dataclass(frozen=True, kw_only=True)
class RecordConsent:
    """Store the proof of an answer; `action` as in compliance (GIVEN, REFUSED, WITHDRAWN)."""

    action: str
    wording: str
    answer: str
    answer_wamid: str
    question_wamid: str


@dataclass(frozen=True, kw_only=True)
class OpenCase:
    """Put the customer in the queue of people; the bot is silent from this commit on."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class OptOut:
    """Write to this person no more unless they write first."""


@dataclass(frozen=True, kw_only=True)
class OptIn:
    """The person wrote again of their own will after an opt-out."""


@dataclass(frozen=True, kw_only=True)
class DropHeld:
    """Close what was held before consent without reading it."""


@dataclass(frozen=True, kw_only=True)
class Feedback:
    """A reaction to a car, sent to the catalogue after the commit, best effort (R5.3)."""

    car: str
    action: str
    position: int | None = None


Effect = RecordConsent | OpenCase | OptOut | OptIn | DropHeld | Feedback


# --- Look-ups: what the engine asks the catalogue between deciding and rendering -------------------------------
@dataclass(frozen=True, kw_only=True)
class Recommend:
    """Ask for cars that fit; `lead` names the reply that goes before them."""

    wish: "Wish"
    exclude: tuple[str, ...] = ()
    limit: int = 3
    lead: str = ""


@dataclass(frozen=True, kw_only=True)
class ShowCars:
    """Look up given cars for a purpose (details, compare, address)."""

    ids: tuple[str, ...]
    purpose: Literal["details", "compare", "address"]


@dataclass(frozen=True, kw_only=True)
class FindByName:
    """Look up a car that the customer named, shown before or not."""

    brands: tuple[str, ...]
    models: tuple[str, ...]
    purpose: Literal["details", "compare"]


Lookup = Recommend | ShowCars | FindByName


@dataclass(frozen=True, kw_only=True)
class Unavailable:
    """The catalogue could not be asked and has nothing remembered."""


Found: TypeAlias = "Answer | tuple[Car, ...] | Unavailable"


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What to say, what to do, which move to make in the table, and what to remember.

    With a `lookup` the decision is not finished: the engine asks the catalogue and calls `flow.proceed`.
    `hold` keeps the turn's messages unread until consent is given. No replies: the turn ends without a word.
    """

    move: str
    memory: "Memory"
    replies: tuple[Reply, ...] = ()
    effects: tuple[Effect, ...] = ()
    lookup: Lookup | None = None
    hold: bool = False
