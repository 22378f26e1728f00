"""A file that the provider has forgotten is uploaded anew once; then the words go without it (R1.8)."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.utils import timezone

from chatbot.whatsapp import services as whatsapp
from chatbot.whatsapp.models import Upload
from tests.whatsapp.conftest import NUMBER, Api, Lane, refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _file(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "a.jpg").write_bytes(b"\x89PNG" + b"x" * 100)


def known_upload(media_id: str = "old") -> None:
    day = timezone.now() - timedelta(days=1)
    Upload.objects.create(asset="a.jpg", phone_number_id=NUMBER, media_id=media_id, uploaded_at=day)


def uploaded(name: str) -> httpx.Response:
    return httpx.Response(200, json={"id": name})


def photo() -> dict[str, Any]:
    return whatsapp.image(asset="a.jpg", caption="Onix 2020")


def deliver_all(lane: Lane) -> None:
    while lane.deliver() == 0:
        pass


@pytest.mark.parametrize("code", [100, 131009])
def test_a_forgotten_upload_is_made_anew_and_the_picture_sent(lane: Lane, api: Api, code: int) -> None:
    known_upload()
    api.script = [refused(code), uploaded("new")]
    (row,) = lane.queue(photo())
    deliver_all(lane)
    row.refresh_from_db()
    assert [body["image"]["id"] for body in api.bodies] == ["old", "new"]
    assert (lane.states, row.attempts) == (["SENT"], 1)
    assert Upload.objects.get().media_id == "new"


def test_a_forgotten_picture_of_a_header_too(lane: Lane, api: Api) -> None:
    known_upload()
    api.script = [refused(131009), uploaded("new")]
    lane.queue(whatsapp.buttons("corpo", [("1", "a")], header=whatsapp.image(asset="a.jpg")))
    deliver_all(lane)
    assert lane.states == ["SENT"]
    assert b'"id":"new"' in api.requests[-1].content


def test_refused_again_it_goes_as_its_words(lane: Lane, api: Api) -> None:
    known_upload()
    api.script = [refused(131009), uploaded("new"), refused(131009)]
    lane.queue(photo())
    deliver_all(lane)
    assert lane.states == ["DEAD", "SENT"]
    assert api.texts == ["Onix 2020"]
    assert len(api.requests) == 4, "one upload, not one a try"


def test_a_fresh_upload_that_is_refused_is_not_made_again(lane: Lane, api: Api) -> None:
    api.script = [uploaded("new"), refused(100)]
    lane.queue(photo())
    deliver_all(lane)
    assert lane.states == ["DEAD", "SENT"]
    assert api.texts == ["Onix 2020"]


def test_a_text_refused_with_the_same_code_is_dead_at_once(lane: Lane, api: Api) -> None:
    api.script = [refused(131009)]
    lane.queue("oi")
    deliver_all(lane)
    assert (lane.states, len(api.requests)) == (["DEAD"], 1)


def test_an_unknown_number_is_not_the_file(lane: Lane, api: Api) -> None:
    known_upload()
    api.script = [refused(100, error_subcode=33)]
    lane.queue(photo())
    lane.deliver()
    assert lane.states == ["QUEUED"]
    assert Upload.objects.get().media_id == "old"
