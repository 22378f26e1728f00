"""Tables of the operation: alerts, and who did which scheduled job."""

from django.db import models


class Alert(models.Model):
    """Something operators should know, counted up while it repeats within ten minutes."""

    class Severity(models.TextChoices):
        INFO = "info", "informação"
        WARNING = "warning", "atenção"
        CRITICAL = "critical", "crítico"

    kind = models.CharField("tipo", max_length=64)
    severity = models.CharField("gravidade", max_length=8, choices=Severity.choices, default=Severity.WARNING)
    detail = models.CharField("detalhe", max_length=500, default="", blank=True)
    count = models.PositiveIntegerField("vezes", default=1)
    first_at = models.DateTimeField("primeira vez")
    last_at = models.DateTimeField("última vez")
    seen_at = models.DateTimeField("visto em", null=True, blank=True)

    class Meta:
        verbose_name = "alerta técnico"
        verbose_name_plural = "alertas técnicos"
        indexes = [models.Index(fields=["kind", "-last_at"], name="alert_recent")]

    def __str__(self) -> str:
        return f"{self.kind} ({self.count})"


class JobSlot(models.Model):
    """One hour or day of one scheduled job; the unique row decides which scheduler does it."""

    job = models.CharField("tarefa", max_length=64)
    slot = models.CharField("período", max_length=32)
    attempts = models.PositiveSmallIntegerField("tentativas", default=1)
    started_at = models.DateTimeField("início", auto_now_add=True)
    retry_at = models.DateTimeField("nova tentativa a partir de")
    finished_at = models.DateTimeField("fim", null=True, blank=True)

    class Meta:
        verbose_name = "execução agendada"
        verbose_name_plural = "execuções agendadas"
        constraints = [models.UniqueConstraint(fields=["job", "slot"], name="job_slot_once")]

    def __str__(self) -> str:
        return f"{self.job} {self.slot}"
