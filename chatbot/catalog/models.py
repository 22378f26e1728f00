"""The stock as last seen, and what changed in it."""

import uuid

from django.db import models


class Dealership(models.Model):
    """A dealership as the catalogue names it."""

    id = models.CharField(primary_key=True, max_length=100)
    name = models.CharField("nome", max_length=200)
    city = models.CharField("cidade", max_length=120, default="", blank=True)
    state = models.CharField("UF", max_length=2, default="", blank=True)
    phone = models.CharField("telefone", max_length=30, default="", blank=True)
    whatsapp = models.CharField(max_length=30, default="", blank=True)
    address = models.CharField("endereço", max_length=200, default="", blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)

    class Meta:
        verbose_name = "loja"

    def __str__(self) -> str:
        return self.name


class StockCar(models.Model):
    """One car as the source last told it; `source` is EMBEDDED (imported file) or FACILIAUTO (synchronised)."""

    class Source(models.TextChoices):
        EMBEDDED = "EMBEDDED", "próprio"
        FACILIAUTO = "FACILIAUTO", "FacilIAuto"

    id = models.CharField(primary_key=True, max_length=100)
    source = models.CharField("origem", max_length=12, choices=Source.choices)
    dealership = models.ForeignKey(Dealership, models.PROTECT, related_name="cars", verbose_name="loja")
    name = models.CharField("nome", max_length=200)
    brand = models.CharField("marca", max_length=60)
    model = models.CharField("modelo", max_length=120)
    version = models.CharField("versão", max_length=120, default="", blank=True)
    year = models.PositiveSmallIntegerField("ano")
    price = models.PositiveIntegerField("preço (R$)")
    km = models.PositiveIntegerField("km", null=True, blank=True)
    fuel = models.CharField("combustível", max_length=30, default="", blank=True)
    transmission = models.CharField("câmbio", max_length=30, default="", blank=True)
    color = models.CharField("cor", max_length=40, default="", blank=True)
    doors = models.PositiveSmallIntegerField("portas", null=True, blank=True)
    category = models.CharField("categoria", max_length=30, default="", blank=True)
    equipment = models.JSONField("itens", default=list, blank=True)
    scores = models.JSONField("notas", default=dict, blank=True)
    consumption = models.JSONField("consumo", default=dict, blank=True)
    photos = models.JSONField("fotos", default=list, blank=True)
    available = models.BooleanField("disponível", default=True)
    first_seen_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField()

    class Meta:
        verbose_name = "carro"
        indexes = [models.Index(fields=["available", "price"], name="stock_price")]

    def __str__(self) -> str:
        return self.name


class StockStamp(models.Model):
    """One row whose token changes with every change of cars and dealerships: what was read under it may be kept."""

    token = models.UUIDField(default=uuid.uuid4)

    def __str__(self) -> str:
        return str(self.token)


class StockChange(models.Model):
    """A new car, a new price or a car that left, as a synchronisation noticed it."""

    class Kind(models.TextChoices):
        NEW = "NEW", "novo"
        PRICE = "PRICE", "preço"
        GONE = "GONE", "saiu"

    car = models.ForeignKey(StockCar, models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    old_price = models.PositiveIntegerField(null=True)
    new_price = models.PositiveIntegerField(null=True)
    noticed_at = models.DateTimeField()

    class Meta:
        verbose_name = "mudança no estoque"
        verbose_name_plural = "mudanças no estoque"

    def __str__(self) -> str:
        return f"{self.kind} {self.car_id}"
