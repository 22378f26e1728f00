from typing import Any

from django.core.management.base import BaseCommand

from chatbot.operation.processes import SchedulerProcess, wait_for_signal


class Command(BaseCommand):
    help = "Do periodic work: sweeps, hourly and daily jobs; two are harmless. Example: manage.py scheduler"

    def handle(self, *_: Any, **__: Any) -> None:
        scheduler = SchedulerProcess()
        scheduler.start()
        self.stderr.write("scheduler: running")
        try:
            wait_for_signal()
        finally:
            scheduler.stop(seconds=5)
