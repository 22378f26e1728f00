# ruff: noqa: E501 - tables read better on one line
"""Car and place names, read once from the data files on first use."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nlp.normalise import fold, words

DATA = Path(__file__).parent / "data"

BRAND_ALIASES = {
    "vw": "Volkswagen", "volks": "Volkswagen", "wolks": "Volkswagen", "wolkswagen": "Volkswagen",
    "volksvagem": "Volkswagen", "gm": "Chevrolet", "chevy": "Chevrolet", "chevrole": "Chevrolet",
    "xevrolet": "Chevrolet", "mercedes": "Mercedes-Benz", "mercedez": "Mercedes-Benz", "hyunday": "Hyundai",
    "hiundai": "Hyundai", "hunday": "Hyundai", "renout": "Renault", "reno": "Renault", "citroen": "Citroën",
    "pegeot": "Peugeot", "pejo": "Peugeot", "toiota": "Toyota", "mitsubichi": "Mitsubishi", "caoa": "Caoa Chery",
    "chery": "Caoa Chery", "land rover": "Land Rover", "ronda": "Honda", "nissam": "Nissan", "fiate": "Fiat",
}  # fmt: skip
"""Only those whose brand is in the data count."""


@dataclass(frozen=True, slots=True)
class CarName:
    """A model of the gazetteer."""

    brand: str
    model: str
    ambiguous: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality name with every state that has one; `sure` when no cue is needed."""

    name: str
    states: tuple[str, ...]
    sure: bool
    common: bool


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@cache
def brands() -> dict[tuple[str, ...], str]:
    """Brand by the words of its name or nickname."""
    names = {row["brand"] for row in _rows("car_models_br.csv")}
    known = {tuple(words(fold(name))): name for name in names}
    for alias, name in BRAND_ALIASES.items():
        found = next((one for one in sorted(names) if name in one or one in name), None)
        if found:
            known.setdefault(tuple(alias.split()), found)
    return known


@cache
def models() -> dict[tuple[str, ...], CarName]:
    """Model by the words of its name or alias, hyphens read as spaces and as nothing."""
    known: dict[tuple[str, ...], CarName] = {}
    for row in _rows("car_models_br.csv"):
        ambiguous = row["ambiguous"] == "1"
        model = row["model"].rstrip("!")
        model = model[0].upper() + model[1:] if model == "up" else model
        known.setdefault(tuple(words(fold(model))), CarName(row["brand"], model, ambiguous))
        joined = fold(model).replace("-", "").replace(" ", "")
        known.setdefault(tuple(words(joined)), CarName(row["brand"], model, ambiguous))
        for alias in filter(None, row["aliases"].split("|")):
            known.setdefault(
                tuple(words(fold(alias))), CarName(row["brand"], model, ambiguous and alias == fold(model))
            )
    known.pop((), None)
    return known


@cache
def fuzzy_names() -> dict[str, tuple[str, ...]]:
    """Single words of five letters or more that a typo may be compared with."""
    names = [key for key, car in models().items() if len(key) == 1 and not car.ambiguous]
    names += [key for key in brands() if len(key) == 1]
    return {key[0]: key for key in names if len(key[0]) >= 5 and not key[0].isdigit()}


_BIG = """são paulo|rio de janeiro|salvador|brasília|fortaleza|belo horizonte|manaus|curitiba|recife|goiânia|porto alegre|
belém|guarulhos|campinas|são luís|maceió|campo grande|são gonçalo|teresina|joão pessoa|duque de caxias|nova iguaçu|
são bernardo do campo|santo andré|osasco|sorocaba|uberlândia|ribeirão preto|são josé dos campos|cuiabá|contagem|
joinville|aracaju|londrina|juiz de fora|florianópolis|niterói|porto velho|caxias do sul|macapá|maringá|ananindeua|
blumenau|jundiaí|piracicaba|bauru|franca|guarujá|taubaté|limeira|são josé do rio preto|anápolis|cascavel|foz do iguaçu|
ponta grossa|pelotas|canoas|chapecó|itajaí|balneário camboriú|petrópolis|vila velha|betim|uberaba|montes claros|
campina grande|caruaru|petrolina|juazeiro do norte|mossoró|feira de santana|vitória da conquista|camaçari|olinda|
jaboatão dos guararapes|diadema|mogi das cruzes|santos|praia grande|são vicente|itaquaquecetuba|araraquara|americana|
indaiatuba|cotia|barueri|hortolândia|presidente prudente|marília|rio branco|boa vista|palmas|natal|vitória|santa maria|
gravataí|novo hamburgo|são leopoldo|passo fundo|criciúma|dourados|rondonópolis|imperatriz|santarém|marabá|sete lagoas|
governador valadares|ipatinga|divinópolis|volta redonda|macaé|campos dos goytacazes|cabo frio|aparecida de goiânia"""
BIG = frozenset(tuple(words(fold(name))) for name in _BIG.split("|"))

