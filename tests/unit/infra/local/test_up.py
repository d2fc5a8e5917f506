"""``make up``: a stack that could not be started whole leaves nothing running."""

from types import SimpleNamespace
from typing import Any

import pytest

from infra.local import __main__ as commands
from infra.local.ministack import LocalFailure
from infra.local.stack import LocalStack


class Unstartable:
    """A stack whose local AWS does not come up, after other parts did."""

    def __init__(self, *, running: bool) -> None:
        self.aws = SimpleNamespace(is_running=lambda: running)
        self.stopped = False

    def start(self) -> None:
        raise LocalFailure("The local AWS does not start.")

    def stop(self) -> bool:
        self.stopped = True
        return True


@pytest.mark.parametrize("running", [False, True])
def test_a_failed_up_stops_what_it_started_and_never_what_ran_before(
    monkeypatch: pytest.MonkeyPatch, capsys: Any, running: bool
) -> None:
    stack = Unstartable(running=running)
    monkeypatch.setattr(LocalStack, "named", lambda _name: stack)

    assert commands.main(["up"]) != 0
    assert stack.stopped is not running
    assert "does not start" in capsys.readouterr().err
