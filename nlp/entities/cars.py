"""Brands and models: names, nicknames and typos; a name that is also a word needs a car cue."""

import re
from dataclasses import dataclass

from nlp import gazetteer
from nlp.entities.atlas import place_index, places
from nlp.entities.message import Found, Message, Token
from nlp.gazetteer import CarName

READ = 800
"""Words of a message that are looked up."""
TYPOS = 40
"""Words that are compared with the names as possible typos."""

_CUE = re.compile(
    r"\b(?:carr\w+|modelo|seminov\w+|usad[oa]|km|automatic\w+|manual|flex|troc\w+|parcel\w*"
    r"|financ\w*|consum\w*|por litro|compar\w*|preco|quanto|valor|"
    r"entrada|test ?drive|fotos?|mil|anos?|(?:19|20)\d\d|[1-3]\.\d|motor|porta ?malas"
    r"|procur\w*|dispon\w*|estoque|seguro|revis\w+|ipva|dirig\w+|turbo|"
    r"complet\w+|uber|versus|vs|melhor|vend\w+|compr\w+|placa|dono|cambio|hatch|sedan?|suv"
    r"|fipe|pneus?|gasolina|etanol|alcool|diesel|mecanic\w+|"
    r"portas?|marcha|rod[ao]\w*|gostei|olhar|ver|queria|quero|tenho|temos|tem|anunci\w+|zero"
    r"|interess\w+|reserv\w+|visita\w*|avali\w+|ou)\b"
)
_SPORT = re.compile(
    r"\b(?:jogo|palmeiras|flamengo|corinthians|vasco|gremio|(?:faz|fez|fazer|marc\w+) (?:um "
    r"|o )?gol|golaco|coxa|gre-?nal|torcida|time|campeonato|juiz|placar|gol (?:d[eo] (?:placa"
    r"|letra|neymar|brasil)|contra|anulado))\b"
)
_DETERMINERS = frozenset(
    """
    um uma o a do da no na meu minha tem esse este essa esta quero desse deste dessa num ao temos teria
    tinha tenho seu sua nesse aquele daquele pelo pela uns os as dos desses esses aqueles meus algum
    qualquer outro outra vs versus queria entre num numa so
    """.split()
)
_JOINING = frozenset({"ou", "e", "vs", "versus", "x", "com", "contra", "nem"})
_VERSION = re.compile(
    r"(?:19[6-9]|20[0-4])\d|g[3-8]|[1-3]|0?[5-9]|1\d|2[0-6]|[6-9]\d|turbo|tsi|mpi|tfsi|lx|lxl?"
    r"|exl?|exs|xei|gli|sedan?|hatch|se|sel|automatic[oa]|manual|flex|"
    r"highline|comfortline|trend(?:line)?|track|way|vivace|mille|attractive|drive|trekking"
    r"|fire|elx|touring|titanium|completo|trofeu|"
    r"volcano|freedom|ultra|ranch|griffe|allure|active|plus|power|adventure|essence|sporting"
    r"|city|quadrado|bola|bolinha|rolling"
)
_COUNTED = frozenset(
    """
    mil k km kms conto contos reais vezes x meses anos pessoas dias horas opcao opcoes por vez pouco
    pila pilas quilometros h de lugares portas cv cavalos litros
    """.split()
)
_NOT_CAR = re.compile(
    r"\b(?:d[aáeo]r?|deu|dando) um up\b|\bmotor boxer\b|\bpolo (?:industrial|petro\w+|norte"
    r"|sul|de)\b|\bcity tour\b|\bgol (?:de|do|da) \w+ no\b|\bfit(?:ness)? e saudavel\b"
)
_HARD_BEFORE = frozenset(
    "o um do no meu esse este tem pelo ao aquele desse quero vs versus seu nesse".split()
)

_THIS = frozenset(("esse", "este", "desse", "deste", "nesse", "um"))
"""'esse 208' is a car even if nothing else in the message is about cars; 'no 208' may be a flat."""


@dataclass(frozen=True, slots=True)
class Name:
    """A car name in the message: tokens `first` to `last` (exclusive)."""

    car: CarName
    first: int
    last: int
    confidence: float


@dataclass(frozen=True, slots=True)
class _Looked:
    """What is looked up once per message."""

    tokens: tuple[Token, ...]
    text: str
    cued: bool
    sport: bool
    brands: frozenset[int]
    sure_cars: int

    def word(self, at: int) -> str:
        return self.tokens[at].word if 0 <= at < len(self.tokens) else ""

    def apart(self, at: int) -> bool:
        """Whether punctuation parts the word `at` from the one before."""
        return at <= 0 or "," in self.text[self.tokens[at - 1].end : self.tokens[at].start]


