"""How many people ride: stated, or counted from a list of who does."""

import re

from nlp.entities.message import Found, Message

_PEOPLE = r"(?:pessoas|pessoinhas|adultos|passageiros|ocupantes|gente|integrantes|almas|bocas)"
_STATED = re.compile(
    r"\b(?:somos(?: (?:em|uma familia de|uma familia com|um total de|so|nos|aqui|a gente"
    r"|uns)){0,8}|familia (?:de|com|tem|e de)|a gente (?:e|esta) em|(?:nos|gente) (?:somos|em)"
    r"|(?:vamos|andamos|viajamos|vao|moramos|estamos|ficamos) (?:em|nos)|la em casa (?:somos|e"
    r"|sao|tem))"
    r" (\d{1,2})\b(?! ?(?:mil|k\b|km|anos|vezes|x\b|meses|conto|dias|horas|reais|%|lugares|carros|opc))"
    rf"|\b(\d{{1,2}}) {_PEOPLE}\b"
    r"|\b(\d{1,2}) (?:na|da) familia\b|\bem (\d{1,2}) (?:la |aqui )?em casa\b|\bfamilia (\d)\b"
)
_ADDED = re.compile(
    r"^(?: ?(?:,|e|mais|\+) ?)+(?:(?:um|uma|o|a|mais) ){0,8}(\d )?(?:bebe|crianc\w+|filh\w+"
    r"|neném|nenem|gemeos)\b"
)
_NOT_STATED = re.compile(r"\b(?:cpf|corrente|oracao|bencao|repasse|compartilhe|envie|cadeirinhas?|\d\))")
_SELF = re.compile(r"\b(?:eu|mim|comigo|nos dois|a gente)\b")
_SINGLE = (
    r"(?:pai|mae|filho|filha|filhinh[oa]|filhot[ea]|esposa|esposo|marido|mulher|muie|patroa"
    r"|patrao|sogra|sogro|bebe|nenem|irma|irmao|namorad[oa]|noiv[oa]|avo|vo|vó|neto|neta"
    r"|net(?:inho|inha)|velha|velho|mozao|menin[oa]|guri|guria|moleque|caçula|cacula|tia|tio"
    r"|mamae|papai|prim[oa]|cunhad[oa]|sobrinh[oa]|companheir[oa]|enteado|enteada|crianca)"
)
_PLURAL = (
    r"(?:filh[oa]s|crianc(?:as|a)|menin[oa]s?|guris?|gurias|gemeos|gemeas|net[oa]s|bebes"
    r"|irmaos|irmas|molequ\w+|pia[s]?|sobrinh[oa]s|pequenos|pequenas|curumins|avos|velhos"
    r"|amigos|adolescentes|adultos|enteados)"
)
_RIDER = re.compile(
    rf"\b(?P<n>\d) (?:\w+ )?{_PLURAL}\b|\b(?:meus|minhas|os|as|nossos|nossas) (?P<two>pais|avos"
    rf"|gemeos|gemeas|sogros)\b"
    rf"|\b(?:meu|minha|a|o|um|uma|nosso|nossa|mais|e|ao|da|do) (?:\w+ )?(?P<one>{_SINGLE})\b"
    rf"|(?<=, )(?P<listed>{_SINGLE})\b|\b(?P<pair>gemeos|gemeas)\b"
)
_LISTING = re.compile(r"\b(?:eu|mim|nos)\b ?(?:,|e|mais|\+|com) ?(?:\w+ ){0,3}")
_FOR_RIDERS = re.compile(
    r"\b(?:para|levar|caber|cabe|caiba|andar|carregar|viaj\w+|famil\w+|somos|carro|passe\w+"
    r"|vai|vamos|sair|junto|casal|escola|passear|cabe[rm]?|irmos)\b"
)
_COUPLE = re.compile(
    r"\bcasal (?:com|e|mais) (?:\w+ )?(?:(\d)|(um|uma)) (?:filh\w+|crianc\w+|bebe\w*|gemeos)"
)


def _counted(text: str) -> Found | None:
    """'eu, meu pai e minha filha' is three."""
    couple = _COUPLE.search(text)
    if couple:
        return Found("family_size", 2 + int(couple[1] or 1), *couple.span(), 0.7)
    listing = _LISTING.search(text)
    if listing is None or not _SELF.search(text):
        return None
    stop = re.search(
        r"[.;!?\n]|\b(?:queria|quero|procuro|precis\w+|discutindo|briga\w*|acha|gost\w+|fomos"
        r"|vimos|compramos|estamos|conseguimos|temos)\b",
        text[listing.start() :],
    )
    window = text[listing.start() : listing.start() + (stop.start() if stop else 200)]
    riders, first, last = 1, listing.start(), listing.end()
    for match in _RIDER.finditer(window):
        riders += int(match["n"]) if match["n"] else 2 if match["two"] or match["pair"] else 1
        last = listing.start() + match.end()
    if riders < 3 and not re.search(r"\b(?:so|apenas) (?:eu|nos) ", text):
        return Found("family_size", riders, first, last, 0.6) if riders == 2 and _ONLY.search(text) else None
    return (
        Found("family_size", riders, first, last, 0.7)
        if riders <= 12 and (_FOR_RIDERS.search(text) or len(text) < 50)
        else None
    )


_ONLY = re.compile(r"\b(?:so|apenas) eu e\b|\b(?:para|pra) mim e (?:minha|meu)\b")


def find(message: Message, *, expecting: str | None = None) -> list[Found]:
    """People who ride in the car."""
    text = message.text
    bare = (
        re.fullmatch(r"\W*(?:em |uns |somos )?(\d{1,2})(?: pessoas)?\W*", text)
        if expecting == "family_size"
        else None
    )
    if bare:
        return [Found("family_size", int(bare[1]), *bare.span(1))]
    match = _STATED.search(text)
    if match and not _NOT_STATED.search(text):
        value = int(next(group for group in match.groups() if group))
        if (
            match[2]
            and re.search(
                r"\b(?:atende\w*|espera\w*|fila|falei com|para|falou|ja) $",
                text[max(0, match.start() - 12) : match.start()],
            )
            and not _FOR_RIDERS.search(text)
        ):
            return []
        return [Found("family_size", value, *match.span(), 0.9)] if 1 < value <= 20 else []
    counted = _counted(text[:800])
    return [counted] if counted else []
