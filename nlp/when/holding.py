"""What of the times named holds: not what is refused, past, corrected, or the date of something else."""

import re
from collections.abc import Sequence

from nlp.when.values import Days, Said

_GREETING = re.compile(
    r"\b(?:bom|otimo|boa|feliz|bons|belo) (?:dia|tarde|noite|domingo|sabado|fim de semana"
    r"|final de semana|feriado|semana|natal|ano novo|pascoa|carnaval|sexta|segunda)\b(?! (?:de"
    r"|que vem|da semana))"
    r"|\bate (?:amanha|segunda|sexta|sabado|breve|logo|mais tarde|mais|domingo|terca|quarta"
    r"|quinta)\b(?=(?:\W| entao| viu| pessoal| abraco| gente| obrigado| valeu| moc[oa]| ai)*$)"
    r"|\bboa (?:tarde|noite)\b|\bda noite para o dia\b|\bdia a dia\b"
    r"|\bum dia desses\b|\btodo dia\b"
    r"|\bqualquer dia\b|\bhoje em dia\b|\boutro dia\b|\bdia todo\b|\bo dia inteiro\b"
    r"|\bmais cedo ou mais tarde\b|\bmuito (?:cedo|tarde)\b|\bcedo demais\b|\btarde demais\b"
    r"|\bfica (?:muito |meio )?tarde\b|\b(?:e|esta|ta) tarde\b|\bmeio dia de servico\b"
)
_BREAK = re.compile(
    r"[.;!?\n]|,(?! ?(?:as|la|umas|pelas|que vem|da(?! para)|do|de)\b)|\b(?:mas|porem|entao|so que"
    r"|porque|pois|senao|dai|porem|so se|a nao ser)\b|\b(?:e|ai) (?=(?:eu |a gente |queria "
    r"|quero |posso |vou |passo |da para |tem como |prefiro |marca |marque |coloca |muda "
    r"|pode |consigo |quando |la |vi ))"
)
_REFUSED_BEFORE = re.compile(
    r"\b(?:nao (?:\w+ ){0,4}?(?:em|no|na|a|de|para|hoje|amanha|ir|para)|nao|menos|exceto"
    r"|tirando|sem ser|nem|fora|impossivel|cancel\w+|desmarc\w+|nao e|nao sera|em vez d[eoa]"
    r"|ao inves d[eoa]|no lugar d[eoa]|invez d[eoa]|trabalho|viajo|so nao)"
    r"(?: (?:a|o|visita|de|da|do|no|na|em|nessa|nesse|essa|esse|pode|ser|das|as|horario|minha"
    r"|meu|agendamento|test drive|marcada|para|dia|hoje|amanha|nem|mais|vai|dar|da|posso"
    r"|consigo|ir|vou|rola|e)){0,8} ?$"
)
_REFUSED_AFTER = re.compile(
    r"^(?: (?:feira|que vem|eu|ja|ai|la|de manha|a tarde|a noite|cedo|para mim|acho que"
    r"|infelizmente|tambem|e|mesmo|as|\d+h?|hrs?|horas|realmente|da tarde|da manha|ou \w+"
    r"|e \w+|nem \w+|a gente|agora|dessa semana)){0,8} ?,? ?(?:eu )?(?:ja )?"
    r"(?:nao(?! (?:sei|tem problema|esquec|e|deu tempo|tenho certeza|abre|fecha)\b)"
    r"|nem (?:pensar|da|posso|consigo|rola)|impossivel|sem chance|complica\w*|fica (?:dificil"
    r"|ruim|complicado|apertado|puxado)|e (?:dificil|ruim|complicado|impossivel)"
    r"|estou (?:trabalhando|viajando|ocupad\w+|de plantao|fora)|trabalho|viajo|"
    r"tenho (?:compromisso|medico|prova|aula|consulta|culto|plantao|reuniao|viagem"
    r"|que trabalhar|um compromisso|casamento|missa|festa|jogo|dentista|exame|culto)"
    r"|vou (?:estar )?(?:trabalhar|viajar|trabalhando|viajando|ocupad\w+)|esta (?:corrido"
    r"|dificil|cheio|complicado|ruim)|e corrido|ja era|nunca|surgiu|apareceu|vou viajar"
    r"|estarei (?:fora|viajando|trabalhando))"
)
_HOUR_NEXT = re.compile(r"^ ?,? ?(?:(?:melhor|digo|alias) )?(?:as|umas|a partir das) \d")
"""'sábado às 10, não, às 11': the hour is corrected, the day stays."""
_OTHER = re.compile(
    r"\b(?:seguro|ipva|licenci\w+|boleto|parcelas?|prestac\w+|salario|pagamento|pagam\b"
    r"|receb\w+|caiu?\b (?:meu|o)|cai (?:meu|o)|13o|decimo terceiro|nasc\w+|aniversario"
    r"|anos? (?:em|no|dia)|garantia|revis\w+ (?:em|vence)|compr(?:ei|ado|aram)|desde|modelo"
    r"|vence\w*|venc\w+|multa|financi\w+ (?:em|ate)|fatura|"
    r"carne|aluguel|ferias|consorcio|contempl\w+|fgts|restitui\w+|imposto|emplac\w+|vistoria"
    r"|ficou pronto|chega (?:o|meu|a|na)|entreg\w+ (?:o|do) carro|peg\w+ (?:ele |o carro "
    r"|o meu )?(?:zero|novo)|aposent\w+|colheita|safra|troquei|troco (?:o|de) oleo|viajei"
    r"|vencimento|sai (?:meu|o|minha)|saiu (?:meu|o)|caso em|casei|casamento e|"
    r"quit\w+|termin\w+ de pagar|debito|paguei|pago (?:o|a)|tirei|bateram|bati|fund\w+"
    r"|quebr\w+|roub\w+|fica\w* pront\w+|na oficina|documento (?:esta|em|vence|atras)|cnh|carteira"
    r"|serasa|nome limpo"
    r"|libera\w* (?:o|meu)|pix cai|prova|formatura|cirurgia|bebe (?:nasce|chega))\b"
)
_AGAIN = re.compile(
    r"\b(?:(?:te|lhe|vos) (?:lig\w+|cham\w+|fal\w+|respond\w+|avis\w+|retorn\w+|mand\w+|dou"
    r"|digo|confirm\w+|passo|procur\w+|escrev\w+)|vol\w+ a (?:falar|chamar|entrar|escrever"
    r"|procurar)|(?:a gente|nos|nois) (?:se )?(?:fal\w+|convers\w+)|fal(?:amos|o com voces?"
    r"|o contigo|o com|o de novo|o ai)|convers(?:amos|o com)|respondo|dou (?:um|uma"
    r"|a) (?:retorno|resposta|posic\w+)|retorno\b|"
    r"avis(?:o|arei)|chamo (?:voce|voces|ai|de novo|amanha|na)|cham(?:o|arei)\b"
    r"|(?:eu )?(?:decido|penso|resolvo|vejo com)|me (?:lig\w+|cham\w+|mand\w+|respond\w+"
    r"|retorn\w+|avis\w+)|mando (?:mensagem|um|os|as|o|a)|ligo\b|ligar para|entro em contato"
    r"|escrevo|me fala\b|confirmo)\b"
)
_VISIT = re.compile(
    r"\b(?:vou\b|ir\b|irei|passo\b|passar\b|passarei|passo ai|aparec\w+|visit\w+|ver\b"
    r"|test ?drive|marc(?:a|ar|ado|ada|ou|amos)\b|marqu\w+|agend\w+|cheg\w+|dirigir|conhecer"
    r"|buscar|levo|levar|olhar|vamos|iremos|posso|consigo|vejo o|estarei|da para (?:ser|ir)"
    r"|pode ser|encaixa\w*|horario|remarc\w+|mud\w+|adi\w+|antecip\w+|experimentar|testar"
    r"|olhada|pass\w+ ai|desco|subo|dou um pulo|pulo ai|colo ai|dar uma passada)\b"
)
_PAST = re.compile(
    r"\b(?:fui|fomos|estive|estivemos|passei|vim|vimos|visitei|ontem|passad[oa]s?|anteontem"
    r"|cheguei|falei|conversei|vi\b|viemos|atenderam|me atenderam|me atendeu|marquei e|deixei"
    r"|combinaram|prometeram|ficou de|ficaram de|liguei|mandei|perguntei|pedi"
    r"|faz (?:\d+ )?(?:dias?|seman\w+|mes\w*)|tem (?:\d+ )?(?:dias|semanas)"
    r"|ha (?:\d+ )?(?:dias|semanas|meses)|anunciaram)\b"
)
_BOOKED = re.compile(
    r"\b(?:tinha\w* (?:marcad\w+|agendad\w+|combinad\w+|dito|falado|ficado)|marquei|agendei"
    r"|marcamos|agendamos|(?:estava|esta|era|ficou|foi|ta|tava) (?:marcad\w+|agendad\w+"
    r"|combinad\w+|para)|combinei|combinamos|combinad\w+|marcad\w+|agendad\w+|(?:a|minha|nossa"
    r"|da|na) visita (?:de|da|do|que)|(?:remarc\w+|mud\w+|troc\w+|adi\w+|antecip\w+"
    r"|transfer\w+)(?: \w+){0,5}? d[aeo]s?|era|falei|disse|ia)\b[^.;!?\n]*$"
)
_FIX = re.compile(
    r"\b(?:digo|na verdade|ou melhor|alias|quer dizer|melhor|pensando bem|corrig\w+|ops|opa"
    r"|desculpa|perdao|errei|minto|me enganei|pera\w*|nao,|nao pera|mudei de ideia|prefiro"
    r"|lembrei|alias)\b|\bnao\b(?= ?,)|, nao "
)
_SAME_TIME = re.compile(r"\bmesm[ao] (?:hora|horario|horarinho|horinha)\b")


