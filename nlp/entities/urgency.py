"""How soon the car is wanted."""

import re

from nlp.entities.message import Found, Message

_BUY = (
    r"(?:compr\w+|fech\w+|troc\w+|peg\w+|precis\w+|quero|queria|carro|lev\w+|resolv\w+"
    r"|estar de carro|pretend\w+|negocio|arrum\w+|ter)"
)
_ROWS = (
    (
        "pesquisando",
        r"\b(?:so|apenas|somente|por enquanto|estou|so estou)(?: \w+){0,3}? (?:pesquis\w+|olhan\w*"
        r"|olhadinha|olhada|sond\w+|especul\w+|namorando|conhecer|ver preco\w*|curiosidade|cotando"
        r"|olhar|orcando|comparando precos)\b(?! (?:esse|o|no site|nele))|\bpesquisando\b"
        r"|\bsem pressa|\bnao (?:tenho|ha|estou com) pressa|"
        r"\b(?:compro|comprar|trocar|pego|troco|so|penso|pretendo|talvez|quem sabe"
        r"|para o)(?: \w+){0,3} (?:ano que vem|mais para frente|semestre que vem)"
        r"|\bainda (?:estou )?(?:pesquis\w+|decid\w+)|\bsem urgencia|\b(?:vendo|ver"
        r"|sabendo|sondando|olhando) (?:os )?precos? (?:so|ainda|por enquanto)"
        r"|\bso para ter (?:uma )?(?:ideia|nocao|base)",
    ),
    (
        "imediata",
        r"\burgent\w*|\burgencia|\btenho pressa\b|\bestou com pressa\b|\bo quanto antes"
        r"|\bquanto antes|\b(?:o )?mais rapido possivel|\bpara ontem|\bimediat\w*|\bagora mesmo"
        r"|\bpreciso (?:logo|para ja|rapido|para agora|p agora|agora)|\b(?:preciso|quero|carro|um"
        r"|algo) para (?:ja|agora)\b|\bestou (?:a pe|sem carro)|\bpreciso (?:de \w+ )?rapido"
        r"|\b(?:me )?mostra rapido|\bfico a pe|\bnao posso esperar|\b(?:mais|o mais) breve|\bbrevidade"
        r"|^(?:e )?para (?:ja|ontem)\b|\bquero ja\b|\btem que ser (?:rapido|logo|para ja|para ontem)"
        r"|\btenho (?:so )?ate (?:segunda|terca|quarta|quinta"
        r"|sexta|sabado|domingo|amanha) para (?:arrumar|comprar|achar|conseguir)|\bprecis\w+ (?:de "
        r"|comprar |arrumar |trocar )?(?:um|outro|uma"
        r"|outra|carro)(?: carro)? logo\b|\b(?:deu pt|perda total|roubaram|levaram"
        r"|bateram)\b[^?]{0,40}\bprecis\w+ (?:de )?(?:um|outro)|\b"
        + _BUY
        + r"(?: [\w,]+){0,6}? (?:hoje|amanha|ate (?:sexta|sabado|segunda|quarta|quinta|terca|amanha"
        r"|domingo|hoje|o fim da semana|o fim de semana)|(?:ness[ea]|n?ess[ea]|n?est[ea]"
        r"|para ess[ea]|para est[ea]|ainda) semana|para ess[ea] semana|ness[ea] semana ainda"
        r"|ainda ess[ea] semana|para hoje|para amanha|na hora(?! d[eao]))\b"
        r"|\b(?:ainda |para |n)?ess[ea] semana(?= (?:ainda|mesmo|sem falta))|\bhoje mesmo\b"
        r"|\bainda hoje\b|\bpara (?:hoje|ontem|est[ea] semana|ess[ea] semana)\b"
        r"|\bsair com ele hoje\b",
    ),
    (
        "ate_30_dias",
        r"\b(?:compr\w+|fech\w+|troc\w+|precis\w+|quero|pego|pretend\w+|carro|ate|para"
        r"|dentro d[eo]|em|no|nos|daqui(?: a)?|uns)(?: [\w,]+){0,4}? (?:(?:ess[ea]|est[ea]"
        r"|n?ess[ea]|n?est[ea]|proximo|(?:o )?(?:fim|final) d[eo]|o comeco do) mes\b|mes que vem"
        r"|30 dias|(?:2|3) semanas|15 dias|20 dias|um mes\b)|\b(?:fim"
        r"|final) do mes (?:eu )?(?:compro|fecho|pego|troco)|\bmes que vem (?:eu )?(?:compro|fecho"
        r"|pego|troco|quero)|\bmes que vem\b.{0,40}\b(?:compr\w+|fech\w+|troc\w+)"
        r"|\bproximos 30 dias|\b(?:fim|final) do mes quando\b",
    ),
    (
        "ate_3_meses",
        r"\b(?:daqui|em|para|uns|ate|dentro de|proximos|mais)(?: (?:a|uns|umas|de|os|mais"
        r"|no maximo|so daqui a)){0,8} (?:[23] meses|60 dias|90 dias|45 dias|2 ou 3 meses"
        r"|2 a 3 meses)\b|\bmeses (?:eu )?(?:compro|troco|fecho)|\btrimestre",
    ),
)
_TABLE = tuple((value, re.compile(pattern)) for value, pattern in _ROWS)
_VISIT = re.compile(
    r"\b(?:ver|visit\w+|test ?drive|agend\w+|marc\w+|olhar|passar ai|passo ai|ir ai|vou ai"
    r"|dirigir|horario|abre\w*|abert\w+|fecham|funciona\w*|buscar|atend\w+|respond\w+|liga\w*"
    r"|manda\w*|falar)\b"
)
_VAGUE = frozenset({"ate_30_dias", "imediata"})
_ELSE = re.compile(
    r"\bhoje em dia|\bpor hoje|\bque horas|\bhorario|\b(?:human\w+|suporte|eletricista"
    r"|atendente|funcionario|persona?|maquina|envio de|interrup\w+|mensage\w+|clique|ganhe"
    r"|pagamento em|faturam?|prazo|quebrou|durou|pifou|remarc\w+|desmarc\w+|sinal|segur[ae]\b|avaliar)\b"
    r"|\bse (?:parcel|tirar|fizer|der|pegar|aprov)\w*|\bmenor preco|\bnao (?:quero"
    r"|precis\w+)(?: \w+){0,3} (?:hoje|agora)|\bna hora\?|\bquanto (?:paga|pagam)\b"
    r"|\bfechando hoje"
)
"""Haste about something else than buying: a visit, a person, opening hours, a haggle."""


def find(message: Message) -> list[Found]:
    """The stated urgency of the purchase; the time of a visit is none."""
    text = message.text
    for value, pattern in _TABLE:
        match = pattern.search(text)
        if match is None or (value in _VAGUE and _ELSE.search(text)):
            continue
        plain = re.search(
            r"hoje|amanha|sexta|sabado|segunda|terca|quarta|quinta|domingo|semana|mes\b|dia \d", match.group()
        )
        if (
            value in _VAGUE
            and plain
            and _VISIT.search(text)
            and not re.search(r"\b(?:fech\w+|compr\w+|precis\w+|negocio)\b", match.group())
        ):
            continue
        return [Found("urgency", value, *match.span(), 0.8)]
    return []
