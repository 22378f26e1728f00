"""E9: a token in a file is read at each use, so that a changed one needs no restart."""

from pathlib import Path
from typing import Any

import pytest

from tests.whatsapp.conftest import Api, Lane

pytestmark = pytest.mark.django_db


@pytest.fixture
def token(settings: Any, tmp_path: Path) -> Path:
    settings.WHATSAPP_ACCESS_TOKEN_FILE = tmp_path / "token"
    settings.WHATSAPP_ACCESS_TOKEN_FILE.write_text("first\n")
    return tmp_path / "token"


def test_a_changed_token_is_taken_without_a_restart(lane: Lane, api: Api, token: Path) -> None:
    lane.queue("a")
    lane.deliver()
    token.write_text("second\n")
    lane.queue("b")
    lane.deliver()
    assert [request.headers["Authorization"] for request in api.requests] == ["Bearer first", "Bearer second"]


@pytest.mark.parametrize("content", [None, b"", b"two\nlines", b"\xff"])
def test_while_the_file_cannot_be_used_messages_wait(
    lane: Lane, api: Api, token: Path, content: bytes | None
) -> None:
    token.unlink() if content is None else token.write_bytes(content)
    (row,) = lane.queue("a")
    assert lane.deliver()
    row.refresh_from_db()
    assert (lane.states, row.attempts, len(api.requests)) == (["QUEUED"], 0, 0)
