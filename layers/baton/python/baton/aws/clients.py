"""One botocore session, the clients made from it, and what their errors mean.

boto3 is not needed: botocore has every call that is used, and costs half as much to import.
"""

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from baton.core.errors import Unavailable

CONNECT_SECONDS = 2
READ_SECONDS = 10
ATTEMPTS = 3
CONNECTIONS = 32

SERVICES = (
    "apigatewaymanagementapi",
    "athena",
    "cloudwatch",
    "dynamodb",
    "events",
    "glue",
    "lambda",
    "logs",
    "s3",
    "scheduler",
    "secretsmanager",
    "sesv2",
    "sns",
    "sqs",
    "stepfunctions",
)
"""The services that clients can be made of."""

_USER_AGENT = "Baton Botocore"
"""How our requests call themselves. botocore would gather it anew for every request, twice: from the
machine, the Python and the features in use, which is a tenth of what a request costs."""

_PASSING = frozenset(
    {
        "ExecutionLimitExceeded",
        "InternalFailure",
        "InternalServerError",
        "InternalServerException",
        "LimitExceededException",
        "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestTimeout",
        "RequestTimeoutException",
        "ServiceException",
        "ServiceUnavailable",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionConflictException",
        "TransactionInProgressException",
    }
)


class Clients:
    """The AWS clients of this container, each made when it is first asked for.

    Region, endpoint and credentials come from the environment as AWS's own tools read them
    (``AWS_REGION``, ``AWS_ENDPOINT_URL``), or are given. Making a client is not thread-safe in
    botocore and happens under a lock; using one is safe.
    """

    def __init__(self, *, region: str | None = None, endpoint: str | None = None) -> None:
        self._region = region
        self._endpoint = endpoint
        self._lock = threading.Lock()
        self._session: Any = None
        self._wanted: list[tuple[str, dict[str, Any]]] = []
        self._made: dict[tuple[str, int, int, str | None], Any] = {}

    def later(self, service: str, **how: Any) -> Callable[[], Any]:
        """``get`` with these arguments, put off until it is called, or until ``prepare``."""
        self._wanted.append((service, how))
        return lambda: self.get(service, **how)

    def prepare(self) -> None:
        """Makes every client that was put off: the first costs 180 ms of CPU, later ones 10."""
        for service, how in self._wanted:
            self.get(service, **how)

    def get(
        self,
        service: str,
        *,
        read_seconds: int = READ_SECONDS,
        attempts: int = ATTEMPTS,
        endpoint: str | None = None,
    ) -> Any:
        """The botocore client of a service, untyped as botocore makes it.

        ``read_seconds`` is how long an answer may take, ``attempts`` how often a call is tried in
        all (standard mode: throttling, timeouts and 5xx, with backoff and jitter), ``endpoint`` where
        it answers if that is not the region's address for all.
        """
        key = (service, read_seconds, attempts, endpoint)
        with self._lock:
            if key not in self._made:
                self._made[key] = self._new(*key)
            return self._made[key]

    def credentials(self) -> Any:
        """botocore's credentials of this container, for signing what botocore has no client of."""
        with self._lock:
            return self._own_session().get_credentials()

    def _own_session(self) -> Any:
        import botocore.session

        if self._session is None:
            self._session = botocore.session.get_session()
            self._session.register_component("data_loader", _loader())
        return self._session

    def _new(self, service: str, read_seconds: int, attempts: int, endpoint: str | None) -> Any:
        from botocore.config import Config

        config = Config(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=read_seconds,
            retries={"mode": "standard", "total_max_attempts": attempts},
            max_pool_connections=CONNECTIONS,
            tcp_keepalive=True,
            parameter_validation=False,
            user_agent=_USER_AGENT,
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        if self._endpoint or os.environ.get("AWS_ENDPOINT_URL"):
            # One address serves everything there: no host such as sync-… or <bucket>.… resolves.
            config = config.merge(Config(inject_host_prefix=False, s3={"addressing_style": "path"}))
        return self._own_session().create_client(
            service,
            region_name=self._region or os.environ.get("AWS_REGION"),
            endpoint_url=endpoint or self._endpoint,
            config=config,
        )


def _loader() -> Any:
    """botocore's loader of service descriptions, without its search.

    Before it loads a service botocore looks through the descriptions of all 400, twice, for those
    there are: a third of what the first client costs. Here they are known.
    """
    from botocore.loaders import Loader

    class KnownServices(Loader):
        def list_available_services(self, type_name: str) -> list[str]:  # noqa: ARG002 (botocore's)
            return list(SERVICES)

    return KnownServices()


def error_code(error: BaseException) -> str:
    """The code AWS gave an error, or the empty text."""
    response = getattr(error, "response", None)
    if not isinstance(response, Mapping):
        return ""
    return str(response.get("Error", {}).get("Code", ""))


def is_passing(error: BaseException) -> bool:
    """Whether trying again later may help: throttling, timeouts, lost connections, 5xx."""
    from botocore.exceptions import ClientError, HTTPClientError, IncompleteReadError
    from botocore.exceptions import ConnectionError as NoConnection

    if isinstance(error, ClientError):
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        return error_code(error) in _PASSING or status >= 500  # noqa: PLR2004 (HTTP: server errors)
    return isinstance(error, HTTPClientError | NoConnection | IncompleteReadError)


@contextmanager
def aws_errors(what: str) -> Iterator[None]:
    """Raises ``Unavailable`` for what may pass by itself; any other error is a fault and stays.

    ``what`` names the thing that did not answer, for whoever reads the message.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except (BotoCoreError, ClientError) as error:
        if is_passing(error):
            raise unavailable(what, error) from error
        raise


def unavailable(what: str, error: BaseException) -> Unavailable:
    """The error for something that does not answer, with AWS's code or the kind of fault."""
    reason = error_code(error) or type(error).__name__
    return Unavailable(f"{what} does not answer ({reason}). Try again later.")


Pause = Callable[[int], None]
"""Waits after the n-th failed attempt, n from 1."""


def backoff(sleep: Callable[[float], None], chance: Callable[[], float]) -> Pause:
    """Full jitter: a random share of 25 ms doubled per attempt, at most 1 s.

    Source: AWS Architecture Blog, "Exponential Backoff And Jitter" (2015).
    """

    def pause(attempt: int) -> None:
        sleep(chance() * min(1.0, 0.025 * 2**attempt))

    return pause
