"""The project's own Python files, parsed once."""

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("chatbot", "sessions_app", "nlp", "leads", "notifications", "compliance", "analytics")
ROOMS = (
    "chatbot/webhook",
    "chatbot/simulator",
    "chatbot/conversation",
    "chatbot/whatsapp",
    "chatbot/catalog",
    "chatbot/operation",
    "chatbot/vault",
    "sessions_app",
    "nlp",
    "leads",
    "notifications",
    "compliance",
    "analytics",
)
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One file: its path from the root, its text and its tree."""

    path: Path
    text: str
    tree: ast.Module

    def __str__(self) -> str:
        return str(self.path)

    @property
    def is_command(self) -> bool:
        return "commands" in self.path.parts

    def functions(self) -> list[Function]:
        return [node for node in ast.walk(self.tree) if isinstance(node, Function)]


def _read(path: Path) -> Source:
    text = path.read_text(encoding="utf-8")
    return Source(path.relative_to(ROOT), text, ast.parse(text))


@cache
def product() -> tuple[Source, ...]:
    """The product's modules without migrations."""
    found = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    return tuple(_read(path) for path in [*found, ROOT / "manage.py"] if "migrations" not in path.parts)


@cache
def everything() -> tuple[Source, ...]:
    """The product and its tests and benches."""
    extra = [path for folder in ("tests", "bench") for path in sorted((ROOT / folder).rglob("*.py"))]
    return product() + tuple(_read(path) for path in extra)


@cache
def doors() -> tuple[Source, ...]:
    """The `services.py` of each room that has one."""
    wanted = {Path(room) / "services.py" for room in ROOMS}
    return tuple(source for source in product() if source.path in wanted)
