"""The parts of experiments in memory."""

from typing import TYPE_CHECKING, Any

from tests.fakes.experiments.experiments import FakeExperiments
from tests.fakes.platform.transaction import Ground

if TYPE_CHECKING:
    from tests.fakes.platform.container import FakePlatform


def parts(platform: "FakePlatform", ground: Ground) -> dict[str, Any]:
    """As ``baton.experiments.container.Experiments`` has them, by name."""
    del platform
    return {"experiments": FakeExperiments(ground)}
