"""What every store of experiments promises."""

import pytest

from baton.core.clock import new_id
from baton.core.errors import AlreadyExists, InvalidInput, NotFound, StaleVersion
from baton.experiments.analysis import analyse
from baton.experiments.container import Experiments
from baton.experiments.experiment import Experiment, ExperimentStatus, NewExperiment, Variant
from baton.experiments.metric import Metric, MetricKind
from baton.experiments.plan import plan_of
from baton.experiments.unit import Exposure, Measurement, MetricCounts, VariantCounts
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
    platform: Platform,
    experiment_id: str,
    unit: str,
    variant: str,
    *,
    past: float = 0,
    phase: int = 1,
) -> None:
    given = {"revenue": past} if past else {}
    platform.area(Experiments).experiments.expose(
        experiment_id, Exposure(unit=unit, variant=variant, at=NOON, phase=phase, past=given)
    )


def measure(
    platform: Platform, experiment_id: str, unit: str, metric: str, value: float, **more: object
) -> Exposure:
    measured = Measurement(unit=unit, metric=metric, value=value, **more)
    return platform.area(Experiments).experiments.measure(experiment_id, measured)


def test_an_experiment_comes_back_as_it_was_kept_with_its_report(platform: Platform) -> None:
    experiment = an_experiment()
    report = analyse(experiment, (VariantCounts(variant="present", units=3),), NOON)
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
    past = MetricCounts(other=1_250_000, other_squares=1_250_000**2)
    assert platform.area(Experiments).experiments.tallies(experiment_id) == (
        VariantCounts(variant="present", units=1, metrics={"revenue": past}),
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
    assert tally.metrics["revenue"] == MetricCounts(
        total=ada + bob,
        squares=ada**2 + bob**2,
        other=1_000_000,
        other_squares=5 * 10**12,
        products=ada * 2_000_000 - bob * 1_000_000,
    )
    assert tally.metrics["opened"] == MetricCounts(total=10**6, squares=10**12)


def test_each_phase_has_its_own_sums_and_a_unit_stays_in_the_one_in_which_it_came(
    platform: Platform,
) -> None:
    experiment_id = new_id()
    expose(platform, experiment_id, "ada", "present")
    expose(platform, experiment_id, "bob", "present", phase=2)
    expose(platform, experiment_id, "ada", "shorter", phase=2)
    measure(platform, experiment_id, "ada", "opened", 1)
    opened = MetricCounts(total=10**6, squares=10**12)
    assert platform.area(Experiments).experiments.tallies(experiment_id) == (
        VariantCounts(variant="present", phase=1, units=1, metrics={"opened": opened}),
        VariantCounts(variant="present", phase=2, units=1),
    )


def test_what_an_outcome_is_divided_by_and_whether_it_was_capped_is_replaced_with_it(
    platform: Platform,
) -> None:
    experiment_id = new_id()
    expose(platform, experiment_id, "ada", "present")
    measure(platform, experiment_id, "ada", "clicks", 3, per=12)
    measure(platform, experiment_id, "ada", "clicks", 4, per=12)
    measure(platform, experiment_id, "ada", "revenue", 100, capped=True)
    (tally,) = platform.area(Experiments).experiments.tallies(experiment_id)
    assert tally.metrics["clicks"] == MetricCounts(
        total=4 * 10**6,
        squares=16 * 10**12,
        other=12 * 10**6,
        other_squares=144 * 10**12,
        products=48 * 10**12,
    )
    assert tally.metrics["revenue"].capped == 1
    measure(platform, experiment_id, "ada", "revenue", 5)
    (tally,) = platform.area(Experiments).experiments.tallies(experiment_id)
    assert tally.metrics["revenue"].capped == 0


def test_a_unit_that_is_excluded_leaves_nothing_but_its_count_and_never_comes_back(
    platform: Platform,
) -> None:
    experiment_id = new_id()
    expose(platform, experiment_id, "ada", "shorter", past=2)
    expose(platform, experiment_id, "bob", "shorter", past=3)
    measure(platform, experiment_id, "bob", "revenue", 7)
    measure(platform, experiment_id, "ada", "opened", 1)
    measure(platform, experiment_id, "ada", "revenue", 50, capped=True)
    for _ in range(2):
        left = platform.area(Experiments).experiments.exclude(experiment_id, "ada")
        assert (left.variant, left.excluded) == ("shorter", True)
    assert measure(platform, experiment_id, "ada", "revenue", 60).excluded
    expose(platform, experiment_id, "ada", "shorter")
    assert platform.area(Experiments).experiments.exposure(experiment_id, "ada").excluded
    (tally,) = platform.area(Experiments).experiments.tallies(experiment_id)
    assert (tally.units, tally.excluded) == (1, 1)
    assert tally.metrics.pop("opened") == MetricCounts()
    bob = MetricCounts(
        total=7 * 10**6,
        squares=49 * 10**12,
        other=3 * 10**6,
        other_squares=9 * 10**12,
        products=21 * 10**12,
    )
    assert tally.metrics == {"revenue": bob}
    with pytest.raises(NotFound):
        platform.area(Experiments).experiments.exclude(experiment_id, "eve")


def test_what_many_count_at_once_is_all_counted_and_once_each(platform: Platform) -> None:
    experiment_id = new_id()

    def work(number: int) -> None:
        for unit in range(4):
            expose(platform, experiment_id, f"unit-{unit}", "present")
            measure(platform, experiment_id, f"unit-{unit}", "opened", 1)
        expose(platform, experiment_id, f"own-{number}", "present")
        platform.area(Experiments).experiments.exclude(experiment_id, f"own-{number}")
        expose(platform, experiment_id, "nobody", "present")
        platform.area(Experiments).experiments.exclude(experiment_id, "nobody")

    at_once(work, hands=3)
    (tally,) = platform.area(Experiments).experiments.tallies(experiment_id)
    assert (tally.units, tally.excluded) == (4, 4)
    assert tally.metrics["opened"] == MetricCounts(total=4 * 10**6, squares=4 * 10**12)
