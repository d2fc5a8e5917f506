"""Experiments, who was exposed to what, and what is summed over them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from baton.core.errors import AlreadyExists, NotFound, StaleVersion, Unavailable
from baton.experiments.experiment import Experiment, ExperimentStatus
from baton.experiments.item_format import (
    ITSELF,
    UNITS,
    Place,
    experiment_of,
    exposure_of,
    outcomes_of,
    tallies_of,
    unit_hash,
    unit_part,
    written_exposure,
    written_outcomes,
)
from baton.experiments.sums import Counted, changed, exposed, taken_back
from baton.experiments.unit import Exposure, Measurement, MetricCounts, VariantCounts
from baton.persistence.database import Database, database_errors
from baton.persistence.listing import Listing
from baton.persistence.page import Page
from baton.persistence.timestamps import listed_at
from baton.persistence.transaction import DynamoTransaction, Transaction

if TYPE_CHECKING:
    from baton.experiments.items import ExperimentItem

ATTEMPTS = 5
"""How often a measurement is tried when others change the same unit."""


class ExperimentRepository(Protocol):
    """Where experiments are kept."""

    def add(self, experiment: Experiment, within: Transaction) -> None:
        """Keeps a new experiment. The commit raises ``AlreadyExists`` if its id is taken."""
        ...

    def replace(self, experiment: Experiment, within: Transaction) -> None:
        """Keeps the next version; the commit raises ``StaleVersion`` as for leads."""
        ...

    def get(self, experiment_id: str) -> Experiment:
        """The experiment, read consistently. Raises ``NotFound``."""
        ...

    def page(
        self, *, status: ExperimentStatus | None = None, cursor: str | None = None, limit: int = 50
    ) -> Page[Experiment]:
        """Experiments, the newest first, 1 to 100 a page."""
        ...

    def expose(self, experiment_id: str, exposure: Exposure) -> Exposure:
        """Logs a unit's exposure, once: a unit that was exposed before is not counted again.

        Gives the exposure that counts, which is the first one.
        """
        ...

    def exposure(self, experiment_id: str, unit: str) -> Exposure:
        """The exposure of a unit. Raises ``NotFound`` if it has none."""
        ...

    def measure(self, experiment_id: str, measured: Measurement) -> Exposure:
        """Counts a unit's outcome in its variant and phase; a later one of the same metric replaces
        it. A unit that is excluded is not counted.

        Gives the unit's exposure. Raises ``NotFound`` if it has none: what is not known to come from
        a variant says nothing about it.
        """
        ...

    def exclude(self, experiment_id: str, unit: str) -> Exposure:
        """Takes a unit and its outcomes out of what is summed, once and for good.

        Gives the unit's exposure. Raises ``NotFound`` if it has none.
        """
        ...

    def tallies(self, experiment_id: str) -> tuple[VariantCounts, ...]:
        """What is summed over every variant and phase that had units, in the order of their names."""
        ...

    def forget(self, experiment_id: str, units: Sequence[str]) -> int:
        """Deletes what is kept of units; what is summed over them stays. Gives how many there were."""
        ...


def listing_query(status: ExperimentStatus | None) -> str:
    """The listing's name with its filter, to which cursors are tied."""
    return f"experiments status={status or '*'}"


@dataclass(frozen=True, slots=True)
class _Change:
    """What a unit's item becomes, and what that adds to the sums; ``leaves``: it counts no more."""

    exposure: Exposure
    outcomes: Mapping[str, Counted]
    added: Mapping[str, MetricCounts]
    leaves: bool = False


