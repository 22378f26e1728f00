"""What matters to the buyer: named or in a plain paraphrase."""

import re
from collections.abc import Sequence

from nlp.entities.exclusion import ruled_out
from nlp.entities.message import Found, Message

_NOT = r"(?:nao|n|sem|nunca|pouco|nem|menos)"
_ROWS = (
    (
        "economia",
        r"\beconom(?:i[ac]\w*|ic\w+|ize|izar)\b|\beconomi\w+|\beconimic\w+|\beconom\w*|\b(?:beb\w+"
        r"|gast(?:a|e|am|em|ando|as)|consum\w+|consom\w+) (?:muito |bem |mais )?(?:pouco|pouquinho"
        r"|menos|quase nada)\b|\bpouco (?:consumo|gasto|combustivel|consumista)|"
        r"\bconsumo (?:bom|baixo|menor|legal|otimo|melhor|de gasolina baixo|reduzido|que)"
        r"|\b(?:baixo|bom|melhor|menor|comparativo de|consideracao o|em|e|quem|ganha no"
        r"|pelo|quanto ao?) consumo\b|\b"
        + _NOT
        + r" (?:pode (?:ser )?|seja |beba |gaste |bebe |e |ser |deve ){0,8}(?:beb\w+|peb\w+"
        r"|gast\w+(?! (?:com|mais|mto|muito dinheiro|mais que|acima|\d))|beberr\w+|gastad\w+"
        r"|gastao|chup\w+)(?: (?:muit\w+|tanto|demais|gasolina|combustivel|alcool)){0,8}"
        r"|\bodeio (?:carro )?que bebe|\bfa(?:z|ca|zer|zendo)\w* (?:uns |bem |mais de |pelo menos "
        r"|bastante |bons ){0,8}(?:\d+ ?)?(?:km )?(?:por|/|com um) ?(?:l\b|litro)|"
        r"\b(?:muitos? )?km (?:por|/) ?(?:l|litro)|\bpoup\w+ (?:combustivel|gasolina)|\b(?:sai"
        r"|fica|anda|sair|que) mais em conta\b(?! (?:a|na|de) (?:pec|mant))|\bbebe menos"
        r"|\bgasta menos|\bfaca (?:uns |mais de |pelo menos )?\d{1,2} (?:na|no|com|km)\b"
        r"|\bbarat\w+ de (?:andar|rodar|abastecer)|\bandar muito com pouco"
        r"|\bcheir\w+ (?:a )?gasolina|\brende (?:bem|mais|o tanque)|\bbebedor\w*|\bbeberrao",
    ),
    (
        "espaco",
        r"\bespac\w*|\bspazi\w+|\bporta[ -]?malas?\b(?! (?:eletric\w+|amass\w+|nao abre))"
        r"|\bportamalas?|\bbom de mala|\bmala (?:grande|boa|enorme|gigante)"
        r"|\bbagageir\w+ (?:grande|bom|enorme)|\bgrand\w+ por dentro|\b(?:carro|sedan?|suv|hatch"
        r"|algo|coisa) (?:bem |mais )?grand(?:e|ao)\b(?! (?:demais|problema))|\bcab(?:e|em|er|ia"
        r"|esse)\b (?:\w+ ){0,2}?(?:todo mundo|tudo|muita|a familia|dentro|gente|minha cadeira"
        r"|a cadeira|cadeira|carrinho|os isopor|malas?|bicicleta|cachorro|nos|todos)|"
        r"\bcaib\w+ (?:\w+ ){0,3}?(?:todo mundo|tudo|muita|familia|dentro|gente|cadeir\w+|carrinho"
        r"|malas?|bicicleta|cachorro\w*|todos|nos|bebe|compras|prancha|instrumento\w*|caixa\w*)"
        r"|(?<!estou )\b(?:bem )?folgad\w+|\bampl[oa]s?\b|\bpern\w* (?:comprid\w+|grande)|\bcarrao de familia"
        r"|\bbastante lugar|\bsobr\w+ lugar|\bcab\w+ (?:\w+ ){0,2}?(?:cadeirinhas?|galera|turma|criancas"
        r"|crianca|meninos|filhos|cachorros?|caixas?|ferramentas?|prancha|bike|bicicletas?|sogra|malas"
        r"|compras)\b|\b(?:nao (?:seja|fique|va|quero) (?:\w+ )?|sem (?:ser |ficar )?)apert(?:ad[oa]s?"
        r"|o)\b|\bespremid[oa]s?\b",
    ),
    (
        "performance",
        r"\bperformance|\bpotent\w*|\bpotencia|\bdesempenho|\btorqu[ei]\w*|\b(?:corr[ae]\w*"
        r"|and[ae]\w*) (?:muito |bem|mais|forte|pra caramba|demais)(?! (?:de|por|que|no|na|para|em"
        r"|com|gasol|econom))|\bmotor(?:zao| (?:\w+ )?(?:forte|bom|bao|potente|grande|bruto|valente))"
        r"|\b(?:mais|bem|carro|bicho|e|camioneta|caminhonete|coisa|motor) (?:e )?fort(?:e|inho"
        r"|es)\b|"
        r"\barrancada|\bveloz\w*|\bvelocidade|\besportiv\w+\b(?! (?:utilit"
        r"|compacto))(?<!utilitario esportivo)(?<!utilitarios esportivos)|\bboa retomada"
        r"|\bretomada|\bult?rapass\w+|\baceleracao|\bacelera\b|\bmais rapid\w+ (?:nos|no|a|de 0)"
        r"|\bcarro rapido|\b(?:sub\w+) (?:bem )?(?:a |na )?(?:serra|ladeira|morro|subida)"
        r"|\bcarro manco|\b(?:nao|sem) (?:seja |ser )?manc\w+|\bmanco\b|\bcavalaria"
        r"|\bmuitos? cavalos|\bque ande bem\b|\bque corra|\bpuxe bem|\bparrud\w+|\b(?:tenha|ter|com|mais"
        r"|muita|que tem) (?:bastante |mais )?forca\b|\bresponda bem|\bagil\b|\bpique bom"
        r"|\b0 a 100",
    ),
    (
        "conforto",
        r"\bconfort\w*|\bconforfavel|\bconfor\w*vel|\bmaci[oa]\b|\bmaciez"
        r"|\bgostos\w+ de (?:dirigir|andar|guiar)|\bsilencios\w+|\bcomod\w+\b(?<!comodoro)"
        r"|\bbanco (?:bom|macio)|\bsuspensao (?:boa|macia)|\bnao (?:pule|pula|chacoalh\w+|canse"
        r"|cansa)\b|\baconcheg\w+|\bnao (?:doa|acabe com|judie|maltrate"
        r"|arrebente)\w*(?: \w+){0,2} (?:costas?|coluna)\b",
    ),
    (
        "seguranca",
        r"\bseguran[cç]a(?! (?:de|do meus? dados|dos dados|jurid|da loja|no pagamento"
        r"|da informacao))|\b(?:mais|bem|carro|carrinho|carros|seja|ser|algo|super|muito|um"
        r"|coisa) segur[oa]s?\b(?! (?:d[eao] (?!que)|em comprar|fica|e caro|barato|custa|auto"
        r"|vence))|^segur[oa]s?\b(?= e\b|$|,)|\b(?:alto|grande|bonito|novo|forte|completo"
        r"|automatico|economic\w+|espacos\w+|confort\w+|robust\w+|bom"
        r"|bonito|familia|e)(?:,| e) segur[oa]s?\b(?= ?(?:$|[.,;!?]| e ))|"
        r"\bprotege mais|\bair ?bags?\b|(?:\b(?:e|ter|tem|com|de|freio|freios|airbags?)\b"
        r"|[,/+]) ?\babs\b(?! ?$)"
        r"|\babs\b(?= (?:e|de)\b)|\bisofix|\b(?:latin )?ncap|\bcontrole de (?:estabilidade|tracao)"
        r"|\b(?:5|cinco) estrelas no|\bfreios? (?:abs|bons?)|\bfrenagem autonoma"
        r"|\bsegur[oa]s? (?:para|p) (?:el[ea]s?|minhas?|meus?|os|as|levar|familia|crianca)"
        r"|\bsegur[oa] em primeiro lugar|\bnota (?:boa )?(?:de|em) (?:seguranca|colisao)"
        r"|\bbatida\b(?=.{0,20}protege)",
    ),
    (
        "tecnologia",
        r"\btecnolog\w*|\bandroid ?aut\w*|\b(?:car|apple) ?play|\bmulti ?midi\w*"
        r"|\bcentral multi\w*|\bkit multimidia|\btel(?:a|ona|inha)\b (?:grande|touch|multi\w+|boa"
        r"|digital|com android|de \d+ pol\w+)|\btelona\b|\bcamera(?: de re)?|\bconectad\w+"
        r"|\bconectividade|\bblu(?:e)?tooth|\bpainel digital|\bpiloto automatico"
        r"|\bsensor(?:es)? de (?:re|estacion\w+)|\bmodern\w+|\bcomputador de bordo"
        r"|\bcheio de (?:frescura|tecnolog)\w*|\bpark assist|\bteto solar digital"
        r"|\bchave presencial|\btecnologic\w+",
    ),
    (
        "revenda",
        r"\b(?:facil|bom|bao|boa|bons|ruim|melhor|valor|mercado|preco|liquidez|pior|rapid\w+) (?:de|na"
        r"|para|de se) (?:re ?vend\w+)|\b(?:boa|otima|melhor|valor d[ea]|e|na|pela|em|,"
        r"|para) revenda\b(?! (?:de |mais|multi|oficial|autoriz|aqui|d[ao]s|em ))|^(?:re ?venda)\b"
        r"|\brevenda (?:facil|boa|rapida|garantida|alta|forte)|\brevender (?:depois|facil|rapido)"
        r"|\bsegura mais (?:o )?preco|(?<!voces )\bdesvaloriz\w*|\bdepreci\w*|\b(?:facil|bom|boa"
        r"|rapid\w+|liquidez) (?:de|na|para|pra) (?:re)?(?:vender|venda|passar|negociar"
        r"|passar para frente)|\bvalor de (?:venda|revenda|mercado)|\bliquidez"
        r"|\bsegur\w+ (?:melhor |mais |bem )?(?:o )?(?:preco|valor)|\bnao perc?a? (?:muito )?valor|\b(?:nao "
        r"|pouco )perd\w+ (?:muito )?valor|\bmantem (?:o )?valor|\bvende (?:facil|rapido"
        r"|bem) depois|\bvend\w+ (?:mais )?(?:facil|rapido|logo) depois|\bfacil (?:de "
        r"|para )passar (?:para frente"
        r"|adiante)|\b(?:eu |que |se )vend[ao] facil|\bna hora de vender"
        r"|\bnao perd\w+ (?:muito )?(?:valor|preco|dinheiro)",
    ),
    (
        "confiabilidade",
        r"\bconfi(?:av\w*|abilidade|o)\b(?! (?:em voces|na loja|nesse bot"
        r"|mesmo))(?<!nao confio)(?<!sao confiaveis)(?<!e confiavel isso)|\b(?:nao|n|menos|nem|sem"
        r"|nunca|menas|pouca|dificil|pouco)(?: (?:me|de|va|vai|fique|vive|que|der|vai|pode|pra|a"
        r"|ficar|viva|vivo)){0,8} (?:quebr\w+|enguic\w+|d(?:a|e|ar|ao|eem|eu|ando)\b (?:tanto "
        r"|muito |muita |mais |menos |trabalho e |nenhum ){0,8}(?:problem\w*|dor(?:es)? de cabeca"
        r"|oficina|pau|defeito|bo\b|b\.o|prejuizo|ruim)|oficina|dor de cabeca|problem\w+"
        r"|deix\w+ (?:eu |a gente |ninguem |nos )?(?:na (?:mao|rua|estrada)|a pe)|"
        r"deix\w+ (?:na|a pe|empenh)\w*|viva? na oficina|mecanico toda|falh\w+|bomba)"
        r"|\bd[ae] menos (?:oficina|problema|dor|defeito|manutencao)|\b(?:menos|da menos"
        r"|de menos) (?:oficina|dor de cabeca|problema|defeito)|\bmedo de (?:oficina|quebrar"
        r"|dar problema|bomba)|\bresistent\w*|\brobust\w*|\b(?:para durar|que dure|duravel"
        r"|durabilidade|duraveis|quebra menos|quebram menos)\b|\binquebra\w*|\bnao seja bomba"
        r"|\b(?:confio|ir) de olho(?:s)? fechado|\bfam[ao] de (?:nao )?quebrar"
        r"|\bpau para toda obra|\bdura(?:m|r)? mais\b|\baguent\w* (?:o |a |muito |mais )?(?:tranco"
        r"|pancada|porrada|buraco\w*"
        r"|batid\w+|batente|pau|rojao|uso pesado)|\b(?:carr\w+|algo|um|motor"
        r"|mecanica) de confianca\b|\b(?:carro|bicho) guerreiro|\bquebr\w+ pouco"
        r"|\bnao (?:me )?(?:deix\w+|larg\w+) (?:eu |a gente )?(?:na mao"
        r"|na estrada|a pe)|\bconfiavel|\bconfiaveis",
    ),
    (
        "custo_manutencao",
        r"\b(?:custo|gasto|preco|valor) (?:de|da|com|na|em) manutencao"
        r"|\bmanuten\w+ (?:\w+ ){0,2}?(?:barat\w+|baix\w+|em conta|facil|simples|menor"
        r"|mais barat\w*|tranquil\w+|acessivel|economica|leve)|\b(?:pouca|baixa|menor|menos"
        r"|barata) manutencao|(?<!historico de )(?<!de )\bmanutencao$"
        r"|\bnao gast\w+ (?:muito )?com oficina|\bem conta de manter|\b(?:e|por|de|,|economia"
        r"|consumo) manutencao\b(?= ?(?:$|[,.;!?]| e ))|\bpec(?:a|as"
        r"|inha)(?: de reposicao)? (?:\w+ ){0,3}?(?:barat\w+|facil|em conta|faceis|acess\w+"
        r"|em qualquer|mais em conta|qualquer esquina)|"
        r"\b(?:facil|barat\w+|simples) de (?:manter|consertar|arrumar|mexer|achar peca)"
        r"|\bbarat\w+ (?:de |para |a )?(?:manter|manutencao|arrumar|consertar)"
        r"|\bmecanica (?:\w+ )?(?:simples|barata|facil|conhecida)|\bqualquer (?:mecanico"
        r"|borracheiro|oficina)|\bpeca facil|\bfacil (?:de )?(?:achar )?peca|\bmecanico que saiba"
        r"|\b(?:seguro|revisao|revisoes|ipva) (?:\w+ )?(?:barat\w+|em conta|baixo)"
        r"|\bbarat\w+ de peca|\bbarato na oficina|\brevis\w+ barat\w+|\bmanter barato|\bacha peca"
        r"|\bseguro nao seja",
    ),
)
_TABLE = tuple((value, re.compile(pattern)) for value, pattern in _ROWS)
_ANSWERS = {
    "consumo": "economia",
    "gastar": "economia",
    "gasto": "economia",
    "manutencao": "custo_manutencao",
    "mala": "espaco",
    "tamanho": "espaco",
    "motor": "performance",
    "forca": "performance",
    "pecas": "custo_manutencao",
    "seguro": "seguranca",
}
"""Words that answer the question for priorities by themselves."""
_OWN_NEGATION = re.compile(r"^(?:nao|n|sem|nunca|menos|nem|pouco|pouca|odeio|que|baixo|baixa|medo)")
_NOT_WANTED = re.compile(
    r"\b(?:nao (?:precisa|ligo|importa|faco questao|quero saber)|nao preciso|tanto faz"
    r"|nem ligo|esse nao|nao e|nao esta|nao achei|nao foi|achei|esta|ficou|pouco|muito) (?:de "
    r"|ser |d[ao] |com |para |o |a |muito |tao |ter |nada |bem ){0,8}$"
)
_EQUIPMENT = re.compile(
    r"^(?:air|abs|isofix|camera|multi|central|kit|sensor|android|apple|car ?play|blue|tela"
    r"|piloto|controle|painel|computador|porta|mala|cab|caib|torque|potencia|fa[cz]|\d|muitos"
    r"|chave|park|mais forte)"
)
"""Named in a question about a given car, these ask about its equipment and state no wish."""
_GIVEN_CAR = re.compile(
    r"\b(?:esse|essa|desse|dessa|nesse|nessa|dele|dela|nele|nela|ele|ela|o primeiro|o segundo"
    r"|o terceiro|da foto|do anuncio|foto d[oa]|o [1-9]|a [1-9]|no (?:porta|console)|quanto)\b"
)
_CHOOSING = re.compile(
    r"\b(?:qual (?:deles|dos|tem|e|dos dois|delas|desses|o)? ?(?:mais|melhor|maior|o mais"
    r"|quem)|quem|mais|melhor|maior|compar\w+|prefiro|quero|precis\w+|exijo|tem (?:de|que)"
    r"|faco questao|obrigatorio|procuro|indic\w+|recomend\w+|algum\w*|importante)\b"
)
_SHOP = re.compile(
    r"\b(?:voces sao|voce e|loja e|isso aqui e|alguem ja comprou|site e|golpe|e confiavel mesmo)\b"
)


