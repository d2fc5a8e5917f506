"""Experiments, who was exposed to what, and what is summed over them."""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol

from baton.core.errors import AlreadyExists, NotFound, StaleVersion, Unavailable
from baton.experiments.experiment import (
    Experiment,
    ExperimentStatus,
    Exposure,
    MetricTally,
    NewMeasurement,
    VariantTally,
)
from baton.persistence.database import Database, database_errors
from baton.persistence.listing import Listing
from baton.persistence.page import Page
from baton.persistence.timestamps import listed_at
from baton.persistence.transaction import DynamoTransaction, Transaction

if TYPE_CHECKING:
    from baton.experiments.items import ExperimentItem

MILLION = 1_000_000
SHARDS = 16
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

    def measure(self, experiment_id: str, measured: NewMeasurement) -> Exposure:
        """Counts a unit's outcome in its variant; a later one of the same metric replaces it.

        Gives the unit's exposure. Raises ``NotFound`` if it has none: what is not known to come from
        a variant says nothing about it.
        """
        ...

    def tallies(self, experiment_id: str) -> tuple[VariantTally, ...]:
        """What is summed over every variant that has units, by the variants' names."""
        ...

    def forget(self, experiment_id: str, units: Sequence[str]) -> int:
        """Deletes what is kept of units; what is summed over them stays. Gives how many there were."""
        ...


def listing_query(status: ExperimentStatus | None) -> str:
    """The listing's name with its filter, to which cursors are tied."""
    return f"experiments status={status or '*'}"


def millionths(value: float) -> int:
    """``value`` in whole millionths."""
    return round(value * MILLION)


def exposed(exposure: Exposure) -> dict[str, MetricTally]:
    """What a new exposure adds to the tallies: the unit's values from before."""
    values = {name: millionths(value) for name, value in exposure.past.items()}
    return {name: MetricTally(past=past, past_squares=past * past) for name, past in values.items()}


def change(old: int, new: int, past: int) -> MetricTally:
    """What a unit's outcome adds when it goes from ``old`` to ``new`` millionths."""
    return MetricTally(total=new - old, squares=new * new - old * old, products=(new - old) * past)


ITSELF = "experiment"
UNITS = "-"
"""In place of the metric, in the tally that counts the units."""


