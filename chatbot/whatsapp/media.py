"""Files both ways: uploads of ours before they are sent, and what customers send, fetched at once and kept apart."""

import base64
import binascii
import hashlib
import json
import mimetypes
import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.conf import settings
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone
from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_none

from chatbot.operation import services as operation
from chatbot.operation.statement import Statement, columns
from chatbot.whatsapp import client, errors, payloads
from chatbot.whatsapp.errors import Kind, Refusal
from chatbot.whatsapp.measure import clean, is_clean
from chatbot.whatsapp.models import InboundMedia, OutboundMessage, Upload

RENEW_AFTER = timedelta(days=25)
INBOUND_LIMIT = 100 * 1024 * 1024
MOST_FETCHES = 5
_FETCH_S = 120.0
_FETCH_LEASE = timedelta(seconds=180)
_FETCH_PAUSES_S = (5, 30, 120, 600)
_UPLOADS_BEFORE_TEXT = 3
_MIB = 1024 * 1024

_UPLOAD_LIMITS: dict[str, tuple[frozenset[str], int]] = {
    "image": (frozenset(("image/jpeg", "image/png")), 5 * _MIB),
    "audio": (frozenset(("audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg")), 16 * _MIB),
    "video": (frozenset(("video/mp4", "video/3gpp")), 16 * _MIB),
    "sticker": (frozenset(("image/webp",)), 500 * 1024),
    "document": (frozenset(), 100 * _MIB),
}
_EXTENSIONS = {
    "image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "audio/aac": ".aac", "audio/amr": ".amr",
    "audio/mpeg": ".mp3", "audio/mp4": ".m4a", "audio/ogg": ".ogg", "video/mp4": ".mp4", "video/3gpp": ".3gp",
    "application/pdf": ".pdf",
}  # fmt: skip
_KINDS = ("image", "video", "audio", "document", "sticker")


class UnusableFile(Exception):
    """Unable to upload: outside MEDIA_ROOT, missing, of a refused type or too large."""


# --- ours, out ----------------------------------------------------------------------------------------------
def prepare(row: OutboundMessage) -> payloads.Payload | Refusal:
    """The payload ready to be sent: a file of ours replaced by its media id, uploading it if need be.

    A file that cannot be used, or cannot be uploaded after three tries, is replaced by the message's plain text.
    """
    payload: payloads.Payload = json.loads(json.dumps(row.payload))
    part = payloads.media_part(payload)
    if part is None:
        return payload
    kind, member = part
    try:
        outcome = media_id(asset=str(member["asset"]), kind=kind, phone_number_id=row.phone_number_id)
    except UnusableFile as error:
        operation.alert(kind="media_unusable", detail=f"sent as text: {error}")
        return payloads.text(payloads.plain_text(row.payload))
    if isinstance(outcome, Refusal):
        is_enough = row.refusals >= _UPLOADS_BEFORE_TEXT or outcome.kind in (Kind.BUG, Kind.PERSON)
        is_stopped = outcome.kind in (Kind.CREDENTIALS, Kind.ACCOUNT)
        return payloads.text(payloads.plain_text(row.payload)) if is_enough and not is_stopped else outcome
    del member["asset"]
    member["id"] = outcome
    return payload


_UPLOADED = Statement(
    sql="SELECT {columns} FROM whatsapp_upload WHERE asset = %s AND phone_number_id = %s",
    columns=columns(Upload, "media_id", "uploaded_at"),
)


def media_id(*, asset: str, kind: str, phone_number_id: str) -> str | Refusal:
    """The media id of a file under MEDIA_ROOT for this number; raises `UnusableFile`."""
    if not is_clean(asset):
        raise UnusableFile("path cannot be read")
    known = _UPLOADED.row(asset, phone_number_id)
    if known is not None and known[1] > timezone.now() - RENEW_AFTER:
        return str(known[0])
    path, mime_type = _usable(asset, kind)
    try:
        answer = _upload(path, mime_type, phone_number_id)
    except client.Unreachable as error:
        return errors.never_left(str(error))
    except client.NoAnswer as error:
        return errors.unknown_outcome(str(error))
    uploaded = _member(answer.body, "id")
    if answer.status != 200 or not uploaded:
        refusal = errors.classify(status=answer.status, headers=answer.headers, body=answer.body)
        return refusal if isinstance(refusal, Refusal) else errors.unknown_outcome("upload without id")
    Upload.objects.update_or_create(
        asset=asset,
        phone_number_id=phone_number_id,
        defaults={"media_id": uploaded, "uploaded_at": timezone.now()},
    )
    return uploaded


