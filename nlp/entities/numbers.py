"""Number words written as digits ('sessenta e cinco mil' → '65 mil'), with their way back to the original."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlp.normalise import Edit, Plain

_NAMES = """
1 um uma | 2 dois duas dóis | 3 tres treis | 4 quatro cuatro | 5 cinco sinco | 6 seis ceis | 7 sete |
8 oito | 9 nove
10 dez deiz dezinho dezao dezinha | 11 onze | 12 doze | 13 treze | 14 quatorze catorze quatroze |
15 quinze quinzinho quinzao
16 dezesseis dezeseis desesseis deseseis | 17 dezessete dezesete desessete | 18 dezoito desoito |
19 dezenove desenove
20 vinte vintinho vintinha vintao | 30 trinta trintinha trintao |
40 quarenta quarentinha quarentao corenta cuarenta
50 cinquenta cinquentinha cinquentao cinqenta cincoenta sinquenta cincuenta cinquentinhas
60 sessenta sessentinha sessentao secenta sesenta cessenta | 70 setenta setentinha setentao |
80 oitenta oitentinha oitentao
90 noventa noventinha noventao | 100 cem cento cenzinho cenzao centinho
200 duzentos duzentas dusentos duzentao | 300 trezentos trezentas tresentos trezentao |
400 quatrocentos quatrocentas quatrosentos quatrocentao
500 quinhentos quinhentas quinhentao quinhetos | 600 seiscentos seiscentas seissentos seiscentao
700 setecentos setecentas setessentos setecentao | 800 oitocentos oitocentas oitossentos oitocentao |
900 novecentos novecentas novesentos
"""


def _table(names: str) -> dict[str, int]:
    known: dict[str, int] = {}
    for group in names.replace("|", "\n").split("\n"):
        value, *spellings = group.split() or ["0"]
        known |= dict.fromkeys(spellings, int(value))
    return known


VALUES = _table(_NAMES)
_ARTICLES = frozenset({"um", "uma"})
_COUNTED = frozenset(
    {"opcao", "numero", "nota", "carro", "o", "do", "no", "ao", "dou", "pelo", "anuncio", "item"}
)
"""Words after which 'um' is the figure, not the article."""
_TOKEN = re.compile(r"[a-z]+|\d+|[^\sa-z\d]")
_VAGUE = frozenset(
    {"poucos", "pouco", "tantos", "quebrados", "pouquinho", "pouquinhos", "coisa", "fumaca", "alguns"}
)
"""Before 'mil': it belongs to the number further left ('quarenta e poucos mil')."""
_TRIGGER = re.compile(r"[a-z]+")
_LETTER_O = re.compile(r"(?<=[1-9])o{1,2}(?= ?(?:mil|k)\b)")
"""'1oo mil'."""
_AFTER = (
    (re.compile(r"\bmeio milhao\b"), "500 mil"),
    (re.compile(r"\b(\d{1,3}) milh(?:ao|oes) e (\d{3})(?: mil)?\b"), r"\1\2 mil"),
    (re.compile(r"\b(\d{1,3}) milh(?:ao|oes) e meio\b"), r"\g<1>500 mil"),
    (re.compile(r"\b(\d{1,3}) (?:mil )?e (?:meio|1/2)\b"), r"\g<1>500"),
    (re.compile(r"\b(\d{1,3}) ?mil e (\d{3})\b(?! mil)"), r"\1\2"),
    (
        re.compile(
            r"(?<!\bem )(?<!entre )(?<![\d.,])\b([1-9]\d) e ([1-9]00)\b(?! ?(?:mil|k|km|por|ao|no|de par"
            r"|mensa))"
        ),
        r"\1\2",
    ),
    (re.compile(r"\b2 mil e (\d\d)\b(?! mil)"), r"20\1"),
    (re.compile(r"\b(\d) ponto (\d)\b"), r"\1.\2"),
    (re.compile(r"\b(\d) ponto zero\b"), r"\1.0"),
    (re.compile(r"\bmeia duzia\b"), "6"),
)
"""What mixes digits and words, rewritten after the plain number words."""


@dataclass(slots=True)
class _Run:
    """A number under construction: `total` in finished thousands, `room` is what may still be added."""

    total: int = 0
    current: int = 0
    room: int = 10**6

    def add(self, word: str) -> bool:
        """Take one more word; False when it cannot belong to this number."""
        if word == "mil" and self.total == 0:
            self.total += (self.current or 1) * 1000
            self.current, self.room = 0, 1000
            return True
        value = VALUES.get(word, 0)
        thousands = value >= 100 and 0 < self.current < 10 and self.total == 0
        if not thousands and (not value or value >= self.room):
            return False
        if thousands:  # 'um e duzentos' is 1200
            self.total, self.current = self.current * 1000, 0
        self.current += value
        self.room = 1000 if value >= 1000 else 100 if value >= 100 else 10 if value >= 20 else 0
        return True

    def joins(self, word: str) -> bool:
        """Whether 'e' before `word` continues this number."""
        value = VALUES.get(word, 0)
        hundreds = value >= 100 and 0 < self.current < 10 and self.total == 0
        return bool(value) and (value < self.room or hundreds)


def _parse(tokens: list[re.Match[str]], at: int) -> tuple[int, int]:
    """Value of the number that starts at token `at`, and the token after it."""
    run = _Run()
    while at < len(tokens):
        word = tokens[at].group()
        if word == "e":
            taken = at + 1 < len(tokens) and run.joins(tokens[at + 1].group())
        else:
            taken = (word == "mil" or not run.current or _spoken_on(run, tokens, at)) and run.add(word)
        if not taken:
            break
        at += 1
    return run.total + run.current, at


def _spoken_on(run: _Run, tokens: list[re.Match[str]], at: int) -> bool:
    """A further number word needs an 'e' between, save after a hundred ('cento vinte')."""
    if tokens[at - 1].group() == "e":
        return True
    before_thousand = at + 1 < len(tokens) and tokens[at + 1].group() == "mil"
    return run.joins(tokens[at].group()) and (run.current >= 100 or before_thousand)


def _is_article(tokens: list[re.Match[str]], at: int, end: int) -> bool:
    if tokens[at].group() not in _ARTICLES or end != at + 1:
        return False
    before = tokens[at - 1].group() if at else ""
    after = [token.group() for token in tokens[end : end + 2]]
    if after == ["e", "meio"] or after[:1] in (["ponto"], ["milhao"], ["barao"]):
        return False
    return not (
        before in _COUNTED and (len(tokens) == end or after[:1] in (["e"], [","], ["ou"], ["com"], ["?"]))
    )


def _written(value: int) -> str:
    """'65 mil' for whole thousands, so that the unit stays visible, else the digits."""
    return f"{value // 1000} mil" if value >= 1000 and value % 1000 == 0 else str(value)


def _begins(word: str, before: str) -> bool:
    """Whether a number starts at `word`; 'mil' after digits or vague words belongs to them."""
    if word == "mil":
        return not before.isdigit() and before not in _VAGUE
    return word in VALUES and not (word == "cento" and before == "por")


def _edits(text: str) -> Iterator[Edit]:
    tokens = list(_TOKEN.finditer(text))
    at = 0
    while at < len(tokens):
        end = at
        if _begins(tokens[at].group(), tokens[at - 1].group() if at else ""):
            value, end = _parse(tokens, at)
            if end > at and not _is_article(tokens, at, end):
                yield tokens[at].start(), tokens[end - 1].end(), _written(value)
        at = max(end, at + 1)


def with_digits(plain: Plain) -> Plain:
    """The text with number words as digits; 'um' and 'uma' alone stay articles."""
    if any(word in VALUES or word in ("mil", "milhao", "meia") for word in _TRIGGER.findall(plain.text)):
        plain = plain.edited((m.start(), m.end(), "0" * len(m[0])) for m in _LETTER_O.finditer(plain.text))
        plain = plain.edited(_edits(plain.text))
        for pattern, write in _AFTER:
            plain = plain.edited((m.start(), m.end(), m.expand(write)) for m in pattern.finditer(plain.text))
    return plain
