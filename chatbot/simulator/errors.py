"""Graph errors: code, HTTP status, title, and the envelope they come in."""

from typing import Any, NamedTuple

from chatbot.simulator.wire import Json


class Kind(NamedTuple):
    http: int
    title: str
    transient: bool = False


KINDS: dict[int, Kind] = {
    0: Kind(401, "AuthException"),
    1: Kind(400, "API Unknown", True),
    2: Kind(503, "API Service", True),
    3: Kind(500, "API Method"),
    4: Kind(400, "API Too Many Calls", True),
    10: Kind(403, "Permission Denied"),
    33: Kind(400, "Parameter value is not valid"),
    100: Kind(400, "Invalid parameter"),
    190: Kind(401, "Access token has expired"),
    200: Kind(403, "API Permission"),
    368: Kind(403, "Temporarily blocked for policies violations"),
    613: Kind(400, "Rate limit of this edge", True),
    2500: Kind(400, "Unknown path components"),
    80007: Kind(400, "Rate limit issues", True),
    130403: Kind(400, "Blocked user"),
    130429: Kind(400, "Rate limit hit", True),
    130472: Kind(400, "User's number is part of an experiment"),
    130497: Kind(403, "Business account is restricted from messaging users in this country"),
    131000: Kind(500, "Something went wrong", True),
    131005: Kind(403, "Access denied"),
    131008: Kind(400, "Required parameter is missing"),
    131009: Kind(400, "Parameter value is not valid"),
    131016: Kind(500, "Service unavailable", True),
    131021: Kind(400, "Recipient cannot be sender"),
    131026: Kind(400, "Message undeliverable"),
    131030: Kind(400, "Recipient phone number not in allowed list"),
    131031: Kind(403, "Account has been locked"),
    131037: Kind(400, "Display name approval needed"),
    131042: Kind(400, "Business eligibility payment issue"),
    131045: Kind(500, "Incorrect certificate"),
    131047: Kind(400, "Re-engagement message"),
    131048: Kind(400, "Spam rate limit hit"),
    131049: Kind(400, "Not delivered to maintain healthy ecosystem engagement"),
    131050: Kind(400, "User has stopped receiving marketing messages"),
    131051: Kind(400, "Unsupported message type"),
    131052: Kind(400, "Media download error"),
    131053: Kind(400, "Media upload error"),
    131056: Kind(400, "(Business Account, Consumer Account) pair rate limit hit", True),
    131057: Kind(500, "Account in maintenance mode", True),
    131062: Kind(400, "Recipient type not accepted for this message"),
    131070: Kind(400, "Thread is owned by another responder"),
    132000: Kind(400, "Template parameter count mismatch"),
    132001: Kind(404, "Template does not exist"),
    132005: Kind(400, "Template hydrated text too long"),
    132007: Kind(400, "Template format character policy violated"),
    132012: Kind(400, "Template parameter format mismatch"),
    132015: Kind(400, "Template is paused"),
    132016: Kind(400, "Template is disabled"),
    133010: Kind(400, "Phone number not registered"),
    133016: Kind(400, "Account register or deregister rate limit exceeded"),
    135000: Kind(400, "Generic user error"),
    137000: Kind(400, "Recipient identity key hash mismatch"),
}


class GraphError(Exception):
    """A refusal with one of Meta's codes."""

    def __init__(
        self, code: int, details: str = "", *, http: int = 0, subcode: int = 0, type_: str = "OAuthException"
    ) -> None:
        super().__init__(code, details)
        kind = KINDS.get(code) or Kind(400, "Unknown error")
        self.code, self.details, self.subcode, self.type = code, details, subcode, type_
        self.http, self.title, self.transient = http or kind.http, kind.title, kind.transient

    def envelope(self, *, trace: str) -> Json:
        """The JSON body of the refusal."""
        error: Json = {"message": f"(#{self.code}) {self.title}", "type": self.type, "code": self.code}
        if self.subcode:
            error["error_subcode"] = self.subcode
        if self.details:
            error["error_data"] = {"messaging_product": "whatsapp", "details": self.details}
        if self.transient:
            error["is_transient"] = True
        error["fbtrace_id"] = trace
        return {"error": error}


def unknown_object(object_id: str) -> GraphError:
    """What the Graph answers for an id that does not exist or is not ours."""
    details = f"Unsupported request. Object with ID '{object_id}' does not exist or cannot be loaded"
    return GraphError(100, details, subcode=33, type_="GraphMethodException")


def status_error(code: int, details: str = "") -> Json:
    """One item of `statuses[].errors`."""
    title = KINDS[code].title if code in KINDS else "Unknown error"
    error: Json = {
        "code": code,
        "title": title,
        "message": title,
        "error_data": {"details": details or title},
    }
    return error


def want(condition: Any, code: int, details: str) -> None:
    """Refuse with `code` unless `condition` holds."""
    if not condition:
        raise GraphError(code, details)
