"""The person's part in experiments: the units that they were, under any name callers use for units."""

from collections.abc import Iterator
from dataclasses import dataclass

from baton.core.errors import NotFound
from baton.experiments.experiment import Exposure
from baton.experiments.repository import ExperimentRepository
from functions.platform.erasure.personal_data_stores import Json, Traced


@dataclass(frozen=True, slots=True)
class ExperimentUnits:
    """Units of experiments. A caller may name a unit by the lead's id, its own id of the person, or
    their e-mail address; what was summed over units stays.
    """

    experiments: ExperimentRepository
    name: str = "experiments"

    def show(self, traced: Traced) -> list[Json]:
        """See ``Keeper``."""
        return [
            {"experiment_id": experiment_id, "variant": exposure.variant, "at": str(exposure.at)}
            for experiment_id in self._all()
            for unit in names_of(traced)
            if (exposure := self._exposure(experiment_id, unit))
        ]

    def forget(self, traced: Traced) -> int:
        """See ``Keeper``."""
        names = names_of(traced)
        return sum(self.experiments.forget(experiment_id, names) for experiment_id in self._all())

    def _all(self) -> Iterator[str]:
        cursor = None
        while True:
            page = self.experiments.page(cursor=cursor, limit=100)
            yield from (one.experiment_id for one in page.items)
            if (cursor := page.cursor) is None:
                return

    def _exposure(self, experiment_id: str, unit: str) -> Exposure | None:
        try:
            return self.experiments.exposure(experiment_id, unit)
        except NotFound:
            return None


def names_of(traced: Traced) -> tuple[str, ...]:
    """The names under which the lead's person may be a unit."""
    names = [traced.lead_id, *(key for key in traced.tie.keys)]
    names += [key.removeprefix("person#") for key in traced.tie.keys]
    if traced.lead:
        details = traced.lead.details
        names += [name for name in (details.external_id, details.email) if name]
    return tuple(dict.fromkeys(names))
