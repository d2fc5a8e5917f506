"""Requests that die anywhere and are sent again take effect once."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from baton.http.error_kinds import CLAIM_SECONDS
from tests.fakes.platform.container import FakePlatform
from tests.samples.crashes import ends_the_same_wherever_it_dies
from tests.samples.http import Client, working_pipeline

KEY = {"idempotency-key": "k"}
ADA = {"email": "ada@example.com", "external_id": "crm-1"}
CAMPAIGN = {"name": "c", "platform": "p", "daily_budget": {"amount": 1, "currency": "USD"}}
DAY = {"impressions": 1_000, "clicks": 20, "spend": 500}
DAYS = [{"day": f"2026-02-{number:02}", **DAY} for number in range(1, 4)]
EXPERIMENT = {
    "name": "A question as subject",
    "variants": [{"name": "control"}, {"name": "question"}],
    "primary": {"name": "replied"},
    "baseline": 0.2,
    "minimum_effect": 0.1,
    "daily_units": 100,
}

Prepare = Callable[[Client], str]


def nothing(_: Client) -> str:
    return ""


def a_campaign(api: Client) -> str:
    return str(api.post("/api/v1/campaigns", CAMPAIGN).json["campaign_id"])


def a_lead(api: Client) -> str:
    return str(api.post("/api/v1/leads", ADA).json["lead_id"])


def a_unit(api: Client) -> str:
    path = a_running_experiment(api)
    assert api.post(f"{path}/assignments", {"unit": "u"}).status == 200
    return path


def a_running_experiment(api: Client) -> str:
    path = api.post("/api/v1/experiments", EXPERIMENT).headers["Location"]
    assert api.patch(path, {"status": "running"}, headers={"if-match": "*"}).status == 200
    return path


REQUESTS: dict[str, tuple[Prepare, str, Any, int]] = {
    "days of a campaign": (a_campaign, "/api/v1/campaigns/{}/metrics", DAYS, 4),
    "an order of reports": (a_campaign, "/api/v1/campaigns/reviews", None, 2),
    "a conversion": (a_lead, "/api/v1/leads/{}/outcomes", {"kind": "converted"}, 5),
    "an opt-out": (a_lead, "/api/v1/leads/{}/outcomes", {"kind": "opted_out"}, 5),
    "an experiment": (nothing, "/api/v1/experiments", EXPERIMENT, 3),
    "a unit of one": (a_running_experiment, "{}/assignments", {"unit": "u"}, 3),
    "what was measured": (
        a_unit,
        "{}/outcomes",
        {"unit": "u", "metric": "replied", "value": 1},
        3,
    ),
    "a unit that is left out": (a_unit, "{}/exclusions", {"unit": "u"}, 3),
}


def caller(platform: FakePlatform) -> Client:
    working_pipeline(platform)
    return Client(platform)


def held(platform: FakePlatform, _: object) -> object:
    """How much of everything there is, what is to be done, and what was begun: no ids, no times."""
    return {
        "leads": sorted(
            (platform.leads.get(one).status, platform.leads.get(one).version)
            for one in platform.leads.kept
        ),
        "interactions": sum(len(platform.interactions.of(one)) for one in platform.leads.kept),
        "campaigns": [one.version for one in platform.campaigns.page().items],
        "days": len(platform.campaigns.days),
        "experiments": [(one.version, one.status) for one in platform.experiments.page().items],
        "exposed": sorted(one.variant for one in platform.experiments.exposures.values()),
        "counted": sorted(platform.experiments.units.values()),
        "excluded": sorted(platform.experiments.excluded.values()),
        "values": [list(own.items()) for own in platform.experiments.values.values()],
        "work": Counter(entry.work for entry in platform.outbox.entries.values()),
        "begun": len(platform.workflows.started),
        "turns": len(platform.short_term.kept),
    }


@pytest.mark.parametrize("what", REQUESTS)
def test_a_request_that_dies_anywhere_and_is_sent_again_takes_effect_once(what: str) -> None:
    prepare, path, body, least = REQUESTS[what]

    def act(platform: FakePlatform, known: str) -> None:
        answer = caller(platform).post(path.format(known), body, headers=KEY)
        assert answer.status < 300, answer.text

    ends_the_same_wherever_it_dies(
        lambda platform: prepare(caller(platform)), act, held, least=least, wait=CLAIM_SECONDS
    )
