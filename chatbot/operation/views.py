"""What machines ask: does it live, may it serve, how is it doing."""

import os

from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from chatbot.operation.broker import load_jobs
from chatbot.operation.metrics import BacklogCollector
from chatbot.operation.readiness import check_names, run_check


def health(_: HttpRequest) -> HttpResponse:
    """200 while the process answers; asks nobody else."""
    return HttpResponse("ok", content_type="text/plain")


def ready(_: HttpRequest) -> HttpResponse:
    """200 when every check is well, else 503 and which are not."""
    load_jobs()  # rooms register their checks and ages beside their jobs
    failing = {name: outcome.detail for name in check_names() if not (outcome := run_check(name)).ok}
    body = {"ready": not failing, "failing": failing}
    return JsonResponse(body, status=503 if failing else 200, headers={"Cache-Control": "no-store"})


def metrics(_: HttpRequest) -> HttpResponse:
    """Prometheus text of this process, or of all web processes when they share a folder."""
    load_jobs()
    registry: CollectorRegistry = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    ages = CollectorRegistry()
    ages.register(BacklogCollector())
    return HttpResponse(generate_latest(registry) + generate_latest(ages), content_type=CONTENT_TYPE_LATEST)
