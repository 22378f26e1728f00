"""R4.9: people label messages in the admin; onlookers look on; texts of customers are hostile."""

import re

import pytest
from django.test import Client

from nlp.review import clustering
from nlp.review.models import ReviewItem
from tests.review.conftest import Doubt, staff

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.operation.admin_urls")]
LIST = "/admin/nlp/reviewitem/"
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> {{ 7*7 }}"


def page(item: ReviewItem) -> str:
    return f"{LIST}{item.pk}/change/"


def saved(item: ReviewItem) -> ReviewItem:
    item.refresh_from_db()
    return item


def form(**changes: object) -> dict[str, object]:
    return {
        "act": "save",
        "intents": "car_details,financing_inquiry",
        "sentiment": "neutral",
        "key": ["budget", "model"],
        "value": ["50000..70000", "Onix"],
    } | changes


def test_the_list_shows_clusters_by_size(doubt: Doubt, onlooker: Client) -> None:
    doubt("kkkk demais")
    for text in ("abrem domingo", "abrem domingo?", "vcs abrem no domingo"):
        doubt(text)
    clustering.cluster()
    shown = onlooker.get(LIST).content.decode()
    assert shown.index("abrem domingo") < shown.index("kkkk demais")
    assert "detalhes de um carro" in shown
    assert "40 %" in shown
    assert "Começar a revisar" not in shown


def test_the_list_is_filtered(doubt: Doubt, onlooker: Client) -> None:
    doubt("incerta")
    doubt("contestada", reason="CONTESTED")
    shown = onlooker.get(f"{LIST}?reason=CONTESTED").content.decode()
    assert "contestada" in shown
    assert "incerta" not in shown
    for odd in ("?state=x&reason=y&page=-1", "?page=99999", "?page=²", "?state=IGNORED"):
        assert onlooker.get(LIST + odd).status_code == 200


def test_a_message_is_corrected_and_the_next_one_opens(doubt: Doubt, reviewer: Client) -> None:
    first, second = doubt("parcela o onix?"), doubt("outra coisa")
    answer = reviewer.post(page(first), form())
    assert answer.headers["Location"].endswith(page(second))
    row = saved(first)
    assert row.state == "LABELLED"
    assert row.corrected_intents == ["car_details", "financing_inquiry"]
    assert row.corrected_entities == {"budget": {"min": 50000, "max": 70000}, "model": ["Onix"]}
    assert row.corrected_sentiment == "neutral"
    assert row.reviewer is not None
    assert saved(second).state == "OPEN"
    assert reviewer.post(page(second), {"act": "ignore"}).headers["Location"].endswith(LIST)
    assert saved(second).state == "IGNORED"


def test_one_decision_labels_a_whole_cluster(doubt: Doubt, reviewer: Client) -> None:
    rows = [doubt(text) for text in ("abrem domingo", "abrem domingo?", "vcs abrem no domingo")]
    other = doubt("kkkk demais")
    clustering.cluster()
    first = saved(rows[0])
    answer = reviewer.post(page(first), form(intents="business_info", scope="cluster"))
    assert answer.headers["Location"].endswith(page(other))
    assert {saved(row).state for row in rows} == {"LABELLED"}
    assert saved(rows[2]).corrected_intents == ["business_info"]
    assert saved(rows[2]).corrected_entities is None
    assert saved(other).state == "OPEN"


