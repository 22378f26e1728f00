"""Sentiment by the trained models, and tones of the words that a reply can take up."""

import re

from nlp.classifier import Reading

_DELIGHT = re.compile(
    r"\b(?:am(?:ei|ando)|ador(?:ei|ando)|apaixon\w+|lind[oa]\w*|maravilh\w+|perfeit\w+|sensacional|incrivel|sonh\w+|show|top|"
    r"feliz\w*|animad\w+|ansios\w+|encantad\w+|massa demais|parabens|uhu\w*|oba\w*|eba\w*)\b|[😍🥰🤩😻❤💖🎉🥳😁🔥👏🙌]"
)
_FRUSTRATION = re.compile(
    r"\b(?:raiva|absurdo|palhacada|ridicul\w+|descaso|vergonha|pessim\w+|horrivel|cans(?:ad[oa]|ei)|saco|droga|"
    r"merda|porcaria|de novo isso|ja (?:falei|disse|pedi|expliquei)|nao (?:entende\w*|resolve\w*|adianta|aguento)|"
    r"enrola\w*|mentir\w+|engana\w*|golpe|lixo|desrespeito|decepcion\w+|ninguem responde|pqp|puta|aff?e?)\b|"
    r"[😡😠🤬😤😒🙄👎]"
)
_DOUBT = re.compile(
    r"\b(?:sera que|sei la|nao sei|em duvida|duvida|indecis\w+|tenho medo|receio|inseguro|insegura|desconfi\w+|"
    r"confuso|confusa|nao entendi|como assim|vou pensar|nao tenho certeza|e confiavel|posso confiar|perdid[oa])\b|"
    r"[🤔😕😟🥺]"
)


MOODY = 1.6
"""Weight of a mood beside 'neutral': anger overlooked costs more than anger seen too often. More gains little."""


def sentiment(reading: Reading) -> str:
    """'negative', 'positive' or 'neutral'."""
    return max(reading.moods, key=lambda label: reading.moods[label] * (1.0 if label == "neutral" else MOODY))


def tone(text: str, said: str) -> str | None:
    """'frustration', 'delight' or 'doubt' of a normalised text whose sentiment is `said`; None if it shows none."""
    if said == "negative" and _FRUSTRATION.search(text):
        return "frustration"
    if said == "positive" and _DELIGHT.search(text):
        return "delight"
    return "doubt" if _DOUBT.search(text) else None
