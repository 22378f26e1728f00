"""Proof of consent."""

import uuid

from django.db import models

from chatbot.vault.fields import SealedTextField


class ConsentRecord(models.Model):
    """One answer to one question of consent, never changed; a withdrawal is a row of its own.

    `previous_hash` chains the rows, so that a removed or altered one is found.
    """

    class Action(models.TextChoices):
        GIVEN = "GIVEN", "dado"
        REFUSED = "REFUSED", "recusado"
        WITHDRAWN = "WITHDRAWN", "retirado"

    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    contact = models.ForeignKey("sessions_app.Contact", models.CASCADE, related_name="consents")
    purpose = models.CharField("finalidade", max_length=64)
    action = models.CharField("resposta", max_length=10, choices=Action.choices)
    wording_version = models.CharField("versão do texto", max_length=32)
    wording_hash = models.CharField(max_length=64)
    question_wamid = models.CharField(max_length=300, default="", blank=True)
    answer_wamid = models.CharField(max_length=300)
    answer = SealedTextField("resposta literal")
    phone_number_id = models.CharField(max_length=64)
    answered_at = models.DateTimeField("respondido em")
    recorded_at = models.DateTimeField(auto_now_add=True)
    previous_hash = models.CharField(max_length=64, default="", blank=True)
    row_hash = models.CharField(max_length=64, default="", blank=True)

    class Meta:
        verbose_name = "consentimento"
        indexes = [models.Index(fields=["contact", "purpose", "-id"], name="consent_latest")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.action}"
