"""Shown cars that the message picks by number, and the rating of the service."""

import re
from collections.abc import Sequence
from itertools import islice

from nlp.entities.message import Found, Message

KEPT = 12
"""Picks looked at in one message."""
_ORDINALS = {
    "primeir": 1,
    "segund": 2,
    "terceir": 3,
    "quart": 4,
    "quint": 5,
    "sext": 6,
    "setim": 7,
    "oitav": 8,
    "non": 9,
    "decim": 10,
}
_NUMBER = r"(?:10|[1-9])"
_UNIT = (
    r"(?! ?(?:mil\b|k\b|km|portas|lugares|pessoas|anos?\b|vezes|x\b|de entrada|conto|[.,/:]\d"
    r"|h\b|hs\b|hrs?\b|horas?|filh|meses|dias?\b|reais|pila|marchas|cilindros|valvulas|%"
    r"|por cento|"
    r"da (?:tarde|manha|noite)|e meia|em ponto|semanas?|opcoes|carros|cavalos|litros?"
    r"|de (?:janeiro|fevereiro|marco|abril|maio|junho|julho|agosto|setembro|outubro|novembro"
    r"|dezembro)|ou mais|mil|pneus|"
    r"estrelas?|primeir|ultim|dono|crianc|parcelas|adultos|melhores|dois|\d|min\b|minutos"
    r"|donos?|airbags|vez\b|seman|(?!mas\b|mais\b|nos\b|dos\b|das\b|manda|depois|gostamos"
    r"|vamos|temos|serves|quantos|tres)[a-z]{3,}s\b|ano\b|lugar|e pouc|a \d\b))"
)
_HEAD = (
    r"(?:o|do|no|ao|pelo|pro|a|da|na|pela|esse|essa|nesse|nessa|desse|dessa|este|esta|d|num"
    r"|numero|n|no\.|opcao|opcoes|opc|item|carro|anuncio|foto|os|as|dos|das|nos|nas|"
    r"oferta|modelo|link|o do|entre|aquele|op|quero|ver|card|figura|imagem)"
)
_PICK = re.compile(
    rf"(?<![\w/])(?P<head>{_HEAD}) (?:(?:numero|n|carro|opcao|de numero|de n|foto"
    rf"|anuncio) )?(?P<n>{_NUMBER})(?:[oa]\b)?(?![\w])" + _UNIT
)
_MORE = re.compile(
    rf"^ ?(?:,|e|ou|com|x|vs|versus|contra|/|e tambem|e com|e o|nem|para|-)(?: (?:o|a|do|da|no|na"
    rf"|com|os|opcao|e|numero|foto|com o|ou|esse)){{0,8}} ?(?P<n>{_NUMBER})(?:[oa]\b)?(?![\w])" + _UNIT
)
_BARE = re.compile(
    rf"^\W*(?:(?:quero|ver|gostei|me mostra|manda|detalhes?|escolho|vou|fico|prefiro|e|so"
    rf"|acho que|sim|ok|opcao|numero|n|mostra|abre|foto|o|a|do|da|de|com|dos|os|as|carro|opcoes"
    rf"|esse|no|na|bom dia|oi|info) ){{0,8}}"
    rf"(?P<n>{_NUMBER})(?:[oa])?\b(?P<rest>(?:(?: ?[,/&+x-] ?| )(?:(?:e|ou|com|vs|x|o"
    rf"|a) ){{0,8}}{_NUMBER}\b){{0,8}})(?![.,]\d|\d| ?(?:mil|k\b|km|x\b|%|vezes|anos|meses"
    rf"|pessoas|horas|h\b|reais|conto|estrela|lugares|portas|dias|pila))"
    r"(?P<tail>[^\d]{0,40})$"
)
_TAIL = re.compile(
    r"^\W*(?:(?:por favor|pfv|manda\w*|detalhes?|mostra|abre|esse|quero|ver|faz favor|me|mais"
    r"|fotos?|ficou|bom|top|gostei|obrigado|entao|mesmo|ai|qual|melhor|e|o|a|horriveis|lindos?"
    r"|sao|parece\w*|legal|compensa|info|moco|moca|amigo|querid\w+|ta|esta|otimo)\W*){0,8}$"
)
_ORDINAL = re.compile(
    r"\b(?P<head>o|a|do|da|no|na|ao|esse|essa|dessa|desse|nesse|nessa|este|pelo|pela|d|quero"
    r"|ver|^|e|ou|entre|com|os|pro) ?(?P<stem>primeir|segund|terceir|quart|quint|sext|setim"
    r"|oitav)(?P<end>[oa]s?)\b"
    r"(?! (?:feira|carro\b(?! da lista| ai)|vez|dono|mao|parcela|via|coisa|pergunta|duvida"
    r"|passo|marcha|geracao|semana|mes|dia|veiculo|que|de|do mes|ponto|andar|habilitac|quando"
    r"|queria|quero|se\b|a gente|lugar|de tudo|e segundo|dela|dele|-feira|opcao de|eu\b|:"
    r"|financ|esquina|pagina|saber|da minha|do meu|se |a? ?sexta|impress|e ultimo mes|classe"
    r"|mundo|salario|contato|e o ultimo))"
    r"|\b(?P<stem2>primeir|segund|terceir|quart|quint|sext)[oa] (?:opcao|carro da lista|foto"
    r"|da lista|anuncio|modelo|alternativa|carro ai|que (?:voce|tu|vc|me))"
    r"|^\W*(?P<stem3>primeir|segund|terceir|quart|quint)[oa]\W*$"
    r"|\b(?P<dig>[1-9])[oa]\b(?! (?:dono|vez|mao|parcela|feira|via|carro|marcha))"
)
_FIRST_TWO = re.compile(r"\b(?:os|as|dos|das|nos)? ?(\d) primeir[oa]s?\b|\bprimeir[oa]s (\d)\b")
_WEEKDAY_CUE = re.compile(
    r"\b(?:feira|visita|ir\b|vou\b|posso|marc\w+|agend\w+|amanha|hoje|dia|semana|manha|tarde"
    r"|noite|horas?|as \d|sabado|domingo|test ?drive)\b"
)
_DAYS = frozenset({"segund", "terceir", "quart", "quint", "sext"})
_SIDE = re.compile(
    rf"\b(?P<a>{_NUMBER}) (?:e|ou|com|x|vs|versus|ou o|com o|e o|e a) (?P<b>{_NUMBER})\b" + _UNIT
)
_COMPARING = re.compile(
    r"\b(?:compar\w*|melhor|diferenc\w*|entre|detalhes?|fotos?|gostei|quero ver|quais"
    r"|horriveis|qual|manda|mostra|olhar|adorei|curti)\b"
)
_REFUSED_HEAD = re.compile(r"\b(?:somos|as|dia|desde|ate|em|para|por|a cada|nota|dou) $")

