"""What AWS's errors mean, and how clients are made."""

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    IncompleteReadError,
    NoCredentialsError,
    ReadTimeoutError,
)

from baton.aws.clients import Clients, aws_errors, backoff, is_passing
from baton.core.errors import Unavailable
from tests.fakes.platform.scripted import client_error

URL = "http://127.0.0.1:1"


@pytest.mark.parametrize(
    "error",
    [
        client_error("ThrottlingException"),
        client_error("ProvisionedThroughputExceededException"),
        client_error("SlowDown", 503),
        client_error("InternalServerError", 500),
        client_error("SomethingNew", 502),
        ConnectTimeoutError(endpoint_url=URL),
        ReadTimeoutError(endpoint_url=URL),
        EndpointConnectionError(endpoint_url=URL),
        IncompleteReadError(actual_bytes=1, expected_bytes=2),
    ],
    ids=lambda error: type(error).__name__ + getattr(error, "operation_name", ""),
)
def test_what_may_pass_is_unavailable_and_says_what_does_not_answer(error: Exception) -> None:
    text = r"The bus does not answer \(.+\)\. Try again later\."
    with pytest.raises(Unavailable, match=text), aws_errors("The bus"):
        raise error


@pytest.mark.parametrize(
    "error",
    [
        client_error("ValidationException"),
        client_error("AccessDeniedException"),
        client_error("ResourceNotFoundException"),
        client_error("ConditionalCheckFailedException"),
        NoCredentialsError(),
    ],
    ids=str,
)
def test_a_fault_of_ours_stays_what_it_is(error: Exception) -> None:
    assert not is_passing(error)
    with pytest.raises(type(error)), aws_errors("The bus"):
        raise error


def test_an_error_of_another_kind_is_left_alone() -> None:
    with pytest.raises(ZeroDivisionError), aws_errors("The bus"):
        raise ZeroDivisionError


def test_pauses_grow_but_never_beyond_a_second() -> None:
    slept: list[float] = []
    pause = backoff(slept.append, lambda: 1.0)
    for attempt in range(1, 9):
        pause(attempt)
    assert slept[:3] == [0.05, 0.1, 0.2]
    assert max(slept) == 1.0


def test_many_threads_get_the_same_client(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "b")
    clients, gate = Clients(region="us-east-1", endpoint=URL), threading.Barrier(6)

    def ask(_: int) -> int:
        gate.wait()
        return id(clients.get("dynamodb"))

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(ask, range(6)))) == 1


def test_on_one_address_no_host_is_made_up_and_on_aws_the_services_own_are_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "b")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    local = Clients(region="eu-central-1", endpoint=URL).get("stepfunctions").meta
    remote = Clients(region="eu-central-1").get("stepfunctions").meta
    assert local.config.inject_host_prefix is False
    assert local.endpoint_url == URL
    assert remote.config.inject_host_prefix is True
    assert remote.endpoint_url == "https://states.eu-central-1.amazonaws.com"
    monkeypatch.setenv("AWS_ENDPOINT_URL", URL)
    found = Clients(region="eu-central-1").get("s3").meta
    assert found.endpoint_url == URL
    assert found.config.s3 == {"addressing_style": "path"}


@pytest.mark.parametrize(
    ("service", "host"),
    [
        ("dynamodb", "https://dynamodb.eu-central-1.amazonaws.com"),
        ("events", "https://events.eu-central-1.amazonaws.com"),
        ("s3", "https://s3.eu-central-1.amazonaws.com"),
    ],
)
def test_every_service_that_is_used_can_be_had(
    monkeypatch: pytest.MonkeyPatch, service: str, host: str
) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    client = Clients(region="eu-central-1").get(service)
    assert client.meta.endpoint_url == host


def test_importing_the_platform_imports_no_part_of_it() -> None:
    """A function pays for what it uses."""
    heavy = [
        "boto3",
        "botocore.session",
        "pynamodb",
        "email_validator",
        "baton.leads.lead_repository",
    ]
    found = f"print(*(name for name in {heavy} if name in sys.modules))"
    program = f"import sys, baton.runtime.platform; {found}"
    path = os.pathsep.join(sys.path)
    environment = {**os.environ, "PYTHONPATH": path}
    ended = subprocess.run(  # noqa: S603 (our own interpreter and program)
        [sys.executable, "-c", program],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stdout.strip() == ""


def test_a_client_error_has_a_code_only_if_aws_gave_one() -> None:
    from baton.aws.clients import error_code

    assert error_code(client_error("SlowDown")) == "SlowDown"
    assert error_code(ValueError()) == ""
    assert isinstance(client_error("x"), ClientError)
