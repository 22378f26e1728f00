"""`manage.py cloud_api`: the Cloud API stand-in as a process of its own, for tests and benchmarks."""

from argparse import RawDescriptionHelpFormatter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from chatbot.simulator.cloud import CloudApi
from chatbot.simulator.config import Config
from chatbot.simulator.server import Server

EXAMPLE = """
example:
  manage.py cloud_api --port 9000 --webhook-url http://127.0.0.1:8000/webhook/whatsapp
  curl -s 127.0.0.1:9000/_emu/inbound -d '{"from":"5511987654321","name":"Ana","type":"text","text":"oi"}'
  curl -s '127.0.0.1:9000/_emu/messages?to=5511987654321'
"""


class Command(BaseCommand):
    help = (
        "Plays Meta's Cloud API: strict checks, statuses, media, faults on demand. Never in production."
        + EXAMPLE
    )
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(
            prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs
        )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", type=int, default=9000, help="port to listen on; 0 takes a free one")
        parser.add_argument("--webhook-url", default=f"http://127.0.0.1:{settings.WEB_PORT}/webhook/whatsapp")
        parser.add_argument("--app-secret", default=_first_secret(), help="signs the webhooks")
        parser.add_argument(
            "--access-token", default=settings.WHATSAPP_ACCESS_TOKEN, help="the bearer asked for"
        )
        parser.add_argument("--verify-token", default=settings.WHATSAPP_VERIFY_TOKEN)
        parser.add_argument("--phone-number-id", default=",".join(settings.WHATSAPP_PHONE_NUMBER_IDS))
        parser.add_argument("--waba-id", default=settings.WHATSAPP_BUSINESS_ACCOUNT_ID)
        parser.add_argument("--concurrency", type=int, default=4, help="webhooks posted at once")
        parser.add_argument("--seed", type=int, help="the same ids at each start")
        parser.add_argument(
            "--lenient", action="store_true", help="no rates, no 24 h window (for benchmarks)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.SIMULATOR_ON:
            raise CommandError(
                "the Cloud API stand-in does not run in production (SIMULATOR is off)", returncode=2
            )
        config = Config(
            webhook_url=options["webhook_url"],
            app_secret=options["app_secret"],
            access_token=options["access_token"],
            verify_token=options["verify_token"],
            phone_number_id=options["phone_number_id"],
            waba_id=options["waba_id"],
            concurrency=options["concurrency"],
            seed=options["seed"],
            strict=not options["lenient"],
        )
        server = Server(CloudApi(config), host=options["host"], port=options["port"])
        if options["port"]:
            self.stdout.write(f"Cloud API stand-in on {server.url}, webhooks to {config.webhook_url}")
            self.stdout.flush()
        try:
            server.run()
        except OSError as error:
            raise CommandError(
                f"cannot listen on port {options['port']}: {error.strerror}", returncode=2
            ) from error


def _first_secret() -> str:
    return settings.WHATSAPP_APP_SECRETS[0].decode() if settings.WHATSAPP_APP_SECRETS else ""
