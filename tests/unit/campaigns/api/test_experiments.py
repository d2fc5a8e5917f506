"""Experiments: planned, started, read at any time, stopped with a variant in use."""

import pytest

from baton.core.errors import StaleVersion
from functions.campaigns.api.experiments import READINGS

EXPERIMENTS = "/api/v1/experiments"
NOWHERE = f"{EXPERIMENTS}/01JNB3V5QZ8W2Y4X6T7R9P0K1M"
SUBJECT = {
    "name": "A question as subject",
    "variants": [{"name": "control"}, {"name": "question", "parameters": {"subject": "question"}}],
    "primary": {"name": "replied"},
    "secondary": [{"name": "clicked"}],
    "guardrails": [{"metric": {"name": "opted_out", "goal": "decrease"}, "margin": 0.05}],
    "baseline": 0.2,
    "minimum_effect": 0.1,
    "daily_units": 100,
}
ANY = {"if-match": "*"}


@pytest.fixture
def draft(api):
    return f"{EXPERIMENTS}/{api.post(EXPERIMENTS, SUBJECT).json['experiment_id']}"


@pytest.fixture
def running(api, draft):
    assert api.patch(draft, {"status": "running"}, headers=ANY).status == 200
    return draft


def run_units(api, path, rates, units=300):
    """Units come, and the given part of every variant's replies."""
    seen = dict.fromkeys(rates, 0)
    for number in range(units):
        unit = f"unit-{number}"
        variant = api.post(f"{path}/assignments", {"unit": unit}).json["variant"]
        seen[variant] += 1
        if int(seen[variant] * rates[variant]) > int((seen[variant] - 1) * rates[variant]):
            outcome = {"unit": unit, "metric": "replied", "value": 1}
            assert api.post(f"{path}/outcomes", outcome).status == 200
    return seen


def test_an_experiment_is_registered_with_the_units_and_days_it_needs(api):
    made = api.post(EXPERIMENTS, SUBJECT)

    assert (made.status, made.json["status"]) == (201, "draft")
    plan = made.json["plan"]
    assert plan["units_per_variant"] * 2 == pytest.approx(plan["total_units"], abs=2)
    assert plan["days"] >= plan["total_units"] / 100
    assert plan["days"] % 7 == 0
    read = api.get(made.headers["Location"])
    assert read.json == made.json
    assert read.headers["ETag"] == made.headers["ETag"] == '"1"'
    assert api.get(made.headers["Location"], headers={"if-none-match": '"1"'}).status == 304


def test_an_experiment_that_is_sent_twice_with_one_key_is_registered_once(api):
    key = {"idempotency-key": "once"}
    first, second = (api.post(EXPERIMENTS, SUBJECT, headers=key) for _ in range(2))

    assert first.json == second.json
    assert len(api.get(EXPERIMENTS).json["items"]) == 1


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"variants": [{"name": "control"}]}, {"/variants": "too_short"}),
        ({"variants": [{"name": "a"}, {"name": "a"}]}, {"": "value_error"}),
        ({"baseline": 1.5}, {"": "value_error"}),
        ({"minimum_effect": 0}, {"/minimum_effect": "greater_than_equal"}),
        ({"minimum_effect": 1e-6, "baseline": 0.5}, {"/minimum_effect": "not_feasible"}),
        ({"primary": {"name": "spent", "kind": "mean"}}, {"": "value_error"}),
        ({"campaign_id": "01JNB3V5QZ8W2Y4X6T7R9P0K1M"}, {"/campaign_id": "unknown_campaign"}),
        ({"owner": "x"}, {"/owner": "extra_forbidden"}),
    ],
)
def test_a_design_that_nobody_can_carry_out_is_refused(api, changes, faults):
    answer = api.post(EXPERIMENTS, {**SUBJECT, **changes})

    assert (answer.status, answer.faults) == (400, faults)
    assert api.get(EXPERIMENTS).json["items"] == []


@pytest.mark.parametrize("size", [1e-6, 1, 1e9])
@pytest.mark.parametrize("spread", [1e-6, 1, 1e9])
@pytest.mark.parametrize("method", ["fixed", "sequential"])
def test_any_size_of_effect_is_planned_or_refused(api, size, spread, method):
    spent = {"name": "spent", "kind": "mean"}
    extremes = {"primary": spent, "minimum_effect": size, "deviation": spread, "method": method}

    answer = api.post(EXPERIMENTS, {**SUBJECT, **extremes})

    assert answer.status in (201, 400)
    if answer.status == 201:
        path = answer.headers["Location"]
        api.patch(path, {"status": "running"}, headers=ANY)
        assert api.get(f"{path}/report").json["outcome"] == "continue"


