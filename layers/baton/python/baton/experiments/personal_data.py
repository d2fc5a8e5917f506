"""The person's part in experiments: the units that they were, under any name callers use for units."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from baton.core.errors import NotFound
from baton.experiments.container import Experiments
from baton.experiments.repository import ExperimentRepository
from baton.experiments.unit import Exposure
from baton.privacy.personal_data import Json, PersonalData, SubjectRecord
from baton.privacy.subject import digest_of

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


def personal_data(platform: "Platform") -> PersonalData:
    """See ``baton.privacy.personal_data``."""
    return PersonalData(stores=(ExperimentUnits(platform.area(Experiments).experiments),))


@dataclass(frozen=True, slots=True)
class ExperimentUnits:
    """Units of experiments. A caller may name a unit by the lead's id, its own id of the person, or
    their e-mail address; what was summed over units stays.
    """

    experiments: ExperimentRepository
    name: str = "experiments"

    def show(self, record: SubjectRecord) -> list[Json]:
        """See ``PersonalDataStore``."""
        return [
            {"experiment_id": experiment_id, "variant": exposure.variant, "at": str(exposure.at)}
            for experiment_id in self._all()
            for unit in names_of(record)
            if (exposure := self._exposure(experiment_id, unit))
        ]

    def forget(self, record: SubjectRecord) -> int:
        """See ``PersonalDataStore``."""
        names = names_of(record)
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


def names_of(record: SubjectRecord) -> tuple[str, ...]:
    """The names under which the record's person may be a unit."""
    keys = record.tie.keys
    bare = map(digest_of, keys)
    return tuple(dict.fromkeys((record.record_id, *keys, *bare, *record.names)))
