"""How the stand-in behaves: connection data that survive a reset, and switches that do not."""

from dataclasses import asdict, dataclass, field, fields
from typing import Any, get_args, get_origin, get_type_hints

from chatbot.simulator.wire import Json

LASTING = frozenset(
    {
        "webhook_url", "app_secret", "verify_token", "access_token", "phone_number_id", "waba_id",
        "display_phone_number", "concurrency",
    }
)  # fmt: skip
_OTHER_NAMES = {"delay": "delay_ms", "whatsapp_business_account_id": "waba_id"}


@dataclass
class Config:
    """Every switch of `POST /_emu/config`. Times say their unit; probabilities are 0 to 1 (true = 1)."""

    webhook_url: str = ""
    app_secret: str = ""
    verify_token: str = ""
    access_token: str = ""
    phone_number_id: str = "100000000000001"
    waba_id: str = "200000000000001"
    display_phone_number: str = "551140000000"
    concurrency: int = 4

    seed: int | None = None
    versions: list[int] = field(default_factory=lambda: [21, 22, 23, 24, 25, 26])
    strict: bool = True
    rates: bool | None = None
    window: bool | None = None
    window_sync: bool = False
    refuse_unknown_keys: bool = False

    statuses: list[str] = field(default_factory=lambda: ["sent", "delivered", "read"])
    status_delay_ms: float = 100
    send_delay_ms: float = 0
    early_status: bool = False

    duplicate: float = 0
    reorder: float = 0
    drop: float = 0
    delay_ms: float = 0
    batch: int = 1
    webhook_timeout_s: float = 10
    retry_intervals_s: list[float] = field(default_factory=lambda: [0, 1, 2, 4, 8, 15, 30, 60])
    retry_for_s: float = 7 * 86_400
    time_scale: float = 1
    hold_s: float = 30

    number_rate: float = 80
    pair_interval_s: float = 6
    pair_burst: int = 45
    free_tier: int = 1000

    token_expired: bool = False
    token_forbidden: bool = False
    app_disabled: bool = False
    payment_missing: bool = False
    number_status: str = "CONNECTED"
    locked: bool = False
    maintenance: bool = False
    subscribed: bool = True
    subscribed_fields: list[str] = field(default_factory=lambda: ["*"])
    test_recipients: list[str] = field(default_factory=list)
    bad_links: list[str] = field(default_factory=list)

    @property
    def checks_rates(self) -> bool:
        return self.strict if self.rates is None else self.rates

    @property
    def checks_window(self) -> bool:
        return self.strict if self.window is None else self.window

    @property
    def numbers(self) -> list[str]:
        """The ids of our numbers; `phone_number_id` may name several, the first is the usual one."""
        return [part.strip() for part in self.phone_number_id.split(",")]

    @property
    def secret(self) -> str:
        """The app secret webhooks are signed with: the first of the list."""
        return self.app_secret.split(",")[0].strip()

    def update(self, changes: Json) -> None:
        """Take over the given switches; raises ValueError naming what is unknown or of the wrong kind."""
        types = get_type_hints(Config)
        checked: Json = {}
        for given, value in changes.items():
            name = _OTHER_NAMES.get(given, given)
            if name not in types:
                raise ValueError(f"unknown switch {given!r}")
            checked[name] = _fit(name, value, types[name])
        for name, value in checked.items():
            setattr(self, name, value)

    def to_record(self) -> Json:
        """All switches, without the secrets."""
        return {
            name: "…" if value and name in ("app_secret", "access_token", "verify_token") else value
            for name, value in asdict(self).items()
        }

    def after_reset(self, first: "Config") -> "Config":
        """The switches as at the start, the connection data as they are now."""
        values = {item.name: getattr(first, item.name) for item in fields(Config)}
        values.update({name: getattr(self, name) for name in LASTING})
        fresh = Config()
        for name, value in values.items():
            setattr(fresh, name, list(value) if isinstance(value, list) else value)
        return fresh


def _fit(name: str, value: Any, wanted: Any) -> Any:
    options = get_args(wanted) if get_origin(wanted) is not list else ()
    kinds = options or (wanted,)
    if value is None and type(None) in kinds:
        return None
    for kind in kinds:
        if kind is bool and isinstance(value, bool):
            return value
        if kind in (int, float) and isinstance(value, int | float):
            return kind(value)
        if kind is str and isinstance(value, str | int) and not isinstance(value, bool):
            return str(value)
        if get_origin(kind) is list and isinstance(value, list):
            return [_fit(name, item, get_args(kind)[0]) for item in value]
    raise ValueError(f"switch {name!r} does not take {value!r}")
