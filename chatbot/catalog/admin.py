"""The stock in the admin."""

from django.contrib import admin

from chatbot.catalog.models import Dealership, StockCar, StockChange


@admin.register(Dealership)
class DealershipAdmin(admin.ModelAdmin[Dealership]):
    """Dealerships by place."""

    list_display = ("name", "city", "state", "phone")
    list_filter = ("state",)
    search_fields = ("name", "city")


@admin.register(StockCar)
class StockCarAdmin(admin.ModelAdmin[StockCar]):
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
