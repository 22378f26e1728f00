"""Consent receipts, to be looked at and never changed."""

from django.contrib import admin
from django.http import HttpRequest

from compliance.models import ConsentRecord


@admin.register(ConsentRecord)
class ConsentRecordAdmin(admin.ModelAdmin[ConsentRecord]):
    """Read only: a proof that can be edited is none."""

    list_display = ("contact", "purpose", "action", "wording_version", "answered_at", "recorded_at")
    list_filter = ("action", "purpose", "wording_version", "answered_at")
    list_select_related = ("contact",)
    date_hierarchy = "answered_at"
    ordering = ("-id",)
    search_fields = ("contact__id", "answer_wamid")
    readonly_fields = (
        "contact",
        "purpose",
        "action",
        "wording_version",
        "wording_hash",
        "question_wamid",
        "answer_wamid",
        "phone_number_id",
        "answered_at",
        "recorded_at",
        "previous_hash",
        "row_hash",
    )
    exclude = ("answer", "uuid")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: ConsentRecord | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ConsentRecord | None = None) -> bool:
        return False
