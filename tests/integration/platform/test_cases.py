"""A person decides, and the work goes on with that decision (requirements A7, A8, A9, C5)."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.integration.wire import CAMPAIGNS, CASES, LEADS

POOR = {"impressions": 50_000, "clicks": 250, "spend": 500_000, "leads": 30, "revenue": 100_000}
"""A day with half a percent of clicks, 167 USD a lead and a fifth of the spend back: all too poor."""

FINE = {"impressions": 50_000, "clicks": 2_500, "spend": 50_000, "leads": 100, "revenue": 500_000}


@pytest.fixture
def campaign(application):
    """A new campaign's id."""
    body = {
        "name": "Spring offer",
        "platform": "google",
        "daily_budget": {"amount": 500_000, "currency": "USD"},
    }
    answer = application.post(CAMPAIGNS, body)
    assert answer.status_code == 201, answer.text
    return answer.json()["campaign_id"]


@pytest.fixture
def reported(application, eventually):
    """Reports a week of a campaign; gives the review that follows by itself."""

    def report(campaign_id, day, *, conversions=40):
        today = datetime.now(UTC).date()
        week = [
            {"day": str(today - timedelta(days=ago)), "conversions": conversions, **day}
            for ago in range(1, 8)
        ]
        answer = application.post(f"{CAMPAIGNS}/{campaign_id}/metrics", week)
        assert answer.status_code == 200, answer.text
        return eventually(
            lambda: application.get(f"{CAMPAIGNS}/{campaign_id}").json().get("last_review"),
            "the optimiser's review",
        )

    return report


@pytest.fixture
def decide(operator, deployment, eventually):
    """Decides a case, and waits until its workflow has come to its end."""

    def send(case, verdict, **more):
        answer = operator.post(
            f"{CASES}/{case['escalation_id']}/decision", {"verdict": verdict, **more}
        )
        assert answer.status_code == 200, answer.text
        assert answer.json()["status"] == "decided"
        assert answer.json()["decision"]["decided_by"] == operator.client_id

        def ended():
            status = deployment.executions("escalation_case")[case["escalation_id"]]
            assert status in {"RUNNING", "SUCCEEDED"}
            return status == "SUCCEEDED"

        eventually(ended, "the end of the case's workflow")
        return answer.json()

    return send


@pytest.fixture
def escalated(application, a_poor_lead, case_about):
    """A lead whose context is too poor, and its case."""
    answer = application.post(LEADS, a_poor_lead())
    assert answer.status_code == 200, answer.text
    lead = answer.json()
    assert lead["status"] == "escalated"
    assert "plan" not in lead["report"]
    case = case_about(lead["lead_id"])
    assert lead["report"]["escalation_id"] == case["escalation_id"]
    return lead["lead_id"], case


def test_figures_that_come_in_are_reviewed_without_being_asked(deployment, campaign, reported):
    review = reported(campaign, FINE)

    assert review["outcome"] == "healthy"
    assert review["totals"]["days"] == 7
    (told,) = deployment.heard("campaign.metrics_recorded", campaign_id=campaign)
    assert told["sender"] == "api"


def test_a_campaign_that_fails_several_rules_waits_for_a_person_and_follows_the_decision(
    *, application, deployment, campaign, reported, case_about, decide, eventually
):
    review = reported(campaign, POOR)
    assert review["outcome"] == "ask_person"
    case = case_about(campaign)
    assert case["escalation_id"] == review["escalation_id"]
    assert len(case["recommendations"]) == len(review["proposals"]) >= 2
    assert "task_token" not in case

    decide(case, "approve", note="Go on.")

    (accepted,) = application.get(f"{CAMPAIGNS}/{campaign}").json()["accepted"]
    assert accepted["escalation_id"] == case["escalation_id"]
    assert accepted["proposals"] == review["proposals"]
    for event in ("escalation.opened", "escalation.decided"):
        eventually(lambda name=event: deployment.heard(name, subject_id=campaign), event)
        assert len(deployment.heard(event, subject_id=campaign)) == 1


