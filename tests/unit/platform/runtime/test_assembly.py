"""On AWS everything is wired before the snapshot; what may not be shared is made anew after it."""

import sys
from types import SimpleNamespace
from typing import Any

import pytest

from baton.aws.clients import Clients
from baton.runtime.assembly import Assembled
from baton.runtime.platform import Platform


class Hooks(SimpleNamespace):
    """Stands for the runtime's module of that name."""

    def __init__(self) -> None:
        super().__init__(restored=[])

    def register_after_restore(self, renew: Any) -> None:
        self.restored.append(renew)


@pytest.fixture
def hooks(monkeypatch: pytest.MonkeyPatch) -> Hooks:
    found = Hooks()
    monkeypatch.setitem(sys.modules, "snapshot_restore_py", found)
    monkeypatch.setenv("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start")
    monkeypatch.setenv("AWS_REGION", "eu-central-1")
    return found


def with_files(platform: Platform) -> Platform:
    """A part that needs the intake bucket."""
    assert platform.files
    return platform


def test_elsewhere_nothing_is_wired_before_the_first_call() -> None:
    made: list[Platform] = []
    assembled = Assembled(lambda platform: made.append(platform) or platform)
    assert made == []
    assert assembled() is assembled() is made[0]


def test_the_snapshot_holds_the_part_and_its_clients(
    hooks: Hooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BATON_INTAKE_BUCKET", "intake")
    created: list[str] = []
    monkeypatch.setattr(Clients, "_new", lambda _, service, *how: created.append(service))
    assembled = Assembled(with_files)
    assert created == ["s3"]
    assert assembled().settings.intake_bucket == "intake"


def test_each_restored_container_has_a_name_of_its_own_over_the_same_clients(hooks: Hooks) -> None:
    assembled = Assembled(lambda platform: platform)
    snapshot = assembled()
    worker = snapshot.worker
    hooks.restored[0]()
    assert assembled().worker != worker
    assert assembled().clients is snapshot.clients


def test_a_part_that_cannot_be_wired_fails_the_deployment_and_no_call(hooks: Hooks) -> None:
    with pytest.raises(LookupError, match="BATON_INTAKE_BUCKET"):
        Assembled(with_files)
