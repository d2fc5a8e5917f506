"""Routes of drafts: what a lead's plan will write to the person, changed and approved by a person."""

from enum import StrEnum
from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Body
from pydantic import Field, StringConstraints

from baton.core.clock import Clock
from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.core.errors import Conflict, FieldError, InvalidInput, NotFound
from baton.http.openapi_responses import described
from baton.http.request_context import RequestContext, request_of
from baton.http.responses import check_if_match, document, etag, version_of
from baton.leads.approval import WRITTEN, must_be_approved, settled, steps_of, with_steps
from baton.leads.campaign_card import CampaignCard, card_of
from baton.leads.engagement import Approval, Channel, SequenceStep
from baton.leads.lead import Lead
from baton.leads.lead_repository import LeadRepository
from baton.persistence.reference_data import ReferenceData
from baton.persistence.transaction import Transactions

PERSON = "person"


class ApprovalState(StrEnum):
    """Whether a text may go out."""

    NOT_NEEDED = "not_needed"
    AWAITED = "awaited"
    APPROVED = "approved"
    REFUSED = "refused"


class DraftView(Contract):
    """A step's text. ``settled`` says why it cannot be changed any more, if so."""

    step: int
    channel: Channel
    at: UtcDatetime
    local_time: str
    purpose: str
    subject: str | None = None
    body: str
    written_by: str = Field(description="template, person, or the model")
    approval: ApprovalState
    decided_by: str | None = None
    decided_at: UtcDatetime | None = None
    note: str | None = None
    settled: str | None = None


class DraftList(Contract):
    """The e-mails and text messages of a lead's plan, in their order."""

    lead_id: Ulid
    version: int = Field(description="the lead's, as in the ETag")
    items: tuple[DraftView, ...]


class DraftChange(Contract):
    """Another text. Without a ``subject`` it stays; a text message has none."""

    subject: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None = None
    body: Annotated[str, StringConstraints(min_length=1, max_length=5_000)]


class DraftVerdict(StrEnum):
    """What a person says of a draft."""

    APPROVE = "approve"
    REFUSE = "refuse"


class DraftDecision(Contract):
    """A person's word on a draft; refused, it never goes out."""

    verdict: DraftVerdict
    note: Annotated[str, StringConstraints(max_length=500)] | None = None


class DraftService:
    """Shows drafts, changes them and has them decided."""

    def __init__(
        self,
        *,
        leads: LeadRepository,
        references: ReferenceData,
        transactions: Transactions,
        clock: Clock,
    ) -> None:
        self._leads = leads
        self._references = references
        self._transactions = transactions
        self._clock = clock

    def shown(self, lead_id: str) -> DraftList:
        """A lead's drafts. Raises ``NotFound``."""
        return self.of(self._leads.get(lead_id))

    def change(
        self, lead_id: str, number: int, change: DraftChange, request: RequestContext
    ) -> DraftList:
        """Stores another text, which nobody has approved yet. Raises ``NotFound``, ``InvalidInput``
        if it may not go out, ``Conflict`` if it is too late, or ``StaleVersion``.
        """
        lead, step = self._open(lead_id, number, request)
        subject = step.content.subject if change.subject is None else change.subject
        _check(lead, step, subject, change.body)
        content = step.content.model_copy(
            update={
                "subject": subject,
                "body": change.body,
                "written_by": PERSON,
                "variant": None,
                "propensity": None,
            }
        )
        return self._stored(lead, step.model_copy(update={"content": content, "approval": None}))

    def decide(
        self, lead_id: str, number: int, given: DraftDecision, request: RequestContext
    ) -> DraftList:
        """Stores what a person says of the text as it is. Raises as ``change`` does."""
        lead, step = self._open(lead_id, number, request)
        approval = Approval(
            approved=given.verdict is DraftVerdict.APPROVE,
            by=request.caller_id,
            at=self._clock(),
            note=given.note,
        )
        return self._stored(lead, step.model_copy(update={"approval": approval}))

    def _open(
        self, lead_id: str, number: int, request: RequestContext
    ) -> tuple[Lead, SequenceStep]:
        lead = self._leads.get(lead_id)
        check_if_match(request, lead.version, required=True)
        step = next((one for one in steps_of(lead) if one.number == number), None)
        if step is None or step.channel not in WRITTEN:
            raise NotFound("draft", str(number))
        if why := settled(step, card_of(lead, self._references), self._clock()):
            raise Conflict(f"The text of step {number} is settled: {why}.")
        return lead, step

    def _stored(self, lead: Lead, step: SequenceStep) -> DraftList:
        changed = with_steps(lead, {step.number: step}, self._clock())
        with self._transactions.begin() as within:
            self._leads.replace(changed, within)
        return self.of(changed)

    def of(self, lead: Lead) -> DraftList:
        """The drafts of a lead that was read."""
        campaign, now = card_of(lead, self._references), self._clock()
        items = tuple(
            _view(step, campaign, settled(step, campaign, now))
            for step in steps_of(lead)
            if step.channel in WRITTEN
        )
        return DraftList(lead_id=lead.lead_id, version=lead.version, items=items)


