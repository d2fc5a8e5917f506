"""An outcome counts once, for the hour, channel and variant that it answers (A12)."""

from datetime import timedelta

import pytest

from baton.leads.assessment import Category, Temperature
from baton.leads.engagement import Channel, Content
from baton.leads.lead import LeadReport, LeadStatus
from baton.leads.person_keys import person_of
from baton.leads.responses import WHOLE
from tests.fakes.platform.clock import NOON
from tests.samples.pipeline import a_lead, a_plan, a_step, an_assessment

TUESDAY_TEN = 24 + 10
SEGMENT = "segment#cold_lead/AT"


@pytest.fixture
def lead(api):
    """A lead whose first step was an e-mail yesterday at ten in Vienna, in variant b."""
    sent = (NOON - timedelta(days=6)).replace(hour=9)
    first = a_step(1, sent).model_copy(
        update={"content": Content(template="welcome", body="Hi", variant="b", propensity=0.4)}
    )
    plan = a_plan().model_copy(update={"steps": (first, a_step(2, sent + timedelta(days=4)))})
    report = LeadReport(
        category=Category.COLD_LEAD,
        temperature=Temperature.COLD,
        assessment=an_assessment(),
        plan=plan,
        processing_ms=1,
    )
    kept = a_lead().model_copy(update={"status": LeadStatus.PROCESSED, "report": report})
    with api.platform.transactions.begin() as within:
        api.platform.leads.add(kept, within)
    return kept


def tell(api, lead, kind, **more):
    answer = api.post(f"/api/v1/leads/{lead.lead_id}/outcomes", {"kind": kind, "step": 1} | more)
    assert answer.status == 201


def counted(api, pool=WHOLE):
    return {name: count for name, count in api.platform.responses.pools[pool].items() if count}


def test_a_sent_step_is_a_send_and_an_opening_an_answer_to_it(api, lead):
    tell(api, lead, "delivered")
    sends, opened = f"email/{TUESDAY_TEN:03d}/sends", f"email/{TUESDAY_TEN:03d}/opened"
    assert counted(api) == {sends: 1, "welcome/email/b/shown": 1}
    tell(api, lead, "opened")
    assert counted(api) == {sends: 1, opened: 1, "welcome/email/b/shown": 1}
    tell(api, lead, "clicked")
    everything = {sends: 1, opened: 1, "email/acted": 1}
    everything |= {"welcome/email/b/shown": 1, "welcome/email/b/acted": 1}
    assert counted(api) == everything
    assert counted(api, SEGMENT) == everything


def test_the_same_again_and_what_came_before_count_once(api, lead):
    tell(api, lead, "replied")
    before = counted(api)
    for kind in ("opened", "delivered", "replied", "converted", "bounced"):
        tell(api, lead, kind)
    assert counted(api) == before


def test_a_retried_call_counts_once(api, lead):
    for _ in range(3):
        api.post(
            f"/api/v1/leads/{lead.lead_id}/outcomes",
            {"kind": "opened", "step": 1},
            headers={"Idempotency-Key": "mail-77"},
        )
    assert counted(api)[f"email/{TUESDAY_TEN:03d}/opened"] == 1


@pytest.mark.parametrize(("kind", "sends"), [("bounced", 2), ("opted_out", 3)])
def test_a_bounce_and_an_opt_out_are_worse_than_silence(api, lead, kind, sends):
    tell(api, lead, "delivered")
    tell(api, lead, kind)
    found = {f"email/{TUESDAY_TEN:03d}/sends": sends, "welcome/email/b/shown": sends}
    assert counted(api) == found


def test_an_opt_out_takes_the_answer_back(api, lead):
    tell(api, lead, "opened")
    tell(api, lead, "opted_out")
    assert f"email/{TUESDAY_TEN:03d}/opened" not in counted(api)


def test_the_reported_time_of_sending_is_taken_and_that_of_opening_is_not(api, lead):
    sent_at = lead.report.plan.steps[0].at + timedelta(hours=3)
    tell(api, lead, "delivered", occurred_at=sent_at.isoformat())
    tell(api, lead, "opened", occurred_at=(sent_at + timedelta(hours=5)).isoformat())
    assert counted(api)[f"email/{TUESDAY_TEN + 3:03d}/opened"] == 1


def test_an_outcome_without_a_step_answers_the_last_one_that_was_due(api, lead):
    tell(api, lead, "opened", step=None, channel="email")
    person = api.platform.responses.of(person_of(lead.lead_id, lead.details))
    assert list(person.touches) == [f"{lead.lead_id}#2"]


def test_what_answers_no_step_is_not_counted(api, lead):
    tell(api, lead, "opened", step=None, channel="sms")
    assert counted(api) == {}
    unplanned = api.post("/api/v1/leads", {"email": "bo@example.com"}).json["lead_id"]
    assert api.post(f"/api/v1/leads/{unplanned}/outcomes", {"kind": "opened"}).status == 201
    assert counted(api) == {}


def test_nothing_is_counted_unless_the_outcome_is_kept(api, lead):
    api.platform.faults.fail("transactions.commit")
    path = f"/api/v1/leads/{lead.lead_id}/outcomes"
    assert api.post(path, {"kind": "opened", "step": 1}).status == 503
    assert counted(api) == {}


def test_what_is_kept_of_responses_names_nobody(api, lead):
    tell(api, lead, "opened")
    [(key, document)] = api.platform.responses.kept.items()
    for secret in ("anna", "berg", "example.com"):
        assert secret not in (key + document).lower()


def test_a_channel_that_is_a_call_is_counted_under_its_own(api, lead):
    step = lead.report.plan.steps[0].model_copy(update={"channel": Channel.CALL})
    plan = lead.report.plan.model_copy(update={"steps": (step,)})
    report = lead.report.model_copy(update={"plan": plan})
    with api.platform.transactions.begin() as within:
        changed = lead.model_copy(update={"version": 2, "report": report})
        api.platform.leads.replace(changed, within)
    tell(api, lead, "replied")
    assert counted(api)["call/acted"] == 1
