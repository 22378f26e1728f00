"""The stand-in of the embedded process: one for all its threads, set up from the product's settings."""

import threading

from django.conf import settings

from chatbot.simulator.cloud import CloudApi
from chatbot.simulator.config import Config

_guard = threading.Lock()
_one: list[CloudApi] = []


def config_of_settings(*, webhook_url: str) -> Config:
    """Connection data as the product's settings have them."""
    secrets = settings.WHATSAPP_APP_SECRETS
    return Config(
        webhook_url=webhook_url,
        app_secret=secrets[0].decode() if secrets else "",
        verify_token=settings.WHATSAPP_VERIFY_TOKEN,
        access_token=settings.WHATSAPP_ACCESS_TOKEN,
        phone_number_id=",".join(settings.WHATSAPP_PHONE_NUMBER_IDS),
        waba_id=settings.WHATSAPP_BUSINESS_ACCOUNT_ID,
        # In the order they were written: what a person sends in a row must not overtake itself on the page.
        concurrency=1,
        status_delay_ms=350,
    )


def cloud() -> CloudApi:
    """The stand-in behind /simulador/, made at the first call."""
    with _guard:
        if not _one:
            address = f"http://127.0.0.1:{settings.WEB_PORT}/webhook/whatsapp"
            _one.append(CloudApi(config_of_settings(webhook_url=address)))
        return _one[0]


def is_used() -> bool:
    """Whether this process sends its answers to the stand-in inside it."""
    return str(settings.WHATSAPP_API_URL).endswith("/simulador/graph")
