"""R4.9: doubtful readings are written once, counted, clustered, sealed."""

import pytest
from django.db import connection, transaction

from nlp.review import clustering
from nlp.review.likeness import nearest, sketch
from nlp.review.models import ReviewItem
from tests.review.conftest import Doubt, consenting

pytestmark = pytest.mark.django_db


def test_the_same_words_count_up_whoever_writes_them(doubt: Doubt) -> None:
    first = doubt("Me vê aí")
    doubt("me ve ai")
    first.refresh_from_db()
    assert ReviewItem.objects.count() == 1
    assert first.count == 2


def test_the_text_is_sealed(doubt: Doubt) -> None:
    """R10.2."""
    doubt("segredo da Ana", entities={"city": "Campinas"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT text, entities FROM nlp_reviewitem")
        stored = b"".join(bytes(column) for column in cursor.fetchone())
    assert b"segredo" not in stored
    assert b"Campinas" not in stored


def test_odd_texts_are_kept_too(doubt: Doubt) -> None:
    assert doubt("\ud83d quebrado").text == "\ud83d quebrado"
    assert len(doubt("a b " * 5000).text) <= 20_000


def test_a_row_shares_the_fate_of_its_transaction(doubt: Doubt) -> None:
    contact_id = consenting()
    with transaction.atomic():
        doubt("não fica", contact_id=contact_id)
        transaction.set_rollback(True)
    assert not ReviewItem.objects.exists()


def test_like_messages_share_a_cluster(doubt: Doubt) -> None:
    first, second = doubt("quanto custa o onix"), doubt("quanto custa o hb20?")
    third, other = doubt("qnto custa esse argo"), doubt("kkkkkkk demais mano")
    assert clustering.cluster() == 4
    assert clustering.cluster() == 0
    for row in (first, second, third, other):
        row.refresh_from_db()
    assert first.cluster == second.cluster == third.cluster == first.uuid.hex
    assert other.cluster == other.uuid.hex


def test_clusters_grow_as_messages_come(doubt: Doubt) -> None:
    first = doubt("vcs abrem domingo de manha")
    clustering.cluster()
    late = doubt("abrem domingo de manhã?")
    clustering.cluster()
    late.refresh_from_db()
    assert late.cluster == first.cluster


def test_a_cluster_survives_the_erasure_of_its_first_message(doubt: Doubt) -> None:
    first, second = doubt("abrem no domingo?"), doubt("vcs abrem no domingo")
    clustering.cluster()
    first.delete()
    third = doubt("abrem domingo")
    clustering.cluster()
    second.refresh_from_db()
    third.refresh_from_db()
    assert second.cluster == third.cluster


@pytest.mark.parametrize(
    ("one", "other", "is_near"),
    [
        ("tem foto?", "tem foto ai", True),
        ("aceita troca", "vcs aceitam troca?", True),
        ("quanto tá o onix 2019", "qnto ta o hb20 2020", True),
        ("aceita troca", "qual o endereço da loja", False),
        ("", "oi", False),
        ("", "", False),
        ("?", "kkkk", False),
    ],
)
def test_likeness(one: str, other: str, is_near: bool) -> None:
    found = nearest(sketch(one, "x"), [("first", sketch(other, "x"))])
    assert (found == "first") is is_near


def test_messages_that_were_read_alike_join_sooner() -> None:
    one = sketch("tem foto do carro", "car_details")
    assert nearest(one, [("a", sketch("tem fotos", "car_details"))]) == "a"
    assert nearest(one, [("a", sketch("tem fotos", "greeting"))]) is None
