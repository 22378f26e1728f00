"""The life of an accepted message: sent, delivered, read or failed, each reported by a webhook."""

import time

from chatbot.simulator.errors import status_error
from chatbot.simulator.posting import Event, Postman
from chatbot.simulator.state import State
from chatbot.simulator.users import Message
from chatbot.simulator.wire import Json


def pricing_of(state: State, message: Message) -> Json:
    """As billed from October 2026 on: 1,000 service messages a number and month are free."""
    if message.type == "template":
        sent = message.body["template"]
        found = [t for t in state.templates.find(name=sent["name"]) if t.language == sent["language"]["code"]]
        category = found[0].category.lower() if found else "utility"
        return {"billable": True, "pricing_model": "PMP", "type": "regular", "category": category}
    month = time.strftime("%Y-%m", time.gmtime(message.at))
    key = f"{message.number} {month}"
    free = state.sent_free[key] <= state.config.free_tier
    kind = "free_customer_service" if free else "regular"
    return {"billable": not free, "pricing_model": "PMP", "type": kind, "category": "service"}


def _count(state: State, message: Message) -> None:
    if message.type not in ("template", "reaction"):
        state.sent_free[f"{message.number} {time.strftime('%Y-%m', time.gmtime(message.at))}"] += 1


def change_of(state: State, message: Message, status: str, *, details: str = "") -> Json:
    """The change that reports one step; identities as the way of sending and the person's privacy allow."""
    user, failed = message.user, status == "failed"
    item: Json = {"id": message.wamid, "status": status, "timestamp": str(int(state.now()))}
    if message.sent_to_phone or user.shows_phone:
        item["recipient_id"] = user.phone
    if not (failed and message.sent_to_phone):
        item["recipient_user_id"] = user.id
    if message.body.get("biz_opaque_callback_data") is not None:
        item["biz_opaque_callback_data"] = message.body["biz_opaque_callback_data"]
    if failed:
        item["errors"] = [status_error(message.error or 131000, details)]
    elif status in ("sent", "delivered") or (status == "read" and "delivered" not in state.config.statuses):
        item["pricing"] = pricing_of(state, message)
    value: Json = {"messaging_product": "whatsapp", "metadata": state.metadata(message.number)}
    if not failed:
        value["contacts"] = [user.contact()]
    value["statuses"] = [item]
    return {"field": "messages", "value": value}


def report(
    state: State, postman: Postman, message: Message, status: str, *, after_s: float = 0, details: str = ""
) -> None:
    """Have one step happen and be reported after `after_s` seconds."""

    def build() -> Json | None:
        if status == "sent":
            _count(state, message)
        state.mark(message, status)
        return change_of(state, message, status, details=details)

    postman.post(Event(build, is_status=True), after_s=after_s)


def begin(state: State, postman: Postman, message: Message, *, details: str = "") -> None:
    """Start the chain of an accepted message: the configured steps, or `failed` where an error waits."""
    config = state.config
    step = config.status_delay_ms / 1000
    if message.error:
        report(state, postman, message, "failed", after_s=step, details=details)
        return
    chain = config.statuses[:1] if message.type == "reaction" else config.statuses
    for position, status in enumerate(chain):
        if status == "read" and not message.user.reads:
            continue
        after = 0.0 if config.early_status and not position else step * (position + 1)
        report(state, postman, message, status, after_s=after)
