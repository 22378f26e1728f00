"""What the car is for."""

import re

from nlp.entities.exclusion import ruled_out
from nlp.entities.message import Found, Message

_FOR = (
    r"(?:para|uso|usar|usado|utiliz\w+|usaria|usarei|usando|serve|fins? d[eo]|finalidade"
    r"|carr(?:o|inho|ao) d[eo]|e|seria|vai ser|sera|misto,?|:|^|\n)"
    r"(?: (?:e|eh|o|a|os|as|um|uma|uso|ir|ao|no|na|de|em|do|da|meu|minha|nossa|nosso|eu|mim"
    r"|mais|so|fazer|gente|levar|andar|fins|carro|ser|para|sera|seria|"
    r"toda|todo|dia|semana|com|num|numa|pura|puramente|mesmo|apenas|principalmente|particular"
    r"|dele|dela|agora|nova)){0,8}"
)
"""A purpose is named right before."""
_KIN = (
    r"(?:filh[oa]s?|filhinh\w+|crianc\w+|meninos?|meninas?|guris?|guria\w*|net[oa]s?|netinh\w+"
    r"|gemeos|gemeas|bebe\w*|mulecada|molecada|piazada|"
    r"criancada|pequen[oa]s|curumins?|sobrinh\w+|pia[s]?)"
)
_GOODS = (
    r"(?:quentinh\w+|salgad\w+|marmit\w+|doces?|acai|lanches?|bolos?|frutas?|verduras?|roupas?|cosmetic\w+"
    r"|pao|paes|queijos?|churros|espetinho|past(?:el|eis)|agua|gas|"
    r"peixes?|produtos?|encomendas?|mercadorias?|bebidas?|leite|flores|caixas|remedios?"
    r"|pizzas?|gelo|ovos|compras dos clientes|hortalic\w+)"
)
_ROWS = (
    (
        "transporte_passageiros",
        r"\b(?:ubers?\b|uberz\w+|uber ?x|99 ?pop|99 ?taxi|(?:da|na|no|para|de|rodar|pela|uber/"
        r"|uber e|uber ou|,) ?99\b(?! ?(?:mil|reais|%|,|\.\d|anos|k|conto|por cento))|99 e (?:in"
        r"|uber)\w*|\b99 (?:executivo|moto|entrega)|"
        r"taxi(?:sta)?s?\b|in ?driver?\b|cabify|(?:motorista|motoristas|rodar|rodo|trabalh\w+"
        r"|corridas?|carro|roda|dirij\w+|viver|vivo|vive|vida|pao|para|faco|fazer)"
        r" (?:de |com |no |por |em |para |pelo |nos |os |o |essas? |viagens "
        r"|corrida ){0,8}(?:app\w*|aplicativos?)\b|motoristas? (?:particular|executivo)"
        r"|(?:transport\w+|levar|levo|carregar) (?:de |os |meus ){0,8}"
        r"(?:passageir\w+|alunos|estudantes|escolar|turista\w*|pacientes?|romeiros?|pessoal)"
        r"|transporte (?:escolar|de passageiros?|executivo|por app)|van (?:\w+ )?(?:para )?escolar"
        r"|lotacao|(?:faz\w*"
        r"|faco|corr\w+) corridas?|"
        r"transfer\b|perua escolar|^aplicativos?$|[.,] aplicativo$)",
    ),
    (
        "comercial",
        rf"\b(?:(?:faco|fazer|fazendo|fazia|para|rodo (?:\w+ ){{0,4}}de|rodar de|uso em|com|minhas?"
        rf"|trabalh\w+ (?:com|de|na|em|fazendo)|uso para"
        rf"|das) (?:as |uso em |minhas |umas |nas ){{0,8}}entregas?\b(?! (?:do carro|aqui|para mim"
        rf"|em casa|na minha|rapida|e gratis|de voces))|^entregas?\b(?! (?:em|na|no|aqui|uma|um|o"
        rf"|a))|^fretes? de\b|\ba gente trabalha com\b(?= event)|"
        rf"(?:para|eu|vou|eu que) (?:eu )?entreg(?:ar(?= (?:\w+ )?(?:marmit|lanche|encomend|pizza"
        rf"|produt|pedido|mercador|doce|bolo|salgad|na |no |nos |nas |pao|cuca|comida|remedio))"
        rf"|o)\b(?! (?:aqui"
        rf"|em casa|o carro|na minha|no meu|o meu|meu|a chave|para mim|e pegar))|entregador\w*|leva e traz"
        rf"|(?:entregando|entregar|^entrego|[.,] entrego) (?:\w+ ){{0,2}}?(?:{_GOODS})"
        rf"|delivery|ifood|mercado livre|shopee|"
        rf"(?:fa[cz]\w*|para|com|uso|meus?) (?:o |os |meus |uns |uso em ){{0,8}}(?:fretes?"
        rf"|fretinhos?|carretos?|mudancas)\b(?! (?:gratis|para mim|ate|fica|do carro|custa|de voces"
        rf"|que nao))|faco mudanca|"
        rf"(?:buscar|carregar|levar|transportar|trazer|puxar) (?:\w+ ){{0,2}}?(?:{_GOODS}|racao"
        rf"|cargas?)\b|(?:vend\w+|revend\w+) (?:\w+ ){{0,2}}?(?:{_GOODS}|na feira|na rua|na praca"
        rf"|de porta em porta)|"
        rf"(?:para|na|trabalh\w+ na|em) (?:a )?feira\b(?! de)|feirante\w*|(?:e|os carros e|carro"
        rf"|carros) para (?:a )?auto ?escola|(?:uso|fim|fins|e|para|para uso) comercia(?:l|is)"
        rf"|^comercial\b|"
        rf"(?:para|uso na|uso da|em uso na) (?:a |o |uso (?:da|na) ){{0,8}}(?:minha |meu |nossa "
        rf"|nosso ){{0,8}}(?:empresa|firma|frota|padaria|lanchonete|distribuidora|floricultura"
        rf"|confeitaria|marmitaria|pizzaria|mercearia|"
        rf"mercadinho|quitanda|papelaria|comercio|lojinha|restaurante|salao|oficina)\b"
        rf"|food ?truck|logistica)",
    ),
    (
        "primeiro_carro",
        r"\b(?:(?:primeir\w+|1 ?o|1) (?:carr\w+|veiculo|automovel)\b(?! (?:que|da lista|ai|do site"
        r"|dessa|desse|mostrado|da foto))|(?:meu|o|ser o|ser) primeir[oa](?: (?:dela|dele|meu))\b"
        r"|(?:vai|que vai) ser (?:o )?(?:meu |seu )?primeir[oa]\b|"
        r"recem[ -]habilitad\w+|(?:tir\w+|peg\w+|ganh\w+|sai\w*|consegui\w*|passei) (?:a |minha "
        r"|na |agora |hoje |ontem ){0,8}(?:carta|carteira de motorista|carteira|cnh|habilitac\w+"
        r"|habilita)\b(?! (?:de credito|contempl|de trab))|(?:aprend\w+|comec\w+) a dirigir|"
        r"(?:carta|cnh|carteira|habilitacao) na mao|(?:primeira|1a) vez (?:que )?compr\w+"
        r"|nunca (?:tive|dirigi|comprei|teve)(?: (?:um|carro)){0,8}\b(?! (?:problema|um problema"
        r"|essa|esse))|passei na (?:auto|prova)\w*|recem tirad\w+|carro de estreia"
        r"|primeira habilitac\w+ d)",
    ),
    (
        "lazer",
        r"\b(?:(?:viagem|viajar|passeio) de ferias|ferias (?:com|na|no|em)|moto ?clube|lua de mel)\b",
    ),
    (
        "familia",
        rf"^(?:a |minha )?familia\b(?= ?(?:$|[,.;!?\n]| e ))|\b{_FOR} familia\w*\b"
        rf"|\bfamilia\b (?:grande|toda|inteira|numerosa|viajar|de \d|aumentou"
        rf"|cresceu|vai|usa|precisa)|(?<!voce e )(?<!vai )\b(?:com|a) (?:a "
        rf"|minha )?familia\b(?! (?:e|esta|tudo|vai bem|\?|como|quer))(?! ?\?)|"
        rf"\b(?:lev\w+|busc\w+|carreg\w+|passe\w+ com|viaj\w+ com|andar com|transport\w+"
        rf"|sair com) (?:a |as |o |os |meus? |minhas? |nossos? |dois |\d |essa |esses "
        rf"|turma de ){{0,8}}(?:{_KIN}|tropa|turma|gurizada)\b|"
        rf"\bpara (?:mim|eu) e (?:os |as |meus |minhas |\d )+{_KIN}|\bpara (?:as |os |meus |minhas "
        rf"|nossas |nossos )(?:dois |\d )?(?:{_KIN})\b(?! (?:que|me|fal|disse|dirigir))"
        rf"|\bcadeirinhas?\b(?! x)|\bcarrinho de bebe|\bbebe conforto|"
        r"\b(?:vou|vamos) ser (?:pai|mae|pais|papai|mamae|avo)|\bgravida\w*|\bgestante"
        r"|\bbebe (?:que )?(?:esta )?(?:a caminho|cheg\w+|nasc\w+|vindo)"
        r"|\bvisitar (?:\w+ )?(?:net\w+|parente\w*|meus pais|familia)|\bcasa da vo\b"
        r"|\bc(?:arregar|aber|aiba) (?:essa |a )?tropa|\bcarro d[ae] casa\b|\b(?:viagem|viagens"
        r"|passeio) com (?:as |os |meus |minhas )crianca|\b(?:levar"
        r"|buscar) (?:\w+ ){0,2}?na (?:escola|creche)",
    ),
    (
        "trabalho",
        rf"{_FOR} ?\b(?<!carteira de )(?:trabalh(?:o|ar|inho)\b(?! (?:registrado|com|em|de resist))"
        rf"|servico|trampo"
        rf"|trampar|batente|labuta|emprego|escritorio)\b(?! (?:de voces|horrivel|pessimo|ruim|bom"
        rf"|otimo|excelente|fim|com voces|ai|nota|lindo))|"
        rf"\btrabalh(?:ar|o|ando) (?:de|com|como|todo|pesado)\b(?! (?:seguro|voces|carta|consorcio"
        rf"|troca|carros?|ai|sp|casa|banco))|\bpara (?:a |o |lida na |lida da |lida de |usar na "
        rf"|andar na |uso na |ir na |ir para a |um |meu |minha |nossa ){{0,8}}(?:roca|fazenda"
        rf"|lavoura|granja|sitio|obra|firma|chacara de produc\w+)\b|"
        r"\b(?:uso|ferramenta) (?:profissional|pesado|rural|misto)|\b(?:vou|ir|todo dia) (?:para a"
        r"|na|pra a) (?:roca|fazenda|obra)\b|\bvisit(?:ar|o) (?:os |meus )?clientes?"
        r"|\brepresentac\w+|\b(?:e|sou) representante\b|\bna lida\b|\bpara lida\b|\bpara (?:minha"
        r"|meu) \w+ (?:ir )?trabalhar\b"
        r"|\bdar (?:\w+ )?aula|\b(?:carreg\w+|levar|levo) (?:\w+ ){0,3}?(?:ferramentas?|racao"
        r"|adubo|material|materiais|uva|"
        r"cafe|leitao|porcos?|gado|milho|soja|equipament\w+|cimento|areia|silagem|instrumentos)"
        r"|\bpuxar (?:\w+ )?(?:reboque|carret\w+|gado|trailer de)(?! (?:da lancha|com jet|do barco"
        r"|do jet))|\bcarga pesada|\bir (?:e voltar )?(?:para o|ao|no|do) (?:trabalho|servico"
        r"|trampo)|\b(?:para|nos|fazer) plantoes|\bdou plantao\b|\bplantao no (?:hospital|posto|upa)",
    ),
    (
        "lazer",
        rf"{_FOR} ?\b(?:lazer|passei(?:o|os|ar|nho)\b|viaj(?:ar|em|ens|o)\b|viagens?\b"
        rf"|viagenzinha\w*|praia\b|fi(?:m|ns|nal|nais) de semana\b|trilhas?\b|role\b(?! (?:mais|para"
        rf"|a tela))|rolezinho"
        rf"|pesc(?:ar|aria|ariazinha)\b|acamp\w+|curtir|hobby|balada|aventura\w*|jogar bola|rancho)"
        rf"|\blazer\b|\bpassear\b|\bpassei(?:o|os)\b(?= (?:com|no|na|aos|de (?:fim|domingo)))|"
        r"\b(?:a gente |eu )?viaj(?:o|amos|ar) (?:muito|mt|sempre|bastante|todo|para|com|nas)"
        r"|\btrilhas?\b|\bacampar|\bpescaria|\boff ?-?road"
        r"|\bpuxar (?:\w+ )*?(?:carretinha com jet ?ski|a lancha|reboque da lancha|trailer)"
        r"|\bencontros? de (?:antigos|carros)|\bpegar (?:a )?estrada|\bcachoeiras?\b(?! d[eoa])"
        r"|\bdar (?:uns|um|uma) (?:role|volta|passeio)\w*|\bpuxar (?:a |minha )?(?:lancha|jet|barco)"
        r"|\b(?:sitio|rancho|chacara) n[oa]s? (?:feriad|fim|fins|domingo)\w*|\btrack ?day|\bsair junto"
        r"|\bvisitar (?:\w+ )?(?:praias?|cachoeir\w+)",
    ),
)
_TABLE = tuple((value, re.compile(pattern)) for value, pattern in _ROWS)
_APPOINTMENT = re.compile(
    r"\b(?:visita|posso ir|vou (?:ai|ate)|test ?drive|agendar|marcar|passo ai|levar o carro)\b"
)


