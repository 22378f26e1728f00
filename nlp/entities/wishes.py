# ruff: noqa: E501 - tables read better on one line
"""Use, priorities, urgency, number of riders, selection and rating."""

import re

from nlp.entities.numbers import digits

USES = (
    ("transporte_passageiros", re.compile(r"\b(?:uber|99(?: ?pop)?(?! ?mil)|taxi|taxista|aplicativos?|app|indrive|motorista de app|passageiros)\b")),
    ("comercial", re.compile(r"\b(?:entregas?|fretes?|carga|mercadorias?|carregar (?:material|ferramenta|peso)\w*|comercial|empresa|obra|logistica)\b")),
    ("primeiro_carro", re.compile(r"\b(?:primeiro carro|1o carro|meu primeiro|recem habilitad\w+|tirei (?:a )?(?:carta|cnh|habilitacao)|aprendendo a dirigir)\b")),
    ("familia", re.compile(r"\b(?:familia\w*|filh[oa]s?|esposa|criancas?|bebe|cadeirinha|molecada)\b")),
    ("trabalho", re.compile(r"\b(?:trabalh\w*|servico|ir (?:para )?o? ?trampo|trampo|faculdade|dia a dia|firma|visitar cliente)\b")),
    ("lazer", re.compile(r"\b(?:lazer|passei\w*|viaja\w*|viage\w*|praia|fim de semana|trilha|sitio|role|pescar\w*|estrada)\b")),
)  # fmt: skip
PRIORITIES = (
    ("economia", re.compile(r"\b(?:econom\w*|beb\w+ pouco|gast\w+ pouco|consum\w+ (?:baixo|pouco)|baixo consumo|nao bebe|poupar combustivel|faz(?:endo)? bastante por litro)\b")),
    ("espaco", re.compile(r"\b(?:espac\w*|porta ?-?malas|grande por dentro|cab\w+ (?:todo mundo|tudo|muita|a familia)|7 lugares|sete lugares|amplo|folgad\w|grandao)\b")),
    ("performance", re.compile(r"\b(?:performance|potent\w*|potencia|desempenho|torque|corre bem|anda bem|forte|motor bom|turbo|arrancada|veloz|rapido)\b")),
    ("conforto", re.compile(r"\b(?:confort\w*|macio|gostoso de dirigir|silencioso)\b")),
    ("seguranca", re.compile(r"\b(?:seguranca|segur[oa](?! (?:do|de|fica|e caro|dele|barato))|airbags?|abs|isofix|latin ncap|controle de estabilidade)\b")),
    ("tecnologia", re.compile(r"\b(?:tecnolog\w*|android auto|carplay|multimidia|central|tela|camera de re|conectad\w|bluetooth)\b")),
    ("revenda", re.compile(r"\b(?:revenda|revender|nao desvaloriz\w*|desvaloriz\w* pouco|facil de vender|valor de venda|bom de venda)\b")),
    ("confiabilidade", re.compile(r"\b(?:confiav\w*|confiabilidade|nao (?:quebr\w*|d[eao]\w* (?:problema|dor de cabeca|oficina))|nao me deixe na mao|resistente|robusto|duravel|nao deixa na mao)\b")),
    ("custo_manutencao", re.compile(r"\b(?:manutenc\w*|pecas? barat\w*|barato de manter|mecanica (?:simples|barata)|peca facil)\b")),
)  # fmt: skip
_URGENCY = (
    ("pesquisando", re.compile(r"\b(?:(?:so|apenas) (?:pesquisando|olhando|dando uma olhada|sondando|vendo|especulando)|pesquisando|sem pressa|nao tenho pressa|ano que vem|mais para frente)\b")),
    ("imediata", re.compile(r"\b(?:urgente|urgencia|(?:para|ainda|nessa|essa|esta) (?:essa|esta|hoje|semana|ja)|hoje mesmo|o quanto antes|mais rapido possivel|para ontem|imediat\w*|agora mesmo|preciso logo|estou a pe)\b")),
    ("ate_30_dias", re.compile(r"\b(?:(?:esse|este|nesse|neste|proximo|ate o fim do|final do) mes|mes que vem|30 dias|duas semanas|quinze dias|15 dias)\b")),
    ("ate_3_meses", re.compile(r"\b(?:[23] meses|dois meses|tres meses|uns meses|60 dias|90 dias)\b")),
)  # fmt: skip
_RIDERS = re.compile(
    r"\b(?:somos (?:em |uma familia de )?|familia de |(?:para|cabe|caber|levar|anda\w*|vao|em|de) )(\d{1,2})(?: (?:pessoas|adultos|la em casa|em casa|passageiros))?\b(?! ?(?:mil|k|km|anos|vezes|x|portas|dias|meses|conto|lugares|opc|de|h|reais|[./,]))"
)
_SOMOS = re.compile(r"\b(?:somos|familia de|pessoas|adultos)\b")
_ME = re.compile(r"\beu\b")
_RIDER = re.compile(
    r"\b(?:(\d) (?:filh[oa]s|criancas)|(?:meu|minha|a|o|e) (?:pai|mae|filh[oa]|esposa|marido|mulher|sogra|bebe|irma|irmao|namorad[oa]|avo))\b"
)
_ORDINAL = {"primeir": 1, "segund": 2, "terceir": 3, "quart": 4, "quint": 5}
_ORD = re.compile(
    r"\b(?:(?:o|a|do|da|no|na|ao|esse|essa|dessa|desse) (primeir|segund|terceir|quart|quint)[oa](?! (?:feira|carro|vez|dono|mao))|(primeir|segund|terceir|quart|quint)[oa] opcao)\b"
)
_SINGLE = r"([1-9]|10)"
_PICK = re.compile(
    rf"\b(?:o|do|no|ao|pelo|numero|opcao|opcoes|carro|os|das|dos|nos|o carro|o numero|a opcao|n[o.]?) (?:numero |carro )?{_SINGLE}(?:o|a)?\b"
    rf"(?! ?(?:mil|k\b|km|portas|lugares|pessoas|anos|vezes|x\b|de entrada|conto|[.,/]\d|h\b|horas|filhos|meses|dias|reais|pila|marchas|cilindros))"
    rf"(?:(?: ?, ?| e | ou | com | ?e o | ou o | com o ){_SINGLE}\b)?(?:(?: ?, ?| e ){_SINGLE}\b)?"
)
_BARE = re.compile(
    rf"^\W*(?:quero |ver |gostei d[oa] |e |me mostra )?(?:o |a )?(?:numero |opcao )?{_SINGLE}(?:(?: e | ?, ?| ou | com |/)(?:o )?{_SINGLE})?(?:(?: e | ?, ?)(?:o )?{_SINGLE})?\W*$"
)
_WITH_NAMES = re.compile(
    rf"\b{_SINGLE} (?:e|ou|com|x|vs) (?:o )?{_SINGLE}\b(?! ?(?:mil|k|km|portas|lugares|pessoas|anos|horas|conto|reais|dias|filhos))"
)
_RATING = re.compile(
    r"\b(?:nota|dou|avali\w*|atendimento|merece\w*) (?:e |de |um |uma |nota |com )*([1-5])\b(?! ?mil)|\b([1-5]) (?:estrelas?|de 5)\b"
)
_STARS = re.compile("^(?:⭐|🌟){1,5}$")


