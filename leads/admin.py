"""The queue of people who wait for a person."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from leads import services as leads
from leads.models import HandoffCase


@admin.register(HandoffCase)
class HandoffCaseAdmin(admin.ModelAdmin[HandoffCase]):
    """Cases are claimed and closed by actions, so that the conversation's owner always follows."""

    list_display = ("id", "contact_label", "reason_label", "state", "attendant", "opened_at", "waiting_time")
    list_filter = ("state", "reason", "attendant", "opened_at")
    list_select_related = ("contact", "attendant")
    date_hierarchy = "opened_at"
    ordering = ("-opened_at",)
    search_fields = ("=id", "contact__id")
    readonly_fields = ("contact", "reason", "state", "attendant", "opened_at", "claimed_at", "closed_at")
    actions = ("claim_cases", "close_cases")

    def get_queryset(self, request: HttpRequest) -> QuerySet[HandoffCase]:
        # The customer's name is sealed and not shown in a list: opening a case is what gets logged.
        return super().get_queryset(request).defer("contact__name")

    @admin.display(description="contato")
    def contact_label(self, case: HandoffCase) -> str:
        return str(case.contact_id)[:8]

    @admin.display(description="motivo", ordering="reason")
    def reason_label(self, case: HandoffCase) -> str:
        return case.reason_in_words()

    @admin.display(description="espera")
    def waiting_time(self, case: HandoffCase) -> str:
        until = case.claimed_at or case.closed_at or timezone.now()
        minutes = max(0, int((until - case.opened_at).total_seconds() // 60))
        return f"{minutes // 60} h {minutes % 60:02d} min" if minutes >= 60 else f"{minutes} min"

    @admin.action(description="Assumir os casos selecionados")
    def claim_cases(self, request: HttpRequest, cases: QuerySet[HandoffCase]) -> None:
        now, user_id = timezone.now(), int(request.user.pk or 0)
        taken = sum(leads.claim_case(case_id=case.pk, attendant_id=user_id, now=now) for case in cases)
        self._say(request, taken, len(cases), "assumido(s)")

    @admin.action(description="Encerrar e devolver ao assistente")
    def close_cases(self, request: HttpRequest, cases: QuerySet[HandoffCase]) -> None:
        now = timezone.now()
        closed = sum(leads.close_case(case_id=case.pk, now=now) for case in cases)
        self._say(request, closed, len(cases), "encerrado(s)")

    def _say(self, request: HttpRequest, done: int, wanted: int, word: str) -> None:
        level = messages.SUCCESS if done == wanted else messages.WARNING
        self.message_user(request, f"{done} de {wanted} caso(s) {word}.", level)

    def has_add_permission(self, request: HttpRequest, *_: Any) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: HandoffCase | None = None) -> bool:
        return False
