"""Seal, unseal and blind: the door of the vault."""

import base64
import binascii
import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

_VERSION = b"\x01"
_NONCE_BYTES = 12  # 96 bits, NIST SP 800-38D 8.2


class UnsealError(Exception):
    """Unable to decrypt: unknown key, or the value was altered or moved to another place."""


@lru_cache(maxsize=1)
def _keyring(configured: str) -> tuple[str, dict[str, AESGCM]]:
    keys: dict[str, AESGCM] = {}
    for part in filter(None, (part.strip() for part in configured.split(","))):
        name, _, encoded = part.partition(":")
        try:
            raw = base64.urlsafe_b64decode(encoded)
        except binascii.Error as error:
            raise ImproperlyConfigured(f"FIELD_ENCRYPTION_KEYS: key {name!r} is not base64") from error
        if len(raw) != 32 or not 1 <= len(name.encode()) <= 255:
            raise ImproperlyConfigured(f"FIELD_ENCRYPTION_KEYS: key {name!r} must be NAME:BASE64 of 32 bytes")
        keys[name] = AESGCM(raw)
    if not keys:
        raise ImproperlyConfigured("FIELD_ENCRYPTION_KEYS: no key given")
    return next(iter(keys)), keys


def seal(value: bytes, *, place: str) -> bytes:
    """Encrypt with the first key of `FIELD_ENCRYPTION_KEYS`; `place` names table, column and row."""
    current, keys = _keyring(settings.FIELD_ENCRYPTION_KEYS)
    name = current.encode()
    nonce = os.urandom(_NONCE_BYTES)
    head = _VERSION + bytes([len(name)]) + name + nonce
    return head + keys[current].encrypt(nonce, value, place.encode())


def unseal(sealed: bytes, *, place: str) -> bytes:
    """Decrypt what `seal` made for the same place; raises UnsealError."""
    _, keys = _keyring(settings.FIELD_ENCRYPTION_KEYS)
    if sealed[:1] != _VERSION or len(sealed) < 2:
        raise UnsealError("unable to unseal: unknown format")
    start = 2 + sealed[1]
    key = keys.get(sealed[2:start].decode(errors="replace"))
    if key is None:
        raise UnsealError("unable to unseal: unknown key id")
    nonce, body = sealed[start : start + _NONCE_BYTES], sealed[start + _NONCE_BYTES :]
    try:
        return key.decrypt(nonce, body, place.encode())
    except (InvalidTag, ValueError) as error:
        raise UnsealError("unable to unseal: altered, or moved from another place") from error


def blind(value: str, *, purpose: str) -> str:
    """The keyed look-up hash of an identifier: HMAC-SHA-256 in hex, one key space a purpose."""
    message = f"{purpose}\x00{value}".encode()
    return hmac.new(settings.LOOKUP_KEY.encode(), message, hashlib.sha256).hexdigest()
