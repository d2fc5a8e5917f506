"""The deployed local stack, started once a run, and its callers."""

import time
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest

from infra.local.stack import LocalStack
from tests.integration.deployment import Deployment
from tests.integration.wire import CASES, LEADS, Wire

FORGETFUL = {"PERSIST_STATE": "0", "S3_PERSIST": "0"}
"""Nobody comes back to this stack, so it need not write down at its end what it knows."""

PATIENCE_SECONDS = 150.0
"""What a busy machine leaves undone is taken up when a lease of a minute is over, by the next sweep."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs the stack; ``-m "not integration"`` leaves it out."""
    for item in items:
        if item.nodeid.startswith("tests/integration/"):
            item.add_marker(pytest.mark.integration)


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStack]:
    local = LocalStack(tmp_path_factory.mktemp("stack"))
    try:
        local.start(FORGETFUL)
        local.deploy()
        yield local
    finally:
        local.end()
        local.wipe()


@pytest.fixture(scope="session")
def outputs(stack: LocalStack) -> dict[str, Any]:
    from infra.local.outputs import read

    return read(stack.folder / "outputs.json")


@pytest.fixture(scope="session")
def deployment(stack: LocalStack, outputs: dict[str, Any]) -> Deployment:
    deployment = Deployment(stack, outputs)
    deployment.listen()
    return deployment


def _client(name: str) -> Callable[[dict[str, Any], Deployment], Iterator[Wire]]:
    @pytest.fixture(scope="session", name=name)
    def client(outputs: dict[str, Any], deployment: Deployment) -> Iterator[Wire]:
        wire = Wire(outputs, name)
        yield wire
        wire.close()

    return client


application, operator, reader = _client("application"), _client("operator"), _client("reader")


@pytest.fixture(scope="session")
def eventually() -> Callable[..., Any]:
    """Asks until there is something to be had; fails when ``seconds`` are over."""

    def ask(question: Callable[[], Any], what: str, *, seconds: float = PATIENCE_SECONDS) -> Any:
        deadline = time.monotonic() + seconds
        while not (found := question()):
            if time.monotonic() > deadline:
                pytest.fail(f"{what} did not come in {seconds:.0f} s")
            time.sleep(0.1)
        return found

    return ask


@pytest.fixture(scope="session")
def a_lead() -> Callable[..., dict[str, Any]]:
    """A good lead of a person whom nobody has seen before."""
    numbers = count(1)

    def make(**changes: Any) -> dict[str, Any]:
        number = next(numbers)
        lead = {
            "external_id": f"crm-{number:04}",
            "email": f"person{number:04}@northwind.example",
            "first_name": "Ada",
            "last_name": f"Lindqvist{number:04}",
            "company": "Northwind Robotics",
            "company_size": 240,
            "job_title": "Head of Operations",
            "country": "Austria",
            "source": "Referral",
            "interest": "Demo",
            "message": "We would like a quote and a demo with our own data.",
            "activity": {"visits": 7, "seconds_on_site": 1260, "pages_per_visit": 4.5},
            "consent": {"email": True},
        }
        return {key: value for key, value in (lead | changes).items() if value is not None}

    return make


@pytest.fixture(scope="session")
def a_poor_lead(a_lead: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """A lead that asked years ago and whose details contradict each other."""

    def make(**changes: Any) -> dict[str, Any]:
        contradictions = {
            "phone": "+81312345678",
            "timezone": "Asia/Tokyo",
            "company": "Contoso Freight",
            "interest": None,
            "message": None,
            "activity": None,
            "occurred_at": "2021-01-01T09:00:00Z",
        }
        return a_lead(**contradictions | changes)

    return make


@pytest.fixture(scope="session")
def lead_when(application: Wire, eventually: Callable[..., Any]) -> Callable[..., dict[str, Any]]:
    """The lead as the API shows it, when it has come to a status."""

    def ask(lead_id: str, status: str = "processed") -> dict[str, Any]:
        def there() -> dict[str, Any] | None:
            lead: dict[str, Any] = application.get(f"{LEADS}/{lead_id}").json()
            return lead if lead.get("status") == status else None

        found: dict[str, Any] = eventually(there, f"lead {lead_id} as {status}")
        return found

    return ask


@pytest.fixture(scope="session")
def processed(
    application: Wire, lead_when: Callable[..., dict[str, Any]]
) -> Callable[..., dict[str, Any]]:
    """Sends a lead and gives it processed, whether the caller had to wait for it or not."""

    def send(lead: dict[str, Any]) -> dict[str, Any]:
        answer = application.post(LEADS, lead)
        assert answer.status_code in {200, 202}, answer.text
        return lead_when(answer.json()["lead_id"])

    return send


@pytest.fixture(scope="session")
def case_about(
    operator: Wire, deployment: Deployment, eventually: Callable[..., Any]
) -> Callable[[str], dict[str, Any]]:
    """The open case about a lead or campaign, when its workflow waits for the decision."""

    def ask(subject_id: str) -> dict[str, Any]:
        def waiting() -> dict[str, Any] | None:
            listed = operator.get(f"{CASES}?status=open&limit=100").json()["items"]
            for case_id in [c["escalation_id"] for c in listed if c["subject_id"] == subject_id]:
                if deployment.case(case_id).get("task_token"):
                    return dict(operator.get(f"{CASES}/{case_id}").json())
            return None

        found: dict[str, Any] = eventually(waiting, f"a case about {subject_id}")
        return found

    return ask


@pytest.fixture(scope="session")
def done_once(deployment: Deployment, eventually: Callable[..., Any]) -> Callable[[str], None]:
    """Holds that a lead was processed once: one plan, one announcement, and nothing left to do."""

    def check(lead_id: str) -> None:
        eventually(
            lambda: not deployment.items("outbox", subject_id=lead_id),
            f"the end of {lead_id}'s entries",
        )
        eventually(
            lambda: deployment.heard("lead.processed", lead_id=lead_id, status="processed"),
            f"lead.processed of {lead_id}",
        )
        deployment.sweep()
        said = deployment.heard("lead.processed", lead_id=lead_id, status="processed")
        # delivery is at least once: by its id a hearer knows a repeat
        assert len({one["message_id"] for one in said}) == 1
        assert len(deployment.planned(lead_id)) == 1

    return check
