"""Periodic work of the sessions room."""

from chatbot.operation import services as operation
from sessions_app.retention import prune_deliveries


@operation.daily("sessions.prune_deliveries", hour=4)
def prune_raw_webhooks() -> None:
    """Raw bodies are kept for 30 days, a little longer than the provider repeats itself."""
    prune_deliveries()
