"""Technical alerts: one row a kind and ten minutes, a log line, a metric, an e-mail if one is set."""

import threading
from datetime import timedelta

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from chatbot.operation.metrics import ALERTS

_log = structlog.get_logger(__name__)
_COALESCE = timedelta(minutes=10)


def alert(*, kind: str, detail: str, severity: str = "warning") -> None:
    """Tell the operators. Never raises.

    `kind` is a fixed word of at most 64 characters, `severity` is info, warning or critical, and `detail`
    holds no personal data. Equal kinds within ten minutes count up. Inside a transaction the row shares its
    fate; the log line and the metric stay.
    """
    _log.warning("alert", kind=kind, severity=severity, detail=detail)
    ALERTS.labels(kind, severity).inc()
    try:
        is_new = _record(kind[:64], detail[:500], severity)
    except Exception as error:  # noqa: BLE001 - promised: telling must not break what is told about
        _log.warning("alert_not_recorded", kind=kind, error=type(error).__name__)
        is_new = False
    if is_new and settings.TECHNICAL_ALERT_EMAIL:
        threading.Thread(target=_mail, args=(kind, detail, severity), name="alert-mail", daemon=True).start()


def _record(kind: str, detail: str, severity: str) -> bool:
    """Count up the recent row or write one; whether it is new."""
    from chatbot.operation.models import Alert

    now = timezone.now()
    with transaction.atomic():
        recent = Alert.objects.filter(kind=kind, last_at__gt=now - _COALESCE).order_by("-id").first()
        if recent is None:
            Alert.objects.create(kind=kind, detail=detail, severity=severity, first_at=now, last_at=now)
            return True
        Alert.objects.filter(pk=recent.pk).update(
            count=F("count") + 1, last_at=now, detail=detail, severity=severity
        )
        return False


def _mail(kind: str, detail: str, severity: str) -> None:
    try:
        send_mail(f"[{severity}] {kind}", detail, None, [settings.TECHNICAL_ALERT_EMAIL])
    except Exception as error:  # noqa: BLE001 - the row and the log line are there
        _log.warning("alert_not_mailed", kind=kind, error=type(error).__name__)