def test_a_changed_proposal_is_checked_before_it_is_kept_and_accepted_as_changed(
    *, application, operator, deployment, campaign, reported, case_about, decide
):
    reported(campaign, POOR)
    case = case_about(campaign)
    path = f"{CASES}/{case['escalation_id']}/decision"
    parameters = {
        name: value
        for proposal in case["case"]["review"]["proposals"]
        for name, value in proposal["parameters"].items()
    }
    name, value = next(
        (name, value)
        for name, value in parameters.items()
        if name.endswith("_percent") and isinstance(value, int | float)
    )

    slips = operator.post(path, {"verdict": "change", "changes": {"colour": "red", name: -value}})

    assert slips.status_code == 400, slips.text
    pointers = {fault["pointer"] for fault in slips.json()["errors"]}
    assert pointers == {"/changes/colour", f"/changes/{name}"}
    assert deployment.case(case["escalation_id"])["status"] == "open"
    decide(case, "change", changes={name: value / 2})
    (accepted,) = application.get(f"{CAMPAIGNS}/{campaign}").json()["accepted"]
    changed = [
        one["parameters"][name] for one in accepted["proposals"] if name in one["parameters"]
    ]
    assert set(changed) == {value / 2}


def test_a_refused_case_changes_nothing_in_the_campaign(
    application, campaign, reported, case_about, decide
):
    reported(campaign, POOR)

    decide(case_about(campaign), "refuse")

    assert not application.get(f"{CAMPAIGNS}/{campaign}").json().get("accepted")


def test_a_review_that_is_asked_for_keeps_the_callers_correlation_id(
    *, application, operator, deployment, campaign, reported, eventually
):
    reported(campaign, FINE)

    answer = application.post(
        f"{CAMPAIGNS}/{campaign}/review", headers={"X-Correlation-Id": "asked-by-hand"}
    )

    assert answer.status_code == 200, answer.text
    review = answer.json()
    told = eventually(
        lambda: deployment.heard("campaign.reviewed", review_id=review["review_id"]),
        "the news of it",
    )
    assert [message["correlation_id"] for message in told] == ["asked-by-hand"]
    read = application.get(f"{CAMPAIGNS}/{campaign}").json()
    assert read["last_review"]["review_id"] == review["review_id"]


def test_a_lead_whose_context_is_too_poor_goes_on_when_a_person_approves(
    escalated, decide, lead_when, done_once
):
    lead_id, case = escalated
    assert "quality" in case["reason"]

    decide(case, "approve")

    lead = lead_when(lead_id, "processed")
    assert lead["report"]["plan"]["steps"]
    done_once(lead_id)


def test_a_lead_that_a_person_refuses_is_closed_and_nobody_is_contacted(
    deployment, escalated, decide, lead_when
):
    lead_id, case = escalated

    decide(case, "refuse")

    lead = lead_when(lead_id, "closed")
    assert case["escalation_id"] in lead["stopped"]["reason"]
    assert deployment.planned(lead_id) == []
    assert deployment.items("outbox", entry_id=lead_id) == []


def test_a_case_is_decided_once(operator, escalated, decide):
    _, case = escalated
    decide(case, "refuse")

    again = operator.post(f"{CASES}/{case['escalation_id']}/decision", {"verdict": "approve"})

    assert again.status_code == 409
    kept = operator.get(f"{CASES}/{case['escalation_id']}").json()
    assert kept["decision"]["verdict"] == "refuse"


def test_a_decision_on_a_version_that_is_past_is_refused(operator, escalated):
    _, case = escalated
    path = f"{CASES}/{case['escalation_id']}/decision"

    stale = operator.post(path, {"verdict": "approve"}, headers={"If-Match": '"1"'})
    seen = operator.post(path, {"verdict": "refuse"}, headers={"If-Match": f'"{case["version"]}"'})

    assert (stale.status_code, seen.status_code) == (412, 200)