def test_an_experiment_is_started_and_stopped_by_those_who_have_read_it(api, draft):
    start = {"status": "running"}
    assert api.patch(draft, start).status == 428
    assert api.patch(draft, start, headers={"if-match": '"7"'}).status == 412

    started = api.patch(draft, start, headers={"if-match": '"1"'})
    assert (started.status, started.headers["ETag"]) == (200, '"2"')
    assert started.json["started_at"]
    assert api.patch(draft, {"status": "stopped"}, headers={"if-match": '"1"'}).status == 412

    stopped = api.patch(draft, {"status": "stopped"}, headers={"if-match": '"2"'}).json
    assert (stopped["status"], stopped["stopped_by"]) == ("stopped", "client-1")
    assert stopped["chosen"] == "control"
    assert stopped["report"]["outcome"] == "continue"
    assert stopped["plan"] == started.json["plan"]


@pytest.mark.parametrize(
    ("way", "refused"),
    [
        ([], "draft"),
        (["running"], "running"),
        (["running"], "draft"),
        ([], "paused"),
        (["running", "paused"], "paused"),
        (["running", "paused"], "draft"),
        (["stopped"], "running"),
        (["stopped"], "paused"),
        (["running", "stopped"], "running"),
        (["running", "stopped"], "stopped"),
    ],
)
def test_an_experiment_never_goes_back(api, draft, way, refused):
    for status in way:
        assert api.patch(draft, {"status": status}, headers=ANY).status == 200

    answer = api.patch(draft, {"status": refused}, headers=ANY)

    assert answer.status == 409
    assert answer.json["type"].endswith("/conflict")


def test_a_variant_is_chosen_only_at_the_stop_and_only_one_that_there_is(api, draft):
    early = api.patch(draft, {"status": "running", "chosen": "question"}, headers=ANY)
    unknown = api.patch(draft, {"status": "stopped", "chosen": "other"}, headers=ANY)

    assert early.faults == {"/chosen": "not_stopped"}
    assert unknown.faults == {"/chosen": "unknown"}
    stop = {"status": "stopped", "chosen": "question"}
    assert api.patch(draft, stop, headers=ANY).json["chosen"] == "question"


def test_experiments_are_listed_the_newest_first_and_by_status(api):
    ids = []
    for number in range(5):
        made = api.post(EXPERIMENTS, {**SUBJECT, "name": str(number)})
        ids.append(made.json["experiment_id"])
        api.platform.clock.advance(1)
    api.patch(f"{EXPERIMENTS}/{ids[0]}", {"status": "running"}, headers=ANY)

    page = api.get(EXPERIMENTS, {"limit": "2"})
    rest = api.get(EXPERIMENTS, {"limit": "3", "cursor": page.json["next_cursor"]})
    running = api.get(EXPERIMENTS, {"status": "running"}).json["items"]

    found = [item["experiment_id"] for item in page.json["items"] + rest.json["items"]]
    assert sorted(found) == sorted(ids)
    assert [item["experiment_id"] for item in running] == ids[:1]
    assert api.get(running[0]["href"]).json["details"]["name"] == running[0]["name"] == "0"


def test_what_is_not_there_is_not_found(api):
    assert api.get(NOWHERE).status == 404
    assert api.get(f"{NOWHERE}/report").status == 404
    assert api.patch(NOWHERE, {"status": "running"}, headers=ANY).status == 404
    assert api.post(f"{NOWHERE}/assignments", {"unit": "x"}).status == 404
    measured = {"unit": "x", "metric": "replied", "value": 1}
    assert api.post(f"{NOWHERE}/outcomes", measured).status == 404


def test_a_report_without_units_says_to_go_on_and_changes_nothing_of_a_draft(api, draft):
    report = api.get(f"{draft}/report")

    assert (report.status, report.json["units"]) == (200, 0)
    assert report.json["outcome"] == "continue"
    assert api.get(draft).headers["ETag"] == '"1"'


