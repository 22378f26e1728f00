"""What the operation room does for the catalogue: hourly synchronisation, the sample stock, the check."""

import structlog
from django.conf import settings

from chatbot.catalog import importing, services
from chatbot.catalog.faciliauto import provider_for
from chatbot.catalog.values import CatalogUnavailable
from chatbot.operation import services as operation

_log = structlog.get_logger(__name__)


@operation.hourly("catalogue synchronisation")
def _synchronise() -> None:
    try:
        report = services.synchronise()
    except CatalogUnavailable:
        _log.warning("catalogue_unavailable")
        raise
    _log.info(
        "catalogue_synchronised", seen=report.seen, new=report.new, repriced=report.repriced, gone=report.gone
    )


@operation.preparation("Catálogo de exemplo", order=20)
def _load_sample() -> None:
    if not settings.FACILIAUTO_API_URL:
        importing.load_sample()


@operation.readiness("FacilIAuto")
def _check() -> operation.Check:
    """Never fails readiness: while FacilIAuto is down customers get the last known answers."""
    address = settings.FACILIAUTO_API_URL
    if not address:
        return operation.Check(True, "embedded catalogue")
    return operation.Check(
        True, "answers" if provider_for(address).is_well() else "degraded: does not answer"
    )
