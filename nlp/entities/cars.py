# ruff: noqa: E501 - tables read better on one line
"""Brands and models: names, nicknames and typos; a name that is also a word needs a car cue."""

import re
from dataclasses import dataclass

from nlp import gazetteer
from nlp.normalise import words

_CUE = re.compile(
    r"\b(?:carros?|carro|modelo|seminovo|usado|km|automatico|manual|flex|troca|trocar|parcela|financ\w*|consum\w*|faz por litro|compar\w*|"
    r"preco|quanto esta|quanto custa|valor|entrada|test drive|fotos?|mil|anos? (?:19|20)\d\d|(?:19|20)[0-3]\d|[12]\.\d|motor|"
    r"porta malas|procur\w*|disponivel|estoque|seguro|revisao|ipva|dirigir|turbo|completo|uber|versus|melhor)\b"
)
_SPORT = re.compile(
    r"\b(?:jogo|time|palmeiras|flamengo|corinthians|fez (?:um )?gol|marcou|golaco|campeonato|juiz)\b"
)
_BEFORE = frozenset(
    "um uma o a do da no na meu minha tem esse este quero desse deste vw fiat ford honda gol ou e vs num ao temos teria tinha tenho".split()
)
_NOT_AFTER = frozenset(
    "mil k km conto reais vezes x meses anos pessoas dias horas opcao opcoes por vez pouco pila quilometros h".split()
)
_PLAIN = frozenset(
    """quero carro carros gostei obrigado preciso familia mercado compra comprar vender troca automatico manual parcela entrada
    cidade estado preco valor melhor menor maior branco preto prata economia espaco seguro conforto porta portas quanto quando
    aceito aceita pessoa moro trabalho cliente fotos foto versao compara comparar usado novo novos semana sabado domingo
    segunda terca quarta quinta sexta mensal gasolina diesel hibrido eletrico etanol motor bonito barato marca grande pequeno
    fiador pronto direto ligar espera estrada viagem viajar passeio central parado parar sandalia cobra cobalto consegue consorcio
    dados teste honra sonata ponto posso outra outros outras mostra manda mandar tenho estou voces minha nossa nosso fiesta gente
    mando toque tocar cronograma celular corola cores cor sorte verdade virtude polir fixas certo deixa falar para esse essa este
    nissa forte formal roda rodar citar compaixao passa passar tempo conta contato compacto amanha fevereiro financia renovar
    renova remova ranger tirar horas demora demorar cheque fiat tucano taxa onibus honesto opcao opcoes""".split()
)


@dataclass(frozen=True, slots=True)
class Found:
    """One car name: words `start` to `end` (exclusive) of the message."""

    brand: str
    model: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Message:
    """What is looked up once per message."""

    tokens: list[str]
    near: set[int]
    cued: bool
    sport: bool


def _numbered(word: str) -> bool:
    """A year, a generation ('g5') or 'ou' after a short name."""
    return word == "ou" or re.fullmatch(r"(?:19|20)[0-3]\d|g[3-8]|1|2", word) is not None


def _accepted(key: tuple[str, ...], at: int, message: _Message) -> bool:
    tokens = message.tokens
    before = tokens[at - 1] if at else ""
    after = tokens[at + len(key)] if at + len(key) < len(tokens) else ""
    if at in message.near:
        return True
    if message.sport or after in _NOT_AFTER:
        return False
    if key[0].isdigit() and len(key) == 1:
        return int(key[0]) >= 100 and before in {"o", "um", "do", "no", "meu", "tem", "peugeot", "esse"}
    if len(key[0]) <= 3 and len(key) == 1 and before not in _BEFORE:
        return _numbered(after) or (before in {"de", "vs", "quero"} and message.cued)
    return before in _BEFORE or message.cued or len(tokens) == 1


def _exact(at: int, message: _Message) -> Found | None:
    tokens = message.tokens
    known_models, known_brands = gazetteer.models(), gazetteer.brands()
    for size in (4, 3, 2, 1):
        key = tuple(tokens[at : at + size])
        if len(key) < size:
            continue
        car = known_models.get(key)
        if car and (not car.ambiguous or _accepted(key, at, message)):
            return Found(car.brand, car.model, at, at + size)
        if key in known_brands:
            return Found(known_brands[key], "", at, at + size)
    return None


_SOUNDS = (("h", ""), ("s", "c"), ("c", "s"), ("k", "c"), ("q", "kw"), ("x", "ch"), ("j", "g"))


def _respelled(word: str) -> gazetteer.CarName | None:
    """A model whose first sound is written another way ('honix', 'sivic')."""
    for wrong, right in _SOUNDS:
        if word.startswith(wrong):
            car = gazetteer.models().get((right + word[len(wrong) :],))
            if car and not car.ambiguous:
                return car
    return None


def _fuzzy(word: str, at: int) -> Found | None:
    if len(word) < 5 or word.isdigit() or word in _PLAIN:
        return None
    sounded = _respelled(word)
    if sounded:
        return Found(sounded.brand, sounded.model, at, at + 1)
    from rapidfuzz import fuzz, process

    names = gazetteer.fuzzy_names()
    best = process.extractOne(word, list(names), scorer=fuzz.ratio, score_cutoff=83)
    if best is None or best[0][0] != word[0] or abs(len(best[0]) - len(word)) > 2:
        return None
    key = names[best[0]]
    car = gazetteer.models().get(key)
    return Found(car.brand, car.model, at, at + 1) if car else Found(gazetteer.brands()[key], "", at, at + 1)


def find(text: str) -> list[Found]:
    """Car names of a normalised text in order; a brand directly before its model is one find."""
    tokens = words(text)[:1500]
    found: list[Found] = []
    near: set[int] = set()
    known = gazetteer.brands()
    for at in range(len(tokens)):
        if (tokens[at],) in known:
            near.update((at + 1, at + 2))
    message = _Message(tokens, near, bool(_CUE.search(text)), bool(_SPORT.search(text)))
    at, tries = 0, 0
    while at < len(tokens):
        one = _exact(at, message)
        if one is None and tries < 40:
            tries += len(tokens[at]) >= 5
            one = _fuzzy(tokens[at], at)
        if one is None:
            at += 1
            continue
        at = one.end
        last = found[-1] if found else None
        if last and not last.model and one.model and last.end == one.start and last.brand == one.brand:
            one = Found(one.brand, one.model, found.pop().start, one.end)
        found.append(one)
    return found
