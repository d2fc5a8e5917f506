"""Experiments that change: a new split, a pause; whoever takes part keeps the variant."""

import pytest

from baton.experiments.analysis import analyse
from baton.experiments.experiment import MAX_PHASES
from functions.campaigns.api.experiment_changes import stopped
from tests.fakes.platform.clock import NOON
from tests.unit.campaigns.api.experiments import (
    ANY,
    BOUGHT,
    EXPERIMENTS,
    PRICES,
    all_tallies,
    assigned,
    started,
)
from tests.unit.experiments.experiments import an_experiment


@pytest.fixture
def path(api):
    return started(api)


def test_in_a_new_phase_everybody_keeps_the_variant_and_new_units_follow_the_new_split(api, path):
    given = {n: assigned(api, path, f"unit-{n}") for n in range(60)}

    change = {"phase": {"weights": {"low": 1}, "variants": [{"name": "high", "weight": 2}]}}
    changed = api.patch(path, change, headers=ANY)

    assert changed.status == 200
    assert [one["name"] for one in changed.json["details"]["variants"]] == [
        "control",
        "low",
        "high",
    ]
    (earlier,) = changed.json["earlier"]
    assert (earlier["weights"], earlier["changed_by"]) == ({"control": 1, "low": 3}, "client-1")
    assert {n: assigned(api, path, f"unit-{n}") for n in range(60)} == given
    later = [assigned(api, path, f"later-{n}")[0] for n in range(400)]
    assert later.count("high") == pytest.approx(200, abs=40)
    seen = {(one.variant, one.phase): one.units for one in all_tallies(api, path)}
    assert sum(units for (_, phase), units in seen.items() if phase == 1) == 60
    report = api.get(f"{path}/report").json
    assert report["split"]["flagged"] is False
    assert len(report["variants"]) == 3
    assert [(one["variant"], one["other"]) for one in report["pairs"]] == [("low", "high")]


def test_outcomes_count_in_the_phase_in_which_the_unit_came(api, path):
    variant, _ = assigned(api, path, "ada")
    api.patch(path, {"phase": {"weights": {"control": 5}}}, headers=ANY)

    assert api.post(f"{path}/outcomes", BOUGHT).json["variant"] == variant
    (tally,) = all_tallies(api, path)
    assert (tally.phase, tally.metrics["bought"].total) == (1, 1_000_000)


def test_a_phase_that_begins_while_a_report_is_made_is_in_it(api, path):
    tallies, begun = api.platform.experiments.tallies, []

    def read(experiment_id):
        if not begun:
            begun.append(api.patch(path, {"phase": {"weights": {"low": 1}}}, headers=ANY).status)
            assigned(api, path, "ada")
        return tallies(experiment_id)

    api.platform.experiments.tallies = read
    report = api.get(f"{path}/report")

    assert (begun, report.status, report.json["units"]) == ([200], 200, 1)


def test_who_took_part_still_does_when_the_share_becomes_smaller(api, path):
    given = {n: assigned(api, path, f"unit-{n}") for n in range(40)}
    api.patch(path, {"phase": {"share": 0.05}}, headers=ANY)

    assert {n: assigned(api, path, f"unit-{n}") for n in range(40)} == given
    later = [api.post(f"{path}/assignments", {"unit": f"later-{n}"}).json for n in range(100)]
    outside = [one for one in later if not one["counted"]]
    assert len(outside) == pytest.approx(95, abs=5)
    assert {(one["variant"], one["left_out"]) for one in outside} == {("control", "share")}


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ({"phase": {"weights": {"other": 1}}}, {"/phase/weights/other": "unknown"}),
        ({"phase": {"variants": [{"name": "low"}]}}, {"/phase/variants": "value_error"}),
        ({"phase": {"weights": {"low": 0}}}, {"/phase/weights/low": "greater_than_equal"}),
        ({"phase": {}}, {"/phase": "value_error"}),
        ({"phase": {"share": 0.5}, "status": "paused"}, {"": "value_error"}),
        ({"phase": {"share": 0.5}, "chosen": "low"}, {"/chosen": "not_stopped"}),
        ({}, {"": "value_error"}),
    ],
)
def test_a_phase_that_cannot_be_is_refused(api, path, change, faults):
    answer = api.patch(path, change, headers=ANY)

    assert (answer.status, answer.faults) == (400, faults)
    assert "earlier" not in api.get(path).json or api.get(path).json["earlier"] == []


def test_phases_are_for_experiments_that_run_and_not_for_ever(api, path):
    draft = api.post(EXPERIMENTS, PRICES).headers["Location"]
    share = {"phase": {"share": 0.5}}
    assert api.patch(draft, share, headers=ANY).status == 409
    statuses = [api.patch(path, share, headers=ANY).status for _ in range(MAX_PHASES)]
    assert statuses == [200] * (MAX_PHASES - 1) + [409]
    assert api.get(f"{path}/report").status == 200
    api.patch(path, {"status": "stopped"}, headers=ANY)
    assert api.patch(path, share, headers=ANY).status == 409


def test_while_it_is_paused_all_get_the_control_and_afterwards_their_own_again(api, path):
    given = {n: assigned(api, path, f"unit-{n}") for n in range(30)}
    units = sum(one.units for one in all_tallies(api, path))
    paused = api.patch(path, {"status": "paused"}, headers=ANY)

    during = [
        api.post(f"{path}/assignments", {"unit": unit}).json for unit in ("unit-1", "unit-2", "new")
    ]
    assert {(one["variant"], one["left_out"]) for one in during} == {("control", "paused")}
    assert sum(one.units for one in all_tallies(api, path)) == units
    counted = api.post(f"{path}/outcomes", {**BOUGHT, "unit": "unit-1"})
    assert (counted.status, counted.json["variant"]) == (200, given[1][0])
    api.platform.clock.advance(3_600)
    resumed = api.patch(path, {"status": "running"}, headers=ANY)

    assert paused.json["pauses"][0].keys() == {"since"}
    assert resumed.json["pauses"][0]["until"] > resumed.json["pauses"][0]["since"]
    assert resumed.json["started_at"] == paused.json["started_at"]
    assert {n: assigned(api, path, f"unit-{n}") for n in range(30)} == given


def test_an_experiment_that_is_stopped_while_paused_ends_its_pause(api, path):
    api.patch(path, {"status": "paused"}, headers=ANY)

    stopped = api.patch(path, {"status": "stopped"}, headers=ANY).json

    assert stopped["pauses"][0]["until"] == stopped["stopped_at"]
    given = api.post(f"{path}/assignments", {"unit": "late"}).json
    assert (given["variant"], given["left_out"]) == ("control", "stopped")


@pytest.mark.parametrize(
    ("advised", "chosen", "used"),
    [
        ({}, None, "present"),
        ({"leaders": ("shorter",)}, None, "shorter"),
        ({"variant": "present"}, None, "present"),
        ({"variant": "shorter", "leaders": ("shorter",)}, "present", "present"),
    ],
)
def test_whoever_stops_it_gets_what_they_choose_or_else_the_best_that_is_known(
    advised, chosen, used
):
    experiment = an_experiment()
    last = analyse(experiment, (), NOON).model_copy(update=advised)

    assert stopped(experiment, last, chosen, "me")["chosen"] == used