_COMMON = """natal|feliz natal|vitoria|salvador|palmas|franca|americana|santos|santa maria|boa vista|rio branco|praia grande|
campo grande|feliz|central|planalto|formosa|prata|esperanca|bonito|alegria|barra|bom jesus|ouro|colorado|luz|flores|
saude|independencia|ipanema|fronteiras|mercedes|santana|brasil|contenda|encantado|alegre|paz|bom|triunfo|tesouro|
pacatuba|soledade|jardim|lagoa|rio|novo|fox|porto|ibiza|toledo|horizonte|progresso|amparo|socorro|uniao|valente|
brasileira|caxias|conquista|feira|liberdade|trabalho|completo|pedra|general|presidente|placas|cedro|imbe|una|ubata|
marau|gol|estrela|sertao|rosario|nova|maravilha|mundo novo|boa hora|boa esperanca|conde|ita|ibi|exu|anta|coxim|
baixo|primavera|palmeira|serra|cantagalo|candeias|piloes|sobrado|passa e fica|varjota|quixaba|timbo|moreno|
nova era|caridade|paraiso|trombas|aurora|viradouro|areia|bananal|capela|crato|jaguaribe|ipe|ibirapuera|ponto belo|
penha|tupi|pirai|carmo|perdoes|extrema|passos|prado|iracema|olimpia|pirapora|goias|palmital|descanso|combinado|carros"""
COMMON = frozenset(tuple(words(fold(name))) for name in _COMMON.split("|"))


@cache
def places() -> dict[tuple[str, ...], Place]:
    """Municipality or nickname by its words."""
    states: dict[tuple[str, ...], list[tuple[str, str, bool]]] = {}
    for row in _rows("municipios_br.csv"):
        key = tuple(words(fold(row["name"])))
        states.setdefault(key, []).append((row["uf"], row["name"], row["capital"] == "1"))
    known = {}
    for key, found in states.items():
        capital = [uf for uf, _, is_capital in found if is_capital]
        ufs = tuple(capital or [uf for uf, _, _ in found])
        common = key in COMMON
        sure = (key in BIG or len(key) > 2) and not common
        known[key] = Place(found[0][1], ufs, sure, common)
    for row in _rows("city_nicknames_br.csv"):
        key = tuple(words(fold(row["alias"])))
        known[key] = Place(
            row["name"], (row["uf"],), row["ambiguous"] != "1", row["ambiguous"] == "1" and len(key[0]) > 3
        )
    return known


STATES = {
    "acre": "AC", "alagoas": "AL", "amazonas": "AM", "amapa": "AP", "bahia": "BA", "ceara": "CE",
    "distrito federal": "DF", "espirito santo": "ES", "goias": "GO", "maranhao": "MA", "minas gerais": "MG",
    "minas": "MG", "mato grosso do sul": "MS", "mato grosso": "MT", "para": "PA", "paraiba": "PB",
    "pernambuco": "PE", "piaui": "PI", "parana": "PR", "rio grande do norte": "RN", "rondonia": "RO",
    "roraima": "RR", "rio grande do sul": "RS", "santa catarina": "SC", "sergipe": "SE", "tocantins": "TO",
}  # fmt: skip
UFS = frozenset({*STATES.values(), "SP", "RJ"})
