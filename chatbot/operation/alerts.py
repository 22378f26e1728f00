"""Technical alerts: one row a kind and ten minutes (or day), a log line, a metric, an e-mail if one is set."""

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


def alert(*, kind: str, detail: str, severity: str = "warning", about: str = "") -> None:
    """Tell the operators. Never raises.

    `kind` is a fixed word of at most 64 characters, `severity` is info, warning or critical, and `detail`
    holds no personal data. Equal kinds within ten minutes count up; with `about` (which one of several) there is one
    row for each and day. Inside a transaction the row shares its fate; the log line and the metric stay.
    """
    _log.warning("alert", kind=kind, about=about, severity=severity, detail=detail)
    ALERTS.labels(kind, severity).inc()
    named = f"{kind}:{about}" if about else kind
    try:
        is_new = _record(named[:64], detail[:500], severity, is_daily=bool(about))
    except Exception as error:  # noqa: BLE001 - promised: telling must not break what is told about
        _log.warning("alert_not_recorded", kind=kind, error=type(error).__name__)
        is_new = False
    if is_new and settings.TECHNICAL_ALERT_EMAIL:
        threading.Thread(target=_mail, args=(kind, detail, severity), name="alert-mail", daemon=True).start()


def _record(kind: str, detail: str, severity: str, *, is_daily: bool) -> bool:
    """Count up the recent row or write one; whether it is new."""
    from chatbot.operation.models import Alert

    now = timezone.now()
    with transaction.atomic():
        today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
        since = {"first_at__gte": today} if is_daily else {"last_at__gt": now - _COALESCE}
        recent = Alert.objects.filter(kind=kind, **since).order_by("-id").first()
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
