"""The message templates of an account, and what a send of one must look like."""

import re
from dataclasses import dataclass, field
from typing import Any

from chatbot.simulator.errors import GraphError, want
from chatbot.simulator.wire import Json, units

_VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_REFUSED = re.compile(r"[\n\t\r]| {5,}")
_BY_STATUS = {"PAUSED": 132015, "DISABLED": 132016}


@dataclass
class Template:
    """One template in one language."""

    id: str
    name: str
    language: str
    category: str = "UTILITY"
    status: str = "APPROVED"
    components: list[Json] = field(default_factory=list)

    def text_of(self, kind: str) -> str:
        for component in self.components:
            if str(component.get("type", "")).lower() == kind:
                return str(component.get("text") or "")
        return ""

    def to_record(self) -> Json:
        return {
            "id": self.id,
            "name": self.name,
            "language": self.language,
            "category": self.category,
            "status": self.status,
            "components": self.components,
        }


class Registry:
    """All templates of the account by (name, language)."""

    def __init__(self) -> None:
        self._all: dict[tuple[str, str], Template] = {}

    def put(self, template: Template) -> Template:
        self._all[template.name, template.language] = template
        return template

    def remove(self, name: str) -> int:
        doomed = [key for key in self._all if key[0] == name]
        for key in doomed:
            del self._all[key]
        return len(doomed)

    def find(self, *, name: str = "", template_id: str = "") -> list[Template]:
        return [
            item
            for item in self._all.values()
            if (not name or item.name == name) and (not template_id or item.id == template_id)
        ]

    def check(self, sent: Json) -> Template:
        """Step 7: exists, approved, parameters complete and well-formed. Returns the template."""
        language = sent["language"]["code"]
        template = self._all.get((sent["name"], language))
        if template is None or template.status not in ("APPROVED", *_BY_STATUS):
            raise GraphError(132001, f"template name ({sent['name']}) does not exist in {language}")
        if template.status in _BY_STATUS:
            raise GraphError(_BY_STATUS[template.status], f"template {template.name} is {template.status}")
        given = {str(part.get("type", "")).lower(): part for part in sent.get("components", [])}
        for kind in ("header", "body"):
            _check_parameters(kind, template.text_of(kind), given.get(kind, {}).get("parameters", []))
        return template


def _check_parameters(kind: str, text: str, parameters: Any) -> None:
    names = list(dict.fromkeys(_VARIABLE.findall(text)))
    want(isinstance(parameters, list), 132012, f"{kind}: parameters must be an array")
    texts = [
        item
        for item in parameters
        if isinstance(item, dict) and item.get("type") in ("text", "currency", "date_time")
    ]
    want(
        len(texts) == len(names),
        132000,
        f"{kind}: number of params ({len(texts)}) does not match the expected number ({len(names)})",
    )
    filled = text
    for name, parameter in zip(names, texts, strict=True):
        given = parameter.get("text") if parameter["type"] == "text" else "x"
        value = given if isinstance(given, str) else ""
        want(value.strip(), 132012, f"{kind}: parameter {name} is empty")
        want(not _REFUSED.search(value), 132012, f"{kind}: newline, tab or 5 spaces in parameter {name}")
        if not name.isdigit():
            want(parameter.get("parameter_name") == name, 132012, f"{kind}: parameter_name {name} is missing")
        filled = filled.replace("{{" + name + "}}", value)
    want(units(filled) <= (60 if kind == "header" else 1024), 132005, f"{kind}: filled text is too long")
