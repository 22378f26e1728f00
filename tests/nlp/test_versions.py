"""R4.9: models are put to work, taken back and set to read along by a pointer, without a restart."""

from pathlib import Path

import pytest

from nlp import services, store, versions
from tests.nlp.conftest import Read


def made(folder: Path, name: str) -> str:
    """A file that passes for models of the present code."""
    version = f"{store.base()}-{name}"
    (folder / f"{version}.npz").write_bytes(b"models")
    return version


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    one = made(tmp_path, "one")
    store.point(tmp_path, tmp_path / f"{one}.npz")
    return tmp_path


def test_promotion_keeps_what_was_before(folder: Path) -> None:
    before, two = versions.named(folder), made(folder, "two")
    versions.promote(folder, two)
    assert (versions.named(folder), versions.named(folder, "previous")) == (two, before)
    versions.promote(folder, two)
    assert versions.named(folder, "previous") == before


def test_rolling_back_twice_comes_forward_again(folder: Path) -> None:
    before, two = versions.named(folder), made(folder, "two")
    versions.promote(folder, two)
    assert versions.roll_back(folder) == before
    assert versions.named(folder) == before
    assert versions.roll_back(folder) == two


def test_what_cannot_be_used_is_refused(folder: Path) -> None:
    with pytest.raises(versions.NoSuchModelsError):
        versions.roll_back(folder)
    with pytest.raises(versions.NoSuchModelsError):
        versions.promote(folder, f"{store.base()}-gone")
    (folder / "0-other.npz").write_bytes(b"models of other code")
    with pytest.raises(versions.NoSuchModelsError):
        versions.shadow(folder, "0-other")
    assert versions.named(folder, "shadow") is None


def test_a_promoted_shadow_is_a_shadow_no_more(folder: Path) -> None:
    two = made(folder, "two")
    versions.shadow(folder, two)
    assert versions.named(folder, "shadow") == two
    versions.promote(folder, two)
    assert versions.named(folder, "shadow") is None
    versions.shadow(folder, None)


def test_old_files_go_but_those_in_use_stay(folder: Path) -> None:
    current = versions.named(folder)
    for number in range(versions.KEPT + 3):
        made(folder, f"n{number}")
    assert versions.prune(folder) >= 3
    assert versions.named(folder) == current
    assert versions.prune(folder) == 0


def test_models_in_the_shadow_read_along_and_change_nothing(read: Read, model_folder: Path) -> None:
    from datetime import UTC, datetime

    now = datetime(2026, 11, 24, tzinfo=UTC)
    live = read("quanto tá o onix?")
    assert services.second_opinion(text="oi", now=now) is None
    assert live.model_version == store.base()
    current = store.current(model_folder)
    assert current is not None
    versions.shadow(model_folder, current.stem)
    try:
        other = services.second_opinion(text="quanto tá o onix?", now=now)
        assert other == live
    finally:
        versions.shadow(model_folder, None)
    assert services.second_opinion(text="oi", now=now) is None
