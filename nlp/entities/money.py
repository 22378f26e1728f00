# ruff: noqa: E501 - tables read better on one line
"""Sums: the budget, the down payment and the monthly instalment, told apart by the words around them."""

import re
from dataclasses import dataclass

from nlp.entities.numbers import digits
from nlp.understanding import Range

_AMOUNT = re.compile(
    r"(?<![\w.,$])(r\$ ?|rs ?)?(\d{1,3}(?:\.\d{3})+(?:,\d{2})?|\d{1,7}(?:[.,]\d{1,2})?)"
    r"(?: ?(milhao|milhoes|mil|mi|k|contos?|pilas?|paus?|mangos?|reais|pratas?))?"
    r"(?: (?:reais|contos?|pilas?|paus?))?(?![\w$])"
)
_JOIN = re.compile(r"(?<=[\dk]) ?[-/] ?(?=\d)")
_NOT_RIGHT = re.compile(
    r" ?(?:mil )?(?:km|kms|quilometros|rodados?|vezes|x\b|meses|mes\b|parcelas|prestacoes|anos?|dias?|h\b|hs\b|horas?|hrs|%|cv|cc|"
    r"lugares|portas|pessoas|filhos|litros|cilindros|opcoes|carros|estrelas|marchas|cadeirinhas|criancas)"
)
_NOT_LEFT = re.compile(
    r"\b(?:km|quilometragem|rodou|rodados?|fipe|vale|avaliad\w|anunciad\w|preco de|custa|custando|opcao|numero|n[o.]|motor|nota|cpf|cep|"
    r"esta(?: por)?|score|anda|dia|as|carro \d)(?: (?:e|de|em|por|ate|uns|os|a|da|dele|foi|hoje))* ?:? ?$"
)
_MONTHLY_RIGHT = re.compile(
    r",? ?(?:reais )?(?:por mes|ao mes|mensal|mensais|/ ?mes|no mes|(?:de|na|a|cada|por|em) (?:parcel|prestac))"
)
_MONTHLY_LEFT = re.compile(
    r"(?:parcel\w*|prestac\w*|mensalidade|mensal|por mes|mensais|(?:vezes|x) (?:fixas )?de)(?: (?:que|caiba|fique|fiquem|no|de|da|em|ate|uns|por|"
    r"na|faixa|maximo|media|seja|menor|abaixo|pagar|posso|vai|e|mais|ou|menos|cabe|volta|tem|ser|r\$))* ?:? ?$"
)
_DOWN_RIGHT = re.compile(
    r" ?(?:reais )?(?:(?:aqui |guardad\w+ )?(?:de|na|para|como|para dar de|para a|para dar na|na mao de|para dar como) (?:a |uma )?(?:entrada|sinal)|entrada)"
)
_DOWN_LEFT = re.compile(
    r"(?:entrada|sinal)(?: (?:de|da|e|ate|uns|com|seria|tenho|dou|posso|dar|no|maximo|la|pelo|menos))* ?:? ?$"
)
_MAX_LEFT = re.compile(
    r"(?:ate|maximo|max|teto|limite|nao (?:pode |posso )?passa\w* d[eo]|nao mais (?:que|de|do que)|abaixo d[eo]|menos de|menos que)"
    r"(?: (?:uns|umas|de|os|e|a|no|o|meu|so|das|dos|em|la))* ?:? ?$"
)
_MIN_LEFT = re.compile(
    r"(?:a partir d[eo]s?|acima d[eo]s?|mais d[eo]s?|minimo|pelo menos|de no minimo)(?: (?:uns|de|os|e))* ?$"
)
_MAX_RIGHT = re.compile(
    r" ?(?:no maximo|max\b|maximo|para baixo|de teto|estourando|no talo|e o limite|e o teto|e o maximo)"
)
_MIN_RIGHT = re.compile(r" ?(?:para cima|no minimo|ou mais|para mais)")
_ABOUT = re.compile(
    r"(?:uns|umas|tenho|faixa d[eo]s?|na faixa|cerca de|volta d[eo]s?|orcamento|gastar|investir|casa dos|media de|pagar|disponho de|entre|de|total|verba|tipo)"
    r"(?: (?:uns|de|os|e|so|meu|da|dos|ate|em|media|aqui|ai|dos|mais|ou|menos|seria|fica))* ?:? ?$"
)
_CLAUSE_END = re.compile(r"[;!?\n]|, |\. ")


@dataclass(frozen=True, slots=True)
class Money:
    """The three sums of a message, in reais."""

    budget: Range | None = None
    down_payment: int | None = None
    monthly_payment: int | None = None


