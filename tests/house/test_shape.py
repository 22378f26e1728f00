"""Sizes, names and doors."""

import ast
from pathlib import Path

import pytest

from tests.house import source
from tests.house.source import ROOMS, ROOT, Function, Source

BANNED = ("util", "helper", "manager", "misc")

# Nobody stands above these rooms: their way in is an address, not a function.
TOPMOST = ("chatbot/webhook", "chatbot/simulator")


def _words(name: str) -> set[str]:
    return {word.removesuffix("s") for word in name.lower().split("_")}


def test_no_module_is_over_400_lines() -> None:
    long = {str(each): lines for each in source.everything() if (lines := len(each.text.splitlines())) > 400}
    assert not long


def test_no_function_is_over_50_lines() -> None:
    long = {
        f"{each}:{function.name}": lines
        for each in source.product()
        for function in each.functions()
        if (lines := (function.end_lineno or 0) - function.lineno + 1) > 50
    }
    assert not long


def test_names_say_what_things_do() -> None:
    """No file, class or function is called utils, helper, manager and the like."""
    found = []
    for each in source.product():
        names = [each.path.stem, *(function.name for function in each.functions())]
        found += [f"{each}: {name}" for name in names if _words(name) & set(BANNED)]
        classes = [node.name for node in ast.walk(each.tree) if isinstance(node, ast.ClassDef)]
        found += [
            f"{each}: {name}"
            for name in classes
            if name.lower().endswith(("util", "utils", "helper", "manager"))
        ]
    assert not found


@pytest.mark.parametrize("room", [room for room in ROOMS if room not in TOPMOST])
def test_every_room_has_a_door_with_a_docstring(room: str) -> None:
    """A room without services yet has no other modules either: an app registration and empty packages."""
    folder = ROOT / room
    modules = [path for path in folder.rglob("*.py") if path.stem not in ("__init__", "apps")]
    if not modules:
        return
    door = folder / "services.py"
    assert door.exists(), f"{room} has modules but no services.py"
    assert ast.get_docstring(ast.parse(door.read_text())), f"{door} says nothing about itself"


def _public(door: Source) -> list[Function]:
    return [node for node in door.tree.body if isinstance(node, Function) and not node.name.startswith("_")]


def test_doors_say_what_they_do() -> None:
    silent = [
        f"{door}:{function.name}"
        for door in source.doors()
        for function in _public(door)
        if not ast.get_docstring(function)
    ]
    assert not silent


def test_doors_take_keywords() -> None:
    """At most the one thing a function is about comes by position."""
    loose = [
        f"{door}:{function.name}"
        for door in source.doors()
        for function in _public(door)
        if len(function.args.args) + len(function.args.posonlyargs) > 1
    ]
    assert not loose


def test_modules_say_what_they_are() -> None:
    silent = [
        str(each)
        for each in source.product()
        if each.tree.body
        and each.path.stem not in ("apps", "__init__")
        and not each.is_command
        and not ast.get_docstring(each.tree)
    ]
    assert not silent


def test_test_files_are_at_most_300_lines() -> None:
    tests = [each for each in source.everything() if each.path.parts[0] == "tests"]
    assert not [str(each) for each in tests if len(each.text.splitlines()) > 300]


def test_every_test_folder_is_a_package() -> None:
    folders = {path.parent for path in (ROOT / "tests").rglob("test_*.py")} - {ROOT / "tests"}
    assert not [str(folder) for folder in folders if not (folder / "__init__.py").exists()]
    assert (ROOT / "tests" / "__init__.py").exists()


def test_rooms_are_those_on_disk() -> None:
    on_disk = {
        str(path.parent.relative_to(ROOT))
        for package in source.PACKAGES
        for path in (ROOT / package).rglob("apps.py")
    }
    assert on_disk <= set(ROOMS), "a new room: add it to tests/house/source.py and to the import contracts"
    assert Path("chatbot/vault") not in {Path(room) for room in on_disk}
