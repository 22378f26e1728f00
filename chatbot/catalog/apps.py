"""Registers the room and its hourly work, its preparation and its check."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """The catalogue's app."""

    name = "chatbot.catalog"
    verbose_name = "Catálogo"

    def ready(self) -> None:
        """Make the registrations known."""
        from chatbot.catalog import registrations  # noqa: F401
