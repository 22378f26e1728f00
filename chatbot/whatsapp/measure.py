"""Lengths as WhatsApp may count them, and cuts that leave no half character behind."""

import unicodedata

_JOINER = "\u200d"
_REGIONAL = range(0x1F1E6, 0x1F200)
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_TAGS = range(0xE0020, 0xE0080)


def size(text: str) -> int:
    """The larger of code points and UTF-16 units: Meta names no unit, this never undercounts."""
    return len(text) + sum(1 for character in text if ord(character) > 0xFFFF)


def clean(text: str) -> str:
    """Without NUL and lone surrogates, which no JSON reader has to accept."""
    return "".join(character for character in text if character != "\0" and not _is_surrogate(character))


def is_clean(text: str) -> bool:
    """Whether `clean` would leave the text as it is."""
    return "\0" not in text and not any(map(_is_surrogate, text))


def cut(text: str, limit: int, *, ending: str = "…") -> str:
    """The text within `limit` units of `size`; what is cut ends in `ending`, on the border of a visible character."""
    if size(text) <= limit:
        return text
    room = limit - size(ending)
    if room <= 0:
        return ""
    end, used = 0, 0
    while end < len(text) and used + size(text[end]) <= room:
        used += size(text[end])
        end += 1
    while end > 0 and not _is_border(text, end):
        end -= 1
    return text[:end].rstrip() + ending


def _is_surrogate(character: str) -> bool:
    return "\ud800" <= character <= "\udfff"


def _is_border(text: str, index: int) -> bool:
    if index >= len(text):
        return True
    following, before = text[index], text[index - 1]
    if _extends(following) or before == _JOINER:
        return False
    if ord(following) in _REGIONAL:
        # Flags are pairs of regional letters: a border lies only after a whole pair.
        run = 0
        while run < index and ord(text[index - 1 - run]) in _REGIONAL:
            run += 1
        return run % 2 == 0
    return True


def _extends(character: str) -> bool:
    point = ord(character)
    is_mark = unicodedata.category(character) in ("Mn", "Me", "Mc")
    return character == _JOINER or is_mark or point in _SKIN_TONES or point in _TAGS
