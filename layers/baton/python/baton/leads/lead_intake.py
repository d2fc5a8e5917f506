"""Receiving a lead: the lead, its run of the pipeline and its claims, in one transaction.

Every way in (the API one by one and in batches, JSON-RPC, files row by row) receives through here, so
that the same person's enquiry is a duplicate whichever way it comes, and no lead is kept without the
outbox entry that gets it processed, or being held by who does that at once.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING, Self

from baton.core.areas import enabled
from baton.core.clock import Clock
from baton.core.errors import (
    AlreadyExists,
    Duplicate,
    Erased,
    FieldError,
    IdTaken,
    InvalidInput,
    NotFound,
    Unavailable,
)
from baton.effects.contact_status_repository import ContactStatusRepository
from baton.leads.arrival import Arrival, IntakeStatus, Received
from baton.leads.campaign_card import find_card
from baton.leads.container import Leads
from baton.leads.lead import Lead, NewLead, lead_path
from baton.leads.lead_repository import LeadRepository
from baton.leads.person_keys import number_of, person_keys_of
from baton.leads.pipeline_run import pipeline_run
from baton.leads.reading import kinds
from baton.leads.uniqueness_claim import UniquenessClaim, person_keys
from baton.leads.will import facts_of, refusals, refusals_in
from baton.messaging.outbox import Outbox
from baton.persistence.claims import ClaimRepository
from baton.persistence.reference_data import ReferenceData
from baton.persistence.transaction import Transaction, Transactions
from baton.privacy.subject import Origin, PersonClaim, Tie, person_key
from baton.privacy.subject_repository import WORDS, SubjectRepository

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

CAMPAIGNS = "campaigns"
"""The area that publishes campaigns."""

CLOCK_SKEW = timedelta(minutes=5)
"""How far a caller's clock may be ahead of ours before its ``occurred_at`` counts as the future."""


def tie_of(lead: Lead, holds: Sequence[UniquenessClaim] = (), origin: Origin | None = None) -> Tie:
    """That a lead is its person's; ``holds`` are the claims on the row it came from."""
    return Tie(
        record_id=lead.lead_id,
        keys=person_keys_of(lead.lead_id, lead.details),
        number=number_of(lead.details),
        received_at=lead.received_at,
        origin=origin,
        row_claims=tuple(hold.key for hold in holds),
    )


