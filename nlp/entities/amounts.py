"""Numbers of a message that may be sums of money: written value, unit and the words around."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nlp.entities.message import Message

KEPT = 40
"""Sums looked at in one message."""
LEFT, RIGHT = 70, 60
"""Characters around a sum that may say what it is."""

_SLANG = (
    r"contos?|contin?hos?|pilas?|paus?|mangos?|bar(?:ao|oes)|pratas?|m[ei]rr?eis|dinheiros?"
    r"|doletas?|temers?|reau|reais|real"
)
_AMOUNT = re.compile(
    r"(?<![\w.,:$])(?P<currency>r ?\$ ?|rs ?\$ ?|\$ ?|rs (?=\d{2}))?"
    r"(?P<number>\d{1,3}(?:\.\d{3})+(?:[.,]\d{2})?|\d{1,3} 000|\d{2,3},\d{3}|\d{1,7}(?:[.,]\d{1,2})?)"
    rf"(?: ?(?P<unit>milhao|milhoes|mi|mil|mill|miu|k|m(?=\b)|{_SLANG})(?![a-z]))?"
    rf"(?: ?(?:{_SLANG}|reais)\b)?"
    r"(?P<few> ?(?:mil )?e (?:uns |umas |la |alguns ){0,8}(?:pouc[oa]s?|pouquinh[oa]s?|tantos?"
    r"|quebrad[oa]s?|troc(?:o|ad)\w*|pico"
    r"|alguma coisa|vai fumaca|la vai fumaca|cacetada|bolinha)(?: (?P<late>mil|k))?)?"
    r"(?![a-z0-9$]|[.,:]\d)"
)
_OTHER = re.compile(
    r"\b\d{3}\.\d{3}\.\d{3}-\d\d\b|\b\d{5}-\d{3}\b"  # CPF, CEP
    r"|(?:\+?55 ?)?\(?\b\d\d\)?[ -]?9? ?\d{4}[- ]\d{4}\b|\b\d{8,}\b|\b9?\d{4}-\d{4}\b"  # telephones
    r"|\b\d{1,2}/\d{1,2}/\d{2,4}\b|\b(?:19|20)\d\d ?/ ?(?:19|20)?\d\d\b|\b\d{1,2}[:h]\d\d\b"  # dates, years, hours
    r"|\b[a-z]{3}(?: ?\d[a-z]\d\d|-?\d{4})\b|\b\d+ ?(?:x|h|hs|hrs|km|kms|cv|cc|kg|v)\b"
    r"|\b\d+ ?%"  # plates, counted with a unit
)
_COUNTED = re.compile(
    r" ?(?:mil )?(?:de )?(?:km|kms|kilometr\w+|quilometr\w+|rodad\w+|vezes|x\b|mes(?:es)?\b"
    r"|parcelas?\b|prestac\w+|anos?\b|aninhos|"
    r"dias?\b|h\b|hs\b|hrs?\b|horas?\b|min\b|minutos?|seman\w+|%|por cento|cv\b|cc\b|cavalos"
    r"|lugar\w*|portas?|pessoas?|pessoinhas|"
    r"filh\w+|seguidores|inscritos|visualiz\w+|curtidas|habitantes|pontos|milhas|clientes|litros?"
    r"|cilindr\w+|opc\w+|estrelas?|marchas?|valvulas?|polegadas|megas?|gigas?"
    r"|gb|mb|cadeir\w+|crianc\w+|graus|metros|quilos|kg\b|"
    r"carros?\b|unidades?|adultos?|passageiros?|irma\w*|net[oa]s?\b|primeir\w+|segund[oa]s\b"
    r"|ultim\w+|bocas?\b|cabecas?\b|da (?:noite|manha|tarde|madrugada)\b|e meia\b"
    r"|(?:e )?\d\d da )"
)
_INSTALMENT = re.compile(r" (?:vezes )?(?:de|a) (?:r\$ ?)?(?:[2-9]\d\d|[1-5]\.?\d{3})\b(?! ?(?:mil|k)\b)")
"""'36 de 800': the first number counts instalments."""
_COUNT_LEFT = re.compile(
    r"\b(?:parcel\w*|prestac\w*|pagar|pagando|fica|fico|divid\w*|financ\w*|resto|vezes|faz"
    r"|restante)\b[^,.;]{0,25}\bem(?: ate| umas)? $"
)
_TERMS = frozenset({12, 18, 24, 30, 36, 40, 42, 48, 50, 54, 60, 72, 84})
"""Usual numbers of instalments: 'parcela em 48'."""
_HOUR = re.compile(
    r"\b(?:as|das|pelas|apos as|a partir das|perto das)(?: (?:umas|la pelas)){0,2} $"
    r"|\b(?:chego|chegar|cheguei|passo|passar|apareco|vou|hora\w*|marc\w+|remarc\w+|agend\w+|estou"
    r"|estarei|saio)\b[^,.;]{0,22}"
    r"\b(?:umas|para (?:as )?|as|ate as|pelas) $"
)
"""'a partir das 18', 'chego umas 15': hours."""
_HOUR_LEFT = re.compile(r"\d(?: ?(?:hs?|hrs|horas)|:\d\d) ?(?:para|e|ou|a|ate|as)(?: as)? $")
_HOUR_RIGHT = re.compile(r"^ ?(?:para|e|ou|a|ate|as)(?: as)? \d{1,2} ?(?:h|hs|hrs|horas|:\d\d)\b")
"""'de 16 pra 14h'."""
_MONTHLY_RATE = re.compile(r"^ ?(?:ao mes|a\.? ?m\b)")
_PAID = re.compile(r"\b(?:parcel\w*|prestac\w*|pag\w+|consig\w+|consegu\w+|posso|ate|uns|umas|dou|cab\w+)\b")
_ON_TERM = re.compile(r"\b(?:cheques?|boletos?|faturad\w+|prazo)\b[^;!?]{0,25}$")
_AGE_LEFT = re.compile(r"(?:^|[,.] ?)(?:eu |so |ja )?tenho $")
_NAMED = re.compile(r"\b(?:sou [oa]|me chamo|meu nome e) [a-z]+,? (?:e )?(?:eu )?tenho $")
_AGE_RIGHT = re.compile(
    r"^[^.;!?\n\d]{0,20}\b(?:cnh|carta\b(?! de credito)|carteira|habilit\w+|faculdade|de idade)"
)
_PET = re.compile(r"^(?:(?!tostao)[a-z]+)(?:tinh[ao]s?|t[ãa]o|enzinho|enz[ãa]o)$")
"""'oitentinha', 'setentão': names that only sums of thousands have."""
_MOTORCYCLE = re.compile(
    r"\b(?:cg|titan|fan|biz|twister|bros|xre|fazer|factor|hornet|cb|pop|nmax|pcx|ybr|lander|crosser|moto) $"
)
_PLURAL = re.compile(r" ([a-z]{3,}s)\b")
_NOT_COUNTED = frozenset(
    {
        "mais",
        "mas",
        "nos",
        "pois",
        "depois",
        "reais",
        "menos",
        "alias",
        "antes",
        "apos",
        "temos",
        "das",
        "dos",
        "mensais",
        "fixas",
        "fixos",
        "livres",
        "vamos",
        "fechados",
        "voces",
        "eles",
        "elas",
        "quais",
        "redondos",
        "certinhos",
    }
)
_PLAIN_YEAR = re.compile(r"(?:19[6-9]|20[0-4])\d")
_YEAR_CUE_RIGHT = re.compile(r"^ ?(?:reais|por mes|ao mes|mensais|de (?:entrada|parcela|sinal)|na entrada)")
_YEAR_CUE = re.compile(r"\b(?:mes|mensal|mensais|parcel\w*|prestac\w*|r\$|reais|vezes de|x de)\b")


@dataclass(slots=True)
class Amount:
    """A sum as written. `left` and `right` are the words around it, up to the end of the sentence."""

    number: float
    thousand: bool
    million: bool
    unit: bool
    currency: bool
    few: bool
    reais: bool
    start: int
    end: int
    left: str
    right: str
    near: str
    """The words on the left since the sum before."""

    @property
    def bare(self) -> bool:
        """Nothing beside the digits says that this is money."""
        return not (self.thousand or self.million or self.unit or self.currency or self.few)

    @property
    def whole(self) -> int:
        """Reais of a price: two- and three-digit sums are thousands, unless somebody says '187 reais'."""
        if self.million:
            return round(self.number * 1_000_000)
        is_literal = self.number >= 1000 or (self.reais and self.number >= 100)
        return round(self.number * 1000) if self.thousand or not is_literal else round(self.number)

    @property
    def literal(self) -> int:
        """Reais as written, for instalments; '1,5' is 1500."""
        return round(self.number * 1000) if self.thousand or self.number < 10 else round(self.number)


def _value(written: str) -> float:
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:[.,]\d{2})?", written):
        head, cents = (written[:-3], written[-2:]) if written[-3] in ".," else (written, "0")
        return float(head.replace(".", "")) + float(cents) / 100
    if re.fullmatch(r"\d{2,3},\d{3}", written):
        return float(written.replace(",", ""))
    return float(written.replace(" ", "").replace(",", "."))


_STOP = re.compile(r"[;!?\n]|\.(?= |$|\.)")


def _sides(text: str, start: int, end: int, before: int) -> tuple[str, str, str]:
    """Words left of the sum in its sentence, the part of them after the sum before, and the words right of it."""
    left = _STOP.split(text[max(0, start - LEFT) : start])[-1]
    return left, left[max(0, len(left) - (start - before)) :] if before else left, text[end : end + RIGHT]


def _is_pet(message: Message, start: int, end: int) -> bool:
    """Whether a ten or the hundred is said by a pet name; 'oitocentão' is 800 reais."""
    said = message.text[start:end]
    return said.isdigit() and int(said) <= 100 and bool(_PET.search(message.plain.source(start, end).lower()))


def _is_term(amount: Amount) -> bool:
    """'cheque pra 30, 60 e 90': days."""
    return amount.number in (30, 60, 90, 120) and bool(_ON_TERM.search(amount.left))


def _is_age(amount: Amount) -> bool:
    """'tenho 19, tirei a cnh'."""
    if 10 <= amount.number < 100 and _NAMED.search(amount.left) and not amount.right.strip(" .!"):
        return True
    return 16 <= amount.number < 30 and bool(_AGE_LEFT.search(amount.left) and _AGE_RIGHT.match(amount.right))


def _is_rate(amount: Amount) -> bool:
    """'2,4 ao mês': the interest, unless somebody pays it."""
    fraction = amount.number < 10 and amount.number % 1 > 0
    return fraction and bool(_MONTHLY_RATE.match(amount.right)) and not _PAID.search(amount.near)


def _is_hour(amount: Amount) -> bool:
    return amount.number <= 24 and bool(
        _HOUR.search(amount.left) or _HOUR_LEFT.search(amount.left) or _HOUR_RIGHT.match(amount.right)
    )


def _is_count(amount: Amount, written: str) -> bool:
    """Whether the number counts something else than money."""
    monthly = re.match(r" ?(?:mil )?(?:por|ao|no|a|/) ?mes", amount.right)
    if (
        _COUNTED.match(amount.right)
        and not monthly
        and not re.match(r" ?(?:de )?(?:parcela|prestacao)\b", amount.right)
    ):
        return True
    if not amount.bare:
        return False
    if _COUNT_LEFT.search(amount.near) and amount.number in _TERMS:
        return True
    if (
        _MOTORCYCLE.search(amount.near)
        or _is_hour(amount)
        or _is_rate(amount)
        or _is_term(amount)
        or _is_age(amount)
    ):
        return True
    if _INSTALMENT.match(amount.right) and 6 <= amount.number <= 96:
        return True
    plural = _PLURAL.match(amount.right)
    if plural and plural[1] not in _NOT_COUNTED:
        return True
    if (
        _PLAIN_YEAR.fullmatch(written)
        and not _YEAR_CUE.search(amount.near)
        and not _YEAR_CUE_RIGHT.match(amount.right)
    ):
        return True
    engine = re.fullmatch(r"[0-6][.,]\d", written) is not None
    return engine and not _YEAR_CUE.search(amount.left + amount.right[:14])


def _overlaps(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    """Whether the first of the ordered `spans` still open at `start` begins before `end`; earlier ones go."""
    while spans and spans[0][1] <= start:
        spans.pop(0)
    return bool(spans) and spans[0][0] < end


def scan(message: Message, names: Sequence[tuple[int, int]] = ()) -> list[Amount]:
    """Sums of the message in order, without numbers that plainly count something else or lie in the spans `names`."""
    text = message.text
    other = [match.span() for match in _OTHER.finditer(text)][:200]
    inside = list(names)
    found: list[Amount] = []
    before = 0
    for match in _AMOUNT.finditer(text):
        start, end = match.span()
        if (_overlaps(other, start, match.end("number")) and not match["unit"]) or _overlaps(
            inside, start, end
        ):
            before = max([end, *(span[1] for span in (other[:1] + inside[:1]) if span[0] < end)])
            continue
        unit = match["unit"] or ""
        reais = unit in ("reais", "real")
        pet = _is_pet(message, start, match.end("number"))
        left, near, right = _sides(text, start, end, before)
        amount = Amount(
            number=_value(match["number"]),
            thousand=unit in ("mil", "mill", "miu", "k")
            or pet
            or bool(match["late"])
            or unit.startswith("bar"),
            million=unit in ("milhao", "milhoes", "mi"),
            unit=bool(unit and not reais) or pet,
            currency=bool(match["currency"]),
            reais=reais,
            few=bool(match["few"]) and "é" not in message.plain.source(*match.span("few")).lower(),
            start=start,
            end=end,
            left=left,
            right=right,
            near=near,
        )
        counted = unit == "m" or _is_count(amount, match["number"])
        before = end
        if counted:
            noun = _COUNTED.match(right)
            before += noun.end() if noun else 0
            continue
        found.append(amount)
        if len(found) >= KEPT:
            break
    return found