_EXPECTED_NOT = frozenset(
    {
        "budget",
        "rating",
        "consent",
        "down_payment",
        "monthly_payment",
        "year",
        "km",
        "location",
        "city",
        "family_size",
        "visit_time",
    }
)
_RATING = re.compile(
    r"\b(?:nota|notas|avali\w*|avaliacao|merec\w*|classifico|pontuo|dou|dei|daria|leva"
    r"|leve)(?: (?:e|de|um|uma|nota|com|minha|em|o|a|vale|voces|para voces|atendimento|eh"
    r"|seria|so|geral|no maximo|foi|pelo|:)){0,8} ?:?,? ?([1-5])\b(?! ?(?:mil|k\b|km|anos"
    r"|conto|de entrada|por|x\b|[.,/]\d|vezes|reais|opc|%|dias|pila))"
    r"|\b([1-5]) (?:estrel\w+|de 5|/ ?5)\b|\b([1-5])/5\b|\bestrelas?:? ([1-5])\b"
)
_RATING_LATE = re.compile(
    r"\bnota\b[^.\d]{0,25}[?.!]?[^.\d]{0,20}\b([1-5])\b(?! ?(?:mil|km|anos))"
    r"|\bde 1 a 5\b[^\d]{0,20}([1-5])\b|\bdou:? ([1-5])\b(?= (?:para|pelo|pro))"
)
_STARS = re.compile("(?:⭐|🌟|★)+")
_NOT_RATING = re.compile(r"\bnota (?:fiscal|de|do)\b")


def _bare(text: str, expecting: str | None) -> list[tuple[int, int]]:
    """A message that is nothing but numbers of shown cars."""
    match = _BARE.match(text)
    if match is None or not _TAIL.match(match["tail"]):
        return []
    found = [(match.start("n"), int(match["n"]))]
    offset = match.start("rest")
    found += [(offset + one.start(), int(one.group())) for one in re.finditer(_NUMBER, match["rest"])]
    return found


