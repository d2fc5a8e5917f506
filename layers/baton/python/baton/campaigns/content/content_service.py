"""Showing, changing and deciding on pieces of content, whoever asks: HTTP, JSON-RPC or MCP."""

from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field, StringConstraints

from baton.aws.files import Files
from baton.campaigns.brief import ApprovalMode, Brief
from baton.campaigns.container import Campaigns
from baton.campaigns.content.approval import decided, with_pieces
from baton.campaigns.content.brand_file import KEY, MOST_BYTES, BrandFileError, read_brand
from baton.campaigns.content.brand_rules import BrandRules
from baton.campaigns.content.checks import ABOVE_ALL, Checked, checked
from baton.campaigns.content.content_repository import ContentRepository
from baton.campaigns.content.findings import TextFinding
from baton.campaigns.content.piece import (
    MOST_EDITS,
    PERSON,
    ContentPiece,
    PieceDecision,
    PieceEdit,
    with_checks,
)
from baton.campaigns.content.standards import standards_of
from baton.campaigns.content.structured_data import with_structured_data
from baton.campaigns.content.text import ContentText
from baton.campaigns.parts.content import PieceStatus
from baton.campaigns.run_writer import RunWriter
from baton.core.clock import Clock, NewId
from baton.core.contract import Contract
from baton.core.errors import Conflict, FieldError, InvalidInput, NotFound
from baton.core.message import AgentName
from baton.escalation.case import Decision, Escalation, EscalationStatus, Verdict
from baton.escalation.repository import EscalationRepository
from baton.escalation.service import CaseService
from baton.persistence.page import Page
from baton.persistence.transaction import Transaction, Transactions

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


class ContentDecision(Contract):
    """A person's word on one piece. ``vouched`` names the rules whose findings the person answers for;
    what a platform refuses or does harm, nobody can answer for.
    """

    approve: bool
    note: Annotated[str, StringConstraints(max_length=1_000)] | None = None
    vouched: tuple[Annotated[str, StringConstraints(max_length=60)], ...] = Field(
        default=(), max_length=100
    )


def brand_rules(files: Files) -> BrandRules:
    """The company's rules over the shipped ones. Raises ``BrandFileError`` if its file has faults."""
    try:
        raw = files.read(KEY, limit=MOST_BYTES)
    except NotFound:
        return read_brand("")
    return read_brand(raw.decode("utf-8-sig", "replace"))


