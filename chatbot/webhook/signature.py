"""The signature of a webhook. Pure."""

import hashlib
import hmac
import re
from collections.abc import Iterable

# One `sha256=` and 64 lower-case hex digits, as Meta writes it; everything else is refused unread.
_FORM = re.compile(r"sha256=[0-9a-f]{64}\Z", re.ASCII)


def sign(body: bytes, secret: bytes) -> str:
    """The header value for these bytes."""
    return "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest()


def is_signed(body: bytes, header: str, secrets: Iterable[bytes]) -> bool:
    """Whether the header signs exactly these bytes with one of the app secrets, compared in constant time."""
    if not _FORM.match(header):
        return False
    given = header.encode("ascii")
    # No early exit: the time must not tell which secret of a rotation fits.
    fits = [hmac.compare_digest(sign(body, secret).encode("ascii"), given) for secret in secrets]
    return any(fits)
