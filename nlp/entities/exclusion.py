"""What is ruled out ('sem ser Renault', 'a diesel, jamais', 'não precisa ser automático')."""

import re
from collections.abc import Sequence
from dataclasses import replace

from nlp.entities.message import Found

_LINK = (
    r"(?: (?:em|que|seja|sejam|ser|de|do|da|dos|das|um|uma|o|a|os|as|carro|carros|mais|com|cambio"
    r"|no|na|nenhum|nenhuma|motor|nem|outro|outra|ter|marca|"
    r"veiculo|eu|me|ver|saber|questao|for|tipo|muito|esse|essa|negocio|coisa|por|pegar|comprar"
    r"|modelo|querer|versao|linha|para|combustivel|antigo|velho)){0,8}"
)
_STRICT = (
    r"nada d[eo]s?|quer(?:o|emos) nada|sem ser|exceto|excet[ou]ando|tirando|desde que nao"
    r"|que nao (?:seja|sejam"
    r"|for|fosse)|deus me livre|esquec\w+|cancela\w*|remov\w+|para de mostrar|cansei"
    r"|sair|enjoei|dispens\w+|pedi|qualquer (?:um|coisa|carro|marca) menos|tudo menos"
    r"|(?:,|todos|todas|todo|gosto|serve) ?menos"
    r"|odei\w+|detest\w+|evit\w+|(?:^|,) ?fora|nunca mais|jamais|nunca|que (?:nao|n) seja"
)
_LOOSE = (
    r"em vez|fujo|corro|longe|fugir|(?:nao|nem) (?:estou |tem |tenho |faco |pode |seja |sou |ligo |e "
    r"|preciso |precisa |quero |queria |necessariamente |obrigatoriamente ){0,8}(?:quero"
    r"|queremos|precisa|preciso|gosto|gostamos|curto|pode|seja|aceito|"
    r"tenho interesse|interesse|serve|me serve|queria|compro|questao|ligo|fa|suporto|confio"
    r"|recomendo|dirijo|sei dirigir|tenho coragem|adianta|penso em|e|procuro|vale)"
    r"|nem|sem|menos(?= (?:manual|automatico|suv))"
)
_BEFORE_STRICT = re.compile(rf"(?:\b|(?=,))(?:{_STRICT}){_LINK} ?$")
_BEFORE = re.compile(rf"(?:\b|(?=,))(?:{_STRICT}|{_LOOSE}){_LINK} ?$")
_AFTER = re.compile(
    r"^s?(?:,? ?(?:eu|ai|isso|la|aqui|para mim|de jeito|a gente|ja|esse"
    r"|carro)){0,8}[ ,:-]*(?:(?:nao|n|num(?= tem\b))(?: (?:quero|serve|rola|gosto|da|curto|me serve|compro"
    r"|precisa|confio|pego|presta|pode|aguento))?|"
    r"jamais|nunca(?: mais)?|nem (?:pensar|morto|morta|a pau|de graca|ferrando|fudendo|que"
    r"|me fale|olho|quero|pago|pensa)\w*|deus me livre|de jeito (?:nenhum|maneira)|"
    r"estou fora|fora|dispenso|sem chance|nao mesmo|nem a pau|vade retro|to fora)\b(?! (?:sei"
    r"|tem\b|acho|teria|vi\b|achei|entendi|esta|e |era|vem|fica))"
)
_LIST = re.compile(r"^(?: ?(?:,|/|e|ou|nem|de|da|do|um|uma|a|o|ser|muito menos) ?)+$")
_ANY_WILL_DO = re.compile(
    r"\b(?:tanto faz|indiferente|nao importa|nao (?:faz|tem) diferenca|pode ser qualquer)\b"
)
_REACH = 70


def ruled_out(text: str, start: int, end: int, *, strict: bool = False) -> bool:
    """Whether the words between `start` and `end` of the text are refused by the words around them.

    `strict` leaves out mere dislike: a given car that is rejected is still the one talked about.
    """
    before = (_BEFORE_STRICT if strict else _BEFORE).search(text, max(0, start - _REACH), start)
    if before:
        return True
    after = _AFTER.match(text[end : end + 50])
    if after is None:
        return False
    rest = text[end + after.end() :].lstrip()
    if strict and (
        not re.search(r"jamais|nunca|nem|livre|jeito|fora", after.group())
        or (rest and rest[0] not in ".,;!\n")
    ):
        return False
    return not rest.startswith("?")


def mark(text: str, found: Sequence[Found]) -> list[Found]:
    """The same values (in order) with those ruled out marked; a list of refused things is refused whole."""
    marked: list[Found] = []
    for one in found:
        strict = one.key == "model" or (
            one.key == "brand" and any(f.key == "model" and f.start == one.start for f in found)
        )
        refused = ruled_out(text, one.start, one.end, strict=strict)
        last = marked[-1] if marked else None
        if not refused and last and last.excluded and last.key == one.key:
            refused = _LIST.match(text[last.end : one.start]) is not None
        marked.append(replace(one, excluded=refused))
    # 'elétrico ou híbrido nem pensar': the refusal behind the last one reaches back over the list
    for at in range(len(marked) - 1, 0, -1):
        here, before = marked[at], marked[at - 1]
        if (
            here.excluded
            and not before.excluded
            and here.key == before.key
            and _LIST.match(text[before.end : here.start])
        ):
            behind = not _BEFORE.search(text, max(0, here.start - _REACH), here.start)
            marked[at - 1] = replace(before, excluded=behind)
    return marked


def any_will_do(text: str) -> bool:
    """Whether the message says that the choice does not matter."""
    return bool(_ANY_WILL_DO.search(text))
