"""What a plan will write to a person: read, changed and approved by a person before it goes out."""

from datetime import timedelta
from typing import Any

import pytest

from baton.campaigns.brief import ApprovalMode
from baton.campaigns.campaign import Campaign, NewCampaign
from baton.core.money import Money
from baton.leads.approval import steps_of
from baton.leads.engagement import Channel
from baton.leads.lead import Lead, LeadStatus
from tests.fakes.platform.clock import NOON
from tests.fakes.platform.container import FakePlatform
from tests.samples.http import Client, processed
from tests.samples.pipeline import a_lead, a_plan, a_step

CAMPAIGN = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
TEXT = {
    "subject": "Your enquiry",
    "body": "Hello Anna,\n\nThank you for your enquiry. Which day suits you for a call?\n\nYour team",
}


def given(platform: FakePlatform, mode: ApprovalMode = ApprovalMode.REQUIRED) -> Lead:
    """A lead of a campaign: a call, an e-mail, a text message."""
    lead = processed(a_lead(campaign_id=CAMPAIGN))
    plan = a_plan(NOON)
    text = a_step(3, plan.steps[2].at, Channel.SMS)
    content = text.content.model_copy(update={"subject": None})
    steps = (*plan.steps[:2], text.model_copy(update={"content": content}))
    assert lead.report is not None
    report = lead.report.model_copy(update={"plan": plan.model_copy(update={"steps": steps})})
    lead = lead.model_copy(update={"report": report, "status": LeadStatus.PROCESSED})
    details = NewCampaign(
        name="Spring",
        platform="email",
        daily_budget=Money(amount=100, currency="EUR"),
        approval=mode,
    )
    campaign = Campaign(campaign_id=CAMPAIGN, created_at=NOON, updated_at=NOON, details=details)
    with platform.transactions.begin() as within:
        platform.leads.add(lead.model_copy(update={"version": 1}), within)
        platform.campaigns.add(campaign, within)
    return platform.leads.get(lead.lead_id)


def path(lead: Lead, rest: str = "") -> str:
    return f"/api/v1/leads/{lead.lead_id}/drafts{rest}"


def seen(version: int) -> dict[str, Any]:
    return {"headers": {"if-match": f'"{version}"'}}


def test_the_texts_to_a_person_are_listed_with_what_they_wait_for(
    api: Client, platform: FakePlatform
) -> None:
    lead = given(platform)
    answer = api.get(path(lead))

    assert answer.status == 200
    assert answer.headers["ETag"] == '"1"'
    assert [(one["step"], one["channel"], one["approval"]) for one in answer.json["items"]] == [
        (2, "email", "awaited"),
        (3, "sms", "awaited"),
    ]
    assert api.get(path(lead), headers={"if-none-match": '"1"'}).status == 304


def test_without_approval_mode_nothing_waits(api: Client, platform: FakePlatform) -> None:
    lead = given(platform, ApprovalMode.NONE)

    assert {one["approval"] for one in api.get(path(lead)).json["items"]} == {"not_needed"}


def test_a_person_approves_what_they_read(api: Client, platform: FakePlatform) -> None:
    lead = given(platform)
    answer = api.post(path(lead, "/2/decision"), {"verdict": "approve", "note": "good"}, **seen(1))

    assert answer.status == 200
    assert answer.headers["ETag"] == '"2"'
    first = answer.json["items"][0]
    assert (first["approval"], first["decided_by"], first["note"]) == (
        "approved",
        "client-1",
        "good",
    )
    approval = steps_of(platform.leads.get(lead.lead_id))[1].approval
    assert approval is not None
    assert approval.approved


def test_a_change_takes_an_approval_away_and_names_the_person(
    api: Client, platform: FakePlatform
) -> None:
    lead = given(platform)
    api.post(path(lead, "/3/decision"), {"verdict": "refuse"}, **seen(1))
    answer = api.send("PUT", path(lead, "/3"), {"body": "Hello, which day suits you?"}, **seen(2))

    assert answer.status == 200
    last = answer.json["items"][1]
    assert (last["approval"], last["written_by"]) == ("awaited", "person")
    assert "decided_by" not in last


