"""A confusion matrix as a picture."""

from pathlib import Path

from nlp.understanding import INTENTS

_CELL, _LEFT, _TOP = 34, 170, 150
_INK, _PAPER = (30, 41, 59), (255, 255, 255)
Colour = tuple[int, int, int]


def draw(confusion: dict[str, dict[str, int]], path: Path) -> None:
    """Write a PNG: a row for each true intent, a column for each reading; darker is a larger share of the row."""
    from PIL import Image, ImageDraw, ImageFont

    labels = [
        label for label in INTENTS if label in confusion or any(label in row for row in confusion.values())
    ]
    size = len(labels) * _CELL
    image = Image.new("RGB", (_LEFT + size + 10, _TOP + size + 10), _PAPER)
    pen = ImageDraw.Draw(image)
    font, small = ImageFont.load_default(13), ImageFont.load_default(11)
    for at, label in enumerate(labels):
        pen.text((_LEFT - 8, _TOP + (at + 0.5) * _CELL), label, _INK, font, anchor="rm")
        title = Image.new("RGB", (_TOP - 8, 18), _PAPER)
        ImageDraw.Draw(title).text((0, 2), label, _INK, font)
        image.paste(title.rotate(90, expand=True), (_LEFT + at * _CELL + 8, 4))
    for down, truth in enumerate(labels):
        row = confusion.get(truth, {})
        total = max(1, sum(row.values()))
        for right, guess in enumerate(labels):
            count = row.get(guess, 0)
            x, y = _LEFT + right * _CELL, _TOP + down * _CELL
            share = count / total
            pen.rectangle((x, y, x + _CELL - 2, y + _CELL - 2), _shade(share, right == down))
            if count:
                ink = _PAPER if share > 0.5 else _INK
                pen.text((x + _CELL / 2 - 1, y + _CELL / 2 - 1), str(count), ink, small, anchor="mm")
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(path, optimize=True)


def _shade(share: float, right: bool) -> Colour:
    """Green for right readings, red for wrong ones, as dark as the share (0 to 1)."""
    full = (22, 128, 92) if right else (190, 40, 40)
    mixed = [round(245 + (strong - 245) * min(1.0, share * (1 if right else 3))) for strong in full]
    return mixed[0], mixed[1], mixed[2]
