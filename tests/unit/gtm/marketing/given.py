"""Customers, segments and sets of messages for tests."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

from baton.core.derived_ids import derived_ulid
from baton.effects.contact_status import Suppression, SuppressionReason
from baton.effects.effect import EffectKind, Purpose
from baton.facts.fact import Fact
from baton.facts.registered_kinds import fact_kinds
from baton.gtm.customer_contact import CustomerContact, Will
from baton.gtm.marketing import MarketingAnswer, MarketingTask
from baton.gtm.message_set import GroupDraft, MessageSet
from baton.gtm.periods import Period
from baton.gtm.segment_repository import MemberRow, new_segment
from baton.gtm.segments import SegmentName, SegmentSummary
from baton.privacy.subject import email_key
from functions.gtm.marketing.agent import Marketing
from functions.platform.facts.appending import Appending
from tests.fakes.platform.clock import NOON
from tests.fakes.platform.container import FakePlatform

MADE_AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
REQUEST = "01KF0Z6T9QJ4T8W2M5V7X1C3D6"


def a_contact(customer_id: str = "C-1", **more: Any) -> CustomerContact:
    """A customer who agreed to be told of offers."""
    given = {
        "at": MADE_AT,
        "email": f"{customer_id.lower()}@alderwerk.example",
        "language": "en",
        "country": "AT",
        "marketing": Will.YES,
        **more,
    }
    return CustomerContact(customer_id=customer_id, **given)


def a_set(**more: Any) -> MessageSet:
    """A set with one draft, that waits."""
    draft = GroupDraft(
        group="en", language="en", subject="Hello", body="Hello,\n\nNews.", recipients=1
    )
    given: dict[str, Any] = {
        "set_id": derived_ulid("message_set", REQUEST),
        "segment_id": "at_risk",
        "purpose": "win_back",
        "drafts": (draft,),
        "written_by": "template",
        "escalation_id": derived_ulid("message_set_case", REQUEST),
        "made_at": MADE_AT,
        "updated_at": MADE_AT,
        "expires_at": MADE_AT + timedelta(days=14),
        **more,
    }
    return MessageSet(**given)


class Shop:
    """A company with customers and their segment at risk, and the marketing agent over it."""

    def __init__(self, contacts: Iterable[CustomerContact] = (), **settings: Any) -> None:
        self.platform = FakePlatform()
        self.platform.settings = self.platform.settings.model_copy(
            update={"company": "Example Ltd", **settings}
        )
        self.customers = tuple(contacts)
        for one in self.customers:
            with self.platform.transactions.begin() as unit:
                self.platform.customer_contacts.keep(one, unit)

    @property
    def agent(self) -> Marketing:
        """The agent with the parts of the platform."""
        return Marketing.assemble(cast("Any", self.platform))

    def segment(self, *more: str) -> str:
        """Keeps the customers, and ``more`` of whom nothing is known, as the segment at risk."""
        ids = [*(one.customer_id for one in self.customers), *more]
        rows = [MemberRow(one, 3, "2025-11-01", 9_000, None, 0.8, 5_000) for one in ids]
        summary = SegmentSummary(
            segment_id="0" * 32,
            name=SegmentName.AT_RISK,
            label="At risk",
            means="will probably not buy",
            advice="win them back",
            as_of=date(2026, 3, 1),
            customers=len(ids),
            share=0.5,
            revenue=90_000,
            currency="EUR",
        )
        made = new_segment(summary, rows)
        self.platform.segments.keep([made])
        return made.summary.segment_id

    def closes(self, email: str, why: SuppressionReason = SuppressionReason.OPTED_OUT) -> None:
        """Has an address unsubscribe from marketing by e-mail."""
        said = Suppression(
            kind=EffectKind.EMAIL, purpose=Purpose.MARKETING, why=why, at=NOON, source="link"
        )
        self.platform.contact_statuses.record({email_key(email): [said]})

    def knows(self, facts: Iterable[Fact]) -> None:
        """Keeps facts."""
        files, subjects = cast("Any", self.platform.files), cast("Any", self.platform.subjects)
        Appending(files, fact_kinds, subjects).append(facts)

    def ask(self, work: str, period: str = "2026-Q1", **more: Any) -> MarketingAnswer:
        """The agent's answer."""
        given = {"request_id": REQUEST, "work": work, "period": Period.read(period), **more}
        return self.agent.perform(MarketingTask.model_validate(given))