class LeadIntake:
    """Takes new leads in.

    ``window`` is how long a person's enquiry is the only one (zero turns that off). ``campaigns`` are
    the cards of campaigns, one of which a lead's ``campaign_id`` must be; without them it is a label.
    """

    def __init__(
        self,
        *,
        transactions: Transactions,
        leads: LeadRepository,
        campaigns: ReferenceData | None,
        outbox: Outbox,
        claims: ClaimRepository,
        subjects: SubjectRepository,
        contact_statuses: ContactStatusRepository,
        clock: Clock,
        window: timedelta,
    ) -> None:
        self._transactions = transactions
        self._leads = leads
        self._campaigns = campaigns
        self._outbox = outbox
        self._claims = claims
        self._subjects = subjects
        self._contact_statuses = contact_statuses
        self._clock = clock
        self._window = window
        self._known_campaigns: set[str] = set()

    @classmethod
    def of(cls, platform: "Platform") -> Self:
        """The intake of a platform, with the window of its settings. What it takes to read
        a message is read now, and not while somebody waits.
        """
        area = platform.area(Leads)
        kinds.prepare()
        return cls(
            transactions=platform.transactions,
            leads=area.leads,
            campaigns=platform.reference_data if CAMPAIGNS in enabled() else None,
            outbox=platform.outbox,
            claims=platform.claims,
            subjects=platform.subjects,
            contact_statuses=platform.contact_statuses,
            clock=platform.clock,
            window=timedelta(hours=area.settings.duplicate_window_hours),
        )

    def take(self, arrival: Arrival, *, again: bool) -> Lead:
        """Receives what a caller sends; gives the lead as it is stored. ``again`` gives the one that an
        earlier attempt stored under this id.

        Raises ``InvalidInput`` for a future date or an unknown campaign, ``Duplicate``, ``IdTaken``, and
        ``Erased`` for what a person asked before they were erased.
        """
        now = self._clock()
        if faults := list(self.faults(arrival.details, now)):
            raise InvalidInput(faults)
        lead = Lead(
            lead_id=arrival.lead_id,
            received_at=now,
            updated_at=now,
            correlation_id=arrival.correlation_id,
            details=arrival.details,
            ignored=arrival.ignored,
            held=arrival.held,
        )
        received = self.receive(lead)
        if received.standing is IntakeStatus.DUPLICATE:
            text = (
                f"This e-mail address or external id is already in as the lead {received.lead_id}."
            )
            raise Duplicate(text, lead_path(received.lead_id))
        if received.standing is IntakeStatus.ERASED:
            raise Erased(WORDS)
        if received.standing is IntakeStatus.NEW:
            return lead
        if not again:
            raise IdTaken("a lead", lead.lead_id)
        return self._leads.get(lead.lead_id)

    def faults(self, details: NewLead, now: datetime) -> Iterator[FieldError]:
        """What is wrong with a well-formed lead as things stand: it comes from the future, or its
        campaign does not exist. That one does is remembered: campaigns are never deleted, and a
        thousand leads a second may come of one.
        """
        if details.occurred_at and details.occurred_at > now + CLOCK_SKEW:
            yield FieldError("/occurred_at", "must not be in the future", "future")
        wanted = details.campaign_id
        if wanted and wanted not in self._known_campaigns and self._campaigns is not None:
            if find_card(wanted, self._campaigns) is None:
                yield FieldError("/campaign_id", "there is no such campaign", "unknown_campaign")
            else:
                self._known_campaigns.add(wanted)

    def receive(
        self,
        lead: Lead,
        *,
        holds: Sequence[UniquenessClaim] = (),
        origin: Origin | None = None,
        told_at: datetime | None = None,
        also: Callable[[Transaction], None] | None = None,
    ) -> Received:
        """Receives a lead in a transaction of its own, in which ``also`` may write more.

        The pipeline of a lead that is ``held`` is run at once by whoever receives it, and by the outbox
        only if that fails (``baton.leads.held_leads``). Whatever happens is said by the result;
        nothing is kept of a duplicate but what it says of its person's will, and of an erased person's
        lead but what they refuse. ``holds`` are claims besides the person's. The lead's
        ``received_at`` is the present moment to everything here, but for an erasure: what a person
        asked before it stays away (the lead's ``occurred_at``, else ``told_at``, as when its file was
        dropped). ``origin`` is the row of that file.
        Raises ``Unavailable`` if nothing is known to be kept: trying again with the same lead id is
        safe.
        """
        only = self.person_claim(lead)
        asked_at = lead.details.occurred_at or told_at or lead.received_at
        try:
            with self._transactions.begin() as transaction:
                self._subjects.tie(
                    tie_of(lead, holds, origin),
                    asked_at=asked_at,
                    within=transaction,
                    only=only,
                    own=False,
                )
                self.add(lead, within=transaction, holds=holds)
                if also:
                    also(transaction)
        except Erased:
            self._contact_statuses.record(refusals(facts_of(lead)))
            return Received(IntakeStatus.ERASED, lead.lead_id)
        except AlreadyExists:
            received = self._standing(lead, only, holds, asked_at)
            erased = received.standing is IntakeStatus.ERASED
            facts = facts_of(lead)
            self._contact_statuses.record(refusals(facts) if erased else facts)
            return received
        return Received(IntakeStatus.NEW, lead.lead_id)

    def heed(self, record: Mapping[str, object], source: str) -> None:
        """Closes what a record that becomes no lead says its person refuses. Raises ``Unavailable``."""
        self._contact_statuses.record(refusals_in(record, self._clock(), source))

    def add(
        self,
        lead: Lead,
        *,
        within: Transaction,
        holds: Sequence[UniquenessClaim] = (),
    ) -> None:
        """Adds what receiving a lead writes (3 to 5 writes, ``holds``, and what it says of its person's
        will, if that is new) to a transaction.

        Its commit raises ``AlreadyExists`` for a duplicate, and for a lead that is kept already.
        """
        for hold in holds:
            self._claims.take(
                hold.key, lead.lead_id, now=lead.received_at, until=hold.until, within=within
            )
        self._leads.add(lead, within)
        self._contact_statuses.record(facts_of(lead), within)
        if not lead.held:
            self._outbox.add(pipeline_run(lead, now=lead.received_at), within)

    def person_claim(self, lead: Lead) -> PersonClaim | None:
        """The claim on the lead's person; none if duplicates are not looked for."""
        keys = tuple(map(person_key, person_keys(lead.details)))
        return PersonClaim(keys, lead.received_at + self._window) if self._window else None

    def _standing(
        self,
        lead: Lead,
        only: PersonClaim | None,
        holds: Sequence[UniquenessClaim],
        asked_at: datetime,
    ) -> Received:
        """Why a lead could not be kept: it is there, or its person was erased, or another one is in its
        place.
        """
        keys, now = only.keys if only else (), lead.received_at
        try:
            return Received(IntakeStatus.REPEATED, self._leads.get(lead.lead_id).lead_id)
        except NotFound:
            erased = any(self._subjects.was_erased(key, asked_at) for key in keys)
            if erased or self._leads.was_forgotten(lead.lead_id):
                return Received(IntakeStatus.ERASED, lead.lead_id)
            claimants = (self._subjects.claimant(key, now) for key in keys)
            holders = (self._claims.holder(hold.key, now) for hold in holds)
            first = next((one for one in chain(claimants, holders) if one), None)
        if first is None:
            raise Unavailable("Another lead was in the way and is gone by now. Try again.")
        return Received(IntakeStatus.DUPLICATE, first)
