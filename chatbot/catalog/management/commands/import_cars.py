"""Loads the dealership's own cars from a file."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from chatbot.catalog import services
from chatbot.catalog.importing import ImportRefused

_SHOWN = 200
_EXAMPLE = """\
Exemplo de arquivo (CSV com vírgula ou ponto e vírgula; JSON com as mesmas chaves):

  loja;cidade;uf;marca;modelo;versao;ano;preco;km;combustivel;cambio;cor;categoria;itens
  Minha Loja;São Paulo;SP;Fiat;Argo;Drive 1.0;2021;R$ 62.900,00;41.000;Flex;Manual;Branco;Hatch;ar|airbag|ABS

Obrigatórias: marca, modelo, ano, preco. Conferir sem gravar:

  python manage.py import_cars estoque.csv --dry-run
"""


class Command(BaseCommand):
    """`import_cars FILE`: the good lines are loaded together, the others reported."""

    help = "Importa o estoque da loja de um arquivo CSV ou JSON."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Keep the example's line breaks in --help."""
        return super().create_parser(
            prog_name,
            subcommand,
            epilog=_EXAMPLE,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            **kwargs,
        )

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and whether only to look."""
        parser.add_argument("file", type=Path, metavar="ARQUIVO", help="arquivo .csv ou .json")
        parser.add_argument("--dry-run", action="store_true", help="só confere, não grava nada")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import and report; exit code 1 when nothing could be read."""
        if options["verbosity"]:
            self.stdout.write(f"Lendo {options['file'].name} ...")
        try:
            report = services.import_file(options["file"], dry_run=options["dry_run"], progress=self._tell)
        except ImportRefused as error:
            raise CommandError(str(error)) from None
        for problem in report.problems[:_SHOWN]:
            self.stderr.write(f"linha {problem.line}: {problem.reason}")
        if len(report.problems) > _SHOWN:
            self.stderr.write(f"... e mais {len(report.problems) - _SHOWN} linhas recusadas")
        verb = "Conferidos (nada foi gravado)" if report.dry_run else "Carregados"
        self.stdout.write(
            f"{verb}: {report.loaded} carros, {report.new} deles novos; "
            f"{len(report.problems)} linhas recusadas (texto em {report.encoding})."
        )
        if report.problems and not report.loaded:
            raise CommandError("Nenhuma linha pôde ser carregada.")

    def _tell(self, done: int, total: int) -> None:
        self.stdout.write(f"  {done} de {total} carros ...")
