"""Cases that wait for a person."""

from django.db import models
from django.db.models import Q

_REASONS = {
    "requested": "pediu uma pessoa",
    "misunderstood": "o assistente não entendeu",
    "financing": "financiamento",
    "visit": "visita ou test drive",
    "trade_in": "troca do usado",
    "deal": "quer fechar ou reservar",
    "privacy": "dados pessoais",
    "complaint": "reclamação",
    "answered_in_app": "a loja respondeu pelo aplicativo",
}


class HandoffCase(models.Model):
    """A customer who wants, or needs, a person; one open case a contact."""

    class State(models.TextChoices):
        WAITING = "WAITING", "na fila"
        CLAIMED = "CLAIMED", "em atendimento"
        CLOSED = "CLOSED", "encerrado"

    contact = models.ForeignKey("sessions_app.Contact", models.CASCADE, related_name="cases")
    reason = models.CharField("motivo", max_length=64)
    state = models.CharField("situação", max_length=8, choices=State.choices, default=State.WAITING)
    attendant = models.ForeignKey(
        "auth.User", models.SET_NULL, null=True, blank=True, verbose_name="atendente"
    )
    opened_at = models.DateTimeField("aberto em")
    claimed_at = models.DateTimeField("assumido em", null=True, blank=True)
    closed_at = models.DateTimeField("encerrado em", null=True, blank=True)

    class Meta:
        verbose_name = "caso de atendimento"
        verbose_name_plural = "casos de atendimento"
        constraints = [
            models.UniqueConstraint(fields=["contact"], condition=~Q(state="CLOSED"), name="one_open_case")
        ]

    def __str__(self) -> str:
        return f"caso {self.pk}"

    def reason_in_words(self) -> str:
        """The reason in words for staff; reasons are codes, so that rooms above can add their own."""
        return _REASONS.get(self.reason, self.reason)
