"""The deployed local stack, started once a run."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.local.client import Answer, ApiClient
from infra.local.stack import LocalStack


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStack]:
    local = LocalStack(tmp_path_factory.mktemp("stack"))
    try:
        local.start()
        local.deploy()
        yield local
    finally:
        local.stop()


@pytest.fixture(scope="session")
def outputs(stack: LocalStack) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((stack.folder / "outputs.json").read_text("utf-8"))
    return found


@pytest.fixture(scope="session")
def api(outputs: dict[str, Any]) -> Iterator[ApiClient]:
    client = ApiClient(outputs)
    yield client
    client.close()


@pytest.fixture(scope="session")
def reader(outputs: dict[str, Any]) -> Iterator[ApiClient]:
    client = ApiClient(outputs, "reader")
    yield client
    client.close()


@pytest.fixture(scope="session")
def eventually() -> Callable[..., Any]:
    """Asks until there is something to be had; fails with the last answer after ``seconds``."""

    def ask(question: Callable[[], Any], *, seconds: float = 30.0, what: str = "it") -> Any:
        deadline = time.monotonic() + seconds
        while not (found := question()):
            if time.monotonic() > deadline:
                pytest.fail(f"{what} did not come in {seconds:.0f} s")
            time.sleep(0.1)
        return found

    return ask


@pytest.fixture
def lead_of(api: ApiClient) -> Callable[[str], dict[str, Any]]:
    def read(lead_id: str) -> dict[str, Any]:
        answer: Answer = api.request("GET", f"/api/v1/leads/{lead_id}")
        assert answer.status == 200, answer
        lead: dict[str, Any] = answer.body
        return lead

    return read


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data beside the repository."""
    folder = Path(__file__).resolve().parents[3] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the shared data is not beside this checkout")
    return folder
