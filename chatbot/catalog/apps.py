from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "chatbot.catalog"
    verbose_name = "Catálogo"
