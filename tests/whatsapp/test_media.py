"""Files of ours before they are sent, and files of customers, fetched at once and from nowhere else (I1-I8)."""

import base64
import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from django.utils import timezone

from chatbot.whatsapp import media
from chatbot.whatsapp import services as whatsapp
from chatbot.whatsapp.models import InboundMedia, OutboundMessage, Upload
from sessions_app.models import InboxEvent
from tests.whatsapp.conftest import NUMBER, Api, Lane, refused

pytestmark = pytest.mark.django_db

PICTURE = b"\x89PNG" + b"x" * 100
URL = "https://lookaside.fbsbx.com/whatsapp/1"


@pytest.fixture(autouse=True)
def root(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "stock").mkdir()
    (tmp_path / "stock" / "a.jpg").write_bytes(PICTURE)
    return tmp_path


def uploaded(name: str = "m1") -> httpx.Response:
    return httpx.Response(200, json={"id": name})


def photo(asset: str = "stock/a.jpg") -> dict[str, Any]:
    return whatsapp.image(asset=asset, caption="Onix 2020")


def test_a_picture_is_uploaded_once_and_sent_by_id(lane: Lane, api: Api) -> None:
    api.script = [uploaded()]
    lane.queue(photo(), photo())
    lane.deliver()
    upload, *sends = api.requests
    assert upload.url.path == f"/v26.0/{NUMBER}/media"
    assert b'name="messaging_product"' in upload.content
    assert PICTURE in upload.content
    assert len(sends) == 2
    assert b'"image":{"caption":"Onix 2020","id":"m1"}' in sends[0].content
    assert lane.states == ["SENT", "SENT"]


def test_a_header_picture_is_uploaded_too(lane: Lane, api: Api) -> None:
    api.script = [uploaded()]
    lane.queue(whatsapp.buttons("corpo", [("1", "a")], header=whatsapp.image(asset="stock/a.jpg")))
    lane.deliver()
    assert b'"header":{"type":"image","image":{"id":"m1"}}' in api.requests[1].content


def test_an_upload_is_renewed_after_25_days(lane: Lane, api: Api) -> None:
    old = timezone.now() - timedelta(days=26)
    Upload.objects.create(asset="stock/a.jpg", phone_number_id=NUMBER, media_id="old", uploaded_at=old)
    api.script = [uploaded("new")]
    lane.queue(photo())
    lane.deliver()
    assert Upload.objects.get().media_id == "new"


@pytest.mark.parametrize(
    "asset",
    [
        "../../etc/passwd",
        "/etc/passwd",
        "stock/none.jpg",
        "stock",
        "stock/a.webp",
        "a\0b.jpg",
        "inbound/x.jpg",
    ],
)
def test_a_file_that_cannot_be_used_leaves_as_its_words(lane: Lane, api: Api, root: Path, asset: str) -> None:
    (root / "stock" / "a.webp").write_bytes(b"x")
    (root / "inbound").mkdir()
    (root / "inbound" / "x.jpg").write_bytes(b"x")
    lane.queue(photo(asset))
    lane.deliver()
    assert api.texts == ["Onix 2020"]
    assert len(api.requests) == 1


def test_a_picture_too_large_leaves_as_its_words(lane: Lane, api: Api, root: Path) -> None:
    with (root / "stock" / "a.jpg").open("wb") as file:
        file.truncate(5 * 1024 * 1024 + 1)
    lane.queue(photo())
    lane.deliver()
    assert api.texts == ["Onix 2020"]


def test_an_upload_that_fails_waits_and_then_gives_way_to_the_words(lane: Lane, api: Api) -> None:
    (row,) = lane.queue(photo())
    for _ in range(3):
        api.script = [httpx.Response(503)]
        assert lane.deliver()
        OutboundMessage.objects.filter(pk=row.pk).update(due_at=timezone.now() - timedelta(seconds=1))
    api.script = [httpx.Response(503)]
    lane.deliver()
    row.refresh_from_db()
    assert (api.texts, row.state, row.attempts) == (["Onix 2020"], "SENT", 1)


def test_a_dead_token_at_the_upload_stops_the_number(lane: Lane, api: Api) -> None:
    api.script = [refused(190, status=401)]
    lane.queue(photo())
    lane.deliver()
    assert lane.deliver()
    assert (lane.states, len(api.requests)) == (["QUEUED"], 1)


# --- inbound ------------------------------------------------------------------------------------------------
def inbound(lane: Lane, content: bytes = PICTURE, **members: Any) -> InboundMedia:
    event = InboxEvent.objects.get(contact_id=lane.id)
    sha = base64.b64encode(hashlib.sha256(content).digest()).decode()
    picture = {"id": "777", "mime_type": "image/jpeg; x=1", "sha256": sha, **members}
    row = whatsapp.queue_media(event_id=event.pk, payload={"type": "image", "image": picture})
    assert row is not None
    return row


def look_up(url: str = URL, **members: Any) -> httpx.Response:
    return httpx.Response(200, json={"url": url, "mime_type": "image/jpeg", "id": "777", **members})


