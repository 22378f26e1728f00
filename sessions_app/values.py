"""What crosses the door of the sessions room."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID


class LostLease(Exception):
    """Unable to commit the turn: somebody else took the lane, or the session moved on."""


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Who wrote, in the words of the provider; any of the names may be missing."""

    bsuid: str = ""
    parent_bsuid: str = ""
    phone: str = ""
    name: str = ""

    @property
    def known(self) -> bool:
        """Whether anything here identifies a person."""
        return bool(self.bsuid or self.phone)


@dataclass(frozen=True, kw_only=True)
class IncomingEvent:
    """One element of a webhook before it is stored; `parked_reason` marks one that cannot be worked on."""

    kind: str
    type: str
    event_key: str
    payload: dict[str, Any]
    provider_at: datetime
    wamid: str = ""
    phone_number_id: str = ""
    sender: Sender | None = None
    parked_reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Stored:
    """What a stored webhook calls for: contacts to wake, and whether statuses came."""

    contacts: frozenset[UUID] = frozenset()
    statuses: bool = False


@dataclass(frozen=True, kw_only=True)
class Inbound:
    """One stored event, opened."""

    id: int
    uuid: UUID
    kind: str
    type: str
    wamid: str
    payload: dict[str, Any]
    provider_at: datetime
    received_at: datetime
    attempts: int


@dataclass(frozen=True, kw_only=True)
class SessionView:
    """The session as it was when the lane was claimed; `turn` guards the commit."""

    id: UUID
    turn: int
    state: str
    memory: Mapping[str, Any]
    started_at: datetime
    active_at: datetime


@dataclass(frozen=True, kw_only=True)
class Claim:
    """The right to work on a lane until the lease ends, and everything that was read under it."""

    contact_id: UUID
    fence: int
    worker: str
    phone_number_id: str
    owner: str
    owner_version: int
    window_until: datetime | None
    opted_out: bool
    name: str
    session: SessionView
    events: tuple[Inbound, ...]
    parked: tuple[Inbound, ...] = field(default=())


@dataclass(frozen=True, kw_only=True)
class NotDue:
    """The customer may still be typing: ask again in `wait_ms` milliseconds."""

    wait_ms: int


@dataclass(frozen=True, kw_only=True)
class Address:
    """How to reach a contact: `to` is the phone exactly as received, else `recipient` is the business-scoped id."""

    to: str = ""
    recipient: str = ""


@dataclass(frozen=True, kw_only=True)
class ContactView:
    """What the sender must know before each attempt."""

    owner: str
    owner_version: int
    window_until: datetime | None
    opted_out: bool
    phone_number_id: str