class DynamoExperiments:
    """Experiments in DynamoDB."""

    def __init__(self, database: Database, table: str) -> None:
        from baton.experiments.items import ExperimentItem

        self._database = database
        self._items = database.bound(ExperimentItem, table)
        self._listing = Listing(
            database, self._items, lambda item: (item.experiment_id, ITSELF), _read
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
                return _read(self._items.get(experiment_id, ITSELF, consistent_read=True))
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
        key = _hash(experiment_id, exposure.unit)
        item = self._items(
            experiment_id,
            _unit(key),
            version=1,
            document=exposure.model_dump_json(exclude={"unit"}),
            values="{}",
        )
        new = self._items.experiment_id.does_not_exist()
        try:
            with DynamoTransaction(self._database) as unit:
                unit.put(item, new, AlreadyExists("The unit was exposed before."))
                count = self._tally(experiment_id, exposure.variant, UNITS, key)
                unit.update(count, [self._items.units.add(1)])
                self._add(unit, experiment_id, exposure.variant, key, exposed(exposure))
        except AlreadyExists:
            return self.exposure(experiment_id, exposure.unit)
        return exposure

    def exposure(self, experiment_id: str, unit: str) -> Exposure:
        """See ``ExperimentRepository``."""
        return _exposure(unit, self._exposed(experiment_id, unit))

    def measure(self, experiment_id: str, measured: NewMeasurement) -> Exposure:
        """See ``ExperimentRepository``."""
        key, new = _hash(experiment_id, measured.unit), millionths(measured.value)
        for attempt in range(1, ATTEMPTS + 1):
            item = self._exposed(experiment_id, measured.unit)
            exposure = _exposure(measured.unit, item)
            values: dict[str, int] = json.loads(item.values or "{}")
            if values.get(measured.metric) == new:
                return exposure
            past = millionths(exposure.past.get(measured.metric, 0.0))
            added = change(values.get(measured.metric, 0), new, past)
            actions = [
                self._items.values.set(json.dumps({**values, measured.metric: new})),
                self._items.version.set(item.version + 1),
            ]
            try:
                with DynamoTransaction(self._database) as unit:
                    same = self._items.version == item.version
                    unit.update(item, actions, same, StaleVersion("The unit was changed."))
                    whole = {measured.metric: added}
                    self._add(unit, experiment_id, exposure.variant, key, whole)
            except StaleVersion:
                self._database.pause(attempt)
            else:
                return exposure
        raise Unavailable("Others are measuring the same unit all the time. Try again later.")

    def tallies(self, experiment_id: str) -> tuple[VariantTally, ...]:
        """See ``ExperimentRepository``."""
        with database_errors():
            found = list(
                self._items.query(
                    experiment_id, self._items.part.startswith("tally#"), consistent_read=True
                )
            )
        units: dict[str, int] = {}
        metrics: dict[str, dict[str, MetricTally]] = {}
        for item in found:
            _, variant, metric, _ = item.part.split("#")
            units[variant] = units.get(variant, 0) + int(item.units or 0)
            if metric != UNITS:
                own = metrics.setdefault(variant, {})
                own[metric] = plus(own.get(metric, MetricTally()), _read_tally(item))
        return tuple(
            VariantTally(variant=variant, units=units[variant], metrics=metrics.get(variant, {}))
            for variant in sorted(units)
        )

    def forget(self, experiment_id: str, units: Sequence[str]) -> int:
        """See ``ExperimentRepository``."""
        keys = [(experiment_id, _unit(_hash(experiment_id, unit))) for unit in units]
        found = [
            (item.experiment_id, item.part) for item in self._database.fetch(self._items, keys)
        ]
        self._database.delete(self._items, found)
        return len(found)

    def _exposed(self, experiment_id: str, unit: str) -> "ExperimentItem":
        key = _unit(_hash(experiment_id, unit))
        try:
            with database_errors():
                return self._items.get(experiment_id, key, consistent_read=True)
        except self._items.DoesNotExist:
            raise NotFound("exposure", unit) from None

    def _add(
        self,
        within: DynamoTransaction,
        experiment_id: str,
        variant: str,
        key: str,
        added: Mapping[str, MetricTally],
    ) -> None:
        for metric, tally in added.items():
            item = self._tally(experiment_id, variant, metric, key)
            sums = tally.model_dump(exclude_defaults=True)
            if sums:
                within.update(
                    item, [getattr(self._items, name).add(value) for name, value in sums.items()]
                )

    def _tally(self, experiment_id: str, variant: str, metric: str, key: str) -> "ExperimentItem":
        shard = int(key[:8], 16) % SHARDS
        return self._items(experiment_id, f"tally#{variant}#{metric}#{shard:02}")

    def _item(self, experiment: Experiment) -> "ExperimentItem":
        return self._items(
            experiment.experiment_id,
            ITSELF,
            version=experiment.version,
            status=experiment.status.value,
            listed_at=listed_at(experiment.created_at, experiment.experiment_id),
            document=experiment.model_dump_json(exclude_none=True),
        )


def plus(one: MetricTally, other: MetricTally) -> MetricTally:
    """Two tallies together."""
    return MetricTally(
        **{name: getattr(one, name) + getattr(other, name) for name in MetricTally.model_fields}
    )


def _read(item: "ExperimentItem") -> Experiment:
    return Experiment.model_validate_json(item.document or "")


def _read_tally(item: "ExperimentItem") -> MetricTally:
    return MetricTally(**{name: int(getattr(item, name) or 0) for name in MetricTally.model_fields})


def _exposure(unit: str, item: "ExperimentItem") -> Exposure:
    return Exposure(unit=unit, **json.loads(item.document or ""))


def _hash(experiment_id: str, unit: str) -> str:
    return sha256(f"{experiment_id}#{unit}".encode()).hexdigest()[:32]


def _unit(key: str) -> str:
    return f"unit#{key}"
