"""Log lines: JSON on standard error, with request and conversation, without what people wrote."""

import logging
import re
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import structlog
from structlog.typing import EventDict, Processor

# These write addresses, and thereby ids and tokens, into their lines.
_QUIET = (
    "dramatiq",
    "httpx",
    "httpcore",
    "urllib3",
    "apscheduler",
    "waitress",
    "PIL",
    "asyncio",
    "django.db.backends",
)
_NUMBER = re.compile(r"(?<![\w-])\+?\d[\d .()-]{8,18}\d(?![\w-])")
_FRAMES = 12


def configure(config: dict[str, Any]) -> None:
    """Set up logging for the process; `config` knows `level`. Named by `settings.LOGGING_CONFIG`."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _exception_without_values,
        _mask_numbers,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(Seldom())
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False, default=_type_name),
            ],
            keep_exc_info=False,
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(config.get("level", "INFO"))
    for name in ("django", "django.server"):
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


class Seldom(logging.Filter):
    """While Redis is away Dramatiq's consumers complain twice a second each; every ten seconds is enough."""

    def __init__(self) -> None:
        super().__init__()
        self._last: dict[tuple[str, str], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is written."""
        if not record.name.startswith("dramatiq.worker.ConsumerThread"):
            return True
        key = (record.name, str(record.msg))
        if record.created - self._last.get(key, 0.0) < 10:
            return False
        self._last[key] = record.created
        return True


def _type_name(value: object) -> str:
    # Objects show what they are, never what they hold.
    return f"<{type(value).__name__}>"


def _exception_without_values(_: Any, __: str, event: EventDict) -> EventDict:
    """Replace an exception by its type and places: its message may quote what a customer wrote."""
    given = event.pop("exc_info", None)
    if not given:
        return event
    error = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
        event["exception"] = type(error).__qualname__
        event["frames"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return event


def _mask_numbers(_: Any, __: str, event: EventDict) -> EventDict:
    """The second line of defence: whatever looks like a phone number or a document is not written."""
    for key, value in event.items():
        if isinstance(value, str) and key != "timestamp":
            event[key] = _NUMBER.sub("[number]", value)
    return event


@contextmanager
def conversation_context(*, contact_id: UUID | str) -> Iterator[None]:
    """Name the conversation in every log line written inside."""
    with structlog.contextvars.bound_contextvars(conversation=str(contact_id)):
        yield
