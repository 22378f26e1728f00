"""Tables of the review: doubtful readings, trainings, and how often a shadow agreed."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from chatbot.vault.fields import SealedJSONField, SealedTextField


class ReviewItem(models.Model):
    """One message whose reading is in doubt, and what a person says it means.

    States: OPEN → LABELLED (corrected or confirmed) | IGNORED (nothing to learn); both can be decided anew.
    `cluster` is the item's own key until the clustering job has found its like (`clustered_at`). `text_key` is the
    blind index of the normalised text: the same words count up, whoever writes them.
    """

    class Reason(models.TextChoices):
        LOW_CONFIDENCE = "LOW_CONFIDENCE", "pouca certeza"
        CONTESTED = "CONTESTED", "duas leituras próximas"
        MISUNDERSTOOD = "MISUNDERSTOOD", "não entendida"

    class State(models.TextChoices):
        OPEN = "OPEN", "aberta"
        LABELLED = "LABELLED", "rotulada"
        IGNORED = "IGNORED", "ignorada"

    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    contact = models.ForeignKey("sessions_app.Contact", models.CASCADE, related_name="+")
    turn = models.ForeignKey("sessions_app.Turn", models.SET_NULL, null=True, blank=True, related_name="+")
    text = SealedTextField("mensagem")
    text_key = models.CharField(max_length=64, unique=True, editable=False)
    expecting = models.CharField("o bot perguntava", max_length=32, default="", blank=True)
    reason = models.CharField("motivo", max_length=16, choices=Reason.choices)
    intents = models.JSONField("leitura", default=list)
    confidence = models.FloatField("certeza")
    runner_up = models.CharField("outra leitura", max_length=32, default="", blank=True)
    entities = SealedJSONField("valores lidos", default=dict)
    sentiment = models.CharField("sentimento lido", max_length=8)
    right = models.CharField("direito lido", max_length=32, default="none")
    model_version = models.CharField("versão do modelo", max_length=64)
    cluster = models.CharField("grupo", max_length=32, db_index=True)
    clustered_at = models.DateTimeField(null=True, blank=True)
    count = models.PositiveIntegerField("vezes", default=1)
    state = models.CharField("situação", max_length=8, choices=State.choices, default=State.OPEN)
    corrected_intents = models.JSONField("intenções certas", default=list, blank=True)
    corrected_entities = SealedJSONField("valores certos", null=True, blank=True)
    corrected_sentiment = models.CharField("sentimento certo", max_length=8, default="", blank=True)
    reviewer = models.ForeignKey(
        "auth.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="quem revisou"
    )
    created_at = models.DateTimeField("desde", db_default=Now(), editable=False)
    last_at = models.DateTimeField("última vez", db_default=Now(), editable=False)
    reviewed_at = models.DateTimeField("revisada em", null=True, blank=True)

    class Meta:
        verbose_name = "mensagem para revisar"
        verbose_name_plural = "mensagens para revisar"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="OPEN") | Q(reviewed_at__isnull=False), name="review_decided_has_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="LABELLED") | ~Q(corrected_sentiment=""), name="review_labelled_in_full"
            ),
        ]
        indexes = [
            models.Index(fields=["id"], name="review_unclustered", condition=Q(clustered_at__isnull=True)),
            models.Index(fields=["state", "cluster"], name="review_state_cluster"),
        ]

    def __str__(self) -> str:
        return f"mensagem {self.pk}"

    @property
    def labels(self) -> list[str]:
        """Intents as read, without their confidence."""
        return [label for label, _ in self.intents]


class TrainingRun(models.Model):
    """One training of a candidate: QUEUED → RUNNING → DONE | FAILED; one runs at a time.

    `line` is the last word of the training process, `figures` the comparison with the models in use at the time. Which
    version is in use, before that, or in the shadow is said by the pointers in the models' folder alone.
    """

    class State(models.TextChoices):
        QUEUED = "QUEUED", "na fila"
        RUNNING = "RUNNING", "treinando"
        DONE = "DONE", "pronto"
        FAILED = "FAILED", "falhou"

    state = models.CharField("situação", max_length=8, choices=State.choices, default=State.QUEUED)
    percent = models.PositiveSmallIntegerField("por cento", default=0)
    line = models.CharField("andamento", max_length=200, default="", blank=True)
    started_by = models.ForeignKey(
        "auth.User", models.SET_NULL, null=True, related_name="+", verbose_name="pedido por"
    )
    version = models.CharField("versão", max_length=64, default="", blank=True)
    data_hash = models.CharField("dados", max_length=12, default="", blank=True)
    messages = models.PositiveIntegerField("mensagens de clientes", default=0)
    figures = models.JSONField("medidas", default=dict, blank=True)
    created_at = models.DateTimeField("pedido em", db_default=Now(), editable=False)
    heard_at = models.DateTimeField("último sinal", db_default=Now(), editable=False)
    finished_at = models.DateTimeField("terminado em", null=True, blank=True)

    class Meta:
        verbose_name = "treinamento"
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="RUNNING"), name="one_training_at_once"
            ),
            models.CheckConstraint(condition=Q(percent__lte=100), name="training_percent"),
        ]
        indexes = [models.Index(fields=["version"], name="training_version")]

    def __str__(self) -> str:
        return f"treinamento {self.pk}"


class ShadowPair(models.Model):
    """How often the models in use read `live` where a version in their shadow read `candidate`."""

    version = models.CharField("versão", max_length=64)
    live = models.CharField("em uso", max_length=32)
    candidate = models.CharField("candidato", max_length=32)
    count = models.PositiveBigIntegerField("vezes", default=1)

    class Meta:
        verbose_name = "leitura em paralelo"
        verbose_name_plural = "leituras em paralelo"
        constraints = [
            models.UniqueConstraint(fields=["version", "live", "candidate"], name="shadow_pair_once")
        ]

    def __str__(self) -> str:
        return f"{self.live} / {self.candidate}"
