"""The local AWS is ours, or it is not said to run."""

import time
from pathlib import Path

import pytest

from infra.local import ministack
from infra.local.ministack import FIRST_PORT, LocalFailure, MiniStack


def test_another_local_aws_that_took_the_port_first_is_not_taken_for_ours(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Ours ends since the port is taken, while what took it answers at it."""
    looked = list[int]()

    def free(first: int) -> int:
        looked.append(first)
        return FIRST_PORT

    def answers(_: int) -> bool:
        time.sleep(0.5)
        return True

    monkeypatch.setattr(ministack, "_free_port", free)
    monkeypatch.setattr(ministack, "_answers", answers)
    monkeypatch.setattr("sys.executable", "/bin/false")
    with pytest.raises(LocalFailure, match="did not start"):
        MiniStack(tmp_path).start()
    assert looked == [FIRST_PORT, 0]