def usage(text: str) -> str | None:
    """What the car is for; passengers and goods win over family and leisure."""
    return next((value for value, pattern in USES if pattern.search(text)), None)


def urgency(text: str) -> str | None:
    """How soon the car is wanted."""
    return next((value for value, pattern in _URGENCY if pattern.search(text)), None)


def family_size(text: str) -> int | None:
    """People who ride: stated, or counted from 'eu, meu pai e minha filha'."""
    text = digits(text)
    if _SOMOS.search(text):
        match = _RIDERS.search(text)
        if match and 1 < int(match[1]) <= 15:
            return int(match[1])
    if _ME.search(text):
        riders = sum(int(one[1] or 1) for one in _RIDER.finditer(text[:600]))
        return riders + 1 if riders > 1 else None
    return None


def selection(text: str, *, expecting: str | None = None) -> tuple[int, ...]:
    """Numbers of shown cars that the message picks, in order."""
    text = digits(text)
    found: list[tuple[int, int]] = []
    if expecting not in ("budget", "rating", "consent"):
        bare = _BARE.match(text)
        if bare and (expecting == "selection" or not re.fullmatch(r"\W*\d+\W*", text) or expecting is None):
            found += [(bare.start(group), int(bare[group])) for group in (1, 2, 3) if bare[group]]
    for match in _PICK.finditer(text):
        found += [(match.start(group), int(match[group])) for group in (1, 2, 3) if match[group]]
    if found or "compar" in text or "melhor" in text:
        for match in _WITH_NAMES.finditer(text):
            found += [(match.start(group), int(match[group])) for group in (1, 2)]
    for match in _ORD.finditer(text):
        found.append((match.start(), _ORDINAL[match[1] or match[2]]))
    return tuple(dict.fromkeys(number for _, number in sorted(found)))


def rating(text: str, *, expecting: str | None = None) -> int | None:
    """Stars that the customer gives to the service."""
    plain = text.strip()
    if expecting == "rating":
        match = re.search(r"\b([1-5])\b", digits(plain))
        if match:
            return int(match[1])
    if _STARS.match(plain):
        return len(plain)
    match = _RATING.search(digits(text))
    return int(match[1] or match[2]) if match else None
