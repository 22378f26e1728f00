"""R10.2: AES-256-GCM with key ids, bound to its place, and keyed look-up hashes."""

import base64
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from chatbot.vault import services as vault


def key(name: str, byte: int) -> str:
    return f"{name}:" + base64.urlsafe_b64encode(bytes([byte]) * 32).decode()


@given(value=st.binary(max_size=300), place=st.text(max_size=40).filter(lambda text: text.isprintable()))
def test_what_was_sealed_opens_at_its_place(value: bytes, place: str) -> None:
    assert vault.unseal(vault.seal(value, place=place), place=place) == value


def test_the_same_value_is_sealed_differently_each_time() -> None:
    assert vault.seal(b"oi", place="a") != vault.seal(b"oi", place="a")


def test_a_moved_value_does_not_open() -> None:
    sealed = vault.seal(b"oi", place="inbox|payload|1")
    with pytest.raises(vault.UnsealError):
        vault.unseal(sealed, place="inbox|payload|2")


def test_every_altered_byte_is_noticed() -> None:
    sealed = vault.seal(b"oi", place="a")
    for position in range(len(sealed)):
        altered = bytearray(sealed)
        altered[position] ^= 1
        with pytest.raises(vault.UnsealError):
            vault.unseal(bytes(altered), place="a")


@pytest.mark.parametrize("cut", range(31))
def test_every_cut_is_noticed(cut: int) -> None:
    with pytest.raises(vault.UnsealError):
        vault.unseal(vault.seal(b"oi", place="a")[:cut], place="a")


def test_keys_rotate(settings: Any) -> None:
    settings.FIELD_ENCRYPTION_KEYS = key("old", 1)
    before = vault.seal(b"oi", place="a")
    settings.FIELD_ENCRYPTION_KEYS = f"{key('new', 2)}, {key('old', 1)}"
    assert vault.unseal(before, place="a") == b"oi"
    after = vault.seal(b"oi", place="a")
    settings.FIELD_ENCRYPTION_KEYS = key("new", 2)
    assert vault.unseal(after, place="a") == b"oi"
    with pytest.raises(vault.UnsealError, match="unknown key"):
        vault.unseal(before, place="a")


@pytest.mark.parametrize("configured", ["", "k1", "k1:c2hvcnQ=", "k1:a", ":" + key("x", 1).partition(":")[2]])
def test_keys_of_a_wrong_form_are_refused(settings: Any, configured: str) -> None:
    settings.FIELD_ENCRYPTION_KEYS = configured
    with pytest.raises(ImproperlyConfigured):
        vault.seal(b"oi", place="a")


def test_look_up_hashes_are_keyed_and_have_a_purpose(settings: Any) -> None:
    settings.LOOKUP_KEY = "one"
    first = vault.blind("5511987654321", purpose="phone")
    assert first == vault.blind("5511987654321", purpose="phone")
    assert len(first) == 64
    assert first != vault.blind("5511987654321", purpose="bsuid")
    settings.LOOKUP_KEY = "two"
    assert first != vault.blind("5511987654321", purpose="phone")
