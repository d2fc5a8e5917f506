"""The law of one will per address (A13): a refusal, by any way in and in any order, is never followed by
a send; and what nobody refused is sent.

For every way to refuse, orders of all events are gone through: some of them, or with
``--hypothesis-profile long`` each, which is 14,400.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from itertools import permutations
from typing import Any, cast

import pytest
from hypothesis import settings

from baton.core.settings import Settings
from baton.effects.contact_status import Suppression, SuppressionReason
from baton.effects.effect import Effect, EffectKind, EffectState, Purpose
from baton.effects.ledger import EffectLedger, SendContext
from baton.effects.unsubscribe import link_key, suppression_for, token_for
from baton.leads.files.column_mapping import ColumnMapping
from baton.leads.incoming import IncomingLead
from baton.leads.interaction import InteractionKind, NewOutcome
from baton.leads.lead import Lead
from baton.leads.lead_intake import LeadIntake
from baton.leads.outcomes import OutcomeService
from baton.leads.person_keys import contact_keys_of
from baton.leads.send_policy import StepRule
from baton.leads.send_rules import Hours, SendRules
from baton.leads.steps import OWNER
from baton.privacy.subject import email_key, phone_key
from baton.runtime.effect_ledger import effect_ledger
from baton.runtime.platform import Platform
from functions.leads.api.unsubscribe import UnsubscribeService
from tests.fakes.platform.container import FakePlatform
from tests.fakes.platform.effects import FakeSender, FakeSenders
from tests.fakes.platform.transaction import Ground

ALWAYS = {kind: Hours(opens=time(0), closes=time(23, 59)) for kind in ("email", "sms", "call_task")}
RULES = SendRules(per_day=50, per_week=200, gap_minutes=0, hours=ALWAYS, answers=ALWAYS["email"])
ADA = {"email": "Ada@Northwind.example", "phone": "+436641234567", "external_id": "crm-7"}
ADDRESSES = {
    EffectKind.EMAIL: {"email": "ada@northwind.example"},
    EffectKind.SMS: {"phone": "+43 664 1234567"},
    EffectKind.CALL_TASK: {"phone": "+43 664 1234567"},
}
AGREED = {"email": True, "phone": True, "sms": True}


@dataclass
class World:
    """A platform with three ways out. Leads of one address come in, and are written to."""

    platform: FakePlatform = field(
        default_factory=lambda: FakePlatform(Settings(link_secret="links"))
    )
    leads: list[Lead] = field(default_factory=list)
    refused: bool = False
    sent_after: int = 0

    def __post_init__(self) -> None:
        self.platform.clock.set(datetime(2026, 3, 2, 12, tzinfo=UTC))
        self.sender = FakeSender(Ground(self.platform.faults))
        self.platform.senders = FakeSenders(dict.fromkeys(ADDRESSES, self.sender))
        self.intake = LeadIntake.of(cast("Platform", self.platform))
        self.outcomes = OutcomeService.of(cast("Platform", self.platform))
        self.ledger: EffectLedger = effect_ledger(
            cast("Platform", self.platform), self.platform.senders
        )

    def receive(self, **details: Any) -> Lead:
        now = self.platform.clock()
        lead = Lead(
            lead_id=self.platform.new_id(),
            received_at=now,
            updated_at=now,
            correlation_id="c",
            details=IncomingLead.model_validate(
                {"country": "US", "message": "Please call.", **details}
            ).details,
        )
        if self.intake.receive(lead).lead_id == lead.lead_id:
            self.leads.append(lead)
        return lead

    def send(self, kind: str, meanwhile: Callable[[], None] = lambda: None) -> None:
        """Sends to every lead that there is; ``meanwhile`` comes between judging and committing."""
        for number, lead in enumerate(list(self.leads)):
            before = len(self.sender.taken)
            effect = an_effect(lead, kind, f"{lead.lead_id}.{len(self.sender.taken)}.{number}")
            rule = StepRule(RULES, self.platform.leads.get(lead.lead_id))
            context = SendContext(rule=rule, conditions=(lambda _: meanwhile(),))
            done = self.ledger.carry_out(effect, lambda context=context: context)  # type: ignore[misc]
            assert done.state in (EffectState.DONE, EffectState.REFUSED)
            self.sent_after += self.refused and len(self.sender.taken) > before


def an_effect(lead: Lead, kind: str, effect_id: str) -> Effect:
    return Effect(
        effect_id=effect_id,
        kind=kind,
        purpose=Purpose.MARKETING,
        owner=OWNER,
        subject_id=lead.lead_id,
        person_keys=contact_keys_of(lead.lead_id, lead.details),
        planned_at=lead.received_at,
        due_at=lead.received_at,
    )


def by_lead(world: World, kind: str) -> None:
    """Another enquiry of the same address says no."""
    consent = {EffectKind.EMAIL: "email", EffectKind.SMS: "sms", EffectKind.CALL_TASK: "phone"}
    world.receive(**ADDRESSES[EffectKind(kind)], consent={consent[EffectKind(kind)]: False})


def by_row(world: World, kind: str) -> None:
    """A list that says who is unsubscribed, read without a mapping."""
    column = {EffectKind.EMAIL: "Do not email", EffectKind.SMS: "SMS opt-out"}
    row = ADDRESSES[EffectKind(kind)] | {column.get(EffectKind(kind), "DoNotCall"): "yes"}
    mapped = ColumnMapping.canonical().row(row)
    assert mapped.lead is not None
    world.receive(**mapped.lead.model_dump(exclude_unset=True))


def by_rejected_row(world: World, kind: str) -> None:
    """A row that cannot become a lead."""
    assert kind == EffectKind.EMAIL
    world.intake.heed({"email": ADA["email"], "Status": "unsubscribed", "country": "?"}, "import:1")


def by_rejected_number(world: World, kind: str) -> None:
    """A row that cannot become a lead, with a number as people of its country write it."""
    row = {"E-mail": "none", "Telefon": "0664 / 1234567", "Land": "Österreich", "Sperre": "x"}
    column = {EffectKind.SMS: "SMS opt-out"}.get(EffectKind(kind), "DoNotCall")
    world.intake.heed({**row, column: "yes"}, "import:1")


def by_words(world: World, kind: str) -> None:
    """Another enquiry of the same address, in which the person says so."""
    world.receive(**ADDRESSES[EffectKind(kind)], message="Please never contact me again.")


def by_suppression(world: World, kind: str) -> None:
    """A person of the company puts the address on the list."""
    key = email_key(ADA["email"]) if kind == EffectKind.EMAIL else phone_key(ADA["phone"])
    listed = Suppression(
        kind=kind, why=SuppressionReason.SUPPRESSED, at=world.platform.clock(), source="caller:1"
    )
    world.platform.contact_statuses.record({key: (listed,)})


def by_outcome(world: World, kind: str) -> None:
    """Somebody reports that the person opted out of one of the leads."""
    del kind
    lead = world.leads[0] if world.leads else world.receive(**ADA)
    outcome = NewOutcome(kind=InteractionKind.OPTED_OUT)
    world.outcomes.record(
        lead.lead_id, outcome, outcome_id=world.platform.new_id(), correlation_id="c"
    )


def by_link(world: World, kind: str) -> None:
    """The person follows the link in a mail."""
    assert kind == EffectKind.EMAIL
    platform, key = world.platform, link_key("links")
    service = UnsubscribeService(
        contact_statuses=platform.contact_statuses,
        subjects=platform.subjects,
        outcomes=world.outcomes,
        keys=lambda: (key,),
        clock=platform.clock,
    )
    service.leave(token_for(email_key(ADA["email"]), Purpose.MARKETING, key), "c")


def by_complaint(world: World, kind: str) -> None:
    """The person calls a mail spam."""
    del kind
    lead = world.leads[0] if world.leads else world.receive(**ADA)
    outcome = NewOutcome(kind=InteractionKind.OPTED_OUT)
    world.outcomes.record(
        lead.lead_id,
        outcome,
        outcome_id=world.platform.new_id(),
        correlation_id="c",
        closes=Suppression(
            why=SuppressionReason.COMPLAINED, at=world.platform.clock(), source="mail:1"
        ),
    )


WAYS = [
    *((by_lead, kind) for kind in ADDRESSES),
    *((by_row, kind) for kind in ADDRESSES),
    *((by_suppression, kind) for kind in ADDRESSES),
    *((by_words, kind) for kind in ADDRESSES),
    *((by_rejected_number, kind) for kind in (EffectKind.SMS, EffectKind.CALL_TASK)),
    *((by_outcome, kind) for kind in ADDRESSES),
    (by_complaint, EffectKind.EMAIL),
    (by_rejected_row, EffectKind.EMAIL),
    (by_link, EffectKind.EMAIL),
]
Way = Callable[[World, str], None]
ORDERS = list(permutations(range(6)))[:: 1 if settings.default.max_examples >= 1_000 else 7]


def events(world: World, refuse: Callable[[], None], kind: str) -> dict[str, Callable[[], object]]:
    """What happens, in every order: the refusal comes by itself, and again in the middle of a send."""
    return {
        "first lead": lambda: world.receive(**ADA),
        "agrees": lambda: world.receive(
            email=ADA["email"], phone=ADA["phone"], external_id="crm-8", consent=AGREED
        ),
        "hours later": lambda: world.platform.clock.advance(30 * 3_600),
        "a send": lambda: world.send(kind),
        "a send meets it": lambda: world.send(kind, refuse),
        "refusal": refuse,
    }


@pytest.mark.parametrize(("way", "kind"), WAYS)
def test_a_refusal_is_never_followed_by_a_send(way: Way, kind: str) -> None:
    for order in ORDERS:
        world = World()

        def refuse(world: World = world) -> None:
            if not world.refused:
                world.refused = True
                way(world, kind)

        every = list(events(world, refuse, kind).values())
        for number in order:
            every[number]()
        world.send(kind)
        assert world.refused
        assert world.sent_after == 0, order


@pytest.mark.parametrize(
    "message",
    [
        "Can I delete my data in the trial if we do not buy?",
        "I don't want to unsubscribe, but I need pricing for 20 seats.",
        "Is there a bus stop nearby?",
    ],
)
def test_a_question_about_leaving_closes_nothing(message: str) -> None:
    world = World()
    world.receive(**ADA, message=message)
    world.receive(**{**ADA, "external_id": "crm-8"}, consent=AGREED)
    world.send(EffectKind.EMAIL)
    assert len(world.sender.taken) > 0


@pytest.mark.parametrize("kind", ADDRESSES)
def test_without_a_refusal_it_is_sent(kind: str) -> None:
    world = World()
    world.receive(**ADA, consent=AGREED)
    world.send(kind)
    assert len(world.sender.taken) == 1


def test_a_link_for_marketing_leaves_answers() -> None:
    suppression = suppression_for(Purpose.MARKETING, datetime(2026, 3, 2, tzinfo=UTC))
    assert not suppression.closes(EffectKind.EMAIL, Purpose.ANSWER)
