"""How an experiment, its units and its sums are written in DynamoDB items. Pure."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from baton.experiments.experiment import Experiment
from baton.experiments.sums import Counted, plus
from baton.experiments.unit import Exposure, MetricCounts, VariantCounts

if TYPE_CHECKING:
    from baton.experiments.items import ExperimentItem

SHARDS = 16
ITSELF = "experiment"
UNITS = "-"
"""In place of the metric, in the tally that counts the units."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a unit is summed: its variant in its phase, in one of the shards."""

    experiment_id: str
    exposure: Exposure
    key: str

    def part(self, metric: str) -> str:
        """The sort key of the shard that sums the metric."""
        shard = int(self.key[:8], 16) % SHARDS
        return f"tally#{self.exposure.phase:02}#{self.exposure.variant}#{metric}#{shard:02}"


def experiment_of(item: "ExperimentItem") -> Experiment:
    """The experiment of its own item."""
    return Experiment.model_validate_json(item.document or "")


def tally_of(item: "ExperimentItem") -> MetricCounts:
    """What a shard has summed."""
    return MetricCounts(
        **{name: int(getattr(item, name) or 0) for name in MetricCounts.model_fields}
    )


def tallies_of(items: Iterable["ExperimentItem"]) -> tuple[VariantCounts, ...]:
    """What all shards together have summed, of every variant and phase in the order of their names."""
    units: dict[tuple[str, int], tuple[int, int]] = {}
    metrics: dict[tuple[str, int], dict[str, MetricCounts]] = {}
    for item in items:
        _, phase, variant, metric, _ = item.part.split("#")
        place = (variant, int(phase))
        here, gone = units.get(place, (0, 0))
        units[place] = here + int(item.units or 0), gone + int(item.excluded or 0)
        if metric != UNITS:
            own = metrics.setdefault(place, {})
            own[metric] = plus(own.get(metric, MetricCounts()), tally_of(item))
    return tuple(
        VariantCounts(
            variant=place[0],
            phase=place[1],
            units=here,
            excluded=gone,
            metrics=metrics.get(place, {}),
        )
        for place, (here, gone) in sorted(units.items())
    )


def written_exposure(exposure: Exposure) -> str:
    """A unit's exposure as text, without its name."""
    return exposure.model_dump_json(exclude={"unit"}, exclude_defaults=True)


def outcomes_of(item: "ExperimentItem") -> dict[str, Counted]:
    """A unit's outcomes, by metric."""
    written: dict[str, tuple[int, int, int]] = json.loads(item.values or "{}")
    return {name: Counted(value, per, bool(cut)) for name, (value, per, cut) in written.items()}


def written_outcomes(outcomes: Mapping[str, Counted]) -> str:
    """Outcomes as text."""
    return json.dumps(
        {name: (one.value, one.per, int(one.capped)) for name, one in outcomes.items()}
    )


def exposure_of(item: "ExperimentItem", unit: str) -> Exposure:
    """The exposure of a unit that is called so."""
    return Exposure(unit=unit, **json.loads(item.document or ""))


def unit_hash(experiment_id: str, unit: str) -> str:
    """What stands for a unit in keys: no key names a person."""
    return sha256(f"{experiment_id}#{unit}".encode()).hexdigest()[:32]


def unit_part(key: str) -> str:
    """The sort key of a unit's item."""
    return f"unit#{key}"
