"""A lead whose steps are carried out by the effect ledger, all in memory."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import cast

from baton.effects.effect import Effect, EffectKind, Purpose
from baton.effects.ledger import EffectLedger, SendContext
from baton.effects.sender import DeliveryStatus, OutboundMessage
from baton.leads.lead import Lead, NewLead
from baton.leads.person_keys import person_keys_of
from baton.leads.send_policy import StepRule, step_quotas
from baton.leads.send_rules import SendRules
from baton.leads.steps import OWNER
from baton.runtime.effect_ledger import effect_ledger
from baton.runtime.platform import Platform
from tests.fakes.platform.clock import NOON
from tests.fakes.platform.container import FakePlatform
from tests.fakes.platform.effects import FakeSender, FakeSenders
from tests.fakes.platform.faults import Faults
from tests.fakes.platform.transaction import Ground

CAMPAIGN = "01KZZZZZZZZZZZZZZZZZZZZZZZ"


@dataclass
class Outward:
    """One lead, one sender, and a ledger for each process that is made on it."""

    faults: Faults = field(default_factory=Faults)
    record: DeliveryStatus | None = None
    rules: SendRules = field(default_factory=SendRules)
    platform: FakePlatform = field(init=False)
    sender: FakeSender = field(init=False)
    lead: Lead = field(init=False)

    def __post_init__(self) -> None:
        self.platform = FakePlatform(faults=self.faults)
        self.sender = FakeSender(Ground(self.faults), record=self.record)
        self.lead = self.another_lead()

    def another_lead(self, lead_id: str | None = None, email: str = "ada@example.com") -> Lead:
        """A new lead, with an e-mail address and an external id."""
        lead = Lead(
            lead_id=lead_id or self.platform.new_id(),
            received_at=NOON,
            updated_at=NOON,
            correlation_id="c-1",
            details=NewLead(
                email=email, external_id=f"crm-{email}", country="US", campaign_id=CAMPAIGN
            ),
        )
        with self.platform.transactions.begin() as within:
            self.platform.leads.add(lead, within)
        return lead

    def ledger(self, platform: FakePlatform | None = None) -> EffectLedger:
        """A ledger, as a process has one."""
        parts = cast("Platform", platform or self.platform)
        return effect_ledger(parts, FakeSenders({EffectKind.EMAIL: self.sender}))

    def effect(self, number: int = 1, lead: Lead | None = None) -> Effect:
        """An e-mail that is due."""
        lead = lead or self.lead
        return Effect(
            effect_id=f"{lead.lead_id}.{number}",
            kind=EffectKind.EMAIL,
            purpose=Purpose.MARKETING,
            owner=OWNER,
            subject_id=lead.lead_id,
            person_keys=person_keys_of(lead.lead_id, lead.details),
            cost_micros=100,
            planned_at=NOON,
            due_at=NOON,
            expires_at=NOON + timedelta(days=5),
        )

    def context(self, lead: Lead | None = None) -> SendContext:
        """What is true now: the lead as it is kept."""
        kept = self.platform.leads.get((lead or self.lead).lead_id)
        now = self.platform.clock()
        return SendContext(
            OutboundMessage("ada@example.com", "Hello", "Hello"),
            StepRule(self.rules, kept),
            conditions=(lambda within: self.platform.leads.unchanged(kept, within),),
            quotas=step_quotas(self.effect(1, kept), CAMPAIGN, self.rules, now),
        )
