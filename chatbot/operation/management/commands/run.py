import logging
import secrets
import socket
import sys
import threading
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from chatbot.operation.broker import load_jobs
from chatbot.operation.processes import SchedulerProcess, WorkerProcess, exit_on_signals
from chatbot.operation.readiness import Preparation, preparations


class Command(BaseCommand):
    help = (
        "Run everything in one process: web, worker, scheduler, simulator. Ctrl-C stops it. "
        "Example: WEB_PORT=8080 manage.py run"
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=settings.WEB_HOST, help="address to listen on")
        parser.add_argument("--threads", type=int, default=8, help="web threads")

    def handle(self, *_: Any, **options: Any) -> None:
        if settings.LOG_LEVEL == "INFO":
            logging.getLogger().setLevel(logging.WARNING)  # the terminal belongs to the user
        exit_on_signals()
        listener = self._listen(options["host"], settings.WEB_PORT)
        Path(str(settings.STATIC_ROOT)).mkdir(parents=True, exist_ok=True)
        self._migrate()
        load_jobs()
        for step in preparations():
            self._prepare(step)
        self._create_admin()
        self._serve(listener, threads=options["threads"])

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def _listen(self, host: str, port: int) -> socket.socket:
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            self.stderr.write(f"WEB_PORT: cannot listen on {host}:{port} ({error.strerror})")
            sys.exit(2)
        return listener

    def _migrate(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self._say("• Preparando o banco de dados…")
            call_command("migrate", verbosity=0, interactive=False)

    def _prepare(self, step: Preparation) -> None:
        if step.background:
            threading.Thread(
                target=self._in_background, args=(step,), name="preparation", daemon=True
            ).start()
            return
        self._say(f"• {step.label}…")
        step.function()

    def _in_background(self, step: Preparation) -> None:
        try:
            step.function()
        except Exception:  # serving goes on; /ready and doctor tell what is missing
            logging.getLogger(__name__).exception("preparation_failed")
        finally:
            connections.close_all()

    def _create_admin(self) -> None:
        users = get_user_model()
        if users._default_manager.filter(is_superuser=True).exists():
            return
        password = secrets.token_urlsafe(12)
        users._default_manager.create_superuser("admin", "", password)
        self._say(f"• Login do admin (mostrado só desta vez): admin / {password}")

    def _serve(self, listener: socket.socket, *, threads: int) -> None:
        from waitress import create_server

        from chatbot.wsgi import application

        worker = WorkerProcess(threads=settings.WORKER_THREADS, with_ticks=False)
        scheduler = SchedulerProcess()
        server = create_server(application, sockets=[listener], threads=threads, ident=None)
        worker.start()
        scheduler.start()
        self._announce(listener.getsockname()[1])
        try:
            server.run()
        finally:
            server.close()
            scheduler.stop(seconds=1)
            worker.stop(seconds=3)
            connections.close_all()
            self._say("• Parado.")

    def _announce(self, port: int) -> None:
        address = f"http://127.0.0.1:{port}"
        if settings.SIMULATOR_ON:
            self._say(f"• Simulador: {address}/simulador/")
        self._say(f"• Admin: {address}/admin/")
        self._say("• Ctrl-C para parar.")