class ContentService:
    """Pieces of content."""

    def __init__(
        self,
        *,
        content: ContentRepository,
        runs: RunWriter,
        files: Files,
        escalations: EscalationRepository,
        cases: CaseService,
        transactions: Transactions,
        clock: Clock,
        new_id: NewId,
        sender: AgentName,
    ) -> None:
        self._content = content
        self._runs = runs
        self._files = files
        self._escalations = escalations
        self._cases = cases
        self._transactions = transactions
        self._clock = clock
        self._new_id = new_id
        self._sender = sender

    @classmethod
    def of(cls, sender: AgentName, platform: "Platform") -> Self:
        """The service of a platform; ``sender`` announces what changes."""
        return cls(
            content=platform.area(Campaigns).content,
            runs=RunWriter.of(sender, platform),
            files=platform.files,
            escalations=platform.escalations,
            cases=CaseService(platform.escalations, platform.outbox),
            transactions=platform.transactions,
            clock=platform.clock,
            new_id=platform.new_id,
            sender=sender,
        )

    def get(self, campaign_id: str, piece_id: str) -> ContentPiece:
        """One piece. Raises ``NotFound``."""
        return self._content.get(campaign_id, piece_id)

    def page(self, campaign_id: str, cursor: str | None, limit: int) -> Page[ContentPiece]:
        """A campaign's pieces, those of its latest run first."""
        return self._content.page(campaign_id, cursor=cursor, limit=limit)

    def edit(self, piece: ContentPiece, text: ContentText, by: str) -> ContentPiece:
        """Keeps another text of a piece that was read, checked like every other; an approval of the
        text before is gone. Raises ``InvalidInput`` for what a platform refuses or does harm,
        ``Conflict`` for a piece that was rejected, ``StaleVersion``.
        """
        if piece.status is PieceStatus.REJECTED:
            raise Conflict("The piece was rejected.")
        run = self._runs.get(piece.campaign_id, piece.run_id)
        text = with_structured_data(text, piece.kind, piece.language, piece.company, piece.keywords)
        said = self._checked(piece, run.brief, text)
        if refused := [one for one in said.faults if one.check in ABOVE_ALL]:
            raise InvalidInput([_field(one) for one in refused], "The text cannot go out so.")
        now = self._clock()
        edit = PieceEdit(by=by, at=now, before=piece.text)
        changed = with_checks(piece, text, said).next_version(
            now,
            written_by=PERSON,
            reason=f"changed by {by}",
            status=_status_after(said, run.brief.approval),
            decision=None,
            edits=(*piece.edits, edit)[-MOST_EDITS:],
        )
        self._keep(changed)
        return changed

    def decide(self, piece: ContentPiece, given: ContentDecision, by: str) -> ContentPiece:
        """Keeps a person's word on a piece that was read; the last one that a case waits for lets the
        run go on. Raises ``Conflict``, ``StaleVersion``.
        """
        now = self._clock()
        decision = PieceDecision(
            approved=given.approve, by=by, at=now, note=given.note, vouched=given.vouched
        )
        changed = decided(piece, decision)
        self._keep(changed, closes=self._case_that_ends(changed))
        return changed

    def _checked(self, piece: ContentPiece, brief: Brief, text: ContentText) -> Checked:
        try:
            rules = brand_rules(self._files)
        except BrandFileError as error:
            raise Conflict(str(error)) from error
        return checked(text, standards_of(piece, brief, rules))

    def _keep(self, piece: ContentPiece, closes: Escalation | None = None) -> None:
        """Keeps the piece, tells the run of it, and decides the case whose last piece it was."""

        def write(within: Transaction) -> None:
            self._content.replace(piece, within)
            if closes is not None and piece.decision is not None:
                decision = Decision(
                    verdict=Verdict.APPROVE,
                    note="Every piece was decided by itself.",
                    decided_by=piece.decision.by,
                    at=piece.decision.at,
                )
                self._cases.decide(
                    closes, decision, sender=self._sender, message_id=self._new_id(), within=within
                )

        self._runs.change(
            piece.campaign_id,
            piece.run_id,
            lambda run: (
                run.next_version(self._clock(), content=with_pieces(run.content, [piece]))
                if run.content
                else run.next_version(self._clock())
            ),
            write,
        )

    def _case_that_ends(self, piece: ContentPiece) -> Escalation | None:
        """The open case that waits for no other piece."""
        if piece.escalation_id is None:
            return None
        case = self._escalations.get(piece.escalation_id)
        if case.status is not EscalationStatus.OPEN:
            return None
        run = self._runs.get(piece.campaign_id, piece.run_id)
        others = [
            one
            for one in (run.content.pieces if run.content else ())
            if one.status is PieceStatus.WAITING and one.piece_id != piece.piece_id
        ]
        return None if others else case


def _status_after(said: Checked, approval: ApprovalMode) -> PieceStatus:
    """A changed text waits for approval anew where the campaign asks for one; elsewhere the person who
    wrote it stands for it, unless the checks found faults.
    """
    if approval is ApprovalMode.REQUIRED:
        return PieceStatus.WAITING
    return PieceStatus.DRAFT if said.faults else PieceStatus.APPROVED


def _field(finding: TextFinding) -> FieldError:
    place = f"/parts/{finding.span.part}/text" if finding.span else "/parts"
    return FieldError(place, f"{finding.reason} {finding.fix}", finding.rule)
