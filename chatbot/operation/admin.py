"""Pages for operators."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from chatbot.operation.models import Alert, JobSlot


class ReadOnlyAdmin(admin.ModelAdmin[Any]):
    """What the machine wrote is looked at, not edited."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Alert)
class AlertAdmin(ReadOnlyAdmin):
    """Alerts, the latest first."""

    list_display = ("kind", "severity", "detail", "count", "first_at", "last_at", "seen_at")
    list_filter = ("severity", "kind")
    ordering = ("-last_at",)
    actions = ("mark_seen",)

    @admin.action(description="Marcar como visto", permissions=["view"])
    def mark_seen(self, request: HttpRequest, queryset: QuerySet[Alert]) -> None:
        marked = queryset.filter(seen_at__isnull=True).update(seen_at=timezone.now())
        self.message_user(request, f"{marked} alerta(s) marcado(s) como visto(s).")


@admin.register(JobSlot)
class JobSlotAdmin(ReadOnlyAdmin):
    """What the scheduler did."""

    list_display = ("job", "slot", "attempts", "started_at", "finished_at")
    list_filter = ("job",)
    ordering = ("-started_at",)
