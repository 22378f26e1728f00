"""Sums: the budget, the down payment and the monthly instalment, told apart by the words around them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nlp.entities.amounts import Amount, scan
from nlp.entities.bounds import between, bound, capped, single
from nlp.entities.message import Found, Message
from nlp.entities.prices import Span, price_of_car, year_of_car
from nlp.entities.roles import reference, role
from nlp.entities.vetoes import vetoed
from nlp.understanding import Range

_LEAST = 3000
"""No car costs less."""
_FEW, _ONE = 5000, 1000
"""'quarenta e poucos mil' ends here above forty, '19 e pouco' here above 19."""
_PAIR_GAP = re.compile(
    r"^ ?(?:mil |reais )?(?:a|ate|-|/|ou|,|\?|,? ?no maximo|a?te|a uns|ou uns|,? ?(?:mas "
    r"|e )?(?:talvez|quem sabe|as vezes|com choro|forcando|esticando|apertando|estourando"
    r"|no maximo|(?:se precisar |ate |dependendo |da para |posso |podendo |consigo ){0,8}(?:estic|cheg"
    r"|vou|ir|espremendo)\w*)(?: (?:ate|a|em|no maximo|uns)){0,8}|~)? ?(?:r ?\$)? ?$"
)
_AND_GAP = re.compile(r"^ ?(?:mil |reais )?e (?:os |uns |no maximo |uma ){0,8}(?:r ?\$)? ?$")
_BETWEEN = re.compile(r"\bentr[ea](?: (?:os|uns|as|a|o|faixa|de|ai|la)){0,8} ?(?:r ?\$)? ?$")
_REPAIR = re.compile(
    r"\b(?:na verdade|digo|alias|ops|opa|quer dizer|corrig\w+|ou melhor|melhor|errei|perdao"
    r"|pera|minto|desculpa"
    r"|nao(?! (?:quero|pass|poss|pod|gast|da)|, ?(?:abaixo|acima|menos|mais))|mentira|calma|mudei|pensando bem)\b|\*"
)
_TOTAL_LEFT = re.compile(
    r"\b(?:total|tot|da|dao|deu|somando|soma\w*|junt\w+|ao todo|entao|fica|ficam|fech(?:a\w*|ou)"
    r"|resultado|sao|tudo)(?: (?:de|da|uns|umas|e|fica|no|total|ai|em|os|por volta|ao|todo"
    r"|tudo)){0,8} ?[:=]? ?(?:r\$)? ?$|= ?$"
)
_TOTAL_RIGHT = re.compile(
    r"^ ?(?:reais )?,? ?(?:no total|no fim das contas|no final|ao todo|de total|tudo junto"
    r"|junto|no todo|na soma|somando|total\b|tudo)"
)
_CONTRAST = re.compile(r"\b(?:mas|agora|so que|porem)\b|\.\.")
_SAID_BEFORE = re.compile(
    r"\b(?:tinha (?:dito|falado)|falei|disse|respondi|coloquei)(?: (?:que|uns|ate|era|de)){0,3} $"
)
_STRETCH = re.compile(
    r"\b(?:se precisar|estic\w*|choro|forc\w+|apert\w+|espremendo|podendo (?:ir|subir|chegar)"
    r"|posso (?:ir|subir|chegar)"
    r"|da para (?:ir|subir|chegar)|dependendo|se valer|consigo (?:subir|chegar))\b"
)
_NEGATED_LEFT = re.compile(r"\bnao (?:e|sao|era|tenho|quis dizer|eram)(?: mais)? $|\be nao (?:mais )?$")
_NEGATED_RIGHT = re.compile(
    r"^ ?(?:mil )?(?:como|que|igual) (?:eu )?(?:tinha |havia )?(?:dito|falado|falei|disse)\b|^ ?(?:eu "
    r"|ai )?(?:tenho |da |consigo |rola |quero )?nao\b(?! (?:passo|mais|menos|passa"
    r"|quero|tenho|sei|tem))|^ ?(?:e|era) (?:muito|pouco) demais"
)
_RATHER = re.compile(r"\b(?:digo|na verdade|quis dizer|alias)\b[^,.;]{0,20}\d[^,.;]{0,10}, nao (?:e )?$")
"""'digo 25, não 35'."""
_CUE = re.compile(
    r"\b(?:fica\w* (?:em|n?os)|ate|uns|umas|tenho|temos|faixa|cerca|volta|orcamento|gast\w+"
    r"|investir|casa|media|pagar|pago|disponho|disponivel|entre|total|verba|"
    r"maximo|max|teto|limite|minimo|pass(?:a|o|e|ar)|acima|abaixo|partir|menos|mais|cheg\w+"
    r"|liber\w+|aguent\w+|junt\w+|sobr\w+|consig\w+|conseg\w+|"
    r"bot[aoe]\w*|po[en]\w*|coloc\w+|valor|coisa|torno|tipo|grana|dinheiro|bolso|cab\w+ (?:em"
    r"|n[oa])|receb[ie]\w*|aument\w+|sub[eiu]\w*|baix\w+|estic\w+|reais|somando|"
    r"(?:carro|hatch|sedan?|suv|picape|popular|carrinho|usado|seminovo) de|algo de"
    r"|pens[aeo]\w* em|alcanca|na verdade|num de|outro de|modelo de|usar|uso"
    r"|desembols\w+|separ\w+|guardad\w+|dar|da|deu"
    r"|dou|carta|credito|pensei|falou|estou com|agora e|avista|a vista)\b"
)
_CUE_RIGHT = re.compile(
    r"^ ?(?:reais )?,? ?(?:(?:e |que |o que |tudo que ){0,8}(?:a gente |eu |nos ){0,8}(?:tenho"
    r"|tem|temos|consigo|posso|pago|gasto)\b|para (?:mim|gastar|comprar|pegar)|total|"
    r"no total|ao todo|(?:eu )?(?:aguento|banco|consigo)|no dinheiro|em dinheiro|a vista"
    r"|avista|guardad\w+|no pix|na mao|no bolso|dispon\w+|para gastar|e o (?:que|limite|teto"
    r"|maximo)|de (?:limite|teto)|no maximo)"
)
_BUYS = re.compile(r"^ ?(?:eu )?(?:da\b|compr[oa]\b|consigo|pego|acho|arrumo|levo|tem (?:o que|algo|alguma))")
"""'com 25 dá pra sonhar?'."""
_ONLY_NUMBERS = re.compile(
    r"(?:[\W\d]|(?<![a-z])(?:r|mil|k|reais|por volta de|acho que|sei la|e|a|ou|ate|uns|umas|de"
    r"|tipo|mais ou menos|no maximo|a vista|avista|so|talvez|entre"
    r"|la|por ai)(?![a-z]))*$"
)
_THIS_SUM = re.compile(r"^[^.;!?\n\d]{0,40}\b(?:ate|no maximo) (?:ess[ea] (?:valor|preco|faixa)|isso)\b")
"""'tenho 18 mil e quero um até esse valor'."""
_CARRIED = re.compile(r"^ ?(?:mil |reais )?(?:para|ou|a|ate)(?: (?:uns|umas|ate)){0,2} ?(?:r\$ ?)?$")
"""'de 1.300 para 1.100': what the sum before was."""
_MONTHLY_LEAST, _MONTHLY_MOST = 100, 15000
_FINANCING = re.compile(
    r"\b(?:parcel\w*|financ\w*|prestac\w*|entrada|por mes|mensa\w+|vezes|\d+ ?x|(?:ir|vou|fico) pagando)\b"
)
_INSTALMENT_CUE = re.compile(r"\b(?:pag\w+|ate|uns|umas|passar de)\b")

_EXPECTED = {
    "budget": "budget",
    "price": "budget",
    "orcamento": "budget",
    "valor": "budget",
    "faixa_de_preco": "budget",
    "price_range": "budget",
    "down_payment": "down",
    "entrada": "down",
    "down": "down",
    "monthly_payment": "monthly",
    "monthly": "monthly",
    "parcela": "monthly",
    "parcelas": "monthly",
    "installment": "monthly",
    "instalment": "monthly",
    "mensalidade": "monthly",
}


_ASKED_ELSE = frozenset(
    {"year", "km", "selection", "rating", "family_size", "usage", "location", "priorities", "visit_time"}
)
"""After these questions a bare number is no money; 'até R$ 60 mil' corrects the budget all the same."""


@dataclass(slots=True)
class _Said:
    """A sum (or two said as one range) with what it is for."""

    role: str
    side: str
    low: Amount
    high: Amount
    repaired: bool

    @property
    def range(self) -> Range:
        """The budget that it states."""
        if self.low is not self.high:
            return between(self.low.whole, self.high.whole, self.side)
        if self.low.few:
            return between(
                self.low.whole, self.low.whole + (_FEW if self.low.whole % 10000 == 0 else _ONE), self.side
            )
        return single(self.low.whole, self.side)


def _only_numbers(text: str) -> bool:
    """Whether a short message says nothing but numbers."""
    return len(text) <= 90 and _ONLY_NUMBERS.match(text) is not None


def _paired(first: Amount, second: Amount, text: str) -> bool:
    """'de 50 a 70 mil', 'entre 50 e 70', '60/70': two sums said as one range."""
    gap = text[first.end : second.start]
    plain = _PAIR_GAP.match(gap) is not None and not _SAID_BEFORE.search(first.near)
    if not plain and not (_AND_GAP.match(gap) and _BETWEEN.search(first.near)):
        return False
    if second.whole > 6 * first.whole and first.number >= 1000:
        return False
    if plain and gap.strip() in ("", ",", "?") and first.bare != second.bare and first.number > second.number:
        return False
    if not (first.thousand or first.million) and second.thousand and first.number < 1000:
        first.thousand = True
    if second.bare and first.thousand and second.number < 1000:
        second.thousand = True
    instalments = first.number < 10 or role(second) == "monthly"
    return first.literal < second.literal if instalments else first.whole < second.whole


def _is_money(amount: Amount, text: str, asked: str, near: str = "") -> bool:
    """Whether a sum without a role is what can be spent; bare numbers need a word for it, or the question."""
    if amount.thousand or amount.million or amount.few:
        return True
    if not amount.bare:
        return amount.number >= 3000 or 5 <= amount.number < 1000
    if amount.number >= 5000:
        return True
    if asked == "budget":
        return amount.number >= 5
    if not 8 <= amount.number < 1000:
        return False
    if (
        amount.number >= 15
        and not text[: amount.start].strip()
        and re.match(r" ?(?:$|[,;\n]|\. |mas\b)", amount.right)
    ):
        return True
    if (
        amount.number >= 25
        and re.search(r"\d ?(?:a|ate|-) ?$", text[: amount.start])
        and re.search(r"\b(?:de|entre) $", near)
    ):
        return True
    if amount.number >= 12 and (
        _CUE_RIGHT.match(amount.right)
        or _TOTAL_RIGHT.match(amount.right)
        or bound(amount)
        or _TOTAL_LEFT.search(amount.near)
        or _only_numbers(text)
    ):
        return True
    if re.search(r"\bcom (?:uns )?$", near or amount.near) and _BUYS.match(amount.right):
        return True
    return bool(_CUE.search((near or amount.near)[-45:]))


def _group(amounts: Sequence[Amount], text: str) -> list[tuple[Amount, Amount]]:
    groups: list[tuple[Amount, Amount]] = []
    at = 0
    while at < len(amounts):
        pair = at + 1 < len(amounts) and _paired(amounts[at], amounts[at + 1], text)
        groups.append((amounts[at], amounts[at + 1] if pair else amounts[at]))
        at += 2 if pair else 1
    return groups


def _said(message: Message, asked: str, cars: Sequence[Span]) -> list[_Said]:
    text = message.text
    said: list[_Said] = []
    previous = ""
    for low, high in _group(scan(message, cars), text):
        given = role(high) or (role(low) if low is not high else "")
        repaired = bool(said) and bool(_REPAIR.search(text[said[-1].high.end : low.start][:40]))
        if not given and repaired and previous in ("down", "monthly") and not _far(high, previous):
            given = previous
        if (
            not given
            and previous in ("down", "monthly")
            and _CARRIED.match(text[said[-1].high.end : low.start][:20] if said else "x")
        ):
            given = previous
        if given == "monthly" and not _MONTHLY_LEAST <= high.literal < _MONTHLY_MOST:
            given = ""
        if given == "down" and year_of_car(high, cars, text):
            given = "other"
        if not given and (price_of_car(low, cars, text) or _vetoed(low, high, text)):
            given = "other"
        given = (
            given
            or reference(high, text[max(0, high.start - 90) : high.start])
            or _by_question(high, text, asked, "ate" if repaired else low.near)
        )
        refused = (
            _NEGATED_LEFT.search(low.near) or _RATHER.search(low.left) or _NEGATED_RIGHT.match(high.right)
        )
        side = bound(low) if low is high else _pair_side(low, high)
        if not side and _THIS_SUM.match(high.right):
            side = "max"
        if given and given != "other" and (side or not refused):
            said.append(_Said(given, side, low, high, repaired))
        previous = given
    return said


def _vetoed(low: Amount, high: Amount, text: str) -> bool:
    return vetoed(low, text) or (low is not high and vetoed(high, text))


def _pair_side(low: Amount, high: Amount) -> str:
    """'até 50, 55' and 'uns 16, 17 mil no máximo' have one ceiling; 'de 50 a 60 no máximo' stays a range."""
    ceiling = bound(low) == "max" or (capped(high) and not re.search(r"\b(?:de|entre) $", low.near))
    return "max" if ceiling else ""


def _contrasted(between: str) -> bool:
    """Whether a later sum replaces the one before ('mas agora …'), not stretches it ('… estico até …')."""
    return bool(_CONTRAST.search(between)) and not _STRETCH.search(between)


def _far(amount: Amount, previous: str) -> bool:
    """A repaired instalment cannot turn into a sum for a car."""
    return previous == "monthly" and amount.literal >= 15000


def _by_question(amount: Amount, text: str, asked: str, near: str) -> str:
    if asked == "other" and not amount.currency and _only_numbers(text):
        return ""
    if asked in ("down", "monthly") and _only_numbers(text):
        return asked
    monthly = 150 <= amount.number < 5000 and not amount.thousand and _FINANCING.search(text)
    if monthly and asked != "budget" and _INSTALMENT_CUE.search(amount.near):
        return "monthly"
    if asked == "monthly" and not amount.thousand and amount.number < 8000:
        return "monthly"
    if asked == "down" and _is_money(amount, text, "budget"):
        return "down"
    return "budget" if _is_money(amount, text, asked, near) else ""


def _total(said: Sequence[_Said]) -> _Said | None:
    """The last sum that is called the total of sums before it."""
    for at in range(len(said) - 1, -1, -1):
        one = said[at]
        if _TOTAL_RIGHT.match(one.high.right) or (at >= 1 and _TOTAL_LEFT.search(one.low.near)):
            return one
    return None


def _budget(said: Sequence[_Said]) -> Range | None:
    if not said:
        return None
    total = _total(said)
    last = total or said[-1]
    before = [one for one in said if one is not last]
    side = last.side
    if not total and before and last.low is last.high:
        previous = before[-1]
        if {previous.side, side} == {"min", "max"} and not last.repaired:
            low, high = (previous, last) if previous.side == "min" else (last, previous)
            return Range(low.low.whole, high.high.whole)
        same = next((one.side for one in before if one.low.whole == last.low.whole), "")
        if not side and same:
            return single(last.low.whole, same)
        stretched = (
            not last.repaired
            and side == "max"
            and not previous.side
            and not _contrasted(previous.high.right[: last.low.start - previous.high.end])
        )
        if stretched and previous.low.whole < last.low.whole <= previous.low.whole * 1.5:
            return Range(previous.low.whole, last.low.whole)
        close = last.low.start - previous.high.end < 16
        if not side and previous.side and close:
            return single(last.low.whole, previous.side)
    return last.range


def find(message: Message, *, expecting: str | None = None, cars: Sequence[Span] = ()) -> list[Found]:
    """Sums of a message. `cars` are the spans of car names, whose prices are nobody's budget."""
    said = _said(message, "other" if expecting in _ASKED_ELSE else _EXPECTED.get(expecting or "", ""), cars)
    found: list[Found] = []
    budgets = [one for one in said if one.role == "budget"]
    parts = _total([one for one in said if one.role == "down"])
    budget = _budget([one for one in budgets if not parts or one.low.start > parts.low.start])
    if budget and max(budget.min or 0, budget.max or 0) >= _LEAST:
        found.append(Found("budget", budget, budgets[-1].low.start, budgets[-1].high.end))
    downs = [one for one in said if one.role == "down"]
    if downs:
        last = _total(downs) or downs[-1]
        found.append(Found("down_payment", last.high.whole, last.low.start, last.high.end))
    monthly = [one for one in said if one.role == "monthly"]
    if monthly:
        last = monthly[-1]
        found.append(Found("monthly_payment", last.high.literal, last.low.start, last.high.end))
    return found


def spans(message: Message, cars: Sequence[Span] = ()) -> list[Span]:
    """Every sum that is money, for the classifier."""
    text = message.text
    return [
        Span(one.start, one.end)
        for one in scan(message, cars)
        if role(one) in ("down", "monthly") or _is_money(one, text, "")
    ]