def test_what_a_cluster_was_decided_to_be_is_suggested(doubt: Doubt, reviewer: Client) -> None:
    first = doubt("abrem domingo")
    clustering.cluster()
    reviewer.post(page(first), form(intents="business_info"))
    late = doubt("abrem domingo?")
    clustering.cluster()
    assert 'id="nlu-intents" value="business_info"' in reviewer.get(page(late)).content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"intents": ""}, "ao menos uma intenção"),
        ({"intents": "car_details,car_details"}, "cada uma uma vez"),
        ({"intents": "hack"}, "Intenção desconhecida"),
        ({"sentiment": "angry"}, "Escolha o sentimento"),
        ({"key": ["budget"], "value": ["muito"]}, "se escreve assim"),
        ({"key": ["fuel"], "value": ["Carvão"]}, "é um destes"),
        ({"key": ["x<b>"], "value": ["1"]}, "tipo desconhecido"),
        ({"key": ["city", "city"], "value": ["a", "b"]}, "duas vezes"),
        ({"key": ["rating"], "value": ["6"]}, "se escreve assim"),
        ({"key": ["year"], "value": [".."]}, "se escreve assim"),
    ],
)
def test_what_makes_no_sense_is_refused_and_stays_typed(
    doubt: Doubt, reviewer: Client, changes: dict[str, object], words: str
) -> None:
    item = doubt("me ve ai")
    answer = reviewer.post(page(item), form(**changes))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert saved(item).state == "OPEN"


def test_onlookers_see_and_cannot_act(doubt: Doubt, onlooker: Client) -> None:
    item = doubt("me ve ai")
    shown = onlooker.get(page(item)).content.decode()
    assert "me ve ai" in shown
    assert "Você pode ver, mas não rotular" in shown
    assert 'value="save"' not in shown
    assert onlooker.post(page(item), form()).status_code == 403
    assert onlooker.post(page(item), {"act": "ignore"}).status_code == 403
    assert saved(item).state == "OPEN"


def test_others_see_nothing(doubt: Doubt) -> None:
    item = doubt("me ve ai")
    stranger = staff("view_trainingrun")
    for address in (LIST, page(item)):
        assert stranger.get(address).status_code == 403
        assert "/login/" in Client().get(address).headers["Location"]
    assert stranger.post(page(item), form()).status_code == 403


def test_a_post_without_a_token_is_refused(doubt: Doubt, reviewer: Client) -> None:
    item = doubt("me ve ai")
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = reviewer.cookies
    assert strict.post(page(item), form()).status_code == 403
    assert saved(item).state == "OPEN"


def test_nothing_is_added_or_deleted_by_hand(doubt: Doubt, reviewer: Client) -> None:
    item = doubt("me ve ai")
    assert reviewer.get(f"{LIST}add/").status_code == 403
    assert reviewer.post(f"{LIST}{item.pk}/delete/", {"post": "yes"}).status_code == 403
    assert reviewer.get(f"{LIST}999999/change/").status_code == 404
    assert reviewer.get(f"{LIST}abc/change/").status_code == 404


def test_hostile_texts_are_only_texts(doubt: Doubt, reviewer: Client) -> None:
    hostile = doubt(HOSTILE, entities={"city": HOSTILE, "model": [HOSTILE]})
    doubt(HOSTILE + " de novo")
    clustering.cluster()
    for address in (LIST, page(saved(hostile))):
        shown = reviewer.get(address).content.decode()
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown
        assert "&lt;script&gt;alert(1)" in shown
    again = reviewer.post(page(hostile), form(value=[HOSTILE, HOSTILE])).content.decode()
    assert "<img src=x" not in again


def test_no_script_stands_in_a_page(doubt: Doubt, reviewer: Client) -> None:
    item = doubt("me ve ai")
    shown = reviewer.get(page(item)).content.decode()
    content = shown[shown.index('class="nlu"') :]
    assert not re.search(r"<script(?![^>]* src=)[^>]*>", content)
    assert not re.search(r"\son\w+=", content)


def test_each_intent_has_a_key_of_its_own() -> None:
    from nlp.review.wording import INTENTS, SENTIMENTS
    from nlp.understanding import INTENTS as LABELS

    keys = [key for key, _ in (*INTENTS.values(), *SENTIMENTS.values())]
    assert set(INTENTS) == set(LABELS)
    assert len({*keys, *"ajkxe?="}) == len(keys) + 7
