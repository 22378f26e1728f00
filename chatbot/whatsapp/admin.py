"""Admin of the outbox: what was sent, what was given up and why, numbers that stand still."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from chatbot.whatsapp import payloads
from chatbot.whatsapp import services as whatsapp
from chatbot.whatsapp.models import Circuit, InboundMedia, OutboundMessage, StatusEvent


class _ReadOnly:
    """What the machine wrote is looked at, not edited."""

    def has_add_permission(self, request: HttpRequest, *_: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class StatusInline(_ReadOnly, admin.TabularInline):  # type: ignore[type-arg]
    """The delivery states of one message, as they came."""

    model = StatusEvent
    fields = ("status", "provider_at", "recorded_at", "error_code")
    extra = 0


@admin.register(OutboundMessage)
class OutboundMessageAdmin(_ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """The outbox; the text of a message is shown on its own page only, as text that the page escapes."""

    list_display = (
        "id",
        "created_at",
        "contact_id",
        "type",
        "author",
        "state",
        "attempts",
        "error_code",
        "error_detail",
    )
    list_filter = ("state", "author", "type", "error_code", "created_at")
    search_fields = ("=uuid", "=contact__id", "=wamid", "=error_code")
    date_hierarchy = "created_at"
    ordering = ("-id",)
    exclude = ("payload", "fallback")
    readonly_fields = ("content",)
    inlines = (StatusInline,)
    actions = ("retry",)
    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[OutboundMessage]:
        return super().get_queryset(request).defer("payload", "fallback")

    @admin.display(description="conteúdo")
    def content(self, message: OutboundMessage) -> str:
        return payloads.plain_text(message.payload)

    @admin.action(description="Tentar de novo (só mensagens paradas)", permissions=("retry",))
    def retry(self, request: HttpRequest, queryset: QuerySet[OutboundMessage]) -> None:
        """Queue the chosen dead letters again."""
        count = whatsapp.retry_dead(ids=queryset.values_list("pk", flat=True))
        ignored = queryset.count() - count
        text = f"{count} mensagem(ns) de volta à fila." + (
            f" {ignored} não estava(m) parada(s)." if ignored else ""
        )
        messages.success(request, text)

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("whatsapp.change_outboundmessage")


@admin.register(Circuit)
class CircuitAdmin(_ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """Numbers that stand still or are slowed down."""

    list_display = ("phone_number_id", "reason", "closed_until", "rate_per_second")
    list_filter = ("reason",)
    actions = ("release",)

    @admin.action(description="Voltar a enviar agora", permissions=("release",))
    def release(self, request: HttpRequest, queryset: QuerySet[Circuit]) -> None:
        """Let the chosen numbers send again without waiting for the next probe."""
        count = queryset.update(reason="", closed_until=None)
        messages.success(request, f"{count} número(s) liberado(s).")

    def has_release_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("whatsapp.change_circuit")


@admin.register(InboundMedia)
class InboundMediaAdmin(_ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """Files that customers sent: fetched, waiting or gone, and why."""

    list_display = ("id", "mime_type", "size", "state", "attempts", "problem", "due_at")
    list_filter = ("state", "mime_type")
    fields = ("uuid", "mime_type", "size", "sha256", "state", "attempts", "problem", "due_at")
    ordering = ("-id",)
