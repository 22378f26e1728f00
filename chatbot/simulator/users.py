"""The simulated people: who they are to the business, and what their phone shows."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from chatbot.simulator.wire import Json

WINDOW_S = 86_400
NINE_KEPT = frozenset(["11", "12", "13", "14", "15", "16", "17", "18", "19", "21", "22", "24", "27", "28"])


def digits_of(text: str) -> str:
    """The number without plus sign, spaces, dashes, brackets; raises ValueError for anything else."""
    bare = text.translate({ord(char): None for char in "+ -().\u00a0"})
    if not bare.isascii() or not bare.isdigit():
        raise ValueError("not a telephone number")
    return bare


def match_key(number: str) -> str:
    """The same for both forms of a Brazilian mobile: 55, area code, last 8 digits; others stay."""
    if number.startswith("55") and len(number) in (12, 13):
        last = number[-8:]
        nine = len(number) == 12 or number[4] == "9"
        if nine and last[0] in "6789":
            return number[:4] + last
    return number


def wa_id_of(number: str) -> str:
    """WhatsApp's registration id: from area code 31 on, older mobiles are held without the ninth digit."""
    if len(number) == 13 and match_key(number) != number and number[2:4] not in NINE_KEPT:
        return match_key(number)
    return number


def bsuid_of(seed: str, *, country: str = "BR") -> str:
    """A business-scoped user id, the same for the same person at each start."""
    return f"{country}.{hashlib.sha256(seed.encode()).hexdigest()[:20].upper()}"


@dataclass
class Message:
    """One message of a chat, in either direction, and what became of it."""

    seq: int
    wamid: str
    user: "User"
    inbound: bool
    type: str
    body: Json
    at: float
    number: str
    sent_to_phone: bool = True
    statuses: list[tuple[str, float]] = field(default_factory=list)
    error: int = 0
    revoked: bool = False
    reactions: dict[str, str] = field(default_factory=dict)

    @property
    def status(self) -> str:
        return self.statuses[-1][0] if self.statuses else ""

    def to_record(self) -> Json:
        """As the control API and the page show it."""
        return {
            "seq": self.seq,
            "wamid": self.wamid,
            "user": self.user.id,
            "to": self.body.get("to") or self.body.get("recipient") or "",
            "direction": "in" if self.inbound else "out",
            "type": self.type,
            "body": self.body,
            "at": self.at,
            "status": self.status,
            "statuses": [{"status": status, "at": at} for status, at in self.statuses],
            "error": self.error,
            "reactions": self.reactions,
        }


@dataclass
class User:
    """A person with WhatsApp. `id` is their business-scoped user id."""

    id: str
    phone: str = ""
    name: str = ""
    username: str = ""
    hides_phone: bool = False
    blocks_us: bool = False
    blocked: bool = False
    unreachable: bool = False
    refuses_marketing: bool = False
    owned_by_other: bool = False
    reads: bool = True
    last_inbound_at: float = 0
    typing_until: float = 0
    messages: list[Message] = field(default_factory=list)

    @property
    def shows_phone(self) -> bool:
        return bool(self.phone) and not self.hides_phone

    def window_open(self, now: float) -> bool:
        return self.last_inbound_at > 0 and now < self.last_inbound_at + WINDOW_S

    def contact(self) -> Json:
        """The item of `contacts[]`; what is missing is left out."""
        profile: Json = {"name": self.name} if self.name else {}
        if self.username:
            profile["username"] = self.username
        contact: Json = {"profile": profile} if profile else {}
        if self.shows_phone:
            contact["wa_id"] = self.phone
        contact["user_id"] = self.id
        return contact

    def to_record(self, now: float) -> Json:
        return {
            "id": self.id,
            "phone": self.phone,
            "name": self.name,
            "username": self.username,
            "hides_phone": self.hides_phone,
            "typing": now < self.typing_until,
            "window_open": self.window_open(now),
            "blocks_us": self.blocks_us,
        }


SETTABLE = frozenset(
    {"name", "username", "hides_phone", "blocks_us", "blocked", "unreachable", "refuses_marketing",
     "owned_by_other", "reads", "last_inbound_at"}
)  # fmt: skip


class Directory:
    """All people of one portfolio, found by telephone (either form) or by business-scoped user id."""

    def __init__(self) -> None:
        self._by_phone: dict[str, User] = {}
        self._by_id: dict[str, User] = {}

    def __iter__(self) -> Any:
        return iter(self._by_id.values())

    def by_phone(self, number: str) -> User | None:
        return self._by_phone.get(match_key(number))

    def by_id(self, bsuid: str) -> User | None:
        return self._by_id.get(bsuid)

    def find(self, name: str) -> User | None:
        """By either kind of identity, in any written form."""
        user = self._by_id.get(name)
        if user is None:
            try:
                user = self.by_phone(digits_of(name))
            except ValueError:
                return None
        return user

    def meet(self, *, phone: str = "", bsuid: str = "", name: str = "") -> User:
        """The person with these identities, made if new; a new name or a missing phone is taken over."""
        user = (self._by_id.get(bsuid) if bsuid else None) or (self.by_phone(phone) if phone else None)
        if user is None:
            user = User(
                id=bsuid or bsuid_of(match_key(phone) if phone else name or "?"), phone=phone, name=name
            )
        elif bsuid and user.id != bsuid:
            self._by_id.pop(user.id, None)
            user.id = bsuid
        if name:
            user.name = name
        if phone:
            user.phone = phone
            self._by_phone[match_key(phone)] = user
        self._by_id[user.id] = user
        return user

    def change_number(self, user: User, phone: str) -> None:
        """The person moves to another number and gets a new business-scoped user id."""
        self._by_phone.pop(match_key(user.phone), None)
        self._by_id.pop(user.id, None)
        user.phone, user.id = phone, bsuid_of(match_key(phone))
        self._by_phone[match_key(phone)] = user
        self._by_id[user.id] = user