def test_nobody_decides_or_changes_what_they_have_not_read(
    api: Client, platform: FakePlatform
) -> None:
    lead = given(platform)

    assert api.post(path(lead, "/2/decision"), {"verdict": "approve"}).status == 428
    assert api.post(path(lead, "/2/decision"), {"verdict": "approve"}, **seen(7)).status == 412
    assert api.send("PUT", path(lead, "/2"), TEXT, **seen(7)).status == 412
    assert steps_of(platform.leads.get(lead.lead_id))[1].approval is None


@pytest.mark.parametrize(
    "body",
    [
        "Hello Anna, we guarantee success, and it is all yours by tomorrow morning.",
        "Hello Anna, see https://evil.example.net for everything that we have to offer.",
        "Hello Anna, ask otto@other.example, who was in the very same place last year.",
    ],
)
def test_a_person_s_text_passes_the_same_checks(
    api: Client, platform: FakePlatform, body: str
) -> None:
    lead = given(platform)
    answer = api.send("PUT", path(lead, "/2"), {"body": body}, **seen(1))

    assert answer.status == 400
    assert answer.faults == {"/body": "text"}


def test_what_has_gone_out_stays_as_it_is(api: Client, platform: FakePlatform) -> None:
    lead = given(platform, ApprovalMode.NONE)
    platform.clock.set(steps_of(lead)[1].at + timedelta(seconds=1))

    assert api.send("PUT", path(lead, "/2"), TEXT, **seen(1)).status == 409
    listed = api.get(path(lead)).json["items"]
    assert listed[0]["settled"] == "it has gone out, or is about to"
    assert "settled" not in listed[1]


def test_what_waits_may_be_approved_after_its_time_but_once_approved_is_settled(
    api: Client, platform: FakePlatform
) -> None:
    lead = given(platform)
    platform.clock.set(steps_of(lead)[1].at + timedelta(hours=1))

    assert api.post(path(lead, "/2/decision"), {"verdict": "approve"}, **seen(1)).status == 200
    assert api.post(path(lead, "/2/decision"), {"verdict": "refuse"}, **seen(2)).status == 409


def test_what_is_no_text_to_the_person_is_no_draft(api: Client, platform: FakePlatform) -> None:
    lead = given(platform)

    for step in ("1", "9"):
        assert api.send("PUT", path(lead, f"/{step}"), TEXT, **seen(1)).status == 404
    assert api.send("PUT", path(lead, "/second"), TEXT, **seen(1)).status in {400, 404}
    assert api.get("/api/v1/leads/01JNB3V5QZ8W2Y4X6T7R9P0K1M/drafts").status == 404


def test_a_campaign_s_approval_mode_can_be_changed(api: Client, platform: FakePlatform) -> None:
    given(platform, ApprovalMode.NONE)
    answer = api.patch(f"/api/v1/campaigns/{CAMPAIGN}", {"approval": "required"}, **seen(1))

    assert answer.status == 200
    assert answer.json["details"]["approval"] == "required"


def test_deciding_needs_its_own_scope(platform: FakePlatform) -> None:
    lead = given(platform)
    reader = Client(platform, scopes="baton/leads.read baton/leads.write")

    assert reader.get(path(lead)).status == 200
    assert reader.post(path(lead, "/2/decision"), {"verdict": "approve"}, **seen(1)).status == 403


def test_drafts_are_listed_over_all_leads_by_what_was_said_of_them(
    api: Client, platform: FakePlatform
) -> None:
    lead = given(platform)

    def listed(**query: str) -> list[tuple[str, int]]:
        answer = api.get("/api/v1/drafts", query)
        assert answer.status == 200, answer.text
        return [(one["lead_id"], one["draft"]["step"]) for one in answer.json["items"]]

    both = [(lead.lead_id, 2), (lead.lead_id, 3)]
    assert listed() == listed(campaign_id=CAMPAIGN) == both
    assert listed(campaign_id="01JNB3V5QZ8W2Y4X6T7R9P0K1M") == []
    version = api.get("/api/v1/drafts").json["items"][0]["version"]
    approval = {"verdict": "approve"}
    assert api.post(path(lead, "/2/decision"), approval, **seen(version)).status == 200
    assert listed() == [(lead.lead_id, 3)]
    assert listed(approval="approved") == [(lead.lead_id, 2)]