def plans_visit(text: str, one: Said) -> bool:
    """Whether the clause around a time speaks of coming."""
    start, end = _clause(text, one.start, one.end)
    return bool(_VISIT.search(text[start:end]))


def greeted(text: str) -> str:
    """The text with greetings and idioms blanked out."""
    return _GREETING.sub(lambda match: " " * len(match.group()), text)


_REACH = 240
"""Characters around a time that belong to its clause at most."""


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    """Span of the clause around a time."""
    left = max(0, start - _REACH)
    for match in _BREAK.finditer(text, left, start):
        left = match.end()
    right = _BREAK.search(text, end)
    return left, min(right.start() if right else len(text), end + _REACH)


def _refused(text: str, one: Said) -> bool:
    left = re.split(r"[.;!?\n]|, |\bmas\b", text[max(0, one.start - 60) : one.start])[-1]
    if _REFUSED_BEFORE.search(left):
        return True
    after = _REFUSED_AFTER.match(text[one.end : one.end + 70])
    return after is not None and not _HOUR_NEXT.match(text[one.end + after.end() :])


_BEYOND = re.compile(r"\b(?:desde|depois d[eo]s?|apos (?:o|a)?|passando (?:o|a)|antes d[eo]) ?(?:o |a )?$")
"""'depois do Natal' names no date."""


