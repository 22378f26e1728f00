"""`manage.py deadletters`: what was given up, both ways, and another try for it."""

import argparse
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from chatbot.whatsapp import services as whatsapp
from sessions_app import services as sessions

_EXAMPLE = """\
examples:
  manage.py deadletters                       what was given up, newest first
  manage.py deadletters list --json           the same for other programs
  manage.py deadletters retry out:12 in:7     try these again
  manage.py deadletters retry --all           try everything again

out: messages to customers that could not be sent; in: messages of customers that could not be worked on.
Texts, names and phone numbers are never shown.
"""
_LIMIT = 1000


class Command(BaseCommand):
    """List dead letters, or queue them again."""

    help = "Lists messages that were given up, to and from customers, and tries them again."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(
            prog_name,
            subcommand,
            epilog=_EXAMPLE,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            **kwargs,
        )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", nargs="?", choices=("list", "retry"), default="list")
        parser.add_argument("ids", nargs="*", metavar="ID", help="as listed: out:12, in:7")
        parser.add_argument("--all", action="store_true", help="retry: everything listed")
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["action"] == "list":
            if options["ids"] or options["all"]:
                raise CommandError("list takes no ID and no --all; did you mean retry?")
            self._show(_letters(), as_json=options["json"])
        else:
            self._retry(_chosen(options["ids"], take_all=options["all"]), as_json=options["json"])

    def _show(self, letters: list[dict[str, Any]], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(
                json.dumps({"count": len(letters), "dead_letters": letters}, ensure_ascii=False)
            )
            return
        for letter in letters:
            head = f"{letter['id']:<12} {letter['at']}  {letter['type']:<12}"
            self.stdout.write(f"{head} tries {letter['attempts']}  {letter['reason']}")
        self.stdout.write(f"{len(letters)} dead letters")

    def _retry(self, chosen: dict[str, list[int]], *, as_json: bool) -> None:
        done = {
            "out": whatsapp.retry_dead(ids=chosen["out"]) if chosen["out"] else 0,
            "in": sessions.retry_parked(ids=chosen["in"]) if chosen["in"] else 0,
        }
        asked = len(chosen["out"]) + len(chosen["in"])
        if as_json:
            self.stdout.write(json.dumps({"asked": asked, "retried": done}))
        else:
            self.stdout.write(
                f"{sum(done.values())} of {asked} queued again (out {done['out']}, in {done['in']})"
            )


def _letters() -> list[dict[str, Any]]:
    out = [
        {
            "id": f"out:{row.pk}",
            "at": (row.ended_at or row.created_at).isoformat(timespec="seconds"),
            "contact": str(row.contact_id),
            "type": row.type,
            "attempts": row.attempts,
            "reason": f"{row.error_code} {row.error_detail}".strip(),
        }
        for row in whatsapp.open_dead_letters(limit=_LIMIT)
    ]
    parked = [
        {
            "id": f"in:{event.pk}",
            "at": event.received_at.isoformat(timespec="seconds"),
            "contact": str(event.contact_id or ""),
            "type": event.type,
            "attempts": event.attempts,
            "reason": event.parked_reason,
        }
        for event in sessions.parked_events(limit=_LIMIT)
    ]
    return sorted(out + parked, key=lambda letter: str(letter["at"]), reverse=True)


def _chosen(ids: list[str], *, take_all: bool) -> dict[str, list[int]]:
    if take_all == bool(ids):
        raise CommandError("retry needs IDs as listed (out:12 in:7), or --all")
    names = [str(letter["id"]) for letter in _letters()] if take_all else ids
    chosen: dict[str, list[int]] = {"out": [], "in": []}
    for name in names:
        side, _, number = name.partition(":")
        if side not in chosen or not (number.isascii() and number.isdigit()):
            raise CommandError(f"{name!r} is no ID; they look like out:12 or in:7")
        chosen[side].append(int(number))
    return chosen
