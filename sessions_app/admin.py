"""The inbox and the people in it, for operators: read, retry what was parked, part what was merged."""

import json
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from sessions_app import identity, inbox
from sessions_app.models import Contact, InboxEvent, Merge, Session

_UNREAD = "(guardada sem ler)"


class ReadOnly(admin.ModelAdmin[Any]):
    """Rows that only the product writes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def may_be_read(event: InboxEvent) -> bool:
    """Whether staff may see it: its turn read it, or a person has the conversation, or it could not be worked on.

    What was written before consent stays unread (R10.1), and so does what belongs to somebody else's number.
    """
    if event.turn is not None:
        return "text" in event.turn.journal or bool(event.turn.journal.get("silent"))
    return event.state == InboxEvent.State.PARKED and event.contact_id is not None


def words(event: InboxEvent) -> str:
    """The text of a message; of other kinds everything that came."""
    text = event.payload.get("text")
    if event.type == "text" and isinstance(text, dict) and isinstance(text.get("body"), str):
        return str(text["body"])
    shown = {name: value for name, value in event.payload.items() if not name.startswith("_")}
    return json.dumps(shown, ensure_ascii=False, indent=1)


@admin.register(Contact)
class ContactAdmin(ReadOnly):
    list_display = ("id", "owner", "window_until", "opted_out_at", "created_at")
    list_filter = ("owner",)
    fields = (
        "id",
        "name",
        "owner",
        "phone_number_id",
        "window_until",
        "opted_out_at",
        "merged_into",
        "created_at",
    )
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
    fields = ("contact", *list_display, "phone_number_id", "provider_at", "done_at", "content")
    readonly_fields = fields
    actions = ("retry",)

    @admin.display(description="conteúdo")
    def content(self, event: InboxEvent) -> str:
        """What the customer wrote, as text that the page escapes; not what nobody has a right to read."""
        return words(event) if may_be_read(event) else _UNREAD

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("sessions_app.change_inboxevent")

    @admin.action(description="Tentar de novo", permissions=("retry",))
    def retry(self, request: HttpRequest, queryset: QuerySet[InboxEvent]) -> None:
        count = inbox.retry_parked(ids=list(queryset.values_list("pk", flat=True)))
        self.message_user(request, f"{count} mensagem(ns) de volta à fila.")


@admin.register(Merge)
class MergeAdmin(ReadOnly):
    list_display = ("kept", "absorbed", "reason", "merged_at", "undone_at")
    fields = list_display
    readonly_fields = fields
    actions = ("undo",)

    def has_undo_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("sessions_app.change_merge")

    @admin.action(description="Desfazer a união", permissions=("undo",))
    def undo(self, request: HttpRequest, queryset: QuerySet[Merge]) -> None:
        for merge in queryset:
            identity.undo_merge(merge_id=merge.pk, now=timezone.now())
        self.message_user(request, "Contatos separados de novo.")
