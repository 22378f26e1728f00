"""Whether a sum is a ceiling, a floor or the sum itself."""

import re

from nlp.entities.amounts import Amount
from nlp.understanding import Range

_GAP = (
    r"(?: (?:uns|umas|sao|de|os|as|d[ao]s?|e|a|no|na|nos|o|meu|minha|so|la|em|ser|seria|fica|fosse"
    r"|tem|que|mil|eu|dou|pago|gasto|boto|coloco|gente|consegue|conseguimos|consigo|temos|tenho|posso|pode|\w+ e)){0,8}"
)
_MAX_LEFT = re.compile(
    r"(?:\bate|\bmax(?:imo)?\b|\bteto|\blimite|(?<!poder )pass[aeo]\w*(?: muito)? d[aeo]s?"
    r"|\bestour\w+ (?:d?[eo]s?)?|\babaixo d[aeo]s?"
    r"|\bmenos (?:d[eo]s?|que|do que)|\bcheg(?:o|a|ar|amos|ando|aria|armos) (?:a|em|ate|n?os)"
    r"|\bcai?b\w+ (?:em|n?os|dentro de)"
    r"|\b(?:maximo|teto|limite)\b[^,.;]{1,40} (?:e|em|de|ate|seria|fica|para)|\bvou (?:ate"
    r"|no maximo)|\bsub(?:o|ir|i|imos|indo) (?:para|ate)|\binferior a|\bultrapass\w+)"
    + _GAP
    + r" ?[:=]? ?(?:r ?\$)? ?$"
)
_NOT_MORE = re.compile(
    r"(?:\bnao (?:\w+ ){0,4}|\bnada (?:de )?)(?:mais|acima|alem|maior) (?:d[eo]s?|que|do que)"
    + _GAP
    + r" ?(?:r ?\$)? ?$"
)
_NOT_LESS = re.compile(
    r"\bnao (?:\w+ ){0,4}(?:menos|abaixo) (?:d[eo]s?|que|do que)" + _GAP + r" ?(?:r ?\$)? ?$"
)
_MIN_LEFT = re.compile(
    r"(?:a partir d[aeo]s?|\bpartir d[eo]|\bacima d[aeo]s?|\bmais (?:d[eo]s?|que|do que)"
    r"|\bminimo|\bpelo menos|\bdesde|\bcomecando (?:em|de|com|por)"
    r"|\bsuperior a)" + _GAP + r" ?[:=]? ?(?:r ?\$)? ?$"
)
_MAX_RIGHT = re.compile(
    r"^ ?(?:(?:reais|contos?|mil|pilas?|paus?) )?,? ?(?:(?:e |eh )?(?:o |meu "
    r"|nosso ){0,8}(?:no maximo|maximo|max|teto|limite)\b(?! ?(?:de |e |em )?\d)|para baixo"
    r"|de (?:teto|limite|maximo)|estourando|e olhe? la|no talo|ou menos|no estouro"
    r"|e nao passo|(?:e )?nao passo disso|(?:e )?(?:nem )?mais (?:que|do que) isso"
    r"|e o (?:limite|teto|maximo)|como (?:teto|limite|maximo)|no muito|(?:e |, ?)?nao mais (?:que"
    r"|do que) isso)"
)
_NO_MORE = re.compile(
    r"^ ?(?:reais )?,? ?(?:e )?(?:nem (?:um|1|mais um) (?:centavo|real|tostao)|nada alem)\b"
)
"""'61 mil, nem um centavo a mais'; after 'tenho' it is the whole sum."""
_MIN_RIGHT = re.compile(
    r"^ ?(?:reais )?,? ?(?:para (?:cima|mais)|no minimo|ou mais|acima|em diante|e o minimo"
    r"|de minimo|pelo menos|\+|, menos (?:que|do que) isso)"
)
_NEVER_RIGHT = re.compile(
    r"^ ?(?:reais )?(?:eu |ai |ja |a gente |de jeito ){0,8}(?:nao(?= ?(?:$|[.,;!?]|da\b"
    r"|me interessa|passo|subo|chego|gasto|boto|coloco|dou|posso|rola|consigo|tenho|pago|compro|vai"
    r"|vou))|nem\b|complica"
    r"|fica (?:dificil|pesado)|e (?:muito|luxo|demais)|(?:eu |estou )?(?:corro|fora)\b)"
    r"|^ ?(?:reais )?[,?]? ?(?:nunca|nem pensar|jamais|esquece|de jeito nenhum|sem chance)\b"
)
_FLOOR_REFUSED = re.compile(
    r"^ ?(?:reais )?,? ?(?:eu |ja ){0,8}(?:nem (?:olho|quero|me)|nao (?:quero|olho|me interessa|presta))"
)


_UNDER = re.compile(r"\b(?:menos|abaixo)\b")
"""'menos de 20 nem olho', 'abaixo de 25 não presta': a floor."""


def bound(amount: Amount) -> str:
    """'max', 'min' or '' for the sum itself."""
    if _MAX_RIGHT.match(amount.right) or (_NO_MORE.match(amount.right) and "tenho" not in amount.near):
        return "max"
    if _MIN_RIGHT.match(amount.right):
        return "min"
    if _NOT_MORE.search(amount.near):
        return "max"
    if _NOT_LESS.search(amount.near):
        return "min"
    if _MIN_LEFT.search(amount.near):
        return "max" if _NEVER_RIGHT.match(amount.right) and "minimo" not in amount.near[-14:] else "min"
    if _MAX_LEFT.search(amount.near):
        is_floor = _FLOOR_REFUSED.match(amount.right) and _UNDER.search(amount.near[-14:])
        return "min" if is_floor else "max"
    return ""


_AT_A_STRETCH = re.compile(r"^ ?(?:mil |reais |conto )?,? ?(?:estourando|no talo|no estouro)")
"""'50, 55 estourando': from one to the other."""


def capped(amount: Amount) -> bool:
    """Whether the words behind the sum make it a ceiling."""
    return _MAX_RIGHT.match(amount.right) is not None and not _AT_A_STRETCH.match(amount.right)


def between(low: int, high: int, side: str) -> Range:
    """Two sums said together; after 'até' only the upper one counts."""
    return Range(None, high) if side == "max" else Range(low, high)


def single(value: int, side: str) -> Range:
    """One sum with its side."""
    return Range(None if side == "max" else value, None if side == "min" else value)
