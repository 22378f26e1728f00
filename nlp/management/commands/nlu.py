"""`manage.py nlu …`: the understanding of messages from the command line, without a server."""

import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from nlp import audit, corpus, crossing, evaluation, picture, report, services, training
from nlp.corpus import Record
from nlp.gazetteer import DATA
from nlp.when import When

EVAL = DATA / "eval.jsonl"
_PICTURE = Path("docs/images/nlu-confusion.png")
_EXAMPLES = """examples:
  manage.py nlu predict "tem onix automático até 70 mil?"
  manage.py nlu predict --file mensagens.jsonl
  manage.py nlu evaluate --file eval.jsonl --json
  manage.py nlu when --file visitas.jsonl
  manage.py nlu train | audit | crossvalidate
"""


class Command(BaseCommand):
    """Train, measure and try the understanding of messages."""

    help = "Treina, avalia e experimenta a compreensão de mensagens."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        """Show examples with `--help`."""
        kwargs |= {"epilog": _EXAMPLES, "formatter_class": RawDescriptionHelpFormatter}
        return super().create_parser(prog_name, subcommand, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the actions."""
        actions = parser.add_subparsers(dest="action", required=True)

        def action(name: str, text: str, example: str) -> ArgumentParser:
            return actions.add_parser(name, help=text, epilog=f"example: manage.py nlu {example}")

        action("train", "treina o modelo de novo e o põe em uso", "train")
        measured = action(
            "evaluate", "mede a compreensão num arquivo JSONL", "evaluate --file eval.jsonl --json"
        )
        measured.add_argument("--file", type=Path, default=EVAL)
        measured.add_argument("--json", action="store_true", help="um objeto JSON em vez da tabela")
        measured.add_argument("--picture", type=Path, help="onde gravar a matriz de confusão (PNG)")
        predicted = action("predict", "mostra o que uma mensagem diz", 'predict "aceita troca?"')
        predicted.add_argument("text", nargs="?")
        predicted.add_argument("--file", type=Path)
        dated = action("when", "lê quando o cliente quer vir", "when --file visitas.jsonl")
        dated.add_argument("--file", type=Path, required=True)
        checked = action("audit", "procura repetições e rótulos contraditórios", "audit")
        checked.add_argument("--file", type=Path, default=EVAL, help="conjunto comparado com o de treino")
        crossed = action("crossvalidate", "mede cada autor com um modelo que nunca o leu", "crossvalidate")
        crossed.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the chosen action."""
        getattr(self, options["action"])(options)

    def train(self, options: dict[str, Any]) -> None:
        """Train and say where the model lies."""
        path = training.train(settings.VAR_DIR / "nlu")
        self.stdout.write(f"{path} ({path.stat().st_size // 1024} KB)")

    def evaluate(self, options: dict[str, Any]) -> None:
        """Print the figures; a broken line is reported and the rest evaluated."""
        records = self._records(options["file"])
        figures = evaluation.evaluate(records, now=timezone.now())
        self._publish(figures, options)
        target = options["picture"] or (_PICTURE if options["file"] == EVAL else None)
        if target and "confusion" in figures:
            picture.draw(figures["confusion"], target)

    def crossvalidate(self, options: dict[str, Any]) -> None:
        """Print figures for each writer by models that never saw that writer."""
        figures = crossing.crossvalidate(corpus.load(corpus.TRAIN), now=timezone.now())
        self._publish(figures, options)

    def _publish(self, figures: dict[str, Any], options: dict[str, Any]) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(figures, ensure_ascii=False))
        else:
            self.stdout.write(report.table(figures))

    def predict(self, options: dict[str, Any]) -> None:
        """Print one prediction record a line."""
        if (options["file"] is None) == (options["text"] is None):
            raise CommandError("Informe um texto ou --file.")
        records = self._records(options["file"]) if options["file"] else [Record(text=options["text"])]
        now = timezone.now()
        for record in records:
            moment = evaluation.moment(record, now)
            read = services.understand(text=record.text, now=moment, expecting=record.expecting)
            self._line({**_identity(record), **read.to_record()})

    def when(self, options: dict[str, Any]) -> None:
        """Print start and end of each visit that is asked for."""
        now = timezone.localtime()
        for record in self._records(options["file"]):
            found = services.when(text=record.text, now=evaluation.moment(record, now))
            self._line({**_identity(record), **_visit(found)})

    def audit(self, options: dict[str, Any]) -> None:
        """Print near-duplicates of the training set, within it and with the compared file."""
        records = corpus.load(corpus.TRAIN)
        pairs = audit.twins(records)
        if options["file"].exists():
            pairs += audit.shared(self._records(options["file"]), records)
        for pair in pairs:
            mark = "!" if pair.contradicts else "="
            self.stdout.write(f"{mark} {pair.likeness:.0f} {_shown(pair.one)} | {_shown(pair.other)}")
        against = sum(pair.contradicts for pair in pairs)
        self.stdout.write(f"{len(records)} mensagens, {len(pairs)} repetições, {against} contradições")

    def _line(self, record: dict[str, Any]) -> None:
        # A lone surrogate in a message must not end the run: it is written as an escape.
        text = json.dumps(record, ensure_ascii=False)
        self.stdout.write(text.encode("utf-8", "backslashreplace").decode())

    def _records(self, path: Path) -> list[Record]:
        try:
            records, problems = corpus.read(path)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        for text in _complaints(path, problems):
            self.stderr.write(text)
        if not records:
            raise CommandError(f"{path}: nenhuma linha válida.")
        return records


def _complaints(path: Path, problems: list[corpus.Problem]) -> Iterator[str]:
    for problem in problems:
        yield f"{path.name}:{problem.line}: linha inválida: {problem.reason}"


def _visit(found: When | None) -> dict[str, Any]:
    if found is None:
        return {"none": True}
    return {"start": found.start.isoformat(), "end": found.end.isoformat() if found.end else None}


def _identity(record: Record) -> dict[str, str]:
    return {} if record.id is None else {"id": record.id}


def _shown(record: Record) -> str:
    return f"{record.id or '?'} {'+'.join(record.intents)} {record.text[:70]!r}"