def fetched(row: InboundMedia) -> InboundMedia:
    media.fetch(media_pk=row.pk)
    row.refresh_from_db()
    return row


def test_a_file_is_fetched_with_the_token_and_kept_under_a_generated_name(
    lane: Lane, api: Api, root: Path
) -> None:
    api.script = [look_up(), httpx.Response(200, content=PICTURE)]
    row = fetched(inbound(lane, filename="../../etc/passwd"))
    assert (row.state, row.size, row.mime_type) == ("STORED", len(PICTURE), "image/jpeg")
    assert (root / row.path).read_bytes() == PICTURE
    assert row.path.startswith("inbound/")
    assert "passwd" not in row.path
    assert (root / row.path).stat().st_mode & 0o777 == 0o600
    assert str(api.requests[0].url).endswith(f"/v26.0/777?phone_number_id={NUMBER}")
    assert api.requests[1].headers["authorization"] == "Bearer secret-token"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/x",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]/x",
        "http://2130706433/x",
        "https://lookaside.fbsbx.com@10.0.0.1/x",
        "https://lookaside.fbsbx.com.evil.example/x",
        "file:///etc/passwd",
        "gopher://127.0.0.1:25/x",
    ],
)
def test_other_hosts_are_never_asked(lane: Lane, api: Api, url: str) -> None:
    """I1."""
    api.script = [look_up(url)]
    row = fetched(inbound(lane))
    assert (row.state, len(api.requests)) == ("GONE", 1)
    assert row.problem


def test_a_redirect_to_a_private_address_is_not_followed(lane: Lane, api: Api) -> None:
    """I2."""
    api.script = [look_up(), httpx.Response(302, headers={"location": "http://169.254.169.254/"})]
    row = fetched(inbound(lane))
    assert (row.state, len(api.requests)) == ("WAITING", 2)


@pytest.mark.parametrize("how", ["told", "streamed"])
def test_what_is_too_large_is_cut_off(
    lane: Lane, api: Api, root: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """I6."""
    monkeypatch.setattr(media, "INBOUND_LIMIT", 50)
    told = {"file_size": 51} if how == "told" else {}
    api.script = [look_up(**told), httpx.Response(200, content=b"x" * 51)]
    row = fetched(inbound(lane))
    assert row.state == "GONE"
    assert list(root.glob("inbound/**/*.*")) == []


def test_a_wrong_digest_is_tried_again_and_leaves_nothing(lane: Lane, api: Api, root: Path) -> None:
    api.script = [look_up(), httpx.Response(200, content=b"other")]
    row = fetched(inbound(lane))
    assert (row.state, row.attempts) == ("WAITING", 1)
    assert row.due_at > timezone.now()
    assert list(root.glob("inbound/**/*.*")) == []


@pytest.mark.parametrize("status", [400, 404])
def test_an_expired_id_is_gone(lane: Lane, api: Api, status: int) -> None:
    """I8."""
    api.script = [refused(100, status=status)]
    assert fetched(inbound(lane)).state == "GONE"


def test_fetching_is_bounded(lane: Lane, api: Api) -> None:
    """I8."""
    row = inbound(lane)
    for _ in range(media.MOST_FETCHES):
        api.script = [httpx.Response(500)]
        InboundMedia.objects.update(due_at=timezone.now() - timedelta(seconds=1))
        media.fetch(media_pk=row.pk)
    row.refresh_from_db()
    assert (row.state, len(api.requests)) == ("GONE", media.MOST_FETCHES)


def test_a_full_disk_is_not_the_end(lane: Lane, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """D7."""

    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    api.script = [look_up()]
    monkeypatch.setattr(media.os, "open", full)
    assert fetched(inbound(lane)).state == "WAITING"


def test_a_file_is_noted_once_and_texts_have_none(lane: Lane) -> None:
    first = inbound(lane)
    assert inbound(lane).pk == first.pk
    assert media.queue_media(event_id=1, payload={"type": "text", "text": {"body": "x"}}) is None
    assert media.queue_media(event_id=1, payload={"type": "image", "image": "x"}) is None


def test_a_vanished_row_is_nobodys_work(db: None) -> None:
    assert media.fetch(media_pk=123456) is None


@pytest.mark.parametrize(
    ("told", "hex_digest"),
    [
        (hashlib.sha256(b"x").hexdigest().upper(), hashlib.sha256(b"x").hexdigest()),
        (base64.b64encode(hashlib.sha256(b"x").digest()).decode(), hashlib.sha256(b"x").hexdigest()),
        (base64.urlsafe_b64encode(hashlib.sha256(b"x").digest()).decode(), hashlib.sha256(b"x").hexdigest()),
        ("", ""),
        ("é", ""),
        (str(uuid4()), ""),
        (None, ""),
    ],
)
def test_digests_in_any_spelling(told: Any, hex_digest: str) -> None:
    assert media.digest_of(told) == hex_digest
