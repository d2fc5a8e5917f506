"""What every store of experiments promises."""

import pytest

from baton.core.clock import new_id
from baton.core.errors import AlreadyExists, InvalidInput, NotFound, StaleVersion
from baton.experiments.analysis import analyse
from baton.experiments.container import Experiments
from baton.experiments.experiment import (
    Experiment,
    ExperimentStatus,
    Exposure,
    Metric,
    MetricKind,
    MetricTally,
    NewExperiment,
    NewMeasurement,
    Variant,
    VariantTally,
)
from baton.experiments.plan import plan_of
from baton.runtime.platform import Platform
from tests.contract.given import at_once, later
from tests.fakes.platform.clock import NOON


def an_experiment(
    status: ExperimentStatus = ExperimentStatus.RUNNING, seconds: float = 0
) -> Experiment:
    details = NewExperiment(
        name="A shorter subject",
        variants=(Variant(name="present"), Variant(name="shorter", parameters={"words": 4})),
        primary=Metric(name="opened"),
        secondary=(Metric(name="revenue", kind=MetricKind.MEAN, covariate=True),),
        baseline=0.2,
        minimum_effect=0.02,
    )
    return Experiment(
        experiment_id=new_id(),
        status=status,
        created_at=later(seconds),
        updated_at=NOON,
        details=details,
        plan=plan_of(details),
    )


def expose(
    platform: Platform, experiment_id: str, unit: str, variant: str, past: float = 0
) -> None:
    given = {"revenue": past} if past else {}
    platform.area(Experiments).experiments.expose(
        experiment_id, Exposure(unit=unit, variant=variant, at=NOON, past=given)
    )


def measure(platform: Platform, experiment_id: str, unit: str, metric: str, value: float) -> None:
    measured = NewMeasurement(unit=unit, metric=metric, value=value)
    platform.area(Experiments).experiments.measure(experiment_id, measured)


def test_an_experiment_comes_back_as_it_was_kept_with_its_report(platform: Platform) -> None:
    experiment = an_experiment()
    report = analyse(experiment, (VariantTally(variant="present", units=3),), NOON)
    experiment = experiment.model_copy(update={"report": report})
    with platform.transactions.begin() as unit:
        platform.area(Experiments).experiments.add(experiment, unit)
    assert platform.area(Experiments).experiments.get(experiment.experiment_id) == experiment
    with pytest.raises(AlreadyExists), platform.transactions.begin() as unit:
        platform.area(Experiments).experiments.add(experiment, unit)


def test_an_unknown_experiment_or_unit_is_not_found(platform: Platform) -> None:
    with pytest.raises(NotFound):
        platform.area(Experiments).experiments.get(new_id())
    with pytest.raises(NotFound):
        platform.area(Experiments).experiments.exposure(new_id(), "ada")
    assert platform.area(Experiments).experiments.tallies(new_id()) == ()


def test_versions_follow_each_other(platform: Platform) -> None:
    experiment = an_experiment()
    with platform.transactions.begin() as unit:
        platform.area(Experiments).experiments.add(experiment, unit)
    stopped = experiment.model_copy(update={"version": 2, "status": ExperimentStatus.STOPPED})
    with platform.transactions.begin() as unit:
        platform.area(Experiments).experiments.replace(stopped, unit)
    with pytest.raises(StaleVersion), platform.transactions.begin() as unit:
        platform.area(Experiments).experiments.replace(stopped, unit)
    assert platform.area(Experiments).experiments.page(status=ExperimentStatus.RUNNING).items == ()
    assert platform.area(Experiments).experiments.page(status=ExperimentStatus.STOPPED).items == (
        stopped,
    )


def test_experiments_are_listed_newest_first_page_by_page(platform: Platform) -> None:
    statuses = [*ExperimentStatus, *ExperimentStatus]
    kept = [an_experiment(status, n) for n, status in enumerate(statuses)]
    with platform.transactions.begin() as unit:
        for experiment in kept:
            platform.area(Experiments).experiments.add(experiment, unit)
    for experiment in kept:
        expose(platform, experiment.experiment_id, "ada", "present")
    first = platform.area(Experiments).experiments.page(limit=4)
    second = platform.area(Experiments).experiments.page(limit=4, cursor=first.cursor)
    assert [*first.items, *second.items] == kept[::-1]
    assert second.cursor is None
    with pytest.raises(InvalidInput):
        platform.area(Experiments).experiments.page(
            status=ExperimentStatus.DRAFT, cursor=first.cursor
        )


def test_a_unit_is_exposed_once_and_keeps_its_first_variant(platform: Platform) -> None:
    experiment_id = new_id()
    first = Exposure(unit="ada", variant="present", at=NOON, past={"revenue": 1.25})
    again = Exposure(unit="ada", variant="shorter", at=later(9))
    assert platform.area(Experiments).experiments.expose(experiment_id, first) == first
    assert platform.area(Experiments).experiments.expose(experiment_id, again) == first
    assert platform.area(Experiments).experiments.exposure(experiment_id, "ada") == first
    past = MetricTally(past=1_250_000, past_squares=1_250_000**2)
    assert platform.area(Experiments).experiments.tallies(experiment_id) == (
        VariantTally(variant="present", units=1, metrics={"revenue": past}),
    )


def test_an_outcome_without_an_exposure_is_not_counted(platform: Platform) -> None:
    experiment_id = new_id()
    with pytest.raises(NotFound):
        measure(platform, experiment_id, "ada", "opened", 1)
    assert platform.area(Experiments).experiments.tallies(experiment_id) == ()


def test_a_later_outcome_replaces_the_earlier_and_a_repeated_one_counts_once(
    platform: Platform,
) -> None:
    experiment_id = new_id()
    expose(platform, experiment_id, "ada", "shorter", past=2)
    expose(platform, experiment_id, "bob", "shorter", past=-1)
    for value in (10.5, 10.5, -3.25, -3.25):
        measure(platform, experiment_id, "ada", "revenue", value)
    measure(platform, experiment_id, "bob", "revenue", 1e9)
    measure(platform, experiment_id, "bob", "opened", 1)
    (tally,) = platform.area(Experiments).experiments.tallies(experiment_id)
    assert tally.units == 2
    ada, bob = -3_250_000, 10**15
    assert tally.metrics["revenue"] == MetricTally(
        total=ada + bob,
        squares=ada**2 + bob**2,
        past=1_000_000,
        past_squares=5 * 10**12,
        products=ada * 2_000_000 - bob * 1_000_000,
    )
    assert tally.metrics["opened"] == MetricTally(total=10**6, squares=10**12)


def test_what_many_count_at_once_is_all_counted_and_once_each(platform: Platform) -> None:
    experiment_id = new_id()

    def work(number: int) -> None:
        for unit in range(4):
            expose(platform, experiment_id, f"unit-{unit}", "present")
            measure(platform, experiment_id, f"unit-{unit}", "opened", 1)
        expose(platform, experiment_id, f"own-{number}", "present")

    at_once(work, hands=3)
    (tally,) = platform.area(Experiments).experiments.tallies(experiment_id)
    assert tally.units == 7
    assert tally.metrics["opened"] == MetricTally(total=4 * 10**6, squares=4 * 10**12)
