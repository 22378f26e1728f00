"""Plain form of a chat message: lower case, no accents, shrunk repeats, common net spelling written out.

Every character of the plain form knows where it came from, so that a value found in it can be shown in the original.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

LIMIT = 8000
"""Characters of a message that are analysed; nobody writes longer, and floods must stay cheap."""

Edit = tuple[int, int, str]
"""Start, end (exclusive) and what to write there instead."""

NET_SPELLING = {
    "agr": "agora",
    "akela": "aquela",
    "akele": "aquele",
    "aki": "aqui",
    "amn": "amanha",
    "amnh": "amanha",
    "arruma": "arruma",
    "aut": "automatico",
    "autom": "automatico",
    "automatica": "automatico",
    "axo": "acho",
    "bd": "bom dia",
    "blz": "beleza",
    "bn": "boa noite",
    "brigada": "obrigado",
    "brigado": "obrigado",
    "bt": "boa tarde",
    "c": "com",
    "ce": "voce",
    "cel": "celular",
    "cmg": "comigo",
    "cntg": "contigo",
    "ctg": "contigo",
    "d": "de",
    "dmais": "demais",
    "dms": "demais",
    "dnv": "de novo",
    "dpois": "depois",
    "dps": "depois",
    "eh": "e",
    "fas": "faz",
    "fds": "fim de semana",
    "financ": "financiamento",
    "flw": "falou",
    "fmz": "firmeza",
    "fz": "faz",
    "fzr": "fazer",
    "gnt": "gente",
    "hj": "hoje",
    "kd": "cade",
    "kero": "quero",
    "kria": "queria",
    "msg": "mensagem",
    "msgs": "mensagens",
    "msm": "mesmo",
    "mt": "muito",
    "mto": "muito",
    "mta": "muita",
    "mtos": "muitos",
    "n": "nao",
    "naum": "nao",
    "nd": "nada",
    "ngm": "ninguem",
    "nn": "nao",
    "obg": "obrigado",
    "obgd": "obrigado",
    "obrigada": "obrigado",
    "oq": "o que",
    "p": "para",
    "pf": "por favor",
    "pfv": "por favor",
    "pfvr": "por favor",
    "pgto": "pagamento",
    "pq": "porque",
    "pra": "para",
    "pras": "para",
    "pro": "para",
    "pros": "para",
    "q": "que",
    "qdo": "quando",
    "qlqr": "qualquer",
    "qm": "quem",
    "qnd": "quando",
    "qndo": "quando",
    "qnto": "quanto",
    "qq": "qualquer",
    "qqr": "qualquer",
    "qria": "queria",
    "qro": "quero",
    "qt": "quanto",
    "qto": "quanto",
    "qts": "quantos",
    "riba": "cima",
    "sla": "sei la",
    "smp": "sempre",
    "ta": "esta",
    "tao": "estao",
    "tava": "estava",
    "tb": "tambem",
    "tbem": "tambem",
    "tbm": "tambem",
    "td": "tudo",
    "tdo": "tudo",
    "tds": "todos",
    "tmb": "tambem",
    "to": "estou",
    "vc": "voce",
    "vcs": "voces",
    "vdd": "verdade",
    "vlr": "valor",
    "vlw": "valeu",
    "whats": "whatsapp",
    "wpp": "whatsapp",
    "zap": "whatsapp",
    "zapzap": "whatsapp",
}

_LOOKALIKES = dict(
    zip(
        "авекмнорстухѕіјԁԛԝһɡοαεικνρτυχβωςı",
        "abekmhopctyxsijdqwhgoaeiknptuxbwci",
        strict=True,
    )
)
"""Cyrillic, Greek and Turkish letters that look Latin: copied adverts and spam mix them in."""

_QUOTES = {
    "’": "'",
    "‘": "'",
    "´": "'",
    "`": "'",
    "“": '"',
    "”": '"',
    "–": "-",
    "—": "-",
    "−": "-",
    "\u00a0": " ",
    "º": "o",
    "°": "o",
    "ª": "a",
    "\r": "\n",
    "\t": " ",
    "…": ".",
    "\u20e3": "",
}
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f\u00ad\u034f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ud800-\udfff]"
)
_REPEAT = re.compile(r"([a-z!?])\1{2,}")
_WORD = re.compile(r"[a-z0-9]+")
_SHORTHAND = re.compile(r"\b([pcs])/ ?(?=[a-z0-9])|\b([a-z]{1,8})\b")
_SPACE = re.compile(r"[^\S\n]+")
_SLASHED = {"p": "para ", "c": "com ", "s": "sem "}
_LETTER_OF_CAR = re.compile(
    r" (?:[345]|tres|quatro|cinco|20|vinte|180|200|250|300)\b(?! (?:mil|k|conto|pila|reais))"
)
"""After 'c', 'ce' or 'd': a car ('c 3', 'cê três', 'd 20'), not 'com', 'você' or 'de'."""


@dataclass(frozen=True, slots=True)
class Plain:
    """A plain text; `starts` and `ends` give the span in `original` behind each of its characters."""

    text: str
    original: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Span in the original of a (not empty) span of the plain text."""
        return self.starts[start], self.ends[end - 1]

    def source(self, start: int, end: int) -> str:
        """What the customer typed for a span of the plain text."""
        first, last = self.origin(start, end)
        return self.original[first:last]

    def edited(self, edits: Iterable[Edit]) -> "Plain":
        """The text with `edits` (in order, apart) written in; new characters point at all that they replace."""
        pieces: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        at = 0
        for start, end, written in edits:
            pieces += (self.text[at:start], written)
            starts += self.starts[at:start]
            ends += self.ends[at:start]
            if end > start:
                starts += [self.starts[start]] * len(written)
                ends += [self.ends[end - 1]] * len(written)
            at = end
        if not pieces:
            return self
        pieces.append(self.text[at:])
        starts += self.starts[at:]
        ends += self.ends[at:]
        return Plain("".join(pieces), self.original, tuple(starts), tuple(ends))


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    """Lower case without accents and disguises; empty for what cannot be seen."""
    if character in _QUOTES:
        return _QUOTES[character]
    if _HIDDEN.match(character):
        return ""
    decomposed = unicodedata.normalize("NFKD", character).lower()
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return "".join(_LOOKALIKES.get(c, c) for c in bare)


