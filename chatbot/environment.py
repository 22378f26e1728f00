"""What the process is told from outside, read and validated once.

Names are those of the documentation; tools outside rely on them. Wrong values end the process with one line
on standard error and exit code 2, before anything is touched.
"""

import base64
import os
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, NoReturn
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from chatbot.vault.keyfile import embedded_keys

ROOT = Path(__file__).resolve().parent.parent


def _with_valid_port(address: str) -> str:
    _ = urlsplit(address).port  # raises ValueError for one that is none
    return address


def _is_key(encoded: str) -> bool:
    try:
        return len(base64.b64decode(encoded, altchars=b"-_", validate=True)) == 32
    except ValueError:
        return False


class Environment(BaseSettings):
    """The variables of one process; see `docs/setup.md` for each."""

    model_config = SettingsConfigDict(extra="ignore", env_ignore_empty=True, secrets_dir=None)

    environment: Literal["embedded", "production", "test"] = Field("embedded", validation_alias="APP_ENV")
    debug: bool = False
    var_dir: Path = Field(ROOT / "var", validation_alias="VAR_DIR")
    database_url: str = ""
    redis_url: str = ""

    whatsapp_api_url: str = "https://graph.facebook.com"
    whatsapp_api_version: str = Field("v26.0", pattern=r"^v\d{2}\.\d$")
    whatsapp_phone_number_id: str = ""
    whatsapp_business_account_id: str = ""
    whatsapp_access_token: str = ""
    whatsapp_access_token_file: Path | None = None
    whatsapp_app_secret: str = ""
    whatsapp_verify_token: str = ""

    faciliauto_api_url: str = ""
    analytics_dir: Path | None = None
    media_root: Path | None = None

    secret_key: str = ""
    field_encryption_keys: str = ""
    lookup_key: str = ""

    turn_debounce_ms: int = Field(800, ge=0, le=10_000)
    web_host: str = "127.0.0.1"
    web_port: int = Field(8000, ge=1, le=65_535)
    worker_threads: int = Field(4, ge=1, le=64)
    allowed_hosts: str = ""
    technical_alert_email: str = ""
    simulator: bool | None = None
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @field_validator("database_url")
    @classmethod
    def _check_database(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in ("postgresql", "postgres", "sqlite"):
            raise ValueError("must begin with postgresql:// or sqlite://")
        return _with_valid_port(value)

    @field_validator("redis_url")
    @classmethod
    def _check_redis(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in ("redis", "rediss", "unix"):
            raise ValueError("must begin with redis://, rediss:// or unix://")
        return _with_valid_port(value)

    @field_validator("whatsapp_api_url", "faciliauto_api_url")
    @classmethod
    def _check_url(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in ("http", "https") or not parts.netloc):
            raise ValueError("must be an http:// or https:// address")
        return _with_valid_port(value).rstrip("/")

    @field_validator("whatsapp_phone_number_id")
    @classmethod
    def _check_numbers(cls, value: str) -> str:
        parts = [part.strip() for part in value.split(",")] if value else []
        if not all(part.isascii() and part.isdigit() for part in parts):
            raise ValueError("must be the id of a number, several separated by commas")
        return ",".join(parts)

    @field_validator("whatsapp_access_token_file")
    @classmethod
    def _check_token_file(cls, value: Path | None) -> Path | None:
        if value and not (value.is_file() and value.read_text(encoding="ascii", errors="replace").strip()):
            raise ValueError("must be a file that holds the token")
        return value

    @field_validator("field_encryption_keys")
    @classmethod
    def _check_keys(cls, value: str) -> str:
        parts = [part.strip().partition(":") for part in value.split(",") if part.strip()]
        if not all(name and _is_key(encoded) for name, _, encoded in parts) or bool(parts) != bool(value):
            raise ValueError("must be NAME:BASE64 of 32 bytes, several separated by commas")
        return value

    @model_validator(mode="after")
    def _check_production(self) -> "Environment":
        if not self.is_production:
            return self
        required = (
            "secret_key", "field_encryption_keys", "lookup_key", "database_url", "redis_url",
            "whatsapp_app_secret", "whatsapp_verify_token", "whatsapp_phone_number_id",
        )  # fmt: skip
        missing = [name.upper() for name in required if not getattr(self, name)]
        if not (self.whatsapp_access_token or self.whatsapp_access_token_file):
            missing.append("WHATSAPP_ACCESS_TOKEN")
        if missing:
            raise ValueError(f"production needs {', '.join(missing)}")
        if self.simulator:
            raise ValueError("SIMULATOR must be off in production")
        if self.debug:
            raise ValueError("DEBUG must be off in production")
        if urlsplit(self.database_url).scheme == "sqlite":
            raise ValueError("production needs PostgreSQL in DATABASE_URL")
        return self

    @property
    def is_production(self) -> bool:
        return self.environment == "production"

    @property
    def simulator_on(self) -> bool:
        """The simulator page and the Cloud API stand-in: on outside production, unless said otherwise."""
        return not self.is_production if self.simulator is None else self.simulator

    @property
    def phone_number_ids(self) -> tuple[str, ...]:
        """The business numbers that are ours; the first is the usual one."""
        return tuple(self.whatsapp_phone_number_id.split(","))

    @property
    def app_secrets(self) -> tuple[bytes, ...]:
        """The app secrets that are accepted now; more than one while rotating."""
        return tuple(part.strip().encode() for part in self.whatsapp_app_secret.split(",") if part.strip())


def refuse(message: str) -> NoReturn:
    """End the process with one clear line and exit code 2."""
    sys.stderr.write(f"configuration refused: {message}\n")
    raise SystemExit(2)


def _first_line(error: ValidationError) -> str:
    problem = error.errors()[0]
    name = "_".join(str(part) for part in problem["loc"]).upper()
    text = problem["msg"].removeprefix("Value error, ")
    return f"{name}: {text}" if name else text


@lru_cache(maxsize=1)
def load() -> Environment:
    """Read the environment once; embedded runs get keys generated into `var/`."""
    try:
        read = Environment()  # type: ignore[call-arg]
    except ValidationError as error:
        refuse(_first_line(error))
    if read.is_production:
        return read
    return read.model_copy(update=_embedded_defaults(read))


def _embedded_defaults(read: Environment) -> dict[str, Any]:
    try:
        keys = embedded_keys(read.var_dir)
    except OSError as error:
        refuse(f"VAR_DIR: cannot write to {read.var_dir} ({os.strerror(error.errno or 0)})")
    defaults: dict[str, Any] = {name: value for name, value in keys.items() if not getattr(read, name)}
    if "whatsapp_api_url" not in read.model_fields_set and read.simulator_on:
        defaults["whatsapp_api_url"] = f"http://127.0.0.1:{read.web_port}/simulador/graph"
    fixed = {"whatsapp_phone_number_id": "100000000000001", "whatsapp_business_account_id": "200000000000001"}
    return defaults | {name: value for name, value in fixed.items() if not getattr(read, name)}
