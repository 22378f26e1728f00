"""Plain form of a chat message: lower case, no accents, shrunk repeats, common net spelling written out."""

import re
import unicodedata

LIMIT = 8000
"""Characters of a message that are analysed; nobody writes longer, and floods must stay cheap."""

_NET = {
    "vc": "voce", "vcs": "voces", "ce": "voce", "tb": "tambem", "tbm": "tambem", "q": "que", "qto": "quanto",
    "qnto": "quanto", "qt": "quanto", "qual eh": "qual e", "pq": "porque", "pfv": "por favor", "pf": "por favor",
    "blz": "beleza", "n": "nao", "nn": "nao", "naum": "nao", "aut": "automatico", "autom": "automatico",
    "automatica": "automatico", "eh": "e", "hj": "hoje", "msg": "mensagem", "msgs": "mensagens", "obg": "obrigado",
    "obrigada": "obrigado", "brigado": "obrigado", "brigada": "obrigado", "vlw": "valeu", "mto": "muito",
    "mt": "muito", "dps": "depois", "ngm": "ninguem", "qm": "quem", "td": "tudo", "dnv": "de novo", "p": "para",
    "pra": "para", "pro": "para", "pros": "para", "pras": "para", "c": "com", "qq": "qualquer", "fds": "fim de semana",
    "vdd": "verdade", "agr": "agora", "cel": "celular", "fmz": "firmeza", "flw": "falou", "tao": "estao",
    "tem como": "tem como", "kd": "cade", "gnt": "gente", "bd": "bom dia", "bn": "boa noite", "bt": "boa tarde",
    "financ": "financiamento", "to": "estou", "ta": "esta", "tava": "estava", "sla": "sei la", "tdo": "tudo",
    "whats": "whatsapp", "zap": "whatsapp", "wpp": "whatsapp", "zapzap": "whatsapp",
}  # fmt: skip
_REPEAT = re.compile(r"([a-z!?])\1{2,}")
_WORD = re.compile(r"[a-z0-9]+")
_SPACE = re.compile(r"[^\S\n]+")
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufe0f\ufeff\ud800-\udfff]"
)
_QUOTES = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " ", "º": "o", "ª": "a"}
)


def fold(text: str) -> str:
    """Lower case without accents, at most `LIMIT` characters; safe for NUL and lone surrogates."""
    clean = _HIDDEN.sub("", text[: LIMIT * 2].replace("\r", "\n"))[:LIMIT].translate(_QUOTES)
    if clean.isascii():
        return clean.lower()
    decomposed = unicodedata.normalize("NFKD", clean.lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c))[:LIMIT]


def _laugh(match: re.Match[str]) -> str:
    letter = match.group(1)
    return "kkk" if letter == "k" else letter


def normalise(text: str) -> str:
    """The plain form that every extractor and the classifier read."""
    folded = _REPEAT.sub(_laugh, fold(text))
    spelled = _WORD.sub(lambda m: _NET.get(m.group(), m.group()), folded)
    return _SPACE.sub(" ", spelled).strip()


def words(text: str) -> list[str]:
    """Words of a normalised text, without punctuation and emoji."""
    return _WORD.findall(text)
