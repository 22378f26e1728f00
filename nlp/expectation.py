"""What a short answer says, given the question before it."""

import re

from nlp import rules
from nlp.normalise import normalise, words
from nlp.understanding import Entities

QUESTIONS: dict[str, frozenset[str]] = {
    "budget": frozenset("budget orcamento valor preco price faixa quanto budget_inquiry".split()),
    "usage": frozenset("usage uso use finalidade utilizacao usage_inquiry".split()),
    "location": frozenset(
        "location city place cidade local localizacao onde state uf estado location_inquiry".split()
    ),
    "priorities": frozenset(
        """priorities priority preferences preference prioridades prioridade preferencias preferencia preference_inquiry
        criteria criterios transmission cambio fuel combustivel category categoria brand marca""".split()
    ),
    "selection": frozenset("selection choice escolha opcao opcoes option options carro car selecao".split()),
    "rating": frozenset("rating nota avaliacao score satisfaction satisfacao csat nps feedback".split()),
    "yes_no": frozenset(
        "consent consentimento confirmation confirmacao confirm yes_no sim_nao aceite lgpd terms termos".split()
    ),
    "visit_time": frozenset(
        """visit_time visit date time visita horario data dia agendamento schedule appointment
        schedule_test_drive""".split()
    ),
    "name": frozenset("name nome".split()),
    "trade_in": frozenset("trade_in trade troca usado".split()),
    "down_payment": frozenset(
        """down_payment entrada financing financiamento parcela monthly_payment installment sinal
        financing_inquiry""".split()
    ),
    "km": frozenset("km km_max quilometragem mileage rodagem".split()),
    "year": frozenset("year ano".split()),
}
"""Questions of the dialogue, and the names under which callers know them."""

_SHORT = 5
"""Words up to which a message can be a bare answer."""
_ANY = re.compile(
    r"\b(?:tanto faz|qualquer (?:um|uma|coisa|lugar|cidade|valor|preco)|indiferente|sei la|nao sei|nao importa|"
    r"sem preferencia|qualquer|nao tenho preferencia|nenhuma? em especial|"
    r"o que tiver|voce escolhe|nao faco questao)\b"
)
_NONE = re.compile(r"^(?:nenhum|nenhuma|nenhum deles|nenhum desses|nenhuma delas|nenhuma dessas)\W*$")
_ANSWERS = {
    "budget": "budget_inquiry",
    "usage": "usage_inquiry",
    "location": "location_inquiry",
    "priorities": "preference_inquiry",
    "km": "preference_inquiry",
    "year": "preference_inquiry",
    "visit_time": "schedule_test_drive",
    "trade_in": "trade_in",
    "down_payment": "financing_inquiry",
}
"""Intent of an answer to each question that asks for a fact."""
_GIVEN = {
    "budget": ("budget",),
    "usage": ("usage",),
    "location": ("city", "state"),
    "priorities": ("priorities", "category", "transmission", "fuel", "brand", "model", "year", "km_max"),
    "km": ("km_max",),
    "year": ("year",),
    "trade_in": ("model", "brand", "year"),
    "down_payment": ("down_payment", "monthly_payment", "budget"),
}
"""Entities that answer each question."""
_TIME = re.compile(
    r"\b(?:hoje|amanha|segunda|terca|quarta|quinta|sexta|sabado|domingo|manha|tarde|noite|meio dia|dia \d+|"
    r"\d{1,2} ?(?:h|hs|horas|hrs)|\d{1,2}[:/]\d{2}|as \d{1,2}|fim de semana|semana que vem)\b"
)
_REQUESTS = re.compile(
    r"\?|\b(?:quero|queria|me|manda|mostra|tem|qual|quais|quanto|onde|como|obrigad\w*|valeu)\b"
)
_RATED_WELL = 3
"""A note from which a rating is no complaint."""


def question(expecting: str | None) -> str | None:
    """The dialogue's question behind a caller's name for it; None for unknown names.

    >>> question("city"), question("Prioridades"), question("weather")
    ('location', 'priorities', None)
    """
    if not expecting:
        return None
    said = normalise(expecting).replace(" ", "_").replace("-", "_")
    if said in QUESTIONS:
        return said
    tokens = {said, *said.split("_")}
    return next((name for name, others in QUESTIONS.items() if tokens & others), None)


def answer(text: str, entities: Entities, expecting: str | None) -> str | None:
    """Intent of a normalised text that is a bare answer to the question; None if it says something else."""
    asked = question(expecting)
    tokens = words(text)
    if asked is None or len(tokens) > _SHORT or not text.strip():
        return None
    if asked == "rating":
        return _rated(entities)
    if asked == "selection":
        return _selected(text, entities)
    if _REQUESTS.search(text):
        return None
    if asked == "yes_no":
        return {"yes": "affirm", "no": "deny"}.get(rules.consent(text) or "")
    if asked == "name":
        return (
            "affirm"
            if rules.whole(text) is None and text.replace(" ", "").isalpha() and len(tokens) <= 3
            else None
        )
    if asked == "visit_time":
        return "schedule_test_drive" if _TIME.search(text) and rules.whole(text) is None else None
    given = any(getattr(entities, name) for name in _GIVEN[asked])
    return _ANSWERS[asked] if given or (_ANY.search(text) and asked != "trade_in") else None


def _rated(entities: Entities) -> str | None:
    if not entities.rating:
        return None
    return "feedback_positive" if entities.rating >= _RATED_WELL else "feedback_negative"


def _selected(text: str, entities: Entities) -> str | None:
    if _NONE.match(text):
        return "feedback_negative"
    plain = rules.whole(text) in (None, "car_details")
    return "car_details" if entities.selection and plain and not _judges(text) else None


def _judges(text: str) -> bool:
    return bool(
        re.search(
            r"\b(?:gost\w+|am[eo]i?|ador\w+|curti|car[oa]|feio|lind[oa]|compar\w+|melhor|reserv\w+|fech\w+)\b",
            text,
        )
    )
