"""The inbox and the people in it, for operators: read, retry what was parked, part what was merged."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from sessions_app import identity, inbox
from sessions_app.models import Contact, InboxEvent, Merge, Session


class ReadOnly(admin.ModelAdmin[Any]):
    """Rows that only the product writes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Contact)
class ContactAdmin(ReadOnly):
    list_display = ("id", "owner", "window_until", "opted_out_at", "created_at")
    list_filter = ("owner",)
    fields = ("id", "owner", "phone_number_id", "window_until", "opted_out_at", "merged_into", "created_at")
    readonly_fields = fields


@admin.register(Session)
class SessionAdmin(ReadOnly):
    list_display = ("id", "state", "turn", "started_at", "active_at", "closed_at")
    list_filter = ("state",)
    fields = ("contact", *list_display)
    readonly_fields = fields


@admin.register(InboxEvent)
class InboxEventAdmin(ReadOnly):
    list_display = ("id", "kind", "type", "state", "attempts", "parked_reason", "received_at")
    list_filter = ("state", "kind", "type")
    fields = ("contact", *list_display, "provider_at", "done_at")
    readonly_fields = fields
    actions = ("retry",)

    @admin.action(description="Tentar de novo")
    def retry(self, request: HttpRequest, queryset: QuerySet[InboxEvent]) -> None:
        count = inbox.retry_parked(ids=list(queryset.values_list("pk", flat=True)))
        self.message_user(request, f"{count} mensagem(ns) de volta à fila.")


@admin.register(Merge)
class MergeAdmin(ReadOnly):
    list_display = ("kept", "absorbed", "reason", "merged_at", "undone_at")
    fields = list_display
    readonly_fields = fields
    actions = ("undo",)

    @admin.action(description="Desfazer a união")
    def undo(self, request: HttpRequest, queryset: QuerySet[Merge]) -> None:
        for merge in queryset:
            identity.undo_merge(merge_id=merge.pk, now=timezone.now())
        self.message_user(request, "Contatos separados de novo.")
