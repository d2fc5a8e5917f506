"""Units of an experiment: each gets one variant for ever, and is counted once."""

import pytest

from baton.experiments.unit import NewExposure
from functions.campaigns.api.experiment_units import UnitService
from tests.unit.campaigns.api.experiments import ANY, EXPERIMENTS, PRICES, all_tallies, started


@pytest.fixture
def path(api):
    return started(api)


def tallies(api, path):
    return {one.variant: one for one in all_tallies(api, path)}


def test_a_unit_gets_the_same_variant_again_and_is_counted_once(api, path):
    first = api.post(f"{path}/assignments", {"unit": "ada"})
    api.platform.clock.advance(3_600)
    again = api.restarted().post(f"{path}/assignments", {"unit": "ada"})

    assert first.status == again.status == 200
    assert first.json == again.json
    assert first.json["counted"] is True
    assert sum(one.units for one in tallies(api, path).values()) == 1


def test_units_are_split_as_the_weights_say(api, path):
    for number in range(400):
        api.post(f"{path}/assignments", {"unit": f"unit-{number}"})

    found = tallies(api, path)

    assert found["low"].units + found["control"].units == 400
    assert found["low"].units == pytest.approx(300, abs=35)
    assert api.get(f"{path}/report").json["split"]["flagged"] is False


def test_only_the_share_takes_part_and_the_rest_gets_the_control(api):
    path = started(api, share=0.25)

    given = [api.post(f"{path}/assignments", {"unit": str(n)}).json for n in range(200)]

    outside = [one for one in given if not one["counted"]]
    assert len(outside) == pytest.approx(150, abs=25)
    assert {one["variant"] for one in outside} == {"control"}
    assert not any("exposed_at" in one for one in outside)
    assert sum(one.units for one in tallies(api, path).values()) == 200 - len(outside)


def test_a_draft_assigns_nobody_and_counts_nothing(api):
    path = api.post(EXPERIMENTS, PRICES).headers["Location"]

    assert api.post(f"{path}/assignments", {"unit": "ada"}).status == 409
    measured = {"unit": "ada", "metric": "bought", "value": 1}
    assert api.post(f"{path}/outcomes", measured).status == 409


def test_an_outcome_is_counted_once_in_the_units_own_variant(api, path):
    variant = api.post(f"{path}/assignments", {"unit": "ada"}).json["variant"]
    measured = {"unit": "ada", "metric": "spent", "value": 12.5}

    first, again = (api.post(f"{path}/outcomes", measured) for _ in range(2))

    assert first.status == again.status == 200
    assert first.json == again.json
    assert first.json["variant"] == variant
    assert tallies(api, path)[variant].metrics["spent"].total == 12_500_000
    api.post(f"{path}/outcomes", {**measured, "value": 20})
    assert tallies(api, path)[variant].metrics["spent"].total == 20_000_000


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"metric": "clicked"}, {"/metric": "invalid"}),
        ({"value": 0.5}, {"/value": "invalid"}),
        ({"value": 1e10}, {"/value": "less_than_equal"}),
        ({"per": 3}, {"/per": "invalid"}),
        ({"metric": "per_page"}, {"/per": "missing"}),
        ({"metric": "per_page", "per": -1}, {"/per": "greater_than_equal"}),
        ({"unit": ""}, {"/unit": "string_too_short"}),
        ({"when": "now"}, {"/when": "extra_forbidden"}),
    ],
)
def test_an_outcome_that_does_not_fit_the_design_is_refused(api, path, changes, faults):
    api.post(f"{path}/assignments", {"unit": "ada"})

    answer = api.post(
        f"{path}/outcomes", {"unit": "ada", "metric": "bought", "value": 1, **changes}
    )

    assert (answer.status, answer.faults) == (400, faults)


def test_a_ratio_counts_both_of_its_sums_and_the_report_divides_them(api, path):
    for number in range(40):
        unit = f"unit-{number}"
        api.post(f"{path}/assignments", {"unit": unit})
        outcome = {"unit": unit, "metric": "per_page", "value": 3, "per": 8 + number % 5}
        assert api.post(f"{path}/outcomes", outcome).json["per"] == 8 + number % 5

    figures = [one["figures"]["per_page"] for one in api.get(f"{path}/report").json["variants"]]

    assert [one["estimate"] for one in figures] == pytest.approx([0.3, 0.3], abs=0.03)
    assert all(one["low"] < one["estimate"] < one["high"] for one in figures)


def test_an_outlier_counts_as_the_cap_and_the_report_tells_of_how_many(api, path):
    variant = api.post(f"{path}/assignments", {"unit": "ada", "past": {"spent": -9}}).json[
        "variant"
    ]

    answer = api.post(f"{path}/outcomes", {"unit": "ada", "metric": "spent", "value": 1e6})

    assert answer.json["value"] == 50
    counted = tallies(api, path)[variant].metrics["spent"]
    assert (counted.total, counted.other) == (50_000_000, 0)
    report = api.get(f"{path}/report").json["variants"]
    assert {one["variant"]: one["capped"] for one in report}[variant] == {"spent": 1}


def test_an_outcome_of_a_unit_that_was_never_assigned_is_not_found(api, path):
    measured = {"unit": "nobody", "metric": "bought", "value": 1}

    assert api.post(f"{path}/outcomes", measured).status == 404
    assert tallies(api, path) == {}


def test_values_from_before_are_kept_for_the_metrics_that_ask_for_them(api, path):
    given = api.post(f"{path}/assignments", {"unit": "ada", "past": {"spent": 3}})
    other = api.post(f"{path}/assignments", {"unit": "bob", "past": {"bought": 1}})

    assert tallies(api, path)[given.json["variant"]].metrics["spent"].other == 3_000_000
    assert (other.status, other.faults) == (400, {"/past/bought": "unknown"})


def test_after_the_stop_no_outcome_is_counted(api, path):
    api.post(f"{path}/assignments", {"unit": "ada"})
    api.patch(path, {"status": "stopped"}, headers=ANY)

    answer = api.post(f"{path}/outcomes", {"unit": "ada", "metric": "bought", "value": 1})

    assert answer.status == 409
    assert api.get(f"{path}/report").json["units"] == 1


def test_of_two_who_bring_the_same_unit_at_once_both_hear_the_first_one(api, path):
    experiment_id = path.rsplit("/", 1)[1]
    service = UnitService(experiments=api.platform.experiments, clock=api.platform.clock)
    expose, others = api.platform.experiments.expose, []

    def overtaken(key, exposure):
        if not others:
            others.append(None)
            others[0] = service.assign(experiment_id, NewExposure(unit="ada"))
            api.platform.clock.advance(1)
        return expose(key, exposure)

    api.platform.experiments.expose = overtaken
    mine = service.assign(experiment_id, NewExposure(unit="ada"))

    assert mine == others[0]
    assert sum(one.units for one in tallies(api, path).values()) == 1
