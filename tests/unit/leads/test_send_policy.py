"""Whether a step may reach its person, with every reason that an operator reads."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baton.effects.contact_status import (
    Agreement,
    ContactStatus,
    Quota,
    Send,
    Suppression,
    SuppressionReason,
)
from baton.effects.effect import Effect, EffectKind, Purpose
from baton.effects.policy import Facts, Outcome, Verdict, judge
from baton.leads.effect_kinds import CRM_TASK
from baton.leads.lead import Consent, Lead, LeadStatus, NewLead, SequenceStop
from baton.leads.send_policy import BUDGET_SHARDS, StepRule, step_quotas
from baton.leads.send_rules import SendRules
from baton.leads.steps import OWNER
from baton.leads.will import missing_consent
from tests.samples.will import stated

MONDAY = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ADA = f"person#{'a' * 64}"
LEAD_ID, CAMPAIGN = "01JNBX5T00ABCDEFGHJKMNPQRS", "01KZZZZZZZZZZZZZZZZZZZZZZZ"
GO, LATER, NEVER = Outcome.GO, Outcome.LATER, Outcome.NEVER


def effect(kind: str = EffectKind.EMAIL, **changes: Any) -> Effect:
    made = Effect(
        effect_id="lead.1",
        kind=kind,
        purpose=Purpose.MARKETING,
        owner=OWNER,
        subject_id=LEAD_ID,
        person_keys=(ADA,),
        planned_at=MONDAY,
    )
    return made.model_copy(update=changes)


def lead(
    consent: dict[str, bool] | None = None,
    country: str | None = "US",
    source: str = "Website",
    **changes: Any,
) -> Lead:
    said = {"consent": Consent(**consent or {}), "source": source, "country": country}
    details = NewLead(email="ada@example.com", phone="+431234567", external_id="crm-1", **said)
    made = Lead(
        lead_id=LEAD_ID,
        received_at=MONDAY,
        updated_at=MONDAY,
        correlation_id="c",
        details=details,
    )
    return made.model_copy(update=changes)


def verdict(
    sent: Effect | None = None,
    now: datetime = MONDAY,
    rules: SendRules | None = None,
    *,
    ago: tuple[float, ...] = (),
    suppressions: tuple[Suppression, ...] = (),
    off: str | None = None,
    quotas: tuple[Quota, ...] = (),
    **around: Any,
) -> Verdict:
    sends = tuple(
        Send(effect_id=f"other.{number}", at=now - timedelta(hours=hours))
        for number, hours in enumerate(ago)
    )
    around = {"lead": lead(), **around}
    status = ContactStatus(subject=ADA, version=1, sends=sends, suppressions=suppressions)
    statuses = (status, *(stated(around["lead"]) if around["lead"] else ()))
    facts = Facts(sent or effect(), now, off, statuses, quotas)
    return judge(facts, StepRule(rules or SendRules(), **around))


def test_what_nothing_speaks_against_goes() -> None:
    assert verdict() == Verdict(GO)


@pytest.mark.parametrize(
    ("kind", "consent", "refusal"),
    [
        (EffectKind.EMAIL, {}, None),
        (EffectKind.EMAIL, {"email": True}, None),
        (EffectKind.EMAIL, {"email": False}, "the person refused e-mail, 2026-03-02 12:00 UTC"),
        (
            EffectKind.CALL_TASK,
            {"phone": False},
            "the person refused calls, 2026-03-02 12:00 UTC",
        ),
        (EffectKind.SMS, {}, "the person has not agreed to text messages"),
        (EffectKind.SMS, {"email": True}, "the person has not agreed to text messages"),
        (EffectKind.SMS, {"sms": False}, "the person refused text messages, 2026-03-02 12:00 UTC"),
        (EffectKind.SMS, {"sms": True}, None),
        (CRM_TASK, {"email": False, "phone": True}, None),
        (
            CRM_TASK,
            {"email": False, "phone": False},
            "the person refused crm task, 2026-03-02 12:00 UTC",
        ),
    ],
)
def test_consent_is_asked_by_channel(
    kind: str, consent: dict[str, bool], refusal: str | None
) -> None:
    found = verdict(effect(kind), lead=lead(consent))
    assert found.outcome is (NEVER if refusal else GO)
    assert found.reasons == ((refusal,) if refusal else ())


def test_where_marketing_needs_a_yes_answers_do_not() -> None:
    rules = SendRules(marketing_needs_yes=True)
    assert verdict(rules=rules).reasons == ("the person has not agreed to marketing by e-mail",)
    assert verdict(effect(purpose=Purpose.ANSWER), rules=rules).outcome is GO
    assert verdict(rules=rules, lead=lead({"email": True})).outcome is GO


@pytest.mark.parametrize(
    ("country", "phone", "kind", "asks"),
    [
        ("US", None, EffectKind.EMAIL, False),
        ("AT", None, EffectKind.EMAIL, True),
        ("DE", None, EffectKind.CALL_TASK, True),
        ("FR", None, EffectKind.CALL_TASK, False),
        (None, "+14155552671", EffectKind.EMAIL, False),
        (None, "+16045552671", EffectKind.EMAIL, True),
        (None, "+919876543210", EffectKind.EMAIL, False),
        (None, None, EffectKind.EMAIL, True),
        ("AT", None, CRM_TASK, False),
    ],
)
def test_marketing_asks_for_a_yes_where_the_law_does_and_where_no_country_is_known(
    country: str | None, phone: str | None, kind: str, asks: bool
) -> None:
    details = NewLead(email="ada@example.com", phone=phone, country=country)
    (missing,) = [missing_consent(kind, Purpose.MARKETING, details, (), SendRules())]
    assert (missing is not None) is asks
    assert missing_consent(kind, Purpose.ANSWER, details, (), SendRules()) is None
    in_india = SendRules(assumed_country="IN")
    there = missing_consent(kind, Purpose.MARKETING, details, (), in_india)
    assert (there is not None) is (asks and bool(country or phone))


def test_a_bought_address_gets_no_marketing_and_its_seller_gives_no_consent() -> None:
    bought = lead({"email": True}, source="Bought list")
    assert "is from a list (Bought list)" in verdict(lead=bought).reasons[0]
    agreed = ContactStatus(
        subject=ADA, agreements=(Agreement(kind="email", at=MONDAY, source="lead:other"),)
    )
    facts = Facts(effect(), MONDAY, contact_statuses=(agreed,))
    assert judge(facts, StepRule(SendRules(), bought)).outcome is GO


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"lead": None}, "the lead is gone"),
        ({"lead": lead(status=LeadStatus.CLOSED)}, "a person closed the lead"),
        (
            {"lead": lead(stopped=SequenceStop(reason="replied", at=MONDAY))},
            "the person replied, 2026-03-02 12:00 UTC",
        ),
        ({"ended": "the plan was changed since"}, "the plan was changed since"),
        ({"off": "sending is off"}, "sending is off"),
    ],
)
def test_what_has_ended_never_goes(facts: dict[str, Any], reason: str) -> None:
    found = verdict(**facts)
    assert (found.outcome, found.reasons) == (NEVER, (reason,))


def test_every_reason_is_told() -> None:
    found = verdict(
        suppressions=(Suppression(why=SuppressionReason.OPTED_OUT, at=MONDAY, source="test"),),
        lead=lead({"email": False}),
        off="sending is off",
    )
    assert len(found.reasons) == 3


@pytest.mark.parametrize(
    ("ago", "outcome", "hours"),
    [
        ((), GO, 0),
        ((0.4,), LATER, 0.1),
        ((0.5,), GO, 0),
        ((1, 23), LATER, 1),
        ((1, 24), GO, 0),
        ((25, 49, 73, 97, 121, 145), LATER, 23),
        ((25, 49, 73, 97, 121, 169), GO, 0),
    ],
)
def test_caps_and_the_gap_say_when_there_is_room_again(
    ago: tuple[float, ...], outcome: Outcome, hours: float
) -> None:
    found = verdict(ago=ago)
    assert found.outcome is outcome
    if outcome is LATER:
        assert found.until == MONDAY + timedelta(hours=hours)


def test_its_own_send_counts_for_nothing() -> None:
    own = Send(effect_id="lead.1", at=MONDAY)
    status = ContactStatus(subject=ADA, version=1, sends=(own,) * 5)
    rule = StepRule(SendRules(), lead())
    assert judge(Facts(effect(), MONDAY, contact_statuses=(status,)), rule).outcome is GO


@pytest.mark.parametrize(
    ("kind", "purpose", "zone", "country", "now", "until"),
    [
        # at night in the person's own zone
        ("email", "marketing", "Asia/Tokyo", "JP", "2026-03-02T12:00Z", "2026-03-02T23:00Z"),
        ("email", "marketing", "America/New_York", "US", "2026-03-02T12:00Z", "2026-03-02T13:00Z"),
        # the weekend, for all but answers
        ("email", "marketing", "Europe/Vienna", "AT", "2026-03-07T12:00Z", "2026-03-09T07:00Z"),
        ("email", "answer", "Europe/Vienna", "AT", "2026-03-07T12:00Z", None),
        ("sms", "marketing", "Europe/Vienna", "AT", "2026-03-07T12:00Z", None),
        # Good Friday to Easter Monday in Germany, over the change of the clocks
        ("email", "marketing", "Europe/Berlin", "DE", "2026-04-03T12:00Z", "2026-04-07T06:00Z"),
        ("call_task", "answer", "Europe/Berlin", "DE", "2026-04-03T12:00Z", "2026-04-07T07:00Z"),
        ("email", "answer", "Europe/Berlin", "DE", "2026-04-03T12:00Z", None),
        # the night in which an hour is left out
        ("email", "answer", "Europe/Berlin", "DE", "2026-03-29T00:30Z", "2026-03-29T06:00Z"),
    ],
)
def test_quiet_hours_days_off_and_holidays_are_the_persons_own(  # noqa: PLR0917 - a table
    kind: str, purpose: str, zone: str, country: str, now: str, until: str | None
) -> None:
    at = datetime.fromisoformat(now)
    sent = effect(kind, purpose=Purpose(purpose))
    agreed = lead({"sms": True})
    found = verdict(sent, at, lead=agreed, timezones=(zone,), countries=(country,))
    assert found.until == (datetime.fromisoformat(until) if until else None)
    assert found.outcome is (LATER if until else GO)


def test_who_may_be_in_any_of_several_zones_is_called_when_it_is_day_in_all_of_them() -> None:
    zones = ("America/New_York", "America/Los_Angeles")
    morning = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)  # half past nine in New York
    found = verdict(effect("call_task"), morning, timezones=zones, countries=("US",))
    opening = datetime(2026, 3, 2, 17, tzinfo=UTC)
    assert (found.outcome, found.until) == (LATER, opening)
    assert "06:30 there (America/Los_Angeles)" in str(found)
    assert verdict(effect("call_task"), opening, timezones=zones).outcome is GO


def test_later_than_it_is_of_use_is_never() -> None:
    night = MONDAY.replace(hour=22)
    soon = effect(expires_at=night + timedelta(hours=1))
    found = verdict(soon, night)
    assert found.outcome is NEVER
    assert "it is no use any more" in found.reasons[-1]
    assert verdict(soon, night + timedelta(hours=2)).reasons[0].startswith("it is late")


def test_a_full_quota_is_for_tomorrow_and_one_that_can_never_hold_it_is_never() -> None:
    rules = SendRules(campaign_per_day=2, budget_micros_per_day=8 * 200)
    sent = effect(cost_micros=100)
    campaign, budget = step_quotas(sent, CAMPAIGN, rules, MONDAY)
    assert (campaign.most, budget.most, BUDGET_SHARDS) == (2, 200, 8)
    full = verdict(sent, rules=rules, quotas=(campaign.model_copy(update={"used": 2}), budget))
    assert (full.outcome, full.until) == (LATER, datetime(2026, 3, 3, tzinfo=UTC))
    dear = effect(cost_micros=300)
    assert (
        verdict(dear, rules=rules, quotas=step_quotas(dear, None, rules, MONDAY)).outcome is NEVER
    )


ZONES = ["Europe/Vienna", "Asia/Kolkata", "America/Los_Angeles", "Pacific/Auckland", "Etc/UTC"]


@settings(max_examples=60, deadline=None)
@given(
    kind=st.sampled_from([EffectKind.EMAIL, EffectKind.SMS, EffectKind.CALL_TASK, CRM_TASK]),
    purpose=st.sampled_from([Purpose.ANSWER, Purpose.MARKETING]),
    zone=st.sampled_from(ZONES),
    country=st.sampled_from(["AT", "IN", "US", "NZ", None]),
    now=st.integers(0, 1_500_000).map(lambda minutes: MONDAY + timedelta(minutes=minutes)),
    ago=st.lists(st.floats(0, 200), max_size=8).map(lambda given: tuple(sorted(given))),
)
def test_what_is_put_off_is_put_off_to_when_it_is_nearer_and_always_comes(  # noqa: PLR0917 - laws
    kind: str,
    purpose: Purpose,
    zone: str,
    country: str | None,
    now: datetime,
    ago: tuple[float, ...],
) -> None:
    sends = tuple(
        Send(effect_id=f"other.{number}", at=now - timedelta(hours=hours))
        for number, hours in enumerate(ago)
    )
    agreed = lead({"sms": True})
    countries = (country,) if country else ()
    rule = StepRule(SendRules(), agreed, timezones=(zone,), countries=countries)
    statuses = (ContactStatus(subject=ADA, version=1, sends=sends), *stated(agreed))
    sent, at = effect(kind, purpose=purpose), now
    for _ in range(20):
        found = judge(Facts(sent, at, contact_statuses=statuses), rule)
        if found.outcome is GO:
            local = at.astimezone(ZoneInfo(zone)).time()
            hours = SendRules().hours[kind]
            answer = purpose is Purpose.ANSWER and kind == EffectKind.EMAIL
            opens, closes = (
                (hours.opens, hours.closes)
                if not answer
                else (
                    SendRules().answers.opens,
                    SendRules().answers.closes,
                )
            )
            assert opens <= local < closes
            return
        assert found.outcome is LATER
        assert found.reasons
        assert found.until is not None
        assert found.until > at
        at = found.until
    raise AssertionError("it never comes")