class DynamoExperiments:
    """Experiments in DynamoDB."""

    def __init__(self, database: Database, table: str) -> None:
        from baton.experiments.items import ExperimentItem

        self._database = database
        self._items = database.bound(ExperimentItem, table)
        self._listing = Listing(
            database, self._items, lambda item: (item.experiment_id, ITSELF), experiment_of
        )

    def add(self, experiment: Experiment, within: Transaction) -> None:
        """See ``ExperimentRepository``."""
        text = f"There is already an experiment with the id {experiment.experiment_id}."
        condition = self._items.experiment_id.does_not_exist()
        DynamoTransaction.of(within).put(self._item(experiment), condition, AlreadyExists(text))

    def replace(self, experiment: Experiment, within: Transaction) -> None:
        """See ``ExperimentRepository``."""
        text = f"The experiment {experiment.experiment_id} was changed since it was read."
        condition = self._items.version == experiment.version - 1
        DynamoTransaction.of(within).put(self._item(experiment), condition, StaleVersion(text))

    def get(self, experiment_id: str) -> Experiment:
        """See ``ExperimentRepository``."""
        try:
            with database_errors():
                return experiment_of(self._items.get(experiment_id, ITSELF, consistent_read=True))
        except self._items.DoesNotExist:
            raise NotFound("experiment", experiment_id) from None

    def page(
        self, *, status: ExperimentStatus | None = None, cursor: str | None = None, limit: int = 50
    ) -> Page[Experiment]:
        """See ``ExperimentRepository``."""
        partitions = [one.value for one in ([status] if status else ExperimentStatus)]
        return self._listing.page(
            listing_query(status),
            self._items.by_status,
            partitions,
            cursor=cursor,
            limit=limit,
            belongs=lambda item: item.status in partitions,
        )

    def expose(self, experiment_id: str, exposure: Exposure) -> Exposure:
        """See ``ExperimentRepository``."""
        key = unit_hash(experiment_id, exposure.unit)
        item = self._items(
            experiment_id,
            unit_part(key),
            version=1,
            document=written_exposure(exposure),
            values="{}",
        )
        new = self._items.experiment_id.does_not_exist()
        try:
            with DynamoTransaction(self._database) as unit:
                unit.put(item, new, AlreadyExists("The unit was exposed before."))
                place = Place(experiment_id, exposure, key)
                unit.update(self._tally(place, UNITS), [self._items.units.add(1)])
                self._add(unit, place, exposed(exposure))
        except AlreadyExists:
            return self.exposure(experiment_id, exposure.unit)
        return exposure

    def exposure(self, experiment_id: str, unit: str) -> Exposure:
        """See ``ExperimentRepository``."""
        return exposure_of(self._exposed(experiment_id, unit), unit)

    def measure(self, experiment_id: str, measured: Measurement) -> Exposure:
        """See ``ExperimentRepository``."""
        metric, new = measured.metric, Counted.of(measured)

        def change(exposure: Exposure, outcomes: dict[str, Counted]) -> _Change | None:
            old = outcomes.get(metric)
            if exposure.excluded or old == new:
                return None
            added = changed(exposure, metric, old, new)
            return _Change(exposure, {**outcomes, metric: new}, added)

        return self._change_unit(experiment_id, measured.unit, change)

    def exclude(self, experiment_id: str, unit: str) -> Exposure:
        """See ``ExperimentRepository``."""

        def change(exposure: Exposure, outcomes: dict[str, Counted]) -> _Change | None:
            if exposure.excluded:
                return None
            excluded = exposure.model_copy(update={"excluded": True})
            return _Change(excluded, outcomes, taken_back(exposure, outcomes), leaves=True)

        return self._change_unit(experiment_id, unit, change)

    def tallies(self, experiment_id: str) -> tuple[VariantCounts, ...]:
        """See ``ExperimentRepository``."""
        with database_errors():
            found = list(
                self._items.query(
                    experiment_id, self._items.part.startswith("tally#"), consistent_read=True
                )
            )
        return tallies_of(found)

    def forget(self, experiment_id: str, units: Sequence[str]) -> int:
        """See ``ExperimentRepository``."""
        keys = [(experiment_id, unit_part(unit_hash(experiment_id, unit))) for unit in units]
        found = [
            (item.experiment_id, item.part) for item in self._database.fetch(self._items, keys)
        ]
        self._database.delete(self._items, found)
        return len(found)

    def _change_unit(
        self,
        experiment_id: str,
        name: str,
        change: Callable[[Exposure, dict[str, Counted]], _Change | None],
    ) -> Exposure:
        """Changes a unit's item and the sums in one transaction, if there is something to change."""
        for attempt in range(1, ATTEMPTS + 1):
            item = self._exposed(experiment_id, name)
            exposure = exposure_of(item, name)
            made = change(exposure, outcomes_of(item))
            if made is None:
                return exposure
            try:
                self._commit(item, made)
            except StaleVersion:
                self._database.pause(attempt)
            else:
                return made.exposure
        raise Unavailable("Others are changing the same unit all the time. Try again later.")

    def _commit(self, item: "ExperimentItem", made: _Change) -> None:
        place = Place(item.experiment_id, made.exposure, item.part.removeprefix(unit_part("")))
        actions = [
            self._items.document.set(written_exposure(made.exposure)),
            self._items.values.set(written_outcomes(made.outcomes)),
            self._items.version.set(item.version + 1),
        ]
        with DynamoTransaction(self._database) as unit:
            same = self._items.version == item.version
            unit.update(item, actions, same, StaleVersion("The unit was changed."))
            if made.leaves:
                counts = [self._items.units.add(-1), self._items.excluded.add(1)]
                unit.update(self._tally(place, UNITS), counts)
            self._add(unit, place, made.added)

    def _exposed(self, experiment_id: str, unit: str) -> "ExperimentItem":
        key = unit_part(unit_hash(experiment_id, unit))
        try:
            with database_errors():
                return self._items.get(experiment_id, key, consistent_read=True)
        except self._items.DoesNotExist:
            raise NotFound("exposure", unit) from None

    def _add(
        self, within: DynamoTransaction, place: Place, added: Mapping[str, MetricCounts]
    ) -> None:
        for metric, tally in added.items():
            sums = tally.model_dump(exclude_defaults=True)
            if sums:
                actions = [getattr(self._items, name).add(value) for name, value in sums.items()]
                within.update(self._tally(place, metric), actions)

    def _tally(self, place: Place, metric: str) -> "ExperimentItem":
        return self._items(place.experiment_id, place.part(metric))

    def _item(self, experiment: Experiment) -> "ExperimentItem":
        return self._items(
            experiment.experiment_id,
            ITSELF,
            version=experiment.version,
            status=experiment.status.value,
            listed_at=listed_at(experiment.created_at, experiment.experiment_id),
            document=experiment.model_dump_json(exclude_none=True),
        )
