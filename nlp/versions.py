"""The life of trained models in their folder: put to work, taken back, set to read along, cleared away.

Pointers are swapped at once and every process looks at them with each message, so nothing is restarted.
"""

from pathlib import Path

from nlp import store
from nlp.store import CURRENT, PREVIOUS, SHADOW

KEPT = 6
"""Newest model files that stay although no pointer names them."""


class NoSuchModelsError(Exception):
    """Unable to use these models: the file is gone, or other code or data made it."""


def named(folder: Path, name: str = CURRENT) -> str | None:
    """Version under a pointer; None without one that fits the present code."""
    path = store.current(folder, name)
    return path.stem if path else None


def fits(folder: Path, version: str) -> bool:
    """Whether the models are there and were made by the present code and data."""
    return version.startswith(store.base()) and _file(folder, version).exists()


def promote(folder: Path, version: str) -> None:
    """Put models to work; those before stay within reach. Raises NoSuchModelsError."""
    _point(folder, version, CURRENT)
    if named(folder, SHADOW) == version:
        store.clear(folder, SHADOW)


def roll_back(folder: Path) -> str:
    """Swap the models in use with those before; the version now in use. Raises NoSuchModelsError."""
    before = named(folder, PREVIOUS)
    if before is None:
        raise NoSuchModelsError("unable to roll back: no earlier models fit the present code")
    promote(folder, before)
    return before


def shadow(folder: Path, version: str | None) -> None:
    """Let models read along, or none. Raises NoSuchModelsError."""
    if version is None:
        store.clear(folder, SHADOW)
    else:
        _point(folder, version, SHADOW)


def prune(folder: Path) -> int:
    """Remove old model files that no pointer names; how many went."""
    used = {store.current(folder, name) for name in (CURRENT, PREVIOUS, SHADOW)}
    files = sorted(folder.glob("*.npz"), key=lambda path: -path.stat().st_mtime_ns)
    gone = [path for path in files[KEPT:] if path not in used]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def _file(folder: Path, version: str) -> Path:
    return folder / f"{version}.npz"


def _point(folder: Path, version: str, name: str) -> None:
    if not fits(folder, version):
        raise NoSuchModelsError(f"unable to use the models {version}")
    if name == CURRENT and (before := store.current(folder)) and before.stem != version:
        store.point(folder, before, name=PREVIOUS)
    store.point(folder, _file(folder, version), name=name)
