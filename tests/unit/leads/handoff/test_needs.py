"""How good the context of a lead's handoff is, by what its receivers need."""

import csv
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.leads.handoff.needs import needs
from baton.leads.handoff_context import LeadHandoffs, handed_over
from baton.leads.lead import Lead
from baton.memory.handoff_subject import HandoffSubject
from functions.leads.triage.agent import LeadTriage
from functions.leads.triage.models import TriageTask
from functions.platform.handoff.context import (
    Gathered,
    Judgement,
    freshness_of,
    judge,
    present_fields,
)
from tests.fakes.platform.clock import NOON
from tests.fakes.platform.container import FakePlatform
from tests.samples.pipeline import a_lead

THRESHOLD = 0.7
EDUCATION = Path(__file__).parents[5] / "shared" / "data" / "leads_education.csv"
ENGAGEMENT = needs()["engagement"]
TRIAGED: dict[str, Any] = {
    "category": "cold_lead",
    "score": 55.0,
    "confidence": 0.6,
    "reasons": ["came back"],
}
CAMPAIGN_ID = "01JNBX5T00CAMPAGNCAMPAGN00"
READ = Gathered({"history": {}})
RECORDS: LeadHandoffs = handed_over(FakePlatform())  # type: ignore[arg-type]

BARE: dict[str, Any] = {"email": None, "first_name": None, "last_name": None, "country": None}
"""Takes away what the sample lead knows of a person."""
FULL: dict[str, Any] = {
    "company": "Example",
    "interest": "planning",
    "timezone": "Europe/Vienna",
    "source": "referral",
    "activity": {"visits": 3},
}
MIXED_UP: dict[str, Any] = {"phone": "+12125550100", "timezone": "Asia/Tokyo"}

shares = st.floats(0, 1)


def about(lead: Lead) -> HandoffSubject:
    return RECORDS.subject(lead, TRIAGED)


def judged(lead: Lead, gathered: Gathered = READ, now: datetime = NOON, **said: Any) -> Judgement:
    subject = about(lead)
    return judge(
        ENGAGEMENT,
        subject,
        said=TRIAGED | said,
        gathered=gathered,
        contradictions=subject.contradictions(now),
        now=now,
    )


@given(
    st.dictionaries(st.sampled_from(sorted(FULL)), st.just(True)),
    st.sampled_from(sorted(FULL)),
    shares,
)
def test_knowing_more_never_lowers_the_quality(
    known: dict[str, bool], more: str, confidence: float
) -> None:
    details = {name: FULL[name] for name in known}
    less = judged(a_lead(**details), confidence=confidence)
    richer = judged(
        a_lead(**details, **{} if more in known else {more: FULL[more]}), confidence=confidence
    )
    assert richer.completeness >= less.completeness
    assert richer.quality >= less.quality


@given(shares, shares)
def test_a_surer_triage_never_lowers_the_quality(one: float, other: float) -> None:
    low, high = (judged(a_lead(), confidence=c).quality for c in sorted((one, other)))
    assert low <= high


def test_freshness_halves_in_ninety_days_and_counts_from_when_the_person_asked() -> None:
    lead = a_lead(occurred_at=NOON - timedelta(days=90))
    assert freshness_of(about(lead).asked_at, NOON) == pytest.approx(0.5)
    assert freshness_of(about(a_lead()).asked_at, NOON - timedelta(days=1)) == 1


@pytest.mark.parametrize(
    "details", [BARE | {"email": "ada@example.com"}, BARE | {"external_id": "660681"}]
)
@pytest.mark.parametrize("confidence", [0.0, 0.2, 0.6, 1.0])
def test_a_lead_known_only_by_an_address_or_an_external_id_passes(
    details: dict[str, Any], confidence: float
) -> None:
    assert judged(a_lead(**details), confidence=confidence).quality >= THRESHOLD


def test_a_history_that_could_not_be_read_never_passes() -> None:
    best = judged(a_lead(**FULL), Gathered(), confidence=1.0)
    assert best.quality < THRESHOLD
    assert "history" in best.missing


def test_a_verdict_that_did_not_come_along_never_passes() -> None:
    for word in ("category", "score", "confidence"):
        unsaid: dict[str, Any] = {word: None}
        assert judged(a_lead(**FULL), **unsaid).quality < THRESHOLD


def test_contradictions_with_an_unsure_triage_never_pass() -> None:
    lead = a_lead(**FULL | MIXED_UP)
    assert judged(lead, confidence=0.3).quality < THRESHOLD
    assert judged(lead, confidence=0.9).quality >= THRESHOLD


def test_a_very_old_lead_never_passes() -> None:
    lead = a_lead(**FULL, occurred_at=NOON - timedelta(days=3 * 365))
    assert judged(lead, confidence=1.0).quality < THRESHOLD


def test_one_common_mismatch_does_not_hold_a_lead_back() -> None:
    assert judged(a_lead(phone="+12125550100"), confidence=0.4).quality >= THRESHOLD


def test_a_campaign_counts_only_for_a_lead_that_names_one() -> None:
    without = judged(a_lead())
    with_one = judged(a_lead(campaign_id=CAMPAIGN_ID))
    assert "campaign" not in without.missing
    assert "campaign" in with_one.missing
    assert not about(a_lead()).applies("campaign")


def test_the_optimiser_needs_the_campaign_that_the_lead_names() -> None:
    optimiser = needs()["campaign_optimizer"]
    lead = a_lead(campaign_id=CAMPAIGN_ID)
    judgement, alone = (
        judge(optimiser, about(one), said=TRIAGED, gathered=Gathered(), contradictions=(), now=NOON)
        for one in (lead, a_lead())
    )
    assert judgement.quality < THRESHOLD
    assert alone.quality >= THRESHOLD


def test_every_declared_need_can_be_met() -> None:
    lead = a_lead(**FULL, campaign_id=CAMPAIGN_ID)
    gathered = Gathered({"history": {}, "campaign": {"name": "Spring"}})
    for one in needs().values():
        said = dict.fromkeys(one.passes, "something")
        fields = present_fields(about(lead), said, gathered)
        assert {*one.required, *one.helpful} <= fields


@pytest.mark.skipif(not EDUCATION.exists(), reason="the education company's leads are not here")
def test_every_lead_of_a_company_that_knows_only_ids_and_activity_passes() -> None:
    triage = LeadTriage.assemble(FakePlatform())  # type: ignore[arg-type]
    with EDUCATION.open(encoding="utf-8", newline="") as file:
        rows = {_education(row) for row in csv.DictReader(file)}
    poor = []
    for source, visits, seconds, pages in rows:
        activity = {"visits": visits, "seconds_on_site": seconds, "pages_per_visit": pages}
        lead = a_lead(**BARE, external_id="x-1", source=source, activity=activity)
        result = triage.perform(TriageTask(lead=lead))
        judgement = judged(lead, confidence=result.assessment.confidence)
        if judgement.quality < THRESHOLD:
            poor.append((source, visits, judgement))
    assert not poor


def _education(row: dict[str, str]) -> tuple[str | None, int | None, int | None, float | None]:
    visits, seconds = row["TotalVisits"], row["Total Time Spent on Website"]
    pages = row["Page Views Per Visit"]
    return (
        row["Lead Source"] or None,
        int(float(visits)) if visits else None,
        int(float(seconds)) if seconds else None,
        float(pages) if pages else None,
    )
