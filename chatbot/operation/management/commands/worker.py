from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from chatbot.operation import readiness
from chatbot.operation.processes import WorkerProcess, wait_for_signal


class Command(BaseCommand):
    help = (
        "Answer customers: runs turns and sends messages until SIGTERM. Example: manage.py worker --threads 8"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--threads", type=int, default=settings.WORKER_THREADS, help="jobs at once")
        parser.add_argument("--grace", type=float, default=25.0, help="seconds a running turn may still take")

    def handle(self, *_: Any, **options: Any) -> None:
        worker = WorkerProcess(threads=options["threads"])
        # A lease is shorter than the loading of what a turn needs: nothing is taken before it is there.
        for step in readiness.preparations():
            if step.in_worker:
                step.function()
        worker.start()
        self.stderr.write(f"worker: {options['threads']} threads")
        try:
            wait_for_signal()
        finally:
            worker.stop(seconds=options["grace"])
