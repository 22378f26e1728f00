"""Names of Brazilian places, read once from the data files on first use."""

from functools import cache

from nlp.entities.numbers import with_digits
from nlp.gazetteer import Key, Place, everyday_words, rows
from nlp.normalise import fold, folded, words

_BIG = """
são paulo|rio de janeiro|salvador|brasília|fortaleza|belo horizonte|manaus|curitiba|recife|goiânia|
porto alegre|belém|guarulhos|
campinas|são luís|maceió|campo grande|são gonçalo|teresina|joão pessoa|duque de caxias|nova iguaçu|
são bernardo do campo|santo andré|
osasco|sorocaba|uberlândia|ribeirão preto|são josé dos campos|cuiabá|contagem|joinville|aracaju|londrina|
juiz de fora|florianópolis|
niterói|porto velho|caxias do sul|macapá|maringá|ananindeua|blumenau|jundiaí|piracicaba|bauru|guarujá|
taubaté|limeira|recife|
são josé do rio preto|anápolis|cascavel|foz do iguaçu|ponta grossa|pelotas|canoas|chapecó|itajaí|
balneário camboriú|petrópolis|
vila velha|betim|uberaba|montes claros|campina grande|caruaru|petrolina|juazeiro do norte|mossoró|
feira de santana|
vitória da conquista|camaçari|olinda|jaboatão dos guararapes|diadema|mogi das cruzes|são vicente|
itaquaquecetuba|
araraquara|indaiatuba|cotia|barueri|hortolândia|presidente prudente|marília|santa maria|gravataí|
novo hamburgo|são leopoldo|
passo fundo|criciúma|dourados|rondonópolis|imperatriz|santarém|marabá|sete lagoas|governador valadares|
ipatinga|divinópolis|
volta redonda|macaé|campos dos goytacazes|cabo frio|aparecida de goiânia|ilhéus|itabuna|sobral|garanhuns|
parnaíba|divinópolis|
sinop|ji-paraná|teresópolis|nova friburgo|angra dos reis|cariacica|cachoeiro de itapemirim|linhares|
serra talhada|arapiraca"""
BIG = frozenset(tuple(words(fold(name))) for name in _BIG.replace("\n", "").split("|"))

_COMMON_PHRASES = """
feliz natal|bom jesus|boa hora|mundo novo|nova era|passa e fica|boa esperança|boa vista|rio branco|
praia grande|ponto belo|boa viagem|
bom sucesso|bom lugar|campo novo|terra boa|ponte nova|areia branca|céu azul|bom retiro|não me toque|
pouso alegre|rio preto|novo mundo|
monte alegre|barra bonita|água boa|entre rios|nova união|nova aurora|bom descanso|boa ventura|
campo alegre|vista alegre|porto real|dois irmãos|
três corações|dois vizinhos|volta grande|quatro barras|nova vida|alto alegre|bela vista|rio novo|
vista serrana|dois riachos|
jardim|nova esperança|segredo|varre sai|bom princípio|ouro branco|ouro verde|novo horizonte|pedra branca|
rio claro|boa nova"""
COMMON_PHRASES = frozenset(tuple(words(fold(name))) for name in _COMMON_PHRASES.replace("\n", "").split("|"))

_DOMINANT = {
    "SP": "santo andre|sao carlos|sao vicente|praia grande|rio claro|sertaozinho|itapeva|amparo|aparecida|"
    "jardinopolis|sao sebastiao|guaira",
    "RS": "cachoeirinha|alvorada|santa maria|sao gabriel|sao francisco de paula",
    "PR": "toledo|cascavel|sarandi|irati",
    "MG": "vicosa|santa luzia|sao francisco|boa esperanca",
    "RJ": "mesquita|valenca",
    "GO": "trindade|morrinhos",
    "MT": "varzea grande|agua boa",
    "RN": "parnamirim|sao goncalo do amarante",
    "PE": "paulista|santa cruz",
    "MS": "bonito",
    "PA": "redencao|monte alegre|capanema",
    "CE": "iguatu",
    "AP": "santana",
    "SE": "itabaiana",
    "ES": "viana",
    "MA": "santa ines|presidente dutra",
    "PB": "santa rita",
    "SC": "aurora",
    "BA": "valente",
}
DOMINANT = {tuple(name.split()): state for state, names in _DOMINANT.items() for name in names.split("|")}
"""Names in several states of which one town is by far the best known."""

