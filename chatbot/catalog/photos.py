"""Placeholder photos: a simple drawing of a car in its colour, the same for the same car every time."""

from pathlib import Path

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from chatbot.catalog.values import Car, fold

_SIZE = (800, 600)
_COLOURS = {
    "branco": "#f2f2ef", "preto": "#23262b", "prata": "#b9bec4", "cinza": "#7d848c", "vermelho": "#b5232a",
    "azul": "#2458a6", "verde": "#2f7048", "marrom": "#6b4a33", "bege": "#cdbb97", "amarelo": "#e3b62c",
    "laranja": "#d8692a", "vinho": "#6a1b2d",
}  # fmt: skip
# Outlines on a grid of 100 x 40, from the front bumper over the roof to the rear; wheels stand at y = 38.
_SHAPES: dict[str, list[tuple[int, int]]] = {
    "Hatch": [(6, 34), (7, 24), (24, 19), (38, 8), (70, 7), (84, 18), (88, 22), (88, 34)],
    "Compacto": [(14, 34), (15, 23), (28, 18), (38, 7), (66, 6), (78, 16), (80, 22), (80, 34)],
    "Sedan": [(3, 34), (4, 25), (24, 20), (38, 9), (63, 9), (78, 19), (95, 21), (96, 34)],
    "SUV": [(4, 33), (5, 20), (24, 16), (34, 3), (80, 2), (90, 14), (93, 18), (93, 33)],
    "Pickup": [(3, 33), (4, 20), (22, 16), (32, 4), (56, 4), (62, 17), (97, 17), (98, 33)],
    "Van": [(4, 34), (5, 20), (16, 15), (28, 2), (90, 2), (95, 14), (95, 34)],
}
_GLASS: dict[str, list[tuple[int, int]]] = {
    "Hatch": [(29, 19), (40, 10), (68, 10), (78, 19)],
    "Compacto": [(33, 18), (40, 9), (64, 9), (72, 18)],
    "Sedan": [(29, 20), (40, 11), (62, 11), (72, 20)],
    "SUV": [(28, 16), (36, 5), (78, 5), (85, 16)],
    "Pickup": [(27, 16), (34, 6), (54, 6), (58, 16)],
    "Van": [(20, 15), (30, 5), (86, 5), (89, 15)],
}
_WHEELS = {
    "Compacto": (27, 68),
    "Hatch": (22, 74),
    "Sedan": (22, 78),
    "SUV": (22, 77),
    "Pickup": (22, 79),
    "Van": (22, 78),
}


def path_of(car_id: str) -> str:
    """Where the placeholder of a car lies, relative to MEDIA_ROOT."""
    return f"stock/{car_id}.jpg"


def ensure(car: Car) -> None:
    """Draw the placeholder of a car unless it is there or the car has photos of its own."""
    target = Path(settings.MEDIA_ROOT) / path_of(car.id)
    if path_of(car.id) not in car.photos or target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(".part")
    draw(car).save(draft, "JPEG", quality=80)
    draft.replace(target)


def draw(car: Car) -> Image.Image:
    """An 800 x 600 drawing: the body's outline in the car's colour, its name and year."""
    image = Image.new("RGB", _SIZE, "#dfe7ee")
    pen = ImageDraw.Draw(image)
    for y in range(430):
        shade = 232 - y // 12
        pen.line([(0, y), (800, y)], fill=(shade - 12, shade, min(255, shade + 10)))
    pen.rectangle((0, 400, 800, 600), fill="#9aa1a7")
    pen.rectangle((0, 470, 800, 600), fill="#2b3138")
    _car(pen, car.category if car.category in _SHAPES else "Hatch", _colour(car.color))
    title = f"{car.brand} {car.model}"[:34]
    pen.text((400, 515), title, fill="white", font=ImageFont.load_default(40), anchor="mm")
    pen.text(
        (400, 562),
        f"{car.year}  ·  foto ilustrativa",
        fill="#c9d1d8",
        font=ImageFont.load_default(24),
        anchor="mm",
    )
    return image


def _colour(name: str) -> str:
    words = fold(name).split()
    return next((_COLOURS[word] for word in words if word in _COLOURS), "#8fa3b5")


def _car(pen: ImageDraw.ImageDraw, shape: str, colour: str) -> None:
    pen.ellipse((70, 420, 730, 462), fill="#7f868c")
    pen.polygon(_placed(_SHAPES[shape]), fill=colour, outline="#1b1e22", width=4)
    pen.polygon(_placed(_GLASS[shape]), fill="#35424f", outline="#1b1e22", width=3)
    front, rear = _placed([_SHAPES[shape][1]])[0], _placed([_SHAPES[shape][-2]])[0]
    pen.rectangle(
        (front[0] + 4, front[1] + 14, front[0] + 34, front[1] + 28), fill="#fff3c4", outline="#1b1e22"
    )
    pen.rectangle((rear[0] - 22, rear[1] + 14, rear[0] - 3, rear[1] + 36), fill="#c62828", outline="#1b1e22")
    for x in _WHEELS[shape]:
        centre_x, centre_y = _placed([(x, 34)])[0]
        for radius, fill in ((54, "#16181b"), (32, "#c3c8cd"), (10, "#5b6167")):
            pen.ellipse(
                (centre_x - radius, centre_y - radius, centre_x + radius, centre_y + radius), fill=fill
            )


def _placed(points: list[tuple[int, int]]) -> list[tuple[float, float]]:
    return [(50 + x * 7.0, 150 + y * 7.2) for x, y in points]
