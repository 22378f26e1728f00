"""Tables of who talks to whom. Constraints come first; nothing here is decided in Python alone."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from chatbot.vault.fields import SealedBytesField, SealedJSONField, SealedTextField


class Contact(models.Model):
    """One person, and the lane in which their messages are worked on one after the other.

    `owner` says who answers; `owner_version` rises whenever that changes, and the sender drops bot messages written
    under an older version. The lease (`lease_owner`, `lease_until`, `fence`) is the lock of record for a turn: taken
    with the database clock, and every commit of a turn names the fence under which it began.
    """

    class Owner(models.TextChoices):
        BOT = "BOT", "assistente"
        PERSON = "PERSON", "pessoa"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = SealedTextField("nome", null=True, blank=True)
    phone_number_id = models.CharField("número da loja", max_length=64)
    owner = models.CharField("quem responde", max_length=8, choices=Owner.choices, default=Owner.BOT)
    owner_version = models.PositiveIntegerField(default=1)
    window_until = models.DateTimeField("janela de 24 h até", null=True, blank=True)
    opted_out_at = models.DateTimeField("pediu para sair em", null=True, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="absorbed")
    lease_owner = models.CharField(max_length=64, default="", blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    fence = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField("desde", auto_now_add=True)

    class Meta:
        verbose_name = "contato"

    def __str__(self) -> str:
        return str(self.id)


class Identity(models.Model):
    """One name by which WhatsApp knows a contact; none of the kinds is always there.

    `lookup` is the blind index of the canonical form (for Brazilian mobiles the match key without the ninth digit);
    `value` is kept exactly as received, because replies go to exactly that.
    """

    class Kind(models.TextChoices):
        BSUID = "BSUID", "id do negócio"
        PARENT_BSUID = "PARENT_BSUID", "id do negócio (matriz)"
        PHONE = "PHONE", "telefone"

    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    lookup = models.CharField(max_length=64)
    value = SealedTextField()
    first_seen_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "identidade"
        constraints = [models.UniqueConstraint(fields=["kind", "lookup"], name="identity_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Merge(models.Model):
    """Two contacts found to be one person; what moved is listed so that it can be moved back."""

    kept = models.ForeignKey(Contact, models.CASCADE, related_name="merges_kept")
    absorbed = models.ForeignKey(Contact, models.CASCADE, related_name="merges_absorbed")
    reason = models.CharField("motivo", max_length=64)
    moved = models.JSONField(default=dict)
    merged_at = models.DateTimeField("em", auto_now_add=True)
    undone_at = models.DateTimeField("desfeita em", null=True, blank=True)

    class Meta:
        verbose_name = "união de contatos"
        verbose_name_plural = "uniões de contatos"

    def __str__(self) -> str:
        return f"{self.absorbed_id} → {self.kept_id}"


class Delivery(models.Model):
    """One signed webhook POST, raw, as it came; a body that cannot be read is parked, never lost."""

    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    body = SealedBytesField()
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    parked_reason = models.CharField("motivo", max_length=200, default="", blank=True)
    received_at = models.DateTimeField("recebido em", auto_now_add=True)

    class Meta:
        verbose_name = "entrega do webhook"
        verbose_name_plural = "entregas do webhook"
        indexes = [models.Index(fields=["received_at"], name="delivery_received")]

    def __str__(self) -> str:
        return f"entrega {self.pk}"


class InboxEvent(models.Model):
    """One element of a webhook: a message, a status, an echo of the seller's app, or another change.

    States: WAITING (work to do) → DONE (its turn committed, or stored on purpose without one) | HELD (written before
    consent, unread) | PARKED (gave up, with a reason, visible to operators).
    """

    class Kind(models.TextChoices):
        MESSAGE = "MESSAGE", "mensagem"
        STATUS = "STATUS", "estado"
        ECHO = "ECHO", "eco do aplicativo"
        SYSTEM = "SYSTEM", "sistema"
        OTHER = "OTHER", "outro"

    class State(models.TextChoices):
        WAITING = "WAITING", "na fila"
        DONE = "DONE", "feito"
        HELD = "HELD", "guardado sem ler"
        PARKED = "PARKED", "parado"

    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    delivery = models.ForeignKey(Delivery, models.SET_NULL, null=True, related_name="events")
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, related_name="inbox")
    kind = models.CharField("espécie", max_length=8, choices=Kind.choices)
    type = models.CharField("tipo", max_length=64)
    phone_number_id = models.CharField(max_length=64, default="", blank=True)
    event_key = models.CharField(max_length=320)
    wamid = models.CharField(max_length=300, default="", blank=True)
    payload = SealedJSONField()
    state = models.CharField("situação", max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField("tentativas", default=0)
    parked_reason = models.CharField("motivo", max_length=200, default="", blank=True)
    provider_at = models.DateTimeField("enviado em")
    received_at = models.DateTimeField("recebido em", db_default=Now(), editable=False)
    due_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    turn = models.ForeignKey("sessions_app.Turn", models.SET_NULL, null=True, related_name="events")

    class Meta:
        verbose_name = "mensagem recebida"
        verbose_name_plural = "mensagens recebidas"
        constraints = [
            models.UniqueConstraint(fields=["phone_number_id", "event_key"], name="inbox_event_once")
        ]
        indexes = [
            models.Index(
                fields=["contact", "provider_at", "id"],
                name="inbox_waiting_lane",
                condition=Q(state="WAITING"),
            ),
            models.Index(fields=["kind", "id"], name="inbox_waiting_kind", condition=Q(state="WAITING")),
            models.Index(fields=["contact", "-id"], name="inbox_history"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Session(models.Model):
    """A conversation from hello to 24 h of silence; `turn` counts its committed turns and guards each commit."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="sessions")
    turn = models.PositiveIntegerField("turnos", default=0)
    state = models.CharField("estado", max_length=32, default="greeting")
    memory = SealedJSONField(default=dict)
    started_at = models.DateTimeField("início", auto_now_add=True)
    active_at = models.DateTimeField("última mensagem")
    closed_at = models.DateTimeField("fim", null=True, blank=True)

    class Meta:
        verbose_name = "sessão"
        verbose_name_plural = "sessões"
        constraints = [
            models.UniqueConstraint(
                fields=["contact"], condition=Q(closed_at__isnull=True), name="one_open_session"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class Turn(models.Model):
    """The journal of one committed turn: what came in, what was understood, what was decided and answered."""

    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, models.CASCADE, related_name="turns")
    number = models.PositiveIntegerField()
    state_before = models.CharField(max_length=32)
    state_after = models.CharField(max_length=32)
    model_version = models.CharField(max_length=64, default="")
    journal = SealedJSONField(default=dict)
    duration_ms = models.PositiveIntegerField(default=0)
    committed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "turno"
        constraints = [models.UniqueConstraint(fields=["session", "number"], name="turn_once")]

    def __str__(self) -> str:
        return f"{self.session_id}:{self.number}"
