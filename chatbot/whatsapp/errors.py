"""What the Cloud API's answers mean for us; the only place that knows Meta's codes.

Pure. An answer becomes a value: `Accepted`, or a `Refusal` whose kind says what may happen next. Branches on the
numeric code first and on the HTTP status second; titles, texts and subcodes are declared unreliable by Meta.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from chatbot.whatsapp.measure import clean


class Kind(StrEnum):
    """Why a message did not go out, each with its own next step."""

    NEVER_LEFT = "never_left"  # certain: nobody took it; again soon, for as long as the window is open
    THROTTLED = "throttled"  # the number sends too fast; everybody slows down
    PAIR = "pair"  # too fast for this one person; only this lane pauses
    AMBIGUOUS = "ambiguous"  # it may have been taken; hold, look for the echo, then resend
    CREDENTIALS = "credentials"  # the token; nothing leaves until a person mends it
    ACCOUNT = "account"  # billing, policy, registration; likewise
    WINDOW = "window"  # 24 h without a word of theirs; free-form is over
    PERSON = "person"  # this person cannot or will not be reached
    FORGOTTEN = "forgotten"  # the provider no longer has our file; uploaded anew and sent once more
    BUG = "bug"  # our payload is wrong; a resend would be wrong again


@dataclass(frozen=True, kw_only=True, slots=True)
class Refusal:
    """A message not sent, or not known to be sent. `retry_after_s` is what the provider asked for, else 0."""

    kind: Kind
    retry_after_s: float = 0.0
    code: str = ""
    detail: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Accepted:
    """A message the provider took, and the ids by which it knows the person."""

    wamid: str
    wa_id: str = ""
    user_id: str = ""


_MAINTENANCE_S = 60.0
_SPAM_PAUSE_S = 300.0
_LONGEST_PAUSE_S = 3600.0

_CODES: dict[int, Kind] = (
    dict.fromkeys((0, 190, 10, *range(200, 300), 131005), Kind.CREDENTIALS)
    | dict.fromkeys((3, 33, 368, 131031, 131042, 131037, 131044, 131045), Kind.ACCOUNT)
    | dict.fromkeys((133005, 133006, 133008, 133009, 133010, 133015, 133016), Kind.ACCOUNT)
    | dict.fromkeys((4, 613, 80007, 130429, 131048, 131057, 133000, 133004), Kind.THROTTLED)
    | {131056: Kind.PAIR, 131047: Kind.WINDOW}
    | dict.fromkeys((1, 2, 131000, 131016), Kind.AMBIGUOUS)
    | dict.fromkeys((130403, 130472, 130497, 131021, 131026, 131030, 131049, 131050, 131062), Kind.PERSON)
    | dict.fromkeys((131070, 137000), Kind.PERSON)
    | dict.fromkeys((100, 131008, 131009, 131051, 131052, 131053, 131055, 131061, 131063), Kind.BUG)
    | dict.fromkeys((131064, 131065, 135000), Kind.BUG)
    | dict.fromkeys((*range(132000, 133000), *range(134000, 135000)), Kind.BUG)
)
_PAUSES = {131057: _MAINTENANCE_S, 133000: 30.0, 133004: 30.0, 131048: _SPAM_PAUSE_S, 4: 60.0, 80007: 60.0}

MEDIA_REFUSED = "131053"
MAY_BE_MEDIA = frozenset(("100", "131009"))  # also said of a media id that the provider does not know
MARKETING_STOPPED = "131050"


def kind_of(code: int, *, status: int = 400) -> Kind:
    """The kind of a numeric code; an unknown one counts as ambiguous, whose retries are bounded."""
    known = _CODES.get(code)
    if known is not None:
        return known
    return _kind_of_status(status)


def classify(*, status: int, headers: Mapping[str, str], body: bytes) -> Accepted | Refusal:
    """What one HTTP answer to a send means."""
    content = _json(body)
    error = content.get("error") if content is not None else None
    if isinstance(error, dict):
        return _refusal(status, headers, error)
    if status == 200 and content is not None:
        return _accepted(content)
    kind = _kind_of_status(status)
    return Refusal(
        kind=kind,
        code=f"http_{status}",
        detail="answer without error object",
        retry_after_s=_retry_after(headers),
    )


def never_left(detail: str) -> Refusal:
    """The connection was never made, so nobody can have taken the message."""
    return Refusal(kind=Kind.NEVER_LEFT, code="unreachable", detail=detail)


def unknown_outcome(detail: str) -> Refusal:
    """The request was written and no usable answer came."""
    return Refusal(kind=Kind.AMBIGUOUS, code="no_answer", detail=detail)


def from_status(errors: Any) -> Refusal:
    """The refusal inside a `failed` status webhook."""
    first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
    return _refusal(400, {}, first) if first else Refusal(kind=Kind.PERSON, code="failed")


# ------------------------------------------------------------------------------------------------------------
def _json(body: bytes) -> dict[str, Any] | None:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) else None


def _accepted(content: Mapping[str, Any]) -> Accepted | Refusal:
    messages, contacts = content.get("messages"), content.get("contacts")
    first = messages[0] if isinstance(messages, list) and messages else None
    wamid = first.get("id") if isinstance(first, dict) else None
    if not isinstance(wamid, str) or not 0 < len(wamid) <= 300 or not wamid.isprintable():
        return unknown_outcome("200 without message id")
    person = contacts[0] if isinstance(contacts, list) and contacts and isinstance(contacts[0], dict) else {}
    return Accepted(wamid=wamid, wa_id=_short(person.get("wa_id")), user_id=_short(person.get("user_id")))


def _refusal(status: int, headers: Mapping[str, str], error: Mapping[str, Any]) -> Refusal:
    code = _integer(error.get("code"))
    kind = _kind_of_status(status) if code is None else kind_of(code, status=status)
    if code == 100 and _integer(error.get("error_subcode")) == 33:
        # The number itself is unknown or not ours: every message would fail the same way.
        kind = Kind.ACCOUNT
    pause = _retry_after(headers) or (_PAUSES.get(code, 0.0) if code is not None else 0.0)
    return Refusal(
        kind=kind,
        code=f"http_{status}" if code is None else str(code),
        detail=_detail(error),
        retry_after_s=pause,
    )


def _kind_of_status(status: int) -> Kind:
    if status == 401:
        return Kind.CREDENTIALS
    return Kind.THROTTLED if status == 429 else Kind.AMBIGUOUS


def _detail(error: Mapping[str, Any]) -> str:
    extra = error.get("error_data")
    details = extra.get("details") if isinstance(extra, dict) else extra
    chosen = details or error.get("message") or error.get("title") or ""
    trace = error.get("fbtrace_id")
    return clean(str(chosen)[:400] + (f" [{str(trace)[:60]}]" if trace else ""))


def _retry_after(headers: Mapping[str, str]) -> float:
    try:
        seconds = float(headers.get("retry-after", "0"))
    except ValueError:
        return 0.0
    return min(max(seconds, 0.0), _LONGEST_PAUSE_S) if seconds == seconds else 0.0


def _integer(value: Any) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    try:
        return int(value)
    except ValueError:
        return None


def _short(value: Any) -> str:
    return value if isinstance(value, str) and len(value) <= 200 and value.isprintable() else ""