def folded(text: str) -> Plain:
    """The text in lower case without accents, with its way back."""
    window = text[: LIMIT * 2]
    if window.isascii() and not _HIDDEN.search(window):
        clean = window[:LIMIT].lower().replace("\r", "\n").replace("\t", " ")
        return Plain(clean, text, tuple(range(len(clean))), tuple(range(1, len(clean) + 1)))
    pieces: list[str] = []
    starts: list[int] = []
    for at, character in enumerate(window):
        piece = _fold_character(character)
        pieces.append(piece)
        starts += [at] * len(piece)
    starts = starts[:LIMIT]
    return Plain("".join(pieces)[:LIMIT], text, tuple(starts), tuple(at + 1 for at in starts))


def fold(text: str) -> str:
    """Lower case without accents, at most `LIMIT` characters; safe for NUL and lone surrogates."""
    return folded(text).text


def _repeats(text: str) -> Iterable[Edit]:
    for match in _REPEAT.finditer(text):
        yield match.start(), match.end(), "kkk" if match[1] == "k" else match[1]


def _spellings(text: str) -> Iterable[Edit]:
    for match in _SHORTHAND.finditer(text):
        if match[1]:
            yield match.start(), match.end(), _SLASHED[match[1]]
            continue
        word = match[2]
        written = NET_SPELLING.get(word)
        if written is None or (word in ("c", "ce", "d") and _LETTER_OF_CAR.match(text, match.end())):
            continue
        yield match.start(), match.end(), written


def _spaces(text: str) -> Iterable[Edit]:
    last = len(text)
    for match in _SPACE.finditer(text):
        start, end = match.span()
        written = "" if start == 0 or end == last else " "
        if text[start:end] != written:
            yield start, end, written


def read(text: str) -> Plain:
    """The plain form with its way back to the original."""
    plain = folded(text)
    plain = plain.edited(_repeats(plain.text))
    plain = plain.edited(_spellings(plain.text))
    plain = plain.edited(_spaces(plain.text))
    bare = plain.text.strip()
    if len(bare) == len(plain.text):
        return plain
    start = len(plain.text) - len(plain.text.lstrip())
    keep = slice(start, start + len(bare))
    return Plain(bare, text, plain.starts[keep], plain.ends[keep])


def normalise(text: str) -> str:
    """The plain form that every extractor and the classifier read."""
    return read(text).text


def words(text: str) -> list[str]:
    """Words of a normalised text, without punctuation and emoji."""
    return _WORD.findall(text)
