"""HTTP to FacilIAuto: one pool, short time-outs, retries within five seconds, both styles of path."""

import time
from typing import Any

import httpx
import structlog
import tenacity

from chatbot.catalog.breaker import Breaker
from chatbot.catalog.values import CatalogUnavailable

TOTAL_SECONDS = 5.0
_CONNECT_SECONDS = 1.0
_READ_SECONDS = 3.0
# The server closes idle connections after 5 s.
_IDLE_SECONDS = 4.0
_ATTEMPTS = 3
_log = structlog.get_logger(__name__)


class Refused(CatalogUnavailable):
    """The server understood and refused (4xx): trying again is of no use."""


class _Broken(Exception):
    """A 5xx, or an answer that is no JSON: worth another attempt."""


class Transport:
    """Calls of one server; thread-safe. Every failure comes out as CatalogUnavailable."""

    def __init__(self, address: str) -> None:
        self.breaker = Breaker(f"faciliauto:{address}")
        self._bare: set[str] = set()
        self._client = httpx.Client(
            base_url=address,
            limits=httpx.Limits(
                max_connections=4, max_keepalive_connections=4, keepalive_expiry=_IDLE_SECONDS
            ),
            headers={"Accept": "application/json"},
            trust_env=False,
        )

    def get(self, path: str, *, params: dict[str, Any] | None = None) -> Any:
        """The JSON of a GET, None when the thing (not the route) does not exist."""
        return self._call("GET", path, params=params)

    def post(self, path: str, body: dict[str, Any], *, repeatable: bool = True) -> Any:
        """The JSON of a POST. One that is not repeatable is retried only when it surely was not received."""
        return self._call("POST", path, json=body, repeatable=repeatable)

    def close(self) -> None:
        """Close the pool."""
        self._client.close()

    def _call(self, method: str, path: str, *, repeatable: bool = True, **content: Any) -> Any:
        if not self.breaker.allows():
            raise CatalogUnavailable("breaker open")
        try:
            answer = self._with_retries(method, path, repeatable, content)
        except (httpx.HTTPError, _Broken) as error:
            self.breaker.failed()
            _log.warning("faciliauto_failed", path=path.split("/")[1], error=type(error).__name__)
            raise CatalogUnavailable(type(error).__name__) from None
        self.breaker.succeeded()
        return self._content(answer, path)

    def _with_retries(
        self, method: str, path: str, repeatable: bool, content: dict[str, Any]
    ) -> httpx.Response:
        deadline = time.monotonic() + TOTAL_SECONDS
        retrying = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(_ATTEMPTS) | tenacity.stop_before_delay(TOTAL_SECONDS - 0.2),
            wait=tenacity.wait_exponential_jitter(multiplier=0.1, max=0.6, jitter=0.1),
            retry=tenacity.retry_if_exception(lambda error: _may_retry(error, repeatable)),
            reraise=True,
        )
        return retrying(self._either_path, method, path, deadline, content)

    def _either_path(
        self, method: str, path: str, deadline: float, content: dict[str, Any]
    ) -> httpx.Response:
        """The `/api` form first; the bare one where the framework says that the route does not exist."""
        route = path.split("/")[1]
        if route not in self._bare:
            answer = self._once(method, f"/api{path}", deadline, content)
            if not _is_missing_route(answer):
                return answer
        answer = self._once(method, path, deadline, content)
        if _is_missing_route(answer):
            self._bare.discard(route)
        else:
            self._bare.add(route)
        return answer

    def _once(self, method: str, path: str, deadline: float, content: dict[str, Any]) -> httpx.Response:
        left = max(deadline - time.monotonic(), 0.1)
        timeout = httpx.Timeout(min(_READ_SECONDS, left), connect=min(_CONNECT_SECONDS, left))
        answer = self._client.request(method, path, timeout=timeout, **content)
        if answer.status_code >= 500:
            raise _Broken
        if answer.status_code == 200:
            _json(answer)
        return answer

    def _content(self, answer: httpx.Response, path: str) -> Any:
        if answer.status_code == 200:
            return _json(answer)
        if answer.status_code == 404:
            return None
        # Bodies of refusals echo what was sent: only the status is told.
        _log.warning("faciliauto_refused", path=path.split("/")[1], status=answer.status_code)
        raise Refused(str(answer.status_code))


def _may_retry(error: BaseException, repeatable: bool) -> bool:
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        return True
    return repeatable and isinstance(error, httpx.TransportError | _Broken)


def _is_missing_route(answer: httpx.Response) -> bool:
    if answer.status_code != 404:
        return False
    try:
        content = answer.json()
    except ValueError:
        return True
    return isinstance(content, dict) and content.get("detail") == "Not Found"


def _json(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except ValueError:
        raise _Broken from None
