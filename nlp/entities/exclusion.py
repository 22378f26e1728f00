# ruff: noqa: E501 - tables read better on one line
"""What is ruled out ('sem ser Renault', 'a diesel, jamais', 'não precisa ser automático')."""

import re

_BEFORE = re.compile(
    r"\b(?:nao (?:quero|precisa|gosto|curto|pode|seja|aceito|tenho interesse|serve|me serve|queria|compro|preciso)|nada d[eo]s?|sem ser|menos|exceto|tirando|fora|odeio|detesto|nunca|jamais|que nao seja|nem|deus me livre|fujo|qualquer (?:um|coisa) menos)"
    r"(?: (?:que|seja|ser|de|do|da|um|uma|o|a|os|as|carro|carros|mais|com|cambio|no|nenhum|nenhuma|motor|nem|outro|ter|marca|com))* ?$"
)
_AFTER = re.compile(
    r"^\w*[ ,]*(?:nao(?: (?:quero|serve|rola|gosto|da|curto))?|jamais|nunca|nem pensar|nem a pau|nem de graca|deus me livre|de jeito nenhum|to fora|estou fora|fora)\b[ .!]*(?:$|,|;|\n)"
)


def ruled_out(text: str, start: int, end: int) -> bool:
    """Whether the words between `start` and `end` of the text are refused by the words around them."""
    return bool(_BEFORE.search(text[max(0, start - 60) : start]) or _AFTER.match(text[end : end + 30]))
