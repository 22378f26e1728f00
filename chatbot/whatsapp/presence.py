"""Read ticks and the typing indicator: one call a turn, best effort."""

import structlog

from chatbot.whatsapp import client

_log = structlog.get_logger(__name__)
_SECONDS = 4.0


def mark_read(*, phone_number_id: str, wamid: str) -> bool:
    """Mark a message (and those before it) read and show 'typing'; whether the provider agreed. Never raises."""
    body = {"status": "read", "message_id": wamid, "typing_indicator": {"type": "text"}}
    try:
        answer = client.post_message(phone_number_id=phone_number_id, body=body, seconds=_SECONDS)
    except (client.Unreachable, client.NoAnswer) as error:
        _log.info("read_mark_failed", error=type(error).__name__)
        return False
    if answer.status != 200:
        _log.info("read_mark_refused", status=answer.status)
    return answer.status == 200