def is_to_blame(row: OutboundMessage, refusal: Refusal) -> bool:
    """Whether the file in a message may be what the provider did not like."""
    is_named = refusal.kind == Kind.BUG and refusal.code in errors.MAY_BE_MEDIA
    return is_named and payloads.media_part(row.payload) is not None


def forget(row: OutboundMessage, sent: payloads.Payload, refusal: Refusal) -> bool:
    """After a refusal: drop the upload whose id was sent, so that the file is uploaded anew; whether to send again.

    Not when it was uploaded for this very message: then the file is not what is wrong.
    """
    ours = payloads.media_part(row.payload)
    if ours is None or not is_to_blame(row, refusal):
        return False
    given = payloads.media_id(sent)
    uploads = Upload.objects.filter(asset=str(ours[1]["asset"]), phone_number_id=row.phone_number_id)
    if not given or uploads.filter(media_id=given, uploaded_at__gte=row.created_at).exists():
        return False
    uploads.filter(media_id=given).delete()
    return True


def _usable(asset: str, kind: str) -> tuple[Path, str]:
    root = Path(settings.MEDIA_ROOT).resolve()
    try:
        path = (root / asset).resolve()
    except (OSError, ValueError) as error:
        raise UnusableFile("path cannot be read") from error
    if not path.is_relative_to(root) or path.is_relative_to(root / "inbound") or not path.is_file():
        raise UnusableFile("not a file of ours")
    mime_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    allowed, limit = _UPLOAD_LIMITS.get(kind, (frozenset(), 0))
    if allowed and mime_type not in allowed:
        raise UnusableFile(f"{mime_type} is not accepted as {kind}")
    if not 0 < path.stat().st_size <= limit:
        raise UnusableFile(f"size {path.stat().st_size}, at most {limit}")
    return path, mime_type


@retry(
    retry=retry_if_exception_type(client.Unreachable),
    stop=stop_after_attempt(2),
    wait=wait_none(),
    reraise=True,
)
def _upload(path: Path, mime_type: str, phone_number_id: str) -> client.Answer:
    with path.open("rb") as file:
        return client.exchange(
            "POST",
            client.api_url(phone_number_id, "media"),
            data={"messaging_product": "whatsapp", "type": mime_type},
            files={"file": (f"arquivo{path.suffix.lower()}", file, mime_type)},
        )


# --- theirs, in ---------------------------------------------------------------------------------------------
def queue_media(*, event_id: int, payload: dict[str, Any]) -> InboundMedia | None:
    """Note the file of an inbound message to be fetched, inside the caller's transaction; None if it has none."""
    kind = payload.get("type")
    member = payload.get(kind) if isinstance(kind, str) and kind in _KINDS else None
    identifier = member.get("id") if isinstance(member, dict) else None
    if not isinstance(member, dict) or not isinstance(identifier, str | int) or not identifier:
        return None
    known = InboundMedia.objects.filter(event_id=event_id).first()
    if known is not None:
        return known
    filename = member.get("filename")
    row = InboundMedia(
        event_id=event_id,
        media_id=str(identifier),
        mime_type=clean(str(member.get("mime_type") or "")).partition(";")[0].strip().lower()[:100],
        filename=filename[:500] if isinstance(filename, str) else None,
        sha256=digest_of(member.get("sha256")),
        due_at=Now(),
    )
    row.save(force_insert=True)
    return row


def digest_of(value: Any) -> str:
    """A SHA-256 in lower-case hex from hex or base64 of either alphabet; empty when it is neither."""
    if not isinstance(value, str):
        return ""
    text = value.strip()
    try:
        if len(text) == 64:
            return bytes.fromhex(text).hex()
        raw = base64.b64decode(
            text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4), validate=True
        )
    except (ValueError, binascii.Error):
        return ""
    return raw.hex() if len(raw) == 32 else ""


def waiting_media(*, limit: int = 100) -> list[int]:
    """Files whose time to be fetched has come."""
    due = InboundMedia.objects.filter(state=InboundMedia.State.WAITING, due_at__lte=Now())
    return list(due.order_by("due_at").values_list("pk", flat=True)[:limit])


class _Gone(Exception):
    """The file can no longer, or must not, be fetched."""


