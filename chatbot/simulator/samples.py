"""Sample files a simulated person can send: photo, voice note, sticker, document, film; all real bytes."""

import base64
import io
import struct
from functools import cache

from PIL import Image, ImageDraw

from chatbot.simulator.wire import Json

MIMES = {
    "image": "image/jpeg",
    "audio": "audio/ogg; codecs=opus",
    "sticker": "image/webp",
    "document": "application/pdf",
    "video": "video/mp4",
}
MEMBERS: dict[str, Json] = {
    "location": {
        "latitude": -23.561414,
        "longitude": -46.655881,
        "name": "Avenida Paulista",
        "address": "Av. Paulista, 1578 - Bela Vista, São Paulo - SP",
    },
    "reaction": {"message_id": "", "emoji": "👍"},
    "system": {"type": "user_changed_number", "body": "O usuário mudou de número."},
    "unsupported": {"type": "poll"},
}
CONTACT: Json = {
    "name": {"formatted_name": "Carla Souza", "first_name": "Carla", "last_name": "Souza"},
    "phones": [{"phone": "+55 11 98888-7777", "wa_id": "5511988887777", "type": "CELL"}],
    "origin": "other",
}


@cache
def sample(kind: str) -> tuple[str, bytes]:
    """MIME type and bytes of the sample of this kind."""
    makers = {"image": _photo, "audio": _voice, "sticker": _sticker, "document": _document, "video": _film}
    return MIMES[kind], makers[kind]()


def _car(draw: ImageDraw.ImageDraw, x: int, y: int, size: int, colour: str) -> None:
    roof = [
        (x + size * 0.2, y),
        (x + size * 0.3, y - size * 0.2),
        (x + size * 0.65, y - size * 0.2),
        (x + size * 0.8, y),
    ]
    draw.polygon(roof, fill=colour)
    draw.rounded_rectangle((x, y - 2, x + size, y + size * 0.2), size * 0.07, fill=colour)
    window = [
        (x + size * 0.27, y),
        (x + size * 0.34, y - size * 0.15),
        (x + size * 0.62, y - size * 0.15),
        (x + size * 0.72, y),
    ]
    draw.polygon(window, fill="#dbeafe")
    for wheel in (0.22, 0.76):
        centre, radius = x + size * wheel, size * 0.1
        draw.ellipse(
            (centre - radius, y + size * 0.1, centre + radius, y + size * 0.1 + 2 * radius), fill="#1f2937"
        )
        draw.ellipse(
            (
                centre - radius / 2,
                y + size * 0.1 + radius / 2,
                centre + radius / 2,
                y + size * 0.1 + radius * 1.5,
            ),
            fill="#d1d5db",
        )


def _photo() -> bytes:
    image = Image.new("RGB", (960, 640), "#bfdbfe")
    draw = ImageDraw.Draw(image)
    draw.ellipse((720, 60, 850, 190), fill="#fde68a")
    draw.polygon([(0, 400), (280, 210), (560, 400)], fill="#86b58c")
    draw.polygon([(380, 400), (700, 250), (960, 400)], fill="#6ea578")
    draw.rectangle((0, 400, 960, 640), fill="#6b7280")
    for stripe in range(0, 960, 160):
        draw.rectangle((stripe, 570, stripe + 90, 582), fill="#f9fafb")
    _car(draw, 200, 430, 520, "#b91c1c")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()


def _sticker() -> bytes:
    image = Image.new("RGBA", (512, 512), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.ellipse((46, 46, 466, 466), fill="#ffffff")
    draw.ellipse((66, 66, 446, 446), fill="#25d366")
    _car(draw, 116, 270, 280, "#ffffff")
    out = io.BytesIO()
    image.save(out, "WEBP", quality=80)
    return out.getvalue()


def _document() -> bytes:
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length 44>>stream\nBT /F 18 Tf 40 100 Td (Documento modelo) Tj ET  \nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj%sendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        out
        + b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (table, len(out))
    )


def _film() -> bytes:
    brand = struct.pack(">I", 24) + b"ftypisom" + struct.pack(">I", 512) + b"isommp41"
    return brand + struct.pack(">I", 8) + b"mdat"


def _voice() -> bytes:
    """Two seconds of silence as Ogg Opus (RFC 7845): header pages, then 20 ms frames."""
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 312, 16_000, 0, 0)
    tags = b"OpusTags" + struct.pack("<I", 9) + b"simulador" + struct.pack("<I", 0)
    pages = [_page(head, 2, 0, 0), _page(tags, 0, 0, 1)]
    frames = 100
    pages.append(_page_of([b"\xf8\xff\xfe"] * frames, 4, 312 + frames * 960, 2))
    return b"".join(pages)


def _page(packet: bytes, flags: int, position: int, number: int) -> bytes:
    return _page_of([packet], flags, position, number)


def _page_of(packets: list[bytes], flags: int, position: int, number: int) -> bytes:
    lengths = bytes(len(packet) for packet in packets)
    head = b"OggS" + struct.pack("<BBqIIIB", 0, flags, position, 1, number, 0, len(packets)) + lengths
    page = head + b"".join(packets)
    return page[:22] + struct.pack("<I", _crc(page)) + page[26:]


def _crc(data: bytes) -> int:
    """Ogg's checksum: polynomial 0x04c11db7, nothing reflected."""
    value = 0
    for byte in data:
        value ^= byte << 24
        for _ in range(8):
            value = (
                ((value << 1) ^ 0x04C11DB7) & 0xFFFFFFFF if value & 0x80000000 else (value << 1) & 0xFFFFFFFF
            )
    return value


def as_base64(kind: str) -> str:
    """For wishes of the control API."""
    return base64.b64encode(sample(kind)[1]).decode()
