"""An experiment goes from its plan to its end over the deployed API, with every unit counted once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from baton.statistics.assignment import assign as assign_variant
from infra.local.client import ApiClient

EXPERIMENTS = "/api/v1/experiments"
DESIGN = {
    "name": "A question as subject line",
    "variants": [{"name": "control"}, {"name": "question", "parameters": {"subject": "question"}}],
    "primary": {"name": "replied"},
    "secondary": [{"name": "spent", "kind": "mean", "covariate": True}],
    "baseline": 0.1,
    "minimum_effect": 0.3,
    "daily_units": 50,
}
WEIGHTS = {"control": 1.0, "question": 1.0}
UNITS_EACH = 120
"""Below a hundred the sequential test says nothing."""
AT_ONCE = 4


@pytest.fixture
def patient(outputs):
    """A client that waits when it is told that it asks too often, as four at once do."""
    client = ApiClient(outputs, "application")
    yield client
    client.close()


@pytest.fixture
def at_once():
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield lambda work, units: list(pool.map(work, units))


def test_an_experiment_is_planned_run_read_and_stopped_and_counts_everybody_once(
    application, patient, at_once
):
    made = application.post(EXPERIMENTS, DESIGN)
    assert made.status_code == 201, made.text
    path = made.headers["Location"]
    assert made.json()["plan"]["units_per_variant"] > 0
    assert made.json()["plan"]["days"] % 7 == 0
    assert application.post(f"{path}/assignments", {"unit": "early"}).status_code == 409
    started = change(application, path, made.headers["ETag"], "running")

    def counted_as(what, body):
        answer = patient.request("POST", f"{path}/{what}", json=body)
        assert answer.status == 200, answer.body
        return answer.body["variant"]

    def assign(unit):
        return counted_as("assignments", {"unit": unit, "past": {"spent": 2}})

    def reply(unit):
        return counted_as("outcomes", {"unit": unit, "metric": "replied", "value": 1})

    given = units_of(made.json()["experiment_id"])
    units = list(given)
    assert at_once(assign, units + units[:20]) == [given[unit] for unit in units + units[:20]]
    replying = [
        unit for number, unit in enumerate(units) if (number % 5 == 0) == (given[unit] == "control")
    ]
    counted = at_once(reply, replying + replying[:20])
    assert counted[: len(replying)] == [given[unit] for unit in replying]

    report = application.get(f"{path}/report").json()

    replies = Counter(given[unit] for unit in replying)
    assert report["units"] == len(units)
    assert report["split"]["flagged"] is False
    for variant in report["variants"]:
        assert variant["units"] == UNITS_EACH
        rate = replies[variant["variant"]] / UNITS_EACH
        assert variant["figures"]["replied"]["estimate"] == pytest.approx(rate)
    [primary, _] = report["variants"][1]["against_control"]
    assert primary["sequential"]["adjusted_p"] < 0.05
    assert (report["outcome"], report["variant"]) == ("stop_winner", "question")
    assert change(application, path, started, "stopped", status=412) is None
    change(application, path, application.get(path).headers["ETag"], "stopped")
    assert application.post(f"{path}/assignments", {"unit": "late"}).json()["variant"] == "question"
    listed = application.get(f"{EXPERIMENTS}?status=stopped").json()["items"]
    assert [one["chosen"] for one in listed if one["href"] == path] == ["question"]


def units_of(experiment_id):
    """Units that split evenly, with the variant each will get: anybody can compute it."""
    found = {variant: [] for variant in WEIGHTS}
    for number in range(10 * UNITS_EACH):
        unit = f"unit-{number:04}"
        found[assign_variant(experiment_id, unit, WEIGHTS)].append(unit)
    pairs = zip(*(units[:UNITS_EACH] for units in found.values()), strict=True)
    return {unit: variant for pair in pairs for unit, variant in zip(pair, found, strict=True)}


def change(client, path, tag, to, *, status=200):
    answer = client.send("PATCH", path, json={"status": to}, headers={"If-Match": tag})
    assert answer.status_code == status, answer.text
    return answer.headers.get("ETag") if answer.is_success else None