def _numeric(key: tuple[str, ...], at: int, looked: _Looked) -> bool:
    """'o 208', 'um 147 antigo': a figure as a name."""
    before, after = looked.word(at - 1), looked.word(at + 1)
    if after in _COUNTED or len(key[0]) < 3 or int(key[0]) in (100, 200, 300, 400):
        return False
    if key[0] == "2008" and (looked.sure_cars or before not in ("o", "do", "no")):
        return False
    beside_another = looked.sure_cars and before in (*_JOINING, "que")
    if len(key[0]) == 3 and key[0][0] == "2" and (before in _THIS or beside_another):
        return True
    return before in _HARD_BEFORE and (
        _VERSION.fullmatch(after) is not None or (looked.cued and key[0] not in ("500", "1500", "2500"))
    )


_OR = ("ou", "x", "vs", "versus")


def _beside_name(at: int, looked: _Looked) -> bool:
    """'c3 ou 208', 'idea ou meriva': set beside another car."""
    known = gazetteer.car_index()
    if looked.word(at + 1) in _OR and any(
        car.ease == 0 and len(key) == 1 for key, car in known.get(looked.word(at + 2), ())
    ):
        return True
    if looked.word(at - 1) not in _OR:
        return False
    return any(
        car.model and key == tuple(looked.word(back) for back in range(at - 1 - len(key), at - 1))
        for first in (looked.word(at - 2), looked.word(at - 3))
        for key, car in known.get(first, ())
    )


def _accepted(key: tuple[str, ...], car: CarName, at: int, looked: _Looked) -> bool:
    """Whether an ambiguous name is a car here."""
    end = at + len(key)
    before, after = looked.word(at - 1), looked.word(end)
    if at in looked.brands or (_beside_name(at, looked) and after not in _COUNTED):
        return True
    if any(tuple(looked.word(back) for back in range(at - size, end)) in places() for size in (1, 2, 3)):
        return False
    if looked.sport and key[0] == "gol":
        return False
    if len(key) == 1 and key[0].isdigit():
        return _numeric(key, at, looked)
    versioned = (
        bool(after) and not looked.apart(end) and len(after) > 1 and _VERSION.fullmatch(after) is not None
    )
    if car.ease == 2:
        return versioned and (before in _DETERMINERS or (at == 0 and key[0] != "tipo"))
    if after in ("mil", "k", "km", "vezes") or (
        key[0] in ("ka", "c", "s", "up") and before == "" and after == "para"
    ):
        return False
    if len(looked.tokens) == len(key):
        return True
    if key[-1] in gazetteer.EASY_MODELS:
        return True
    if (
        looked.cued
        and any(letter.isdigit() for letter in "".join(key))
        and not (len(key) == 2 and after.endswith("s"))
    ):
        return after not in _COUNTED
    return (
        versioned
        or before in _DETERMINERS
        or (
            looked.cued
            and (before in _JOINING or before in ("de", "quer", "para", "tipo", "") or after in _JOINING)
        )
    )


_NOT_TYPOS = frozenset(
    "carretinha carretinhas celia carazinho camionete camionetes focinho cristo cruzes "
    "cleito clea sandro jessica renata renato".split()
)
_SOUNDS = (
    ("h", ""),
    ("s", "c"),
    ("c", "s"),
    ("k", "c"),
    ("c", "k"),
    ("q", "kw"),
    ("x", "ch"),
    ("j", "g"),
    ("w", "v"),
    ("i", "y"),
    ("r", "h"),
    ("u", "w"),
)


def _respelled(word: str) -> CarName | None:
    """A model whose first sound is written another way ('honix', 'sivic')."""
    for wrong, right in _SOUNDS:
        if word.startswith(wrong):
            car = gazetteer.models().get((right + word[len(wrong) :],))
            if car and car.ease == 0 and len(word) >= 5:
                return car
    return None


