"""The door of the sessions room: contacts, the inbox, lanes and their turns."""

from sessions_app.contacts import contact_snapshot, set_opted_out, set_owner
from sessions_app.identity import address_of, link_identity, undo_merge
from sessions_app.inbox import (
    close_events,
    held,
    parked_events,
    postpone,
    retry_parked,
    store_delivery,
    waiting_statuses,
)
from sessions_app.keeping import keeping
from sessions_app.lane import claim, finish, lanes_waiting, oldest_wait_s, release
from sessions_app.retention import prune_deliveries
from sessions_app.values import (
    Address,
    Claim,
    ContactView,
    Inbound,
    IncomingEvent,
    LostLease,
    NotDue,
    Sender,
    SessionView,
    Stored,
)

__all__ = [
    "Address",
    "Claim",
    "ContactView",
    "Inbound",
    "IncomingEvent",
    "LostLease",
    "NotDue",
    "Sender",
    "SessionView",
    "Stored",
    "address_of",
    "claim",
    "close_events",
    "contact_snapshot",
    "finish",
    "held",
    "keeping",
    "lanes_waiting",
    "link_identity",
    "oldest_wait_s",
    "parked_events",
    "postpone",
    "prune_deliveries",
    "release",
    "retry_parked",
    "set_opted_out",
    "set_owner",
    "store_delivery",
    "undo_merge",
    "waiting_statuses",
]
