"""Upload, look-up, download and their refusals (WHATSAPP.md 7.3)."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from chatbot.simulator import samples
from tests.simulator.conftest import ANA, NUMBER, Hook, Rig

PHOTO = samples.sample("image")[1]


def form(data: bytes, mime: str) -> bytes:
    head = b'--b0\r\nContent-Disposition: form-data; name="messaging_product"\r\n\r\nwhatsapp\r\n'
    file = b'--b0\r\nContent-Disposition: form-data; name="file"; filename="a"\r\nContent-Type: %b\r\n\r\n'
    return head + file % mime.encode() + data + b"\r\n--b0--\r\n"


def upload(rig: Rig, data: bytes = PHOTO, mime: str = "image/jpeg") -> tuple[int, dict[str, object]]:
    headers = {"content-type": "multipart/form-data; boundary=b0"}
    return rig.call("POST", f"/v26.0/{NUMBER}/media", form(data, mime), **headers)


def test_upload_and_send(talking: Rig) -> None:
    status, answer = upload(talking)
    assert status == 200
    assert talking.api.state.shelf.files[str(answer["id"])].data == PHOTO
    assert talking.accepted(type="image", image={"id": answer["id"], "caption": "Onix"})


@pytest.mark.parametrize(
    ("data", "mime"),
    [
        (b"GIF89a", "image/gif"),
        (b"", "image/jpeg"),
        (b"no jpeg", "image/jpeg"),
        (b"\xff\xd8\xff" + bytes(5 * 1024 * 1024), "image/jpeg"),
        (bytes(17 * 1024 * 1024), "video/mp4"),
    ],
)
def test_upload_refused(rig: Rig, data: bytes, mime: str) -> None:
    assert upload(rig, data, mime)[0] == 400


def test_look_up_and_download(rig: Rig) -> None:
    media_id = str(upload(rig)[1]["id"])
    status, facts = rig.call("GET", f"/v26.0/{media_id}?phone_number_id={NUMBER}")
    assert (status, facts["mime_type"], facts["file_size"]) == (200, "image/jpeg", len(PHOTO))
    parts = urlsplit(facts["url"])

    def get(token: str) -> int:
        headers = {"authorization": token}
        return rig.api.handle(method="GET", path=parts.path, query=parts.query, headers=headers).status

    assert (get(""), get("Bearer other"), get("Bearer token")) == (401, 401, 200)
    rig.emu("POST", "clock", {"advance_s": 301})
    assert get("Bearer token") == 404


def test_ids_die(talking: Rig, hook: Hook) -> None:
    """Uploaded ids live 30 days, inbound ones 7."""
    media_id = str(upload(talking)[1]["id"])
    inbound = talking.emu("POST", "inbound", {"from": ANA, "type": "image"})["media_id"]
    talking.emu("POST", "clock", {"advance_s": 8 * 86_400})
    assert talking.call("GET", f"/v26.0/{inbound}")[0] == 400
    assert talking.call("GET", f"/v26.0/{media_id}")[0] == 200
    talking.emu("POST", "clock", {"advance_s": 23 * 86_400})
    assert talking.refused(type="image", image={"id": media_id}) == 131009


def test_unknown_id_is_refused_at_once(talking: Rig) -> None:
    assert talking.refused(type="image", image={"id": "42"}) == 131009


def test_wrong_kind_fails_later(talking: Rig, wait: Callable[..., float]) -> None:
    media_id = upload(talking)[1]["id"]
    wamid = talking.accepted(type="video", video={"id": media_id})
    wait(lambda: talking.status(wamid) == "failed", seconds=5)
    assert talking.api.state.by_wamid[wamid].error == 131053


def test_a_link_that_cannot_be_fetched_fails_later(talking: Rig, wait: Callable[..., float]) -> None:
    talking.configure(bad_links=["broken.example"])
    wamid = talking.accepted(type="image", image={"link": "https://broken.example/a.jpg"})
    wait(lambda: talking.status(wamid) == "failed", seconds=5)
    assert talking.accepted(type="image", image={"link": "https://fine.example/a.jpg"})


def test_delete(rig: Rig) -> None:
    media_id = upload(rig)[1]["id"]
    assert rig.call("DELETE", f"/v26.0/{media_id}") == (200, {"success": True})
    assert rig.call("GET", f"/v26.0/{media_id}")[0] == 400


@pytest.mark.parametrize(
    ("kind", "magic"),
    [
        ("image", b"\xff\xd8\xff"),
        ("audio", b"OggS"),
        ("sticker", b"RIFF"),
        ("document", b"%PDF"),
        ("video", b"\0\0\0"),
    ],
)
def test_samples_are_what_they_say(kind: str, magic: bytes) -> None:
    assert samples.sample(kind)[1].startswith(magic)
