import sys
from typing import Any

from django.core.management.base import BaseCommand

from chatbot.operation.diagnosis import Finding, findings


class Command(BaseCommand):
    help = "Try out what this installation depends on; exit code 1 on problems. Example: manage.py doctor"
    requires_system_checks = []

    def handle(self, *_: Any, **__: Any) -> None:
        found = findings()
        width = max(len(finding.name) for finding in found)
        for finding in found:
            self.stdout.write(_line(finding, width))
        problems = sum(not finding.ok for finding in found)
        self.stdout.write(f"\n{problems} problem(s)" if problems else "\nall well")
        if problems:
            sys.exit(1)


def _line(finding: Finding, width: int) -> str:
    state = "ok" if finding.ok else "PROBLEM"
    hint = f"  -> {finding.hint}" if finding.hint and not finding.ok else ""
    return f"{finding.name:<{width}}  {state:<7}  {finding.detail}{hint}".rstrip()
