"""R10.3, R4.9: what customers wrote leaves the review with them."""

import pytest
from django.apps import apps
from django.db import models

from chatbot.vault.fields import SealedField
from compliance import services as compliance
from nlp.review import jobs, keeping, retraining
from nlp.review.models import ReviewItem
from sessions_app.models import Contact
from tests.review.conftest import Doubt, consenting

pytestmark = pytest.mark.django_db


def is_personal(model: type[models.Model]) -> bool:
    """A table that points at a contact or holds anything sealed."""
    fields = model._meta.get_fields()
    return any(isinstance(one, SealedField) or one.related_model is Contact for one in fields)


def test_every_table_of_this_room_with_personal_data_has_a_keeper() -> None:
    personal = {model._meta.label for model in apps.get_app_config("nlp").get_models() if is_personal(model)}
    assert personal == {"nlp.ReviewItem"}
    assert personal <= set(compliance.keepers())


def test_erasure_and_export_reach_the_review(doubt: Doubt) -> None:
    ana, bia = consenting(), consenting()
    doubt("mensagem da ana", contact_id=ana, entities={"city": "Campinas"})
    doubt("mensagem da bia", contact_id=bia)
    keeper = compliance.keepers()["nlp.ReviewItem"]
    (shown,) = keeper.export(ana)
    assert shown["mensagem"] == "mensagem da ana"
    assert shown["valores lidos"] == {"city": "Campinas"}
    assert keeper.erase(ana) == 1
    assert [row.text for row in ReviewItem.objects.all()] == ["mensagem da bia"]


def test_erasure_reaches_what_was_written_under_another_identity(doubt: Doubt) -> None:
    kept = Contact.objects.create(phone_number_id="1")
    absorbed = consenting(contact=Contact.objects.create(phone_number_id="1", merged_into=kept))
    doubt("antes da união", contact_id=absorbed)
    assert compliance.keepers()["nlp.ReviewItem"].erase(kept.pk) == 1


def test_a_deleted_contact_takes_the_messages_along(doubt: Doubt) -> None:
    row = doubt("some comigo")
    Contact.objects.filter(pk=row.contact_id).delete()
    assert not ReviewItem.objects.exists()


def test_withdrawn_consent_takes_messages_out_of_training_and_review(doubt: Doubt) -> None:
    ana = Contact.objects.create(phone_number_id="1")
    consenting(contact=ana)
    row = doubt("aprendam comigo", contact_id=ana.pk, state="LABELLED", corrected_intents=["greeting"],
                corrected_sentiment="neutral", reviewed_at="2026-11-25T12:00:00Z")  # fmt: skip
    assert [one["text"] for one in retraining.records()] == ["aprendam comigo"]
    consenting("WITHDRAWN", contact=ana)
    jobs.drop_withdrawn()
    assert not ReviewItem.objects.filter(pk=row.pk).exists()
    assert retraining.records() == []


def test_nobody_is_learned_from_while_consent_cannot_be_asked(
    doubt: Doubt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping.consent, "given_among", None)
    doubt("quem sabe", state="LABELLED", corrected_intents=["greeting"], corrected_sentiment="neutral",
          reviewed_at="2026-11-25T12:00:00Z")  # fmt: skip
    assert retraining.records() == []
    assert ReviewItem.objects.count() == 1