class DraftRoutes:
    """Shows drafts and takes what a person says of them."""

    def __init__(self, app: APIGatewayHttpResolver, service: DraftService) -> None:
        self._app = app
        self._service = service

    def register(self) -> None:
        """Adds the routes to the app."""
        all_of_it, tags = "/api/v1/leads/<lead_id>/drafts", ["drafts"]
        answer = described(200, DraftList, "The lead's drafts", "ETag")
        self._app.get(
            all_of_it,
            tags=tags,
            operation_id="list_drafts",
            description="What the lead's plan will write to the person. Where the campaign's "
            "`approval` is `required`, nothing of it goes out before a person has approved it.",
            responses={**answer, **described(304)},
        )(self.read)
        self._app.put(
            f"{all_of_it}/<step>",
            tags=tags,
            operation_id="change_draft",
            description="Replaces a text, which passes the same checks as a model's. An approval of "
            "the text before is gone. Needs `If-Match`.",
            responses=answer,
        )(self.change)
        self._app.post(
            f"{all_of_it}/<step>/decision",
            tags=tags,
            operation_id="decide_draft",
            description="Approves or refuses a text as it is. Needs `If-Match`, so that nobody "
            "approves what they have not read.",
            responses=answer,
        )(self.decide)

    def read(self, lead_id: str) -> "Response[str]":
        """A lead's drafts."""
        found = self._service.shown(lead_id)
        return version_of(request_of(self._app), found, found.version)

    def change(
        self, lead_id: str, step: int, change: Annotated[DraftChange, Body()]
    ) -> "Response[str]":
        """Replaces a text."""
        return _answer(self._service.change(lead_id, step, change, request_of(self._app)))

    def decide(
        self, lead_id: str, step: int, decision: Annotated[DraftDecision, Body()]
    ) -> "Response[str]":
        """Approves or refuses a text."""
        request = request_of(self._app)
        request.about = (lead_id,)
        return _answer(self._service.decide(lead_id, step, decision, request))


def _answer(found: DraftList) -> "Response[str]":
    return document(found, headers={"ETag": etag(found.version)})


def _check(lead: Lead, step: SequenceStep, subject: str | None, body: str) -> None:
    """Raises ``InvalidInput`` naming why the text may not go out."""
    from baton.language.guards.answer import Allowed, faults_of
    from baton.language.guards.brand import Brand
    from baton.language.guards.names import Known

    details, brand = lead.details, Brand.shipped()
    own = frozenset(filter(None, (details.email, details.phone)))
    known = Known.of(details.first_name, details.last_name, details.company, *brand.names)
    allowed = Allowed(channel=step.channel, brand=brand, own=own, known=known)
    if faults := faults_of(subject, body, allowed):
        raise InvalidInput([FieldError("/body", text, "text") for text in faults])


def _view(step: SequenceStep, campaign: CampaignCard | None, why: str | None) -> DraftView:
    content, approval = step.content, step.approval
    return DraftView(
        step=step.number,
        channel=step.channel,
        at=step.at,
        local_time=step.local_time,
        purpose=step.purpose,
        subject=content.subject,
        body=content.body,
        written_by=content.written_by,
        approval=_state(step, campaign),
        decided_by=approval.by if approval else None,
        decided_at=approval.at if approval else None,
        note=approval.note if approval else None,
        settled=why,
    )


def _state(step: SequenceStep, campaign: CampaignCard | None) -> ApprovalState:
    if step.approval is not None:
        return ApprovalState.APPROVED if step.approval.approved else ApprovalState.REFUSED
    needed = must_be_approved(step, campaign)
    return ApprovalState.AWAITED if needed else ApprovalState.NOT_NEEDED
