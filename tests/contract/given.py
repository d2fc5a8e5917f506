"""Things to be kept, and many hands at once."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import TypeVar

from baton.campaigns.campaign import Campaign, CampaignStatus, NewCampaign
from baton.core.clock import new_id
from baton.core.message import ALL_AGENTS, Message, MessageType
from baton.core.money import Money
from baton.escalation.case import Escalation, EscalationStatus
from baton.leads.assessment import Assessment, Category, Temperature, Urgency
from baton.leads.lead import Lead, LeadReport, LeadStatus, NewLead
from baton.messaging.outbox import OutboxEntry, Work
from tests.fakes.platform.clock import NOON

Got = TypeVar("Got")


def later(seconds: float) -> datetime:
    """The test's noon and some seconds."""
    return NOON + timedelta(seconds=seconds)


def a_lead(
    *,
    status: LeadStatus = LeadStatus.RECEIVED,
    category: Category | None = None,
    at: datetime = NOON,
    lead_id: str | None = None,
    version: int = 1,
    campaign_id: str | None = None,
) -> Lead:
    return Lead(
        lead_id=lead_id or new_id(),
        version=version,
        status=status,
        received_at=at,
        updated_at=at,
        correlation_id="c-1",
        details=NewLead(
            email="ada@example.com",
            first_name="Ada \N{SLIGHTLY SMILING FACE} \N{ARABIC LETTER ALEF}",
            message="=1+1; DROP TABLE leads; <b>\u00fc</b>\n'\"",
            attributes={"a": None, "b": 1.5, "c": True, "d": ""},
            campaign_id=campaign_id,
        ),
        report=a_report(category) if category else None,
    )


def a_report(category: Category) -> LeadReport:
    return LeadReport(
        category=category,
        temperature=Temperature.WARM,
        assessment=Assessment(score=50.5, confidence=0.5, urgency=Urgency.LOW, scorecard="v1"),
        processing_ms=12,
    )


def a_campaign(
    *, status: CampaignStatus = CampaignStatus.ACTIVE, at: datetime = NOON, version: int = 1
) -> Campaign:
    return Campaign(
        campaign_id=new_id(),
        version=version,
        created_at=at,
        updated_at=at,
        details=NewCampaign(
            name="Spring",
            platform="google",
            status=status,
            daily_budget=Money(amount=5_000, currency="USD"),
        ),
    )


def a_case(
    *, status: EscalationStatus = EscalationStatus.OPEN, at: datetime = NOON, version: int = 1
) -> Escalation:
    return Escalation(
        escalation_id=new_id(),
        version=version,
        status=status,
        subject="lead",
        subject_id=new_id(),
        reason="a poor context",
        case={"missing": ["company"], "score": 0.25},
        opened_by="handoff",
        opened_at=at,
        expires_at=at + timedelta(days=7),
        correlation_id="c-1",
    )


def an_entry(
    *, available: datetime = NOON, claimed_by: str | None = None, entry_id: str | None = None
) -> OutboxEntry:
    identifier = entry_id or new_id()
    return OutboxEntry(
        entry_id=identifier,
        work=Work.PUBLISH,
        subject_id=new_id(),
        payload={"event": "lead.processed", "message": {"n": 1, "x": [None, 0.5, "\u00fc"]}},
        correlation_id="c-1",
        available_at=available,
        claimed_by=claimed_by,
    )


def a_message(payload: dict[str, object] | None = None) -> Message:
    return Message(
        message_id=new_id(),
        sender="result_writer",
        receiver=ALL_AGENTS,
        message_type=MessageType.STATUS_UPDATE,
        payload=payload or {"n": 1},
        correlation_id="c-1",
        timestamp=NOON,
    )


def at_once(work: Callable[[int], Got], hands: int = 8) -> list[Got]:
    """``work(0)``, ``work(1)``, … all let go at the same moment; their results in order."""
    gate = threading.Barrier(hands)

    def wait_and_work(number: int) -> Got:
        gate.wait()
        return work(number)

    with ThreadPoolExecutor(hands) as pool:
        return list(pool.map(wait_and_work, range(hands)))
