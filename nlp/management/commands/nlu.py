"""`manage.py nlu train|evaluate|predict`: the language model from the command line."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from nlp import evaluation, services, training
from nlp.gazetteer import DATA


class Command(BaseCommand):
    """Train, measure and try the understanding of messages."""

    help = "Treina, avalia e experimenta a compreensão de mensagens."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the three actions."""
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("train", help="treina o modelo de novo")
        measured = actions.add_parser("evaluate", help="mede o modelo num arquivo JSONL")
        measured.add_argument("--file", type=Path, default=DATA / "eval.jsonl")
        measured.add_argument("--json", action="store_true")
        predicted = actions.add_parser("predict", help="mostra o que uma mensagem diz")
        predicted.add_argument("text", nargs="?")
        predicted.add_argument("--file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the chosen action."""
        getattr(self, options["action"])(options)

    def train(self, options: dict[str, Any]) -> None:
        """Train and say where the model lies."""
        path = training.train(settings.VAR_DIR / "nlu")
        self.stdout.write(f"{path} ({path.stat().st_size // 1024} KB)")

    def evaluate(self, options: dict[str, Any]) -> None:
        """Print the figures; a broken line is reported and the rest evaluated."""
        rows = [
            row
            for row in self._lines(options["file"])
            if isinstance(row.get("intents"), list) and row["intents"]
        ]
        figures = evaluation.evaluate(rows, now=timezone.now())
        if options["json"]:
            self.stdout.write(json.dumps(figures.to_record()))
            return
        self.stdout.write(
            f"{figures.messages} mensagens, acerto {figures.accuracy:.1%}, macro F1 {figures.macro_f1:.3f}"
        )
        for text, truth, guess in figures.mistakes[:30]:
            self.stdout.write(f"  {truth} → {guess}: {text}")

    def predict(self, options: dict[str, Any]) -> None:
        """Print one prediction record a line."""
        if options["file"] is None and options["text"] is None:
            raise CommandError("Informe um texto ou --file.")
        rows = self._lines(options["file"]) if options["file"] else [{"text": options["text"]}]
        for row in rows:
            read = services.understand(text=row["text"], now=timezone.now(), expecting=row.get("expecting"))
            known = {"id": row["id"]} if "id" in row else {}
            self.stdout.write(json.dumps({**known, **read.to_record()}, ensure_ascii=False))

    def _lines(self, path: Path) -> list[dict[str, Any]]:
        try:
            raw = path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        found = []
        for number, line in enumerate(raw.split(b"\n"), 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                if not isinstance(row["text"], str):
                    raise TypeError
            except (ValueError, KeyError, TypeError, RecursionError):
                self.stderr.write(f"{path.name}:{number}: linha inválida")
                continue
            found.append(row)
        return found