class _Later(Exception):
    """The file could not be fetched this time."""


def fetch(*, media_pk: int) -> float | None:
    """Fetch one file and keep it; seconds until the next try, None when it is stored, gone, or taken by another."""
    rows = InboundMedia.objects.filter(pk=media_pk, state=InboundMedia.State.WAITING)
    if not rows.filter(due_at__lte=Now()).update(attempts=F("attempts") + 1, due_at=Now() + _FETCH_LEASE):
        return None
    row = InboundMedia.objects.select_related("event").get(pk=media_pk)
    try:
        _store(row)
    except _Gone as problem:
        _give_up(row, str(problem))
    except (_Later, OSError) as problem:
        if row.attempts >= MOST_FETCHES:
            _give_up(row, f"not fetched after {row.attempts} tries: {type(problem).__name__} {problem}")
            return None
        pause = _FETCH_PAUSES_S[min(row.attempts, len(_FETCH_PAUSES_S)) - 1]
        rows.update(due_at=Now() + timedelta(seconds=pause), problem=str(problem)[:200])
        return float(pause)
    return None


def _give_up(row: InboundMedia, problem: str) -> None:
    InboundMedia.objects.filter(pk=row.pk).update(state=InboundMedia.State.GONE, problem=problem[:200])
    operation.alert(kind="media_not_stored", detail=problem[:200])


def _store(row: InboundMedia) -> None:
    url, told = _look_up(row)
    folder = Path(settings.MEDIA_ROOT) / "inbound" / f"{timezone.now():%Y/%m}"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    # The customer's file name and type decide nothing about where or under which name it is kept.
    target = folder / f"{uuid4().hex}{_EXTENSIONS.get(row.mime_type, '.bin')}"
    draft = target.with_suffix(".part")
    try:
        digest, size = _download(url, draft)
        expected = row.sha256 or told
        if expected and expected != digest:
            raise _Later("digest differs")
        draft.rename(target)
    finally:
        draft.unlink(missing_ok=True)
    InboundMedia.objects.filter(pk=row.pk).update(
        state=InboundMedia.State.STORED,
        path=str(target.relative_to(settings.MEDIA_ROOT)),
        size=size,
        sha256=digest,
        problem="",
    )


def _look_up(row: InboundMedia) -> tuple[str, str]:
    """The address of a file, good for five minutes, and its digest."""
    number = row.event.phone_number_id
    url = client.api_url(str(row.media_id)) + (f"?{urlencode({'phone_number_id': number})}" if number else "")
    try:
        answer = _get(url)
    except (client.Unreachable, client.NoAnswer) as error:
        raise _Later(f"look-up: {error}") from error
    if answer.status in (400, 404):
        raise _Gone(f"look-up answered {answer.status}: the file is no longer there")
    address = _member(answer.body, "url")
    if answer.status != 200 or not address:
        raise _Later(f"look-up answered {answer.status}")
    size = _number(answer.body, "file_size")
    if size > INBOUND_LIMIT:
        raise _Gone(f"{size} bytes, at most {INBOUND_LIMIT}")
    if not client.may_have_token(address):
        raise _Gone("its address is not one of the provider's")
    return address, digest_of(_member(answer.body, "sha256"))


@retry(
    retry=retry_if_exception_type((client.Unreachable, client.NoAnswer)),
    stop=stop_after_attempt(2),
    wait=wait_none(),
    reraise=True,
)
def _get(url: str) -> client.Answer:
    return client.exchange("GET", url, seconds=10.0)


def _download(url: str, path: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:

        def write(piece: bytes) -> None:
            nonlocal size
            size += len(piece)
            digest.update(piece)
            file.write(piece)

        try:
            status, _ = client.stream("GET", url, write, seconds=_FETCH_S, limit=INBOUND_LIMIT)
        except client.ForbiddenAddress as error:
            raise _Gone("its address is not one of the provider's") from error
        except (client.Unreachable, client.NoAnswer) as error:
            raise (_Gone if size >= INBOUND_LIMIT - _MIB else _Later)(f"download: {error}") from error
    if status != 200:
        raise _Later(f"download answered {status}")
    return digest.hexdigest(), size


def _member(body: bytes, name: str) -> str:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    value = content.get(name) if isinstance(content, dict) else None
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _number(body: bytes, name: str) -> int:
    value = _member(body, name)
    return int(value) if value.isascii() and value.isdigit() else 0