STATES = {
    "acre": "AC",
    "alagoas": "AL",
    "amazonas": "AM",
    "amapa": "AP",
    "bahia": "BA",
    "ceara": "CE",
    "distrito federal": "DF",
    "espirito santo": "ES",
    "goias": "GO",
    "maranhao": "MA",
    "minas gerais": "MG",
    "minas": "MG",
    "mato grosso do sul": "MS",
    "mato grosso": "MT",
    "para": "PA",
    "paraiba": "PB",
    "pernambuco": "PE",
    "piaui": "PI",
    "parana": "PR",
    "rio grande do norte": "RN",
    "rondonia": "RO",
    "roraima": "RR",
    "rio grande do sul": "RS",
    "santa catarina": "SC",
    "sergipe": "SE",
    "tocantins": "TO",
    "estado de sao paulo": "SP",
    "estado do rio": "RJ",
    "estado do rio de janeiro": "RJ",
    "interior de sao paulo": "SP",
    "interior paulista": "SP",
    "santa catarine": "SC",
    "ms do sul": "MS",
    "rondonha": "RO",
    "pernanbuco": "PE",
}
UFS = frozenset({*STATES.values(), "SP", "RJ"})


@cache
def places() -> dict[Key, Place]:
    """Municipality or nickname by its words."""
    states: dict[Key, list[tuple[str, str, bool]]] = {}
    for row in rows("municipios_br.csv"):
        key = tuple(words(with_digits(folded(row["name"])).text))
        states.setdefault(key, []).append((row["uf"], row["name"], row["capital"] == "1"))
    known: dict[Key, Place] = {}
    for key, found in states.items():
        settled = [uf for uf, _, capital in found if capital] or ([DOMINANT[key]] if key in DOMINANT else [])
        common = (
            key in COMMON_PHRASES
            or (len(key) == 1 and key[0] in everyday_words() and key not in BIG)
            or (len(key) == 1 and len(key[0]) < 4)
        )
        ufs = tuple(dict.fromkeys((*settled, *(uf for uf, _, _ in found))))
        known[key] = Place(
            found[0][1],
            ufs,
            (key in BIG or len(key) > 1) and not common,
            common,
            bool(settled) or len(ufs) == 1,
        )
    for row in rows("city_nicknames_br.csv"):
        doubtful = row["ambiguous"] == "1"
        known[tuple(words(fold(row["alias"])))] = Place(
            row["name"], (row["uf"],), not doubtful, doubtful, True
        )
    for alias, (name, uf) in _MORE_NICKNAMES.items():
        known[tuple(alias.split())] = Place(name, (uf,), True, False, True)
    return known


_MORE_NICKNAMES = {
    "forta": ("Fortaleza", "CE"),
    "capital baiana": ("Salvador", "BA"),
    "capital paulista": ("São Paulo", "SP"),
    "capital mineira": ("Belo Horizonte", "MG"),
    "capital gaucha": ("Porto Alegre", "RS"),
    "capital paranaense": ("Curitiba", "PR"),
    "capital cearense": ("Fortaleza", "CE"),
    "capital pernambucana": ("Recife", "PE"),
    "capital goiana": ("Goiânia", "GO"),
    "capital catarinense": ("Florianópolis", "SC"),
    "capital paraense": ("Belém", "PA"),
    "capital federal": ("Brasília", "DF"),
    "beaga": ("Belo Horizonte", "MG"),
    "be aga": ("Belo Horizonte", "MG"),
    "bh": ("Belo Horizonte", "MG"),
    "cps": ("Campinas", "SP"),
    "sao jose dos campos": ("São José dos Campos", "SP"),
    "jaboatao": ("Jaboatão dos Guararapes", "PE"),
    "bal camboriu": ("Balneário Camboriú", "SC"),
    "balneario camboriu": ("Balneário Camboriú", "SC"),
    "floripa": ("Florianópolis", "SC"),
    "cuiaba": ("Cuiabá", "MT"),
    "uberlandia": ("Uberlândia", "MG"),
    "goiania": ("Goiânia", "GO"),
    "bsb": ("Brasília", "DF"),
    "santo andre": ("Santo André", "SP"),
    "sampa": ("São Paulo", "SP"),
    "ctba": ("Curitiba", "PR"),
    "sao bernardo": ("São Bernardo do Campo", "SP"),
    "sao caetano": ("São Caetano do Sul", "SP"),
    "novo hamburgo": ("Novo Hamburgo", "RS"),
    "mogi mirim": ("Mogi Mirim", "SP"),
    "guaratingueta": ("Guaratinguetá", "SP"),
    "sjc": ("São José dos Campos", "SP"),
    "ribeirao preto": ("Ribeirão Preto", "SP"),
    "sjrp": ("São José do Rio Preto", "SP"),
    "cwb": ("Curitiba", "PR"),
    "poa": ("Porto Alegre", "RS"),
}


@cache
def place_index() -> dict[str, tuple[tuple[Key, Place], ...]]:
    """Places by their first word, longest names first."""
    index: dict[str, list[tuple[Key, Place]]] = {}
    for key, place in places().items():
        index.setdefault(key[0], []).append((key, place))
    return {first: tuple(sorted(found, key=lambda pair: -len(pair[0]))) for first, found in index.items()}
