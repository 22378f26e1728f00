"""The outbox and the media."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from chatbot.vault.fields import SealedJSONField, SealedTextField


class OutboundMessage(models.Model):
    """One message to a customer, from the moment it was decided.

    QUEUED → SENDING → SENT → DELIVERED → READ → PLAYED; SENDING → IN_DOUBT when the outcome is unknown, from where a
    status echo leads to SENT and silence back to QUEUED. Ends: FAILED (the provider refused this person or moment),
    DEAD (gave up, an operator may retry), DROPPED (written under an older owner version, or cancelled).
    Lane order is the order of `id` for one contact.
    """

    class State(models.TextChoices):
        QUEUED = "QUEUED", "na fila"
        SENDING = "SENDING", "enviando"
        IN_DOUBT = "IN_DOUBT", "em dúvida"
        SENT = "SENT", "enviada"
        DELIVERED = "DELIVERED", "entregue"
        READ = "READ", "lida"
        PLAYED = "PLAYED", "ouvida"
        FAILED = "FAILED", "recusada"
        DEAD = "DEAD", "parada"
        DROPPED = "DROPPED", "descartada"

    class Author(models.TextChoices):
        BOT = "BOT", "assistente"
        PERSON = "PERSON", "pessoa"
        SYSTEM = "SYSTEM", "sistema"

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    contact = models.ForeignKey("sessions_app.Contact", models.CASCADE, related_name="outbox")
    turn = models.ForeignKey("sessions_app.Turn", models.SET_NULL, null=True, related_name="outbox")
    phone_number_id = models.CharField(max_length=64)
    author = models.CharField("autor", max_length=8, choices=Author.choices, default=Author.BOT)
    owner_version = models.PositiveIntegerField()
    type = models.CharField("tipo", max_length=32)
    paid_once = models.BooleanField(
        default=False, help_text="modelos e campanhas: em dúvida, uma pessoa decide"
    )
    payload = SealedJSONField()
    fallback = SealedTextField(null=True, blank=True)
    state = models.CharField("situação", max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField("tentativas", default=0)
    doubts = models.PositiveSmallIntegerField("dúvidas", default=0)
    refusals = models.PositiveSmallIntegerField(
        "recusas passageiras", default=0, help_text="certas e sem custo; espaçam a próxima tentativa"
    )
    lease_owner = models.CharField(max_length=64, default="", blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    wamid = models.CharField(max_length=300, default="", blank=True)
    error_code = models.CharField("código", max_length=32, default="", blank=True)
    error_detail = models.CharField("motivo", max_length=500, default="", blank=True)
    pricing = models.JSONField("custo", default=dict, blank=True)
    created_at = models.DateTimeField("criada em", auto_now_add=True)
    due_at = models.DateTimeField("a enviar em", db_default=Now())
    started_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField("enviada em", null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "mensagem enviada"
        verbose_name_plural = "mensagens enviadas"
        constraints = [
            models.UniqueConstraint(fields=["wamid"], condition=~Q(wamid=""), name="outbound_wamid_once")
        ]
        indexes = [
            models.Index(
                fields=["contact", "id"],
                name="outbox_open_lane",
                condition=Q(state__in=["QUEUED", "SENDING", "IN_DOUBT"]),
            ),
            models.Index(
                fields=["due_at"], name="outbox_due", condition=Q(state__in=["QUEUED", "SENDING", "IN_DOUBT"])
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class StatusEvent(models.Model):
    """One delivery state as the provider reported it, each kept, in whatever order they came."""

    message = models.ForeignKey(OutboundMessage, models.CASCADE, related_name="statuses")
    status = models.CharField(max_length=32)
    provider_at = models.DateTimeField()
    recorded_at = models.DateTimeField(
        default=timezone.now, help_text="quando o aviso chegou; mede o atraso dos estados"
    )
    error_code = models.CharField(max_length=32, default="", blank=True)

    class Meta:
        verbose_name = "estado de entrega"
        verbose_name_plural = "estados de entrega"
        constraints = [models.UniqueConstraint(fields=["message", "status"], name="status_once")]
        indexes = [models.Index(fields=["status", "-id"], name="status_recent")]

    def __str__(self) -> str:
        return f"{self.status} {self.message_id}"


class Upload(models.Model):
    """A file of ours that WhatsApp holds under a media id; ids die after 30 days, we renew after 25."""

    asset = models.CharField(max_length=300)
    phone_number_id = models.CharField(max_length=64)
    media_id = models.CharField(max_length=300)
    uploaded_at = models.DateTimeField()

    class Meta:
        verbose_name = "arquivo enviado ao WhatsApp"
        verbose_name_plural = "arquivos enviados ao WhatsApp"
        constraints = [models.UniqueConstraint(fields=["asset", "phone_number_id"], name="upload_once")]

    def __str__(self) -> str:
        return self.asset


class InboundMedia(models.Model):
    """A file a customer sent, kept under a generated name; its id lives 7 days, so it is fetched at once."""

    class State(models.TextChoices):
        WAITING = "WAITING", "a buscar"
        STORED = "STORED", "guardado"
        GONE = "GONE", "não guardado"

    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    event = models.ForeignKey("sessions_app.InboxEvent", models.CASCADE, related_name="media")
    media_id = SealedTextField()
    mime_type = models.CharField(max_length=100, default="")
    filename = SealedTextField(null=True)
    sha256 = models.CharField(max_length=64, default="")
    size = models.PositiveBigIntegerField(default=0)
    path = models.CharField(max_length=200, default="")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    problem = models.CharField(max_length=200, default="")

    class Meta:
        verbose_name = "mídia recebida"
        verbose_name_plural = "mídias recebidas"

    def __str__(self) -> str:
        return str(self.uuid)


class Circuit(models.Model):
    """Why a business number (or the account) must not send now: credentials, account trouble, throttling."""

    phone_number_id = models.CharField(max_length=64, primary_key=True)
    reason = models.CharField("motivo", max_length=32, default="", blank=True)
    closed_until = models.DateTimeField("parado até", null=True, blank=True)
    rate_per_second = models.FloatField("mensagens por segundo", default=70.0)

    class Meta:
        verbose_name = "situação do número"
        verbose_name_plural = "situações dos números"

    def __str__(self) -> str:
        return self.phone_number_id
