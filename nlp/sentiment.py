# ruff: noqa: E501 - tables read better on one line
"""Sentiment by a small lexicon with negation, first version."""

import re

_GOOD = re.compile(
    r"\b(?:obrigado|valeu|gostei|amei|adorei|ador\w+|top|perfeit\w+|show|excelente\w*|otim[oa]s?|maravilh\w+|massa|bacana|legal|lind[oa]s?|parabens|"
    r"feliz|animad[oa]|sensacional|incrivel|agradec\w+|nota 10|muito bo[am]|bom demais|curti|sucesso|ansios[oa]|encantad[oa]|satisfeit[oa])\b|[😍😀😃😄😁🥰❤🤩👏🙌🎉😊]"
)
_BAD = re.compile(
    r"\b(?:pessim[oa]s?|horrivel|horrorosos?|ruim|ruins|caro|carissimo|absurdo|decepcion\w+|odiei|odeio|merda|porcaria|lixo|bosta|palhacada|"
    r"raiva|irritad[oa]|cansad[oa]|cansei|demora\w*|enrola\w*|engan\w+|mentir\w+|golpe|descaso|vergonha|ridicul[oa]|feio|droga|saco|fraco|"
    r"desrespeito|insatisfeit[oa]|reclam\w+|inutil|chato|nao serve|nao presta|nao resolve|nao entende\w*|ninguem responde|frustrad[oa]|me deixa em paz|para de)\b|[😡😠🤬👎😤😒]"
)
_NOT = re.compile(r"\b(?:nao|nem|nada|nunca|sem)(?: (?:e|esta|foi|achei|muito|tao|me|um|ficou|era|mais))* $")


def sentiment(text: str) -> str:
    """'negative', 'positive' or 'neutral' of a normalised text."""
    score = 0
    for match in list(_GOOD.finditer(text))[:20]:
        score += -2 if _NOT.search(text[max(0, match.start() - 30) : match.start()]) else 1
    for match in list(_BAD.finditer(text))[:20]:
        score += 1 if _NOT.search(text[max(0, match.start() - 30) : match.start()]) else -2
    return "positive" if score > 0 else "negative" if score < 0 else "neutral"
