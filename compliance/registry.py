"""Who can erase and export the personal data of which table; each room registers its own when the app starts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Keeper:
    """`erase` answers how many rows it cleared, `export` gives plain values, for one contact."""

    model: str
    erase: Callable[[UUID], int]
    export: Callable[[UUID], list[dict[str, object]]]


_keepers: dict[str, Keeper] = {}


def register(
    *, model: str, erase: Callable[[UUID], int], export: Callable[[UUID], list[dict[str, object]]]
) -> None:
    """Take charge of one table, named 'app_label.Model'. Raises ValueError when it already has a keeper."""
    known = _keepers.get(model)
    if known is not None and (known.erase, known.export) != (erase, export):
        raise ValueError(f"{model} already has a keeper")
    _keepers[model] = Keeper(model=model, erase=erase, export=export)


def keepers() -> Mapping[str, Keeper]:
    """All keepers by table, read only."""
    return MappingProxyType(_keepers)