_ANSWERS = {
    "transporte_passageiros": "uber 99 app aplicativo taxi aplicativos passageiros corrida corridas",
    "comercial": "comercial entrega entregas frete fretes carga empresa vendas mercadoria comercio",
    "primeiro_carro": "primeiro",
    "familia": "familia familiar filhos criancas filho filha bebe esposa casa",
    "trabalho": "trabalho trabalhar servico trampo faculdade roca obra sitio fazenda profissional",
    "lazer": "lazer passeio passear viagem viagens viajar praia trilha diversao estrada",
}
_ANSWER = {word: value for value, words in _ANSWERS.items() for word in words.split()}
"""Words that answer the question for the use by themselves."""
_LISTED = re.compile(
    r"(?:^|[,;\n]) ?(?:e )?(?:uso )?(familia|trabalho|lazer|passeio|viagem|viagens|comercial|entregas)"
    r"(?= ?(?:$|[,;.\n]))"
)
"""A use as an item of a list: 'até 90 mil, família, São Paulo'."""
_SHORT = 6


def _answer(message: Message) -> list[Found]:
    """The first use named in a short answer."""
    for token in message.tokens if len(message.tokens) <= _SHORT else ():
        value = _ANSWER.get(token.word)
        if value and not ruled_out(message.text, token.start, token.end):
            return [Found("usage", value, token.start, token.end, 0.8)]
    return []


_AT_TIMES = re.compile(r"\b(?:era|as vezes|de vez em quando|antes|antigamente)\b[^.;!?\n]{0,18}$")
_INSTEAD = re.compile(r"\b(?:mas|agora|so que|hoje)\b")


def _gone(text: str, start: int, end: int) -> bool:
    """'era pra trabalho mas agora é só passeio': ruled out, or less than what follows."""
    lesser = _AT_TIMES.search(text[max(0, start - 24) : start]) or _AT_TIMES.match(text[start:end])
    return ruled_out(text, start, end) or bool(lesser and _INSTEAD.search(text, end))


def find(message: Message, *, expecting: str | None = None) -> list[Found]:
    """The use that the message states; passengers and goods before family, family before leisure."""
    text = message.text
    answer = _answer(message) if expecting == "usage" else []
    if answer:
        return answer
    for value, pattern in _TABLE:
        match = next((one for one in pattern.finditer(text) if not _gone(text, *one.span())), None)
        if match is None or (value == "lazer" and _APPOINTMENT.search(text)):
            continue
        return [Found("usage", value, *match.span(), 0.8)]
    listed = _LISTED.search(text)
    return [Found("usage", _ANSWER[listed[1]], *listed.span(1), 0.7)] if listed else []