def _typo(word: str) -> CarName | None:
    """The only name that a mistyped word can be: one slip, two from ten letters on."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract

    targets = gazetteer.typo_targets().get(word[0])
    if not targets:
        return None
    slips = 1 if len(word) <= 9 else 2
    best = extract(word, targets, scorer=OSA.distance, score_cutoff=slips, limit=1)
    if not best or (len(best[0][0]) < 5):
        return None
    key = (best[0][0],)
    return gazetteer.models().get(key) or gazetteer.brands().get(key)


_INFLECTED = re.compile(
    r"(?:ando|endo|indo|aram|eram|iram|avam|amos|emos|asse|esse|mente|cao|coes|sao|dade|agem|inh[oa]s?"
    r"|ad[oa]s?|eir[oa]s?"
    r"|ista|ismo|ous|ei|ou)$"
)
"""Endings of Portuguese words: 'passaram' and 'fraquinho' are inflected words, not slips of Passat and Focus."""


_DIMINUTIVE = re.compile(r"z?inh[oa]s?$")


def _diminutive(word: str) -> CarName | None:
    """The model of 'fitzinho', 'corsinha'."""
    base = _DIMINUTIVE.sub("", word)
    endings = ("",) if base == word or "zinh" in word else ("a", "o", "e")
    found = (
        gazetteer.models().get((base + ending,)) for ending in endings if base != word and len(base) >= 3
    )
    return next((car for car in found if car and car.ease < 2), None)


def _mistyped(word: str, *, expected: bool = True) -> CarName | None:
    """The car of a plural or of a slip; a slip only where a name is `expected`."""
    if not 5 <= len(word) <= 14 or not word.isalpha() or word in _NOT_TYPOS:
        return None
    if word in place_index() or (word,) in gazetteer.models():
        return None
    several = gazetteer.models().get((word[:-1],)) if word.endswith("s") else None
    if several and several.ease == 0 and word not in gazetteer.everyday_words():
        return several
    if not expected or word in gazetteer.everyday_words():
        return None
    return (
        _diminutive(word)
        or _respelled(word)
        or (None if len(word) < 6 or _INFLECTED.search(word) else _typo(word))
    )


def _expected(at: int, looked: _Looked) -> bool:
    """Whether a car's name may stand at the word `at`."""
    before, after = looked.word(at - 1), looked.word(at + 1)
    if len(looked.tokens) == 1 or _VERSION.fullmatch(after) or before in _DETERMINERS or before in _JOINING:
        return True
    return looked.cued and (before in ("de", "quer", "para", "tipo", "") or after in _JOINING)


def _looked(message: Message) -> _Looked:
    tokens = message.tokens[:READ]
    index = gazetteer.car_index()
    brands: set[int] = set()
    sure = 0
    for at, token in enumerate(tokens):
        for key, car in index.get(token.word, ()):
            if car.ease == 0 and tuple(one.word for one in tokens[at : at + len(key)]) == key:
                sure += 1
                if not car.model:
                    brands |= {at + len(key), at + len(key) + 1}
                break
    text = message.text
    return _Looked(
        tokens,
        _NOT_CAR.sub(lambda m: " " * len(m.group()), text),
        sure > 0 or bool(_CUE.search(text)),
        bool(_SPORT.search(text)),
        frozenset(brands),
        sure,
    )


def _exact(at: int, looked: _Looked) -> Name | None:
    tokens = looked.tokens
    for key, car in gazetteer.car_index().get(tokens[at].word, ()):
        end = at + len(key)
        if end > len(tokens) or (len(key) > 1 and tuple(token.word for token in tokens[at:end]) != key):
            continue
        if (
            car.ease == 0
            or (not car.model and _brand_accepted(at, looked))
            or (car.model and _accepted(key, car, at, looked))
        ):
            return Name(car, at, end, 0.95 if car.ease == 0 else 0.8)
    return None


def _brand_accepted(at: int, looked: _Looked) -> bool:
    before, after = looked.word(at - 1), looked.word(at + 1)
    if before in ("com", "da", "de", "uma") and after == "":
        return True
    return (
        (before in ("marca", "da") and looked.cued)
        or after == "rampage"
        or bool(re.fullmatch(r"\d{4}|cooper|motors", after))
    )


def _near_brand(name: Name, brand: Name | None) -> bool:
    return (
        brand is not None
        and not brand.car.model
        and bool(name.car.model)
        and brand.car.brand == name.car.brand
        and brand.last == name.first
    )


def names(message: Message) -> list[Name]:
    """Car names of a message in order; a brand directly before its model is one name."""
    looked = _looked(message)
    blank = {at for at, token in enumerate(looked.tokens) if looked.text[token.start] == " "}
    found: list[Name] = []
    at, tries = 0, 0
    while at < len(looked.tokens):
        word = looked.tokens[at].word
        name = None if at in blank else _exact(at, looked)
        if name is None and tries < TYPOS and len(word) >= 5:
            tries += 1
            car = _mistyped(word, expected=_expected(at, looked))
            name = Name(car, at, at + 1, 0.7) if car else None
        if name is None:
            at += 1
            continue
        at = name.last
        if _near_brand(name, found[-1] if found else None):
            name = Name(name.car, found.pop().first, name.last, name.confidence)
        found.append(name)
    return found


def find(message: Message) -> list[Found]:
    """Brands and models; the brand of a model is found with it."""
    found = []
    for name in names(message):
        start, end = message.tokens[name.first].start, message.tokens[name.last - 1].end
        found.append(Found("brand", name.car.brand, start, end, name.confidence))
        if name.car.model:
            found.append(Found("model", name.car.model, start, end, name.confidence))
    return found