def _governed_elsewhere(text: str, one: Said, days: Sequence[Days]) -> bool:
    """Of several dates: 'recebo dia 5 e no dia 6 vou aí', each belongs to the verb nearest to it."""
    others = [other for other in days if other is not one]
    if not others or not isinstance(one, Days):
        return False
    start, end = _clause(text, one.start, one.end)
    start = max([start, *(other.end for other in others if other.end <= one.start)])
    end = min([end, *(other.start for other in others if other.start >= one.end)])
    before, after = text[start : one.start], text[one.end : end]
    elsewhere = list(_OTHER.finditer(before))
    return bool(elsewhere) and not _VISIT.search(before, elsewhere[-1].end()) and not _VISIT.search(after)


def _foreign(text: str, one: Said, days: Sequence[Days] = ()) -> bool:
    """Whether the clause speaks of another date, of the past, or of writing again."""
    if _governed_elsewhere(text, one, days):
        return True
    start, end = _clause(text, one.start, one.end)
    clause = text[start:end]
    if _PAST.search(clause) and not _VISIT.search(clause):
        return True
    before, after = text[start : one.start], text[one.end : end]
    if _PAST.search(before[-30:]) and not _VISIT.search(clause):
        return True
    if re.match(r" (?:passad[oa]|retrasad[oa])\b", after):
        return True
    if isinstance(one, Days) and one.kind in ("period", "day") and _BEYOND.search(before):
        return True
    if _AGAIN.search(clause):
        return not re.search(r"\b(?:ir|passo|visita\w*|passar|vou ai|apareco|test ?drive|ver o)\b", clause)
    return bool(_OTHER.search(clause)) and not _VISIT.search(clause)


def held(text: str, said: Sequence[Said]) -> list[Said]:
    """What holds in the end, in the order of the text."""
    days = [one for one in said if isinstance(one, Days)]
    kept = [
        one
        for one in sorted(said, key=lambda one: one.start)
        if not _refused(text, one) and not _foreign(text, one, days)
    ]
    kept = _moved(text, kept)
    return _corrected(text, kept)


def _moved(text: str, said: list[Said]) -> list[Said]:
    """Of a moved visit the new time; an old hour stays for 'same time' only."""
    days = [one for one in said if isinstance(one, Days)]
    old = [one for one in days[:-1] if _BOOKED.search(text[max(0, one.start - 70) : one.start])]
    if not old:
        return said
    limit = next((one.start for one in days if one.start > old[-1].start), len(text))
    same = bool(_SAME_TIME.search(text))
    return [
        one
        for one in said
        if one.start >= limit
        or (not isinstance(one, Days) and same)
        or (isinstance(one, Days) and one not in old and one.start > old[-1].end)
    ]


def _corrected(text: str, said: list[Said]) -> list[Said]:
    """After 'digo' or 'na verdade' the last word on days and the last word on hours hold."""
    for match in reversed(list(_FIX.finditer(text))):
        after = [one for one in said if one.start >= match.end()]
        if not after or after[0].start - match.end() > 45:
            continue
        days = any(isinstance(one, Days) for one in after)
        hours = any(not isinstance(one, Days) for one in after)
        before = [
            one
            for one in said
            if one.start < match.start() and not (days if isinstance(one, Days) else hours)
        ]
        return before + after
    return said