def _picked(text: str) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for match in islice(_PICK.finditer(text), KEPT):
        head = match["head"]
        left = text[max(0, match.start() - 12) : match.start()]
        if (
            head in ("as", "das", "os", "nos", "a", "entre", "n")
            and re.search(r"\b(?:e|meia|em ponto|horas)\b", text[match.end() : match.end() + 8])
            and head == "as"
        ) or _REFUSED_HEAD.search(left):
            continue
        if head in ("as", "das", "os", "dos", "nos", "nas", "entre") and not re.search(
            r"^ (?:e|ou|,) ?\d", text[match.end() : match.end() + 5]
        ):
            continue
        found.append((match.start("n"), int(match["n"])))
        at = match.end("n")
        for _ in range(8):
            more = _MORE.match(text[at : at + 40])
            if more is None:
                break
            found.append((at + more.start("n"), int(more["n"])))
            at += more.end("n")
    return found


def _ordinals(text: str) -> list[tuple[int, int]]:
    found = []
    for match in _FIRST_TWO.finditer(text):
        count = int(match[1] or match[2])
        found += [(match.start() + at, at + 1) for at in range(min(count, 5))]
    if found:
        return found
    for match in islice(_ORDINAL.finditer(text), KEPT):
        stem = match["stem"] or match["stem2"] or match["stem3"]
        if match["dig"]:
            found.append((match.start(), int(match["dig"])))
            continue
        if match["stem"] == "sext" or (
            match["stem"] == "primeir" and re.search(r"\bsegundo (?:se|quero|eu|que)\b", text)
        ):
            continue
        day = (
            match["stem"] in _DAYS
            and match["head"] in ("na", "a", "da", "^", "", "e", "ou", "pro", "com", "entre")
            and match["end"] == "a"
        )
        if (
            day
            and _WEEKDAY_CUE.search(text)
            and not (match["head"] == "a" and match["stem"] in ("segund", "terceir"))
        ):
            continue
        if (
            match["stem"] in ("quart", "quint", "sext")
            and day
            and not re.search(r"\b(?:primeir|segund|opcao|gostei|terceir|mostra)\w*", text)
        ):
            continue
        found.append((match.start(), _ORDINALS[stem]))
    return found


def selection(message: Message, *, expecting: str | None = None) -> list[Found]:
    """Numbers of shown cars in the order of the message."""
    text = message.text
    if expecting in _EXPECTED_NOT and _BARE.match(text):
        return []
    found = _bare(text, expecting) or _picked(text)
    if not found and _COMPARING.search(text):
        found = [
            (match.start(group), int(match[group]))
            for match in list(_SIDE.finditer(text))[:4]
            for group in ("a", "b")
        ]
    found = sorted({*found, *_ordinals(text)})
    return _corrected(text, found)


def _corrected(text: str, found: Sequence[tuple[int, int]]) -> list[Found]:
    """'o 3... digo, o 4': the last holds."""
    kept: list[Found] = []
    for start, number in found:
        if kept and re.search(
            r"\b(?:digo|alias|quer dizer|ou melhor|na verdade)\b", text[kept[-1].end : start]
        ):
            kept.pop()
        if number not in [one.value for one in kept]:
            kept.append(Found("selection", number, start, start + 1, 0.8))
    return kept


def rating(message: Message, *, expecting: str | None = None) -> list[Found]:
    """Stars (1 to 5) that the customer gives to the service."""
    text = message.text
    asked = expecting in ("rating", "avaliacao", "nota", "feedback", "csat", "nps")
    if asked:
        match = re.search(r"\b([1-5])\b", text)
        if match:
            return [Found("rating", int(match[1]), *match.span())]
    stars = _STARS.search(text)
    if (
        stars
        and 1 <= len(stars.group()) <= 5
        and not re.search(r"[1-5] estrela", text)
        and (len(stars.group()) > 1 or len(text) < 4)
    ):
        return [Found("rating", len(stars.group()), *stars.span())]
    if _NOT_RATING.search(text) and "estrela" not in text:
        return []
    match = _RATING.search(text) or _RATING_LATE.search(text)
    if match is None:
        return []
    value = next(group for group in match.groups() if group)
    return [Found("rating", int(value), *match.span())]