def _about_given(text: str, match: re.Match[str], cars: Sequence[tuple[int, int]]) -> bool:
    """Whether the match is a question about the equipment of a car on the table."""
    if not _EQUIPMENT.match(match.group()):
        return False
    start = max(text.rfind(mark, 0, match.start()) for mark in ".!?\n") + 1
    ends = [at for at in (text.find(mark, match.end()) for mark in ".!?\n") if at >= 0]
    end = min(ends, default=len(text))
    sentence = text[start : end + 1]
    if _CHOOSING.search(sentence):
        return False
    given = bool(_GIVEN_CAR.search(sentence)) or any(start <= car[0] <= end for car in cars)
    return (
        given
        or (sentence.endswith("?") and bool(re.search(r"\b(?:manda|foto)\b", sentence)))
        or bool(re.search(r"\b(?:manda|foto)\w* d", sentence))
    )


def _unwanted(text: str, match: re.Match[str]) -> bool:
    """'não precisa ser econômico', 'não é econômico esse': named, not wished for."""
    if _OWN_NEGATION.match(match.group()):
        return False
    left = text[max(0, match.start() - 40) : match.start()]
    return _NOT_WANTED.search(left) is not None or ruled_out(text, *match.span())


def find(
    message: Message, *, expecting: str | None = None, cars: Sequence[tuple[int, int]] = ()
) -> list[Found]:
    """Every priority once, in the order of their naming. `cars` are the spans of car names."""
    text = message.text
    found = []
    for value, pattern in _TABLE:
        for match in list(pattern.finditer(text))[:6]:
            if value == "confiabilidade" and _SHOP.search(text):
                break
            if not _unwanted(text, match) and not _about_given(text, match, cars):
                found.append(Found("priorities", value, *match.span(), 0.8))
                break
    if not found and expecting == "priorities" and len(message.tokens) <= 5:
        named = [token for token in message.tokens if token.word in _ANSWERS]
        found = [Found("priorities", _ANSWERS[token.word], token.start, token.end, 0.7) for token in named]
    return sorted(found, key=lambda one: one.start)
