"""The stock in the admin."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from chatbot.catalog import stock
from chatbot.catalog.models import Dealership, StockCar, StockChange


class Touching(admin.ModelAdmin[Any]):
    """Says with every change that the stock has changed."""

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        stock.touch()

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        super().delete_model(request, obj)
        stock.touch()

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        super().delete_queryset(request, queryset)
        stock.touch()


@admin.register(Dealership)
class DealershipAdmin(Touching):
    """Dealerships by place."""

    list_display = ("name", "city", "state", "phone")
    list_filter = ("state",)
    search_fields = ("name", "city")


@admin.register(StockCar)
class StockCarAdmin(Touching):
    """Cars of both sources; those of FacilIAuto are overwritten by the next synchronisation."""

    list_display = ("name", "year", "price", "km", "category", "dealership", "available", "source")
    list_filter = ("available", "source", "category", "brand", "dealership")
    list_select_related = ("dealership",)
    search_fields = ("name", "brand", "model")


@admin.register(StockChange)
class StockChangeAdmin(admin.ModelAdmin[StockChange]):
    """What synchronisations noticed."""

    list_display = ("car", "kind", "old_price", "new_price", "noticed_at")
    list_filter = ("kind",)
    list_select_related = ("car",)
    date_hierarchy = "noticed_at"