def test_a_report_has_every_part_and_names_the_winner(api, running):
    seen = run_units(api, running, {"control": 0.1, "question": 0.5})

    report = api.get(f"{running}/report").json

    assert report["units"] == sum(seen.values()) == 300
    assert (report["split"]["degrees"], report["split"]["flagged"]) == (1, False)
    control, question = report["variants"]
    assert {one["variant"]: one["units"] for one in report["variants"]} == seen
    assert control["probability_best"] + question["probability_best"] == pytest.approx(1)
    primary, secondary, guardrail = question["against_control"]
    assert primary["fixed"]["p_value"] < 0.001
    assert primary["sequential"]["p_value"] <= primary["sequential"]["adjusted_p"] < 0.05
    assert secondary["discovery_p"] is not None
    assert guardrail["safety"] in {"safe", "unclear"}
    assert report["outcome"] in {"stop_winner", "continue"}
    assert report["reason"] in report["text"]


def test_a_winner_is_in_use_after_the_stop(api):
    running = api.post(EXPERIMENTS, {**SUBJECT, "guardrails": []}).headers["Location"]
    api.patch(running, {"status": "running"}, headers=ANY)
    run_units(api, running, {"control": 0.1, "question": 0.9}, units=600)
    report = api.get(f"{running}/report").json
    assert (report["outcome"], report["variant"]) == ("stop_winner", "question")

    stopped = api.patch(running, {"status": "stopped"}, headers=ANY).json

    assert stopped["chosen"] == "question"
    for unit in ("unit-1", "unit-2", "newcomer"):
        given = api.post(f"{running}/assignments", {"unit": unit}).json
        assert (given["variant"], given["counted"]) == ("question", False)
        assert given["parameters"] == {"subject": "question"}
    assert api.get(f"{running}/report").json == stopped["report"]
    assert stopped["report"]["units"] == 600


def test_a_reading_is_kept_once_and_the_next_one_goes_on_from_it(api, running):
    run_units(api, running, {"control": 0.1, "question": 0.5})
    first = api.get(f"{running}/report").json
    kept = api.get(running)
    assert kept.json["report"] == first
    api.platform.clock.advance(60)

    again = api.get(f"{running}/report").json
    assert api.get(running).headers["ETag"] == kept.headers["ETag"]
    assert {**again, "at": first["at"]} == first

    for number in range(300):  # bad news does not take the proof back
        measured = {"unit": f"unit-{number}", "metric": "replied", "value": 0}
        api.post(f"{running}/outcomes", measured)
    last = api.get(f"{running}/report").json
    before, after = (
        one["variants"][1]["against_control"][0]["sequential"] for one in (first, last)
    )
    assert after["p_value"] <= before["p_value"]
    assert after["log_ratio"] < after["most"]


def test_a_report_that_others_overtake_is_made_again(api, running):
    run_units(api, running, {"control": 0.1, "question": 0.5}, units=20)
    replace, tried = api.platform.experiments.replace, []

    def overtaken(experiment, within):
        tried.append(experiment.version)
        if len(tried) <= failures:
            raise StaleVersion("somebody was faster")
        replace(experiment, within)

    api.platform.experiments.replace = overtaken
    failures = 1
    assert api.get(f"{running}/report").status == 200
    assert len(tried) == 2
    failures = 100
    api.post(f"{running}/assignments", {"unit": "one more"})
    answer = api.get(f"{running}/report")
    assert (answer.status, len(tried)) == (503, 2 + READINGS)


def test_counts_that_are_read_while_they_change_are_read_again(api, running):
    run_units(api, running, {"control": 0.5, "question": 0.5}, units=20)
    tallies, torn = api.platform.experiments.tallies, []

    def read(experiment_id):
        found = tallies(experiment_id)
        if torn:
            return found
        torn.append(True)
        return tuple(one.model_copy(update={"units": 1}) for one in found)

    api.platform.experiments.tallies = read
    assert api.get(f"{running}/report").json["units"] == 20


@pytest.mark.parametrize("scopes", ["baton/campaigns.read", "baton/leads.write"])
def test_only_those_who_may_write_campaigns_change_experiments(api, draft, scopes):
    api.scopes = scopes

    assert api.post(EXPERIMENTS, SUBJECT).status == 403
    assert api.patch(draft, {"status": "running"}, headers=ANY).status == 403
    assert api.post(f"{draft}/assignments", {"unit": "x"}).status == 403
    assert api.get(f"{draft}/report").status == (200 if "campaigns" in scopes else 403)
