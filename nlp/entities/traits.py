"""Fuel, gearbox and body of a car."""

import re
from collections.abc import Sequence
from itertools import pairwise

from nlp.entities.exclusion import any_will_do, mark
from nlp.entities.message import Found, Message

_NO_FUEL = (
    r"(?! ?(?:esta|estava|subiu|aument\w+|cara\b|caiu|barat\w+|aqui|do posto|que|a? ?\d|anda|ficou|vai))"
)
_FUELS = (
    ("Híbrido", r"\b(?:hibrid[oa]s?|hybrid\w*|hibri|ibrid[oa]s?|hev|phev|plug ?in)\b"),
    (
        "Elétrico",
        r"(?<!vidro )(?<!vidros )(?<!trava )(?<!travas )(?<!parte )(?<!direcao )(?<!regulagem )"
        r"(?<!bicicleta )(?<!bike )(?<!moto )(?<!banco )(?<!bancos )(?<!retrovisor )"
        r"(?<!retrovisores )(?<!pane )(?<!problema )(?<!scooter )(?<!patinete )(?<!teto )"
        r"(?<!freio )(?<!cadeira )\b(?:eletric[oa]s?"
        r"|eletrificad\w+)\b",
    ),
    ("Diesel", r"(?<!tambor de )\b(?:diesel|disel|dizel|tissel|dieseu|oleo diesel|turbodiesel)\b"),
    ("GNV", r"\b(?:gnv|kit gas|a gas|gas natural|cilindro d[eo] gas)\b"),
    ("Flex", r"\b(?:flex|fleques|flexivel|bicombustivel|total ?flex|flexpower|flexi)\b"),
    (
        "Etanol",
        r"(?:\ba|\bno|\bde|\bao|\be|\bcom|\bso|\bmotor|^|,) ?\b(?:etanol|alcool)\b(?! (?:em )?gel)"
        r"|^etanol\b",
    ),
    (
        "Gasolina",
        r"(?:\b(?:carros?|motor|moto|veiculo|modelo|versao|movid[oa]|so|e|seja|ser|ou|prefiro"
        r"|quero|pode ser|tem|sedan?|suv|hatch|picape|aspirado|turbo|\d\.\d|na|flex)"
        r"(?: (?:a|de|na|so|e|com)){0,8}|^(?:a |na |so |de ){0,8}|[.,] ?(?:a )?) ?\bgasolina\b" + _NO_FUEL,
    ),
)
_GEARS = (
    (
        "Automático",
        r"(?<!piloto )(?<!atendimento )(?<!mensagem )(?<!mensagens )(?<!disparos )(?<!disparo )"
        r"(?<!envio )(?<!envios )(?<!resposta )(?<!respostas )(?<!parar o )(?<!debito )(?<!em )"
        r"(?<!robo )(?<!sistema )(?<!muito )\b(?:automatic[oa]s?"
        r"|automatizad\w+|automatiz\w+|cvt|automatco|altomatic[oa]|automatcio|autimatico|atomatico"
        r"|altomatco|automat|autamatico|automaticos|automatik|at6|tiptronic"
        r"|troqu[ea] (?:a marcha )?sozinho|cambio at|cans\w+ (?:de "
        r"|da )(?:\w+ ){0,2}(?:embreagem|marcha)|"
        r"automatiquinh\w+|cambio auto)\b|(?<!android )(?<!o )\bauto\b(?! ?(?:escola|socorro"
        r"|center|pecas|estima))",
    ),
    (
        "Manual",
        r"(?<!tem o )(?<!chave e )(?<!chaves e )(?<!reserva e )(?<!vem com )\b(?:manual|manuais"
        r"|mecanico manual|cambio mecanico|manuau|manoal"
        r"|no pedal|trocar (?:de |a |as )?marchas?(?: na mao| eu mesmo)?"
        r"|(?:marcha|cambio) na mao)\b(?! (?:do (?:carro|proprietario|veiculo)|e chave|de (?:instruc\w+|uso"
        r"|fabrica)))",
    ),
)
_BODIES = (
    (
        "SUV",
        r"\b(?:suv\w{0,5}|utilitarios? esportivos?|jipes?\b(?! renegade)|jipinho|jipao|crossovers?"
        r"|esse u ve|essuv|carro alto)\b(?<!carro alto)",
    ),
    (
        "Pickup",
        r"\b(?:pick ?-?ups?|picapes?|picap|pikape?s?|picapinha|picapona|caminhonet\w*|camionet\w*"
        r"|camioneta|caminhoneta|camionetona|caminionet\w*|caminhonte)\b",
    ),
    ("Sedan", r"\b(?:sedans?|sedas?|sedanzinho|sedazinho|sedazao|sedanzao|cedans?|sedam)\b"),
    ("Hatch", r"\b(?:hatch\w*|hat(?:s|es)|rati|rach|retch|hacth|hetch|ratch\w*)\b"),
    (
        "Compacto",
        r"(?<!suv )(?<!sedan )(?<!seda )(?<!hatch )(?<!picape )\b(?:compact[oa]s?|compactinho"
        r"|sub ?compacto|carr(?:o|os|inho|inhos) pequen\w+|(?:^|(?<=quero um )"
        r"|(?<=algo ))pequeninho)\b",
    ),
    ("Van", r"\b(?:vans?|minivans?|vanzinha|perua escolar)\b(?! (?:escolar passa))"),
)


