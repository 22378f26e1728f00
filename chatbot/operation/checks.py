"""Wrong combinations of settings, each with a hint."""

from typing import Any
from urllib.parse import urlsplit

import dramatiq
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from dramatiq.brokers.redis import RedisBroker

_BODY_LIMIT = 4 * 1024 * 1024
_LOOPBACK = {"localhost", "127.0.0.1", "::1", None}


@register(Tags.compatibility)
def body_limit(**_: Any) -> list[CheckMessage]:
    """Meta posts up to 3 MB; Django would refuse them with 400 and they would be lost."""
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if limit is None or limit >= _BODY_LIMIT:
        return []
    return [
        Error(
            "DATA_UPLOAD_MAX_MEMORY_SIZE is under 4 MiB: large webhooks would be lost.",
            hint="Set it to settings.WEBHOOK_BODY_LIMIT.",
            id="operation.E001",
        )
    ]


@register(Tags.security, deploy=True)
def production_database(**_: Any) -> list[CheckMessage]:
    """SQLite serves one process on one machine."""
    if "sqlite" not in settings.DATABASES["default"]["ENGINE"]:
        return []
    return [
        Error("SQLite in production.", hint="Set DATABASE_URL=postgresql://…", id="operation.E002"),
    ]


@register(Tags.security, deploy=True)
def production_queue(**_: Any) -> list[CheckMessage]:
    """The in-process queue is for embedded runs; Dramatiq's defaults hide dead workers for minutes."""
    broker = dramatiq.get_broker()
    if not isinstance(broker, RedisBroker):
        return [Error("No Redis in production.", hint="Set REDIS_URL=redis://…", id="operation.E003")]
    if broker.maintenance_chance < 1_000_000 or broker.heartbeat_timeout > 10_000:
        return [
            Error(
                "Dramatiq notices dead workers too late.",
                hint="Keep maintenance_chance=1_000_000 and heartbeat_timeout=10_000.",
                id="operation.E004",
            )
        ]
    return []


@register(Tags.security, deploy=True)
def redis_password(**_: Any) -> list[CheckMessage]:
    """Whoever reaches an open Redis can wake and starve the workers."""
    parts = urlsplit(settings.REDIS_URL)
    if parts.scheme == "unix" or parts.hostname in _LOOPBACK or parts.password:
        return []
    return [
        Warning(
            "Redis without a password over the network.",
            hint="Use rediss://:PASSWORD@host or a unix socket.",
            id="operation.W001",
        )
    ]


@register(Tags.security, deploy=True)
def production_keys(**_: Any) -> list[CheckMessage]:
    """Keys generated into var/ are those of one laptop."""
    if settings.APP_ENV == "production":
        return []
    return [
        Warning(
            "APP_ENV is not production: generated keys and the simulator may be in use.",
            hint="Set APP_ENV=production and the keys of docs/setup.md.",
            id="operation.W002",
        )
    ]


@register(Tags.security, deploy=True)
def durable_commits(**_: Any) -> list[CheckMessage]:
    """An acknowledged webhook must survive a power cut."""
    options = str(settings.DATABASES["default"].get("OPTIONS", {}).get("options", ""))
    if "synchronous_commit=off" not in options.replace(" ", ""):
        return []
    return [
        Error(
            "synchronous_commit=off: acknowledged messages could be lost.",
            hint="Remove it from DATABASE_URL.",
            id="operation.E005",
        )
    ]
