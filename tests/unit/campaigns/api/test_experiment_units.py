"""Units of an experiment: each gets one variant for ever, and is counted once."""

import pytest

from baton.experiments.experiment import NewExposure
from functions.campaigns.api.experiment_units import UnitService

EXPERIMENTS = "/api/v1/experiments"
PRICES = {
    "name": "Prices",
    "variants": [{"name": "control"}, {"name": "low", "weight": 3, "parameters": {"off": 0.1}}],
    "primary": {"name": "bought"},
    "secondary": [{"name": "spent", "kind": "mean", "covariate": True}],
    "baseline": 0.2,
    "minimum_effect": 0.1,
}
ANY = {"if-match": "*"}


def started(api, **changes):
    made = api.post(EXPERIMENTS, {**PRICES, **changes})
    assert api.patch(made.headers["Location"], {"status": "running"}, headers=ANY).status == 200
    return made.headers["Location"]


@pytest.fixture
def path(api):
    return started(api)


def tallies(api, path):
    found = api.platform.experiments.tallies(path.rsplit("/", 1)[1])
    return {one.variant: one for one in found}


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


def test_an_outcome_of_a_unit_that_was_never_assigned_is_not_found(api, path):
    measured = {"unit": "nobody", "metric": "bought", "value": 1}

    assert api.post(f"{path}/outcomes", measured).status == 404
    assert tallies(api, path) == {}


def test_values_from_before_are_kept_for_the_metrics_that_ask_for_them(api, path):
    given = api.post(f"{path}/assignments", {"unit": "ada", "past": {"spent": 3}})
    other = api.post(f"{path}/assignments", {"unit": "bob", "past": {"bought": 1}})

    assert tallies(api, path)[given.json["variant"]].metrics["spent"].past == 3_000_000
    assert (other.status, other.faults) == (400, {"/past/bought": "unknown"})


def test_after_the_stop_no_outcome_is_counted(api, path):
    api.post(f"{path}/assignments", {"unit": "ada"})
    api.patch(path, {"status": "stopped"}, headers=ANY)

    answer = api.post(f"{path}/outcomes", {"unit": "ada", "metric": "bought", "value": 1})

    assert answer.status == 409
    assert api.get(f"{path}/report").json["units"] == 1


def test_of_two_who_bring_the_same_unit_at_once_both_hear_the_first_one(api, path):
    experiment_id = path.rsplit("/", 1)[1]
    desk = UnitService(experiments=api.platform.experiments, clock=api.platform.clock)
    expose, others = api.platform.experiments.expose, []

    def overtaken(key, exposure):
        if not others:
            others.append(None)
            others[0] = desk.assign(experiment_id, NewExposure(unit="ada"))
            api.platform.clock.advance(1)
        return expose(key, exposure)

    api.platform.experiments.expose = overtaken
    mine = desk.assign(experiment_id, NewExposure(unit="ada"))

    assert mine == others[0]
    assert sum(one.units for one in tallies(api, path).values()) == 1
