"""`manage.py chat`: talk to the assistant in a terminal, as a customer would."""

import random
import socket
import subprocess
import sys
import threading
from argparse import RawDescriptionHelpFormatter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from chatbot.simulator.terminal import ATTACHMENTS, ControlLine, Conversation, NoAnswer

EXAMPLE = f"""
Without --url it joins the running `manage.py run` of this installation, or starts one of its own.
The number of an offered option taps it; {", ".join(ATTACHMENTS)} attach something; /sair ends.

example:
  manage.py chat
  printf 'oi\\naceito\\n' | manage.py chat --from 5511987654321
"""


class Command(BaseCommand):
    help = "Talk to the assistant in a terminal, as a customer would. Never in production." + EXAMPLE
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(
            prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs
        )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--from", dest="phone", default="", help="the customer's number; a new one without"
        )
        parser.add_argument("--name", default="Visitante", help="the customer's name on WhatsApp")
        parser.add_argument(
            "--url", default="", help="a running server, or a stand-in of `manage.py cloud_api`"
        )
        parser.add_argument("--quiet", type=float, default=1.5, help="seconds of silence that end an answer")
        parser.add_argument("--timeout", type=float, default=30, help="seconds to wait for an answer")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.SIMULATOR_ON:
            raise CommandError("the chat does not run in production (SIMULATOR is off)", returncode=2)
        phone = options["phone"] or f"55119{random.randrange(70_000_000, 99_999_999)}"
        try:
            if options["url"]:
                self._talk(_reach(options["url"].rstrip("/")), phone, options)
            elif _is_ours(line := ControlLine(_graph_of(settings.WEB_PORT))):
                self._talk(line, phone, options)
            else:
                with self._own_server() as own:
                    self._talk(own, phone, options)
        except NoAnswer as error:
            raise CommandError(f"sem resposta do servidor ({error})", returncode=1) from error

    @contextmanager
    def _own_server(self) -> Iterator[ControlLine]:
        """The embedded process on a free port; what it says while starting goes to standard error."""
        port = _free_port()
        command = ["env", f"WEB_PORT={port}", sys.executable, str(settings.ROOT / "manage.py"), "run"]
        journal = settings.VAR_DIR / "chat.log"
        with (
            journal.open("a") as log,
            subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True) as process,  # noqa: S603
        ):
            assert process.stdout is not None
            try:
                self._wait_for_start(process.stdout, journal=str(journal))
                threading.Thread(target=process.stdout.read, daemon=True).start()
                yield ControlLine(_graph_of(port))
            finally:
                process.terminate()

    def _wait_for_start(self, said: IO[str], *, journal: str) -> None:
        for line in said:
            if "/simulador/" in line:
                return
            self.stderr.write(line.rstrip())
        raise NoAnswer(f"manage.py run ended; see {journal}")

    def _talk(self, line: ControlLine, phone: str, options: dict[str, Any]) -> None:
        conversation = Conversation(line, phone=phone, name=options["name"])
        interactive = sys.stdin.isatty()
        self._write(f"Conversa de {options['name']} ({phone}) com a loja. /sair ou Ctrl-D termina.")
        for text in self._typed(interactive):
            if not interactive:
                self._write(f"você: {text}")
            wamid = conversation.say(text)
            for shown in conversation.wait(wamid, quiet_s=options["quiet"], most_s=options["timeout"]):
                self._write(shown)

    def _typed(self, interactive: bool) -> Iterator[str]:
        while True:
            try:
                text = input("você: ") if interactive else sys.stdin.readline()
            except (EOFError, KeyboardInterrupt):
                return
            if not interactive and not text:
                return
            text = text.strip()
            if text == "/sair":
                return
            if text:
                yield text

    def _write(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def _graph_of(port: int) -> str:
    return f"http://127.0.0.1:{port}/simulador/graph"


def _reach(url: str) -> ControlLine:
    """The stand-in at this address: inside a running server, or by itself."""
    for base in (f"{url}/simulador/graph", url):
        line = ControlLine(base)
        try:
            if line.call("GET", "/_emu/health")[0] == 200:
                return line
        except NoAnswer:
            continue
    raise NoAnswer(url)


def _is_ours(line: ControlLine) -> bool:
    """Whether a server with our own token runs there; another installation's is left alone."""
    address = f"/{settings.WHATSAPP_API_VERSION}/{settings.WHATSAPP_PHONE_NUMBER_ID}"
    try:
        return line.call("GET", address, token=settings.WHATSAPP_ACCESS_TOKEN)[0] == 200
    except NoAnswer:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
