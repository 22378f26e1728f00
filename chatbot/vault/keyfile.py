"""Keys of an embedded run, made once and kept in `var/keys.json` (mode 600)."""

import base64
import json
import os
import secrets
from pathlib import Path


def embedded_keys(folder: Path) -> dict[str, str]:
    """Read the keys of this folder, making them on the first call.

    Raises OSError when the folder cannot be written.
    """
    path = folder / "keys.json"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _write_once(path, _fresh_keys())
    keys: dict[str, str] = json.loads(path.read_text())
    return keys


def _fresh_keys() -> dict[str, str]:
    return {
        "secret_key": secrets.token_urlsafe(50),
        "field_encryption_keys": "k1:" + base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "lookup_key": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "whatsapp_app_secret": secrets.token_hex(16),
        "whatsapp_verify_token": secrets.token_urlsafe(16),
        "whatsapp_access_token": secrets.token_urlsafe(32),
    }


def _write_once(path: Path, keys: dict[str, str]) -> None:
    # Two processes may start together: the first link wins, both then read the same keys.
    draft = path.with_suffix(f".{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(keys, file)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
