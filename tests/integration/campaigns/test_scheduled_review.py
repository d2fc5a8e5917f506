"""All campaigns are reviewed on demand, and the report comes as JSON and as a page (G9)."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.integration.wire import CAMPAIGNS

POOR = {"impressions": 50_000, "clicks": 250, "spend": 500_000, "leads": 30, "revenue": 100_000}
NAME = "<script>alert(1)</script> Autumn"


@pytest.fixture
def campaigns(application):
    """Two running campaigns, one with a poor week and one with no day at all; their ids."""
    today, made = datetime.now(UTC).date(), []
    for name in (NAME, "Silent"):
        body = {
            "name": name,
            "platform": "google",
            "daily_budget": {"amount": 500_000, "currency": "USD"},
        }
        answer = application.post(CAMPAIGNS, body)
        assert answer.status_code == 201, answer.text
        made.append(answer.json()["campaign_id"])
    week = [
        {"day": str(today - timedelta(days=ago)), "conversions": 40, **POOR} for ago in range(1, 8)
    ]
    assert application.post(f"{CAMPAIGNS}/{made[0]}/metrics", week).status_code == 200
    return made


def test_a_report_that_is_asked_for_names_every_running_campaign(
    application, deployment, campaigns, eventually
):
    ordered = application.post(f"{CAMPAIGNS}/reviews", None)
    assert ordered.status_code == 202, ordered.text
    report_id, href = ordered.json()["report_id"], ordered.headers["Location"]

    def ready():
        report = application.get(href).json()
        return report if report["status"] == "ready" else None

    report = eventually(ready, "the report")
    assert deployment.executions("scheduled_review")[report_id] == "SUCCEEDED"
    found = {one["campaign_id"]: one for one in report["campaigns"]}
    assert set(campaigns) <= set(found)
    poor, silent = (found[one] for one in campaigns)
    assert poor["review"]["outcome"] == "ask_person"
    assert poor["case"]["status"] == "open"
    assert len(poor["days"]) == 7
    assert silent["review"]["outcome"] == "not_enough_data"
    assert not poor.get("failure")

    day = report["started_at"][:10]
    page = deployment.read(f"reports/{day}/{report_id}.html")
    assert json.loads(deployment.read(f"reports/{day}/{report_id}.json")) == report
    assert "&lt;script&gt;alert(1)" in page
    assert "<script" not in page
    assert "<svg" in page
    shown = application.get(href, headers={"accept": "text/html"})
    assert shown.headers["content-type"].startswith("text/html")
    assert shown.text == page
