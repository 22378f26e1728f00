"""Uploaded and inbound files: kinds, sizes, ages, five-minute addresses."""

import base64
import hashlib
import re
from dataclasses import dataclass, field

from chatbot.simulator.errors import GraphError, unknown_object, want
from chatbot.simulator.wire import Json

MB = 1024 * 1024
UPLOADED_FOR_S = 30 * 86_400
INBOUND_FOR_S = 7 * 86_400
ADDRESS_FOR_S = 300
_OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS: dict[str, tuple[frozenset[str], int]] = {
    "image": (frozenset(["image/jpeg", "image/png"]), 5 * MB),
    "audio": (frozenset(["audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"]), 16 * MB),
    "video": (frozenset(["video/mp4", "video/3gpp"]), 16 * MB),
    "document": (
        frozenset(
            [
                "text/plain", "application/pdf", "application/msword", "application/vnd.ms-excel",
                "application/vnd.ms-powerpoint", f"{_OFFICE}wordprocessingml.document",
                f"{_OFFICE}spreadsheetml.sheet", f"{_OFFICE}presentationml.presentation",
            ]
        ),
        100 * MB,
    ),
    "sticker": (frozenset(["image/webp"]), 500 * 1024),
}  # fmt: skip
_MAGIC = {
    "image/jpeg": b"\xff\xd8\xff",
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/webp": b"RIFF",
    "audio/ogg": b"OggS",
}


@dataclass
class File:
    """One file as the Graph holds it."""

    id: str
    number: str
    mime: str
    data: bytes
    made_at: float
    inbound: bool = False
    name: str = ""
    addresses: dict[str, float] = field(default_factory=dict)

    @property
    def sha256(self) -> bytes:
        return hashlib.sha256(self.data).digest()

    @property
    def sha256_base64(self) -> str:
        """As webhooks write it."""
        return base64.b64encode(self.sha256).decode()

    def expired(self, now: float) -> bool:
        return now > self.made_at + (INBOUND_FOR_S if self.inbound else UPLOADED_FOR_S)


class Shelf:
    """All files by id."""

    def __init__(self) -> None:
        self.files: dict[str, File] = {}

    def add(self, file: File) -> File:
        self.files[file.id] = file
        return file

    def get(self, file_id: str, *, now: float) -> File:
        """The file, or the Graph's answer for an unknown or expired id."""
        file = self.files.get(file_id)
        if file is None or file.expired(now):
            raise unknown_object(file_id)
        return file

    def look_up(self, file_id: str, *, now: float, base_url: str, token: str, number: str = "") -> Json:
        """`GET /{media_id}`: facts and an address that lives five minutes."""
        file = self.get(file_id, now=now)
        if number and number != file.number:
            raise unknown_object(file_id)
        file.addresses = {key: until for key, until in file.addresses.items() if until > now}
        file.addresses[token] = now + ADDRESS_FOR_S
        return {
            "messaging_product": "whatsapp",
            "url": f"{base_url}/_media/{file.id}?token={token}",
            "mime_type": file.mime,
            "sha256": file.sha256.hex(),
            "file_size": len(file.data),
            "id": file.id,
        }

    def check_sendable(self, reference: Json, *, kind: str, number: str, now: float) -> str:
        """Step 9: known, of this number, alive (else 131009 at once). Returns why 131053 follows, or ''."""
        file = self.files.get(str(reference.get("id")))
        known = file is not None and not file.inbound and file.number == number and not file.expired(now)
        want(known, 131009, f"{kind}['id'] is not a media id of this number or has expired.")
        assert file is not None
        bare = file.mime.split(";")[0].strip()
        allowed, most = KINDS[kind]
        if bare not in allowed and kind != "document":
            return f"Media MIME type '{bare}' is not supported for {kind}."
        if len(file.data) > most:
            return f"Media size {len(file.data)} exceeds {most}."
        if reference.get("voice") and bare != "audio/ogg":
            return "A voice message needs audio/ogg with the opus codec."
        return ""


def check_upload(*, mime: str, data: bytes) -> None:
    """The refusals of `POST /{phone_number_id}/media`."""
    bare = mime.split(";")[0].strip().lower()
    want(data, 100, "The file is empty.")
    sizes = [most for allowed, most in KINDS.values() if bare in allowed]
    if not sizes:
        raise GraphError(100, f"Param file must be a file with one of the supported types; got '{bare}'.")
    want(
        len(data) <= max(sizes), 100, f"File size {len(data)} exceeds the limit of {max(sizes)} for '{bare}'."
    )
    magic = _MAGIC.get(bare, b"")
    want(data.startswith(magic), 131053, f"The content of the file is not '{bare}'.")


def split_form(content_type: str, body: bytes) -> tuple[dict[str, str], tuple[str, str, bytes] | None]:
    """Fields of a multipart form and its `file` as (name, mime, data)."""
    found = re.search(r'boundary="?([^";]+)"?', content_type)
    want(
        found and content_type.startswith("multipart/form-data"), 100, "The body must be multipart/form-data."
    )
    assert found
    fields: dict[str, str] = {}
    file = None
    for part in body.split(b"--" + found[1].encode())[1:-1]:
        head, _, data = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        data = data.removesuffix(b"\r\n")
        text = head.decode("utf-8", "replace")
        name = re.search(r'[;\s]name="([^"]*)"', text)
        filename = re.search(r'filename="([^"]*)"', text)
        mime = re.search(r"(?im)^content-type:\s*(\S.*?)\s*$", text)
        if filename or (name and name[1] == "file"):
            file = (filename[1] if filename else "", mime[1] if mime else "", data)
        elif name:
            fields[name[1]] = data.decode("utf-8", "replace")
    return fields, file
