"""City and state of the customer: municipalities, nicknames, state names and abbreviations."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nlp.entities import atlas
from nlp.entities.message import Found, Message, Token
from nlp.gazetteer import Key, Place

READ = 600
"""Words of a message that are looked up."""

_CUES = frozenset(
    """
    zona sou somos moro moramos mora reside resido vivo vivemos estou estamos aqui loja lojas perto
    proximo proxima regiao cidade falo falando venho vim fico ficamos interior municipio natural buscar
    entrega entregam entregar unidade filial trabalho trabalhamos cheguei rodar roda rodo indo mudei
    mudando daqui bairro local localidade atende atendem nascido nascida capital endereco morando rumo
    fica ficam lado voltar viajar passo direto mandar levar leva moradora morador faculdade cachoeira
    povoado distrito comprar sitio fazenda chacara frete manda rodando uber taxi deixar patio
    """.split()
)
_CARRYING = frozenset(
    "levar buscar comprar mandar manda entregar deixar trabalho passo frete rodar roda".split()
)
"""Cues that need a preposition: 'levar flores' names no town."""
_CORE = frozenset(
    """
    sou somos moro moramos mora resido reside vivo vivemos estou aqui cidade regiao falo falando
    municipio morando chego vindo venho saindo sair despacham despacha mandam mandar entregam entrega
    interior nasci nascido moradora morador daqui rural
    """.split()
)
"""What must precede a name that is also an everyday word, with 'em' or 'de' between."""
_HOME = re.compile(
    r"\b(?:moro|moramos|resido|reside|vivo|vivemos|morando|mor(?:o|a) eu|sou|somos|anota|agora e|agora)\b"
)
_NOT_HOME = re.compile(r"\b(?:nasci|nascido|mudei|trabalho|sitio|vim|sai|loja|lojas|faculdade|filho)\b")
_NEVER = frozenset({"mano", "bora", "pescador", "catarina", "marquinho", "brasil", "baliza"})
_SAINTS = frozenset({"sao", "santa", "santo", "nossa"})
_BIG_WORDS = frozenset({"ribeirao", "prudente", "mogi", "foz", "maua"}) | frozenset(
    {"santos", "natal", "vitoria", "palmas", "salvador", "franca", "americana", "patrocinio", "barreiras"}
)
_STATE_NAMES = frozenset(
    {
        ("parana",),
        ("goias",),
        ("amapa",),
        ("espirito", "santo"),
        ("mato", "grosso"),
        ("tocantins",),
        ("para",),
        ("minas",),
    }
)
"""Towns overshadowed by the state of the same name."""
_BRIDGE = frozenset(
    "em de do da dos no na para ate aqui d e la o a as os ai com por uma minha cidade fica "
    "ficar moro bem mesmo interior regiao centro capital ali pertinho so sul norte eu zona "
    "rural bairro rumo".split()
)
_BEFORE_NAME = frozenset(
    "digo alias verdade melhor dizer e ou oi ola dia tarde noite sim isso mesmo de aqui so cidade".split()
)
"""Words after which a name stands by itself: an answer, a correction, a list."""
_WEAK = frozenset({"em", "para", "ate", "aqui", "cidade"})
MONTHS = frozenset(
    "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro".split()
)
"""'15 de novembro' is a date before it is a town."""
_WORDLIKE = frozenset(
    {"to", "se", "pa", "al", "ma", "am", "ac", "ce", "es", "ap", "pi", "pe", "rs", "pr", "go", "ro", "rr"}
)
"""State abbreviations that are also words or laughter; upper case, or a cue, tells them apart."""
_ASKED = frozenset({"location", "city", "state", "place", "cidade", "local", "localizacao", "onde", "estado"})
_PEOPLE = frozenset(
    {"dona", "seu", "senhor", "dr", "dra", "chamo", "nome", "vendedor", "vendedora", "gerente"}
)


@dataclass(frozen=True, slots=True)
class _Read:
    """What is looked up once per message."""

    message: Message
    tokens: tuple[Token, ...]
    asked: bool
    upper: bool

    def word(self, at: int) -> str:
        return self.tokens[at].word if 0 <= at < len(self.tokens) else ""

    def gap(self, at: int) -> str:
        """What stands between the words `at` and `at + 1`."""
        if at < 0 or at + 1 >= len(self.tokens):
            return "\n"
        return self.message.text[self.tokens[at].end : self.tokens[at + 1].start]

    def source(self, first: int, last: int) -> str:
        """The words as typed."""
        return self.message.plain.source(self.tokens[first].start, self.tokens[last - 1].end)

    def cued(self, at: int) -> bool:
        """Whether words before `at` speak of a place."""
        for back in range(1, 6):
            if any(mark in self.gap(at - back) for mark in ".;!?\n"):
                return False
            word = self.word(at - back)
            if word in _CUES and back > 1:
                return True
            if word not in _BRIDGE:
                return word in _CUES and not (back == 1 and word in _CARRYING)
        return False

    def homely(self, at: int) -> bool:
        """Whether 'moro em', 'sou de' and the like stand right before, an article only before a capital."""
        before = self.word(at - 1)
        if before in ("aqui", "cidade"):
            return True
        articled = (
            before in ("no", "na", "do", "da") and self.source(at, at + 1)[:1].isupper() and not self.upper
        )
        if not (articled or before in ("em", "de", "para", "e", "ate")):
            return False
        for back in range(2, 5):
            if any(mark in self.gap(at - back) for mark in ",.;!?\n"):
                return False
            if self.word(at - back) in _CORE:
                return True
        return False

    def theirs(self, at: int) -> bool:
        """'vocês são de …', 'tá aí em …': where the shop or a car is."""
        return (self.word(at - 3), self.word(at - 2)) in (("voces", "sao"), ("esta", "ai"))

    def after_state(self, at: int, place: Place) -> bool:
        """'Piauí, Picos': the state stands right before."""
        if self.word(at - 1).upper() in place.states:
            return True
        return any(
            atlas.STATES.get(" ".join(token.word for token in self.tokens[max(0, at - size) : at]))
            in place.states
            for size in (1, 2, 3)
            if at >= size
        )

    def alone(self, first: int, last: int) -> bool:
        """Whether nothing but punctuation, or the ends of the message, stands around."""
        before = first == 0 or any(mark in self.gap(first - 1) for mark in ",.;!?\n-/:()")
        after = last == len(self.tokens) or any(mark in self.gap(last - 1) for mark in ",.;!?\n-/)")
        return before and after


def _uf(read: _Read, at: int) -> str | None:
    """The state whose abbreviation the word is."""
    if at >= len(read.tokens):
        return None
    raw = read.source(at, at + 1)
    upper = raw.upper()
    return upper if len(raw) == 2 and upper in atlas.UFS else None


def _state_after(read: _Read, at: int, place: Place) -> tuple[str | None, int]:
    """State named right behind a city, with the word after it."""
    if any(mark in read.gap(at - 1) for mark in ";!?\n"):
        return None, at
    uf = _uf(read, at)
    if uf and uf in place.states:
        return uf, at + 1
    start = at + 1 if read.word(at) in ("no", "na", "em", "do", "da", "de", "aqui", "estado") else at
    for size in (4, 3, 2, 1):
        state = atlas.STATES.get(" ".join(token.word for token in read.tokens[start : start + size]))
        if state in place.states and start + size <= len(read.tokens):
            return state, start + size
    uf = _uf(read, start)
    return (uf, start + 1) if uf and uf in place.states else (None, at)


def _capital_letter(read: _Read, at: int) -> bool:
    source = read.source(at, at + 1)
    return (
        source[:1].isupper()
        and not read.upper
        and at > 0
        and not any(mark in read.gap(at - 1) for mark in ".!?\n")
    )


def _accepted(read: _Read, key: Key, place: Place, at: int, state: str | None) -> bool:
    end = at + len(key)
    if key[0] in _NEVER or key in _STATE_NAMES or read.word(at - 1) in (*_PEOPLE, "casas"):
        return read.source(at, end).lower() == "manô"
    if read.word(at - 1) in _PEOPLE or (
        len(key) == 1
        and len(key[0]) == 2
        and key[0] not in ("bh", "jf", "gv", "vr", "vv", "bc", "nh", "pg", "rp", "zl")
    ):
        return False
    if read.theirs(at):
        return False
    if key[0].isdigit() and key[-1] in MONTHS:
        return False
    strong = (
        state is not None
        or read.after_state(at, place)
        or read.homely(at)
        or (not place.common and read.cued(at))
        or (read.asked and len(read.tokens) <= 8)
    )
    saint = key[0] in _SAINTS and key not in atlas.BIG
    if strong or (place.sure and not place.common and not saint):
        return True
    if saint:
        return read.alone(at, end) or read.word(at - 1) in _WEAK
    alone = read.alone(at, end)
    short = len(key) == 1 and len(key[0]) <= 3
    if place.common:
        if short:
            return (
                read.word(at - 1) in _WEAK
                or alone
                or read.word(end) == "aqui"
                or (key[0] == "rio" and read.cued(at))
            )
        if key[0] in _BIG_WORDS and len(key) == 1 and read.word(at - 1) in ("em", "de"):
            return read.word(at - 1) == "em" or read.cued(at)
        return read.word(at - 1) in ("em", "ate") and _capital_letter(read, at)
    named = _capital_letter(read, at) or len(key) > 1
    return (
        (alone and (named or at == 0 or read.word(at - 1) in _BEFORE_NAME))
        or read.word(at - 1) in _WEAK
        or (named and read.word(at - 1) in ("de", "do", "da", "no", "na", "por", "e") and len(key[0]) >= 5)
        or (at == 1 and read.word(0) in ("de", "do", "da"))
        or (named and len(key[0]) >= 8)
    )


def _longer_state(read: _Read, at: int, size: int) -> bool:
    """'Rio Grande do Sul' is no Rio Grande."""
    return any(
        " ".join(token.word for token in read.tokens[at : at + longer]) in atlas.STATES
        for longer in range(size + 1, 5)
    )


def _cities(read: _Read, blocked: set[int]) -> list[tuple[int, Place, str | None, tuple[int, int, int]]]:
    """Accepted cities: weight, place, state said with it, and the start, end and end with the state."""
    found: list[tuple[int, Place, str | None, tuple[int, int, int]]] = []
    index = atlas.place_index()
    at = 0
    while at < len(read.tokens):
        for key, place in index.get(read.tokens[at].word, ()) if at not in blocked else ():
            end = at + len(key)
            if end > len(read.tokens) or (
                len(key) > 1 and tuple(token.word for token in read.tokens[at:end]) != key
            ):
                continue
            if any(mark in read.gap(back) for back in range(at, end - 1) for mark in ",.;!?\n"):
                continue
            if _longer_state(read, at, len(key)):
                continue
            state, after = _state_after(read, end, place)
            if not _accepted(read, key, place, at, state):
                continue
            found.append(
                (
                    _weight(read, at),
                    place,
                    state,
                    (read.tokens[at].start, read.tokens[end - 1].end, read.tokens[max(end, after) - 1].end),
                )
            )
            at = max(end, after) - 1
            break
        at += 1
        if len(found) >= 6:
            break
    return found


def _weight(read: _Read, at: int) -> int:
    """How plainly the words before say that the customer lives there."""
    start = read.tokens[max(0, at - 4)].start
    left = re.split(r"[.;!?\n]|\bmas\b", read.message.text[start : read.tokens[at].start])[-1]
    return bool(_HOME.search(left)) - bool(_NOT_HOME.search(left))


def _city(read: _Read, blocked: set[int]) -> list[Found]:
    candidates = _cities(read, blocked)
    if not candidates:
        return []
    best = max(candidate[0] for candidate in candidates)
    equal = [candidate for candidate in candidates if candidate[0] == best]
    corrected = (
        _CORRECTED.search(read.message.text[equal[0][3][1] : equal[-1][3][0]]) if len(equal) > 1 else None
    )
    _, place, state, (start, end, last) = equal[-1 if corrected else 0]
    found = [Found("city", place.name, start, end)]
    state = state or (place.states[0] if place.settled else None) or _stated(read, place)
    return [*found, Found("state", state, start, last)] if state else found


_CORRECTED = re.compile(r"\b(?:agora|digo|alias|na verdade|quer dizer|mudei|ou melhor|anota)\b")


def _stated(read: _Read, place: Place) -> str | None:
    """State of the city named elsewhere in the message."""
    for found in _state(read, set()):
        if found.value in place.states:
            return str(found.value)
    return None


def _named_state(read: _Read, at: int) -> tuple[str, int] | None:
    for size in (4, 3, 2, 1):
        name = " ".join(token.word for token in read.tokens[at : at + size])
        state = atlas.STATES.get(name) if at + size <= len(read.tokens) else None
        if state is None:
            continue
        if name == "para" and read.source(at, at + 1).lower() != "pará":
            continue
        cued = read.cued(at) or read.word(at - 1) in ("em", "no", "na", "do", "da", "de") or read.asked
        if name in ("minas", "acre") and not cued and not read.alone(at, at + 1):
            continue
        return state, size
    return None


def _state(read: _Read, blocked: set[int]) -> list[Found]:
    for at in range(len(read.tokens)):
        if at in blocked:
            continue
        token = read.tokens[at]
        named = _named_state(read, at)
        if named:
            if read.word(at - 1) in ("casas", "nordestao"):
                continue
            return [Found("state", named[0], token.start, read.tokens[at + named[1] - 1].end, 0.8)]
        uf = _uf(read, at)
        if uf is None:
            continue
        if read.theirs(at):
            continue
        shouted = read.source(at, at + 1).isupper() and not read.upper
        prepared = read.word(at - 1) in ("em", "no", "na", "do", "da", "de", "interior", "aqui", "para")
        wordlike = token.word in _WORDLIKE or uf.lower() in _WORDLIKE
        strong = (
            (read.cued(at) and not wordlike)
            or (len(read.tokens) == 1 and uf != "RS")
            or (read.asked and len(read.tokens) <= 6)
            or (prepared and (shouted or read.cued(at)))
        )
        if strong if wordlike else (strong or prepared or shouted):
            return [Found("state", uf, token.start, token.end, 0.8)]
    return []


def find(
    message: Message, *, expecting: str | None = None, cars: Sequence[tuple[int, int]] = ()
) -> list[Found]:
    """City and state; after the question for the place a bare name or abbreviation is one. Car names are none."""
    tokens = message.tokens[:READ]
    letters = [c for c in message.plain.original[:400] if c.isalpha()]
    upper = sum(c.isupper() for c in letters) * 2 > len(letters)
    read = _Read(message, tokens, expecting in _ASKED, upper)
    blocked = (
        {at for at, token in enumerate(tokens) if any(start <= token.start < end for start, end in cars)}
        if cars
        else set()
    )
    return _city(read, blocked) or _state(read, blocked)
