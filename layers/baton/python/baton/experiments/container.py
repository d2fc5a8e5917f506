"""The parts of this area, wired over a platform."""

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from baton.experiments.repository import ExperimentRepository
    from baton.runtime.platform import Platform


class Experiments:
    """The experiment area's parts: ``platform.area(…)``. Each is made when it is first asked for."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform
        self._database, self._table = platform.database, platform.settings.table

    @cached_property
    def experiments(self) -> "ExperimentRepository":
        """Experiments, their exposures and their tallies."""
        from baton.experiments.repository import DynamoExperiments

        return DynamoExperiments(self._database, self._table("experiments"))