def _table(rows: tuple[tuple[str, str], ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((value, re.compile(pattern)) for value, pattern in rows)


_TABLES = {"fuel": _table(_FUELS), "transmission": _table(_GEARS), "category": _table(_BODIES)}
_EITHER = re.compile(r"^(?: ?(?:,|/|ou|e|x|vs|versus|no|na|a|de|um|uma|o|carro|com) ?)+$")
_CHOSEN = re.compile(
    r"\b(?:fico com|tem que ser|tem de ser|precisa ser|prefiro|quero|melhor|prefer\w+)"
    r"(?: (?:o|a|um|de)){0,8} ?$"
)
_TURNED = re.compile(r"\b(?:digo|alias|na verdade|ou melhor)\b|[.!?\n]")


_OF_MODEL = re.compile(r"^ (?:\w+ )?$")
_ASKED_OF_CAR = re.compile(r"\b(?:e|eh|esta|ser)(?: (?:a|o|um|uma|cambio|com|mesmo)){0,8} ?$")


def _of_given(text: str, one: Found, cars: Sequence[tuple[int, int]]) -> bool:
    """'esse é automático?': a question about a given car, no criterion."""
    start = max(text.rfind(mark, 0, one.start) for mark in ".,;!?\n") + 1
    left = text[start : one.start]
    if one.key == "category" or not _ASKED_OF_CAR.search(left):
        return False
    stop = re.search(r"[.!?\n]", text[one.end :])
    asked = (stop is not None and stop.group() == "?" and stop.start() < 25) or re.search(
        r"\bse (?:el[ea] )?e $", left
    )
    subject = _GIVEN.search(left) or left.strip() == "e" or any(start <= car[0] < one.start for car in cars)
    return bool(asked and subject)


_GIVEN = re.compile(
    r"\b(?:ess[ea]|est[ea]|el[ea]|carro|d?el[ea]|[1-9]|primeir[oa]|segund[oa]|terceir[oa]"
    r"|cambio|opcao|se)\b"
)
_OR = re.compile(r"^ ?(?:ou|/|,)(?: (?:a|e|o))? ?$")


def _named(text: str, key: str, cars: Sequence[tuple[int, int]]) -> list[Found]:
    """Values of a key with those ruled out marked; a body behind a model ('fiesta sedan') is part of its name."""
    found = [
        Found(key, value, match.start(), match.end())
        for value, pattern in _TABLES[key]
        for match in list(pattern.finditer(text))[:8]
    ]
    bodies = cars if key == "category" else ()
    named = [
        one
        for one in found
        if not any(start <= one.start <= end + 1 for start, end in bodies) and not _of_given(text, one, cars)
    ]
    dropped = [one for one in found if one not in named and one.key != "category"]
    named = [
        one
        for one in named
        if not any(_OR.match(text[gone.end : one.start]) for gone in dropped if gone.end <= one.start)
    ]
    return mark(text, sorted(named, key=lambda one: (one.start, one.end)))


def _single(text: str, found: list[Found]) -> list[Found]:
    """Of several values of a single-valued key: the chosen one; none when both would do."""
    wanted = [one for one in found if not one.excluded]
    if len({one.value for one in wanted}) < 2 or wanted[0].value == wanted[-1].value:
        return wanted[:1]
    last = wanted[-1]
    between = text[wanted[-2].end : last.start]
    if _CHOSEN.search(text[max(0, last.start - 20) : last.start]) or _TURNED.search(between):
        return [last]
    return [] if any(_EITHER.match(text[a.end : b.start]) for a, b in pairwise(wanted)) else wanted[:1]


def find(message: Message, *, cars: Sequence[tuple[int, int]] = ()) -> list[Found]:
    """What the message says of the car's fuel, gearbox and body, with what it rules out."""
    text = message.text
    result: list[Found] = []
    for key in ("fuel", "transmission", "category"):
        found = _named(text, key, cars)
        result += [one for one in found if one.excluded]
        wanted = [one for one in found if not one.excluded] if key == "category" else _single(text, found)
        if (
            key != "category"
            and wanted
            and any_will_do(text[max(0, wanted[0].start - 30) : wanted[0].end + 12])
        ):
            wanted = []
        result += wanted
    return result