@dataclass(slots=True)
class _Sum:
    value: float
    unit: str
    currency: bool
    start: int
    end: int
    left: str
    right: str

    @property
    def scaled(self) -> int:
        """Reais, with bare two- and three-digit sums read as thousands."""
        bare = self.unit in ("", "reais") or self.unit[:2] in ("co", "pi", "pa", "ma", "pr")
        if self.unit in ("mil", "k"):
            return round(self.value * 1000)
        if self.unit.startswith("mi"):
            return round(self.value * 1_000_000)
        return round(self.value * 1000) if bare and self.value < 1000 else round(self.value)

    @property
    def literal(self) -> int:
        """Reais as written, for instalments ('1,5 mil' and '1.5' are 1500)."""
        if self.unit in ("mil", "k") or self.value < 10:
            return round(self.value * 1000)
        return round(self.value)


def _number(written: str) -> float:
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d{2})?", written):
        return float(written.replace(".", "").replace(",", "."))
    return float(written.replace(",", "."))


def _sums(text: str) -> list[_Sum]:
    found = []
    for match in _AMOUNT.finditer(text):
        left = _CLAUSE_END.split(text[max(0, match.start() - 50) : match.start()])[-1]
        right = text[match.end() : match.end() + 30]
        unit = match[3] or ""
        one = _Sum(
            _number(match[2]), unit, bool(match[1]) and match[1].startswith("r$"), *match.span(), left, right
        )
        if not _is_other(one, match[2]):
            found.append(one)
        if len(found) >= 24:
            break
    return found


def _is_other(one: _Sum, written: str) -> bool:
    """Whether the number counts something else than money."""
    bare = not one.unit and not one.currency
    if _NOT_RIGHT.match(one.right) and not _MONTHLY_RIGHT.match(one.right):
        return True
    if bare and re.fullmatch(r"(?:19[5-9]|20[0-4])\d", written) and not _MONTHLY_LEFT.search(one.left):
        return True
    if bare and re.fullmatch(r"\d\.\d", written):
        return True
    return bool(_NOT_LEFT.search(one.left))


def _kind(one: _Sum) -> str:
    if _MONTHLY_RIGHT.match(one.right):
        return "monthly"
    if _DOWN_RIGHT.match(one.right):
        return "down"
    if _MONTHLY_LEFT.search(one.left):
        return "monthly"
    if _DOWN_LEFT.search(one.left):
        return "down"
    if one.unit not in ("", "reais") or (one.currency and one.scaled >= 3000):
        return "budget"
    if one.value >= 5000:
        return "budget"
    cued = any(p.search(one.left) for p in (_MAX_LEFT, _MIN_LEFT, _ABOUT)) or _MAX_RIGHT.match(one.right)
    return "budget" if cued and 10 <= one.value < 1000 and one.unit == "" else ""


def _pair(first: _Sum, second: _Sum, text: str) -> Range | None:
    """'de 50 a 70 mil', 'entre 50 e 70': the first borrows the unit of the second."""
    gap = text[first.end : second.start].strip()
    between = re.search(r"\bentre(?: os| uns)? $", first.left) is not None
    if gap not in ("a", "ate", "-", "a uns", "ou") and not (gap in ("e", "e os", "e uns") and between):
        return None
    if first.value >= 1000 and not second.unit and second.value < 1000:
        return None
    if not first.unit:
        first.unit = second.unit
    low, high = first.scaled, second.scaled
    return Range(low, high) if low < high else None


def _bounds(one: _Sum) -> Range:
    value = one.scaled
    if _MIN_LEFT.search(one.left) or _MIN_RIGHT.match(one.right):
        return Range(value, None)
    if _MAX_LEFT.search(one.left) or _MAX_RIGHT.match(one.right):
        return Range(None, value)
    return Range(value, value)


def find(text: str, *, expecting: str | None = None) -> Money:
    """Sums of a normalised text. After the question for the budget a bare number is one, in thousands."""
    text = _JOIN.sub(" - ", digits(text))
    sums = _sums(text)
    budget: Range | None = None
    down: int | None = None
    monthly: int | None = None
    total = False
    at = 0
    while at < len(sums):
        one = sums[at]
        pair = _pair(one, sums[at + 1], text) if at + 1 < len(sums) else None
        judged = sums[at + 1] if pair else one
        judged_kind = _kind(judged) or (_kind(one) if pair else "")
        at += 2 if pair else 1
        if not judged_kind and expecting == "budget" and judged.value >= 5:
            judged_kind = "budget"
        if judged_kind == "monthly":
            monthly = judged.literal
        elif judged_kind == "down":
            down = judged.scaled
        elif judged_kind == "budget" and not total:
            budget = pair or _bounds(one)
            total = bool(re.match(r" ?(?:no total|ao todo|de total)", judged.right)) or "total" in one.left
    return Money(budget, down, monthly)


def spans(text: str) -> str:
    """The text with every sum as `toksum`, for the classifier."""
    sums = [one for one in _sums(text) if _kind(one)]
    for one in reversed(sums):
        text = text[: one.start] + " toksum " + text[one.end :]
    return text
