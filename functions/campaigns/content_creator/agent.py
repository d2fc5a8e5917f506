"""The content creator."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Self

from baton.aws.files import Files
from baton.campaigns.brief import ApprovalMode
from baton.campaigns.container import Campaigns
from baton.campaigns.content.approval import case_about
from baton.campaigns.content.brand_file import BrandFileError, shipped_brand
from baton.campaigns.content.brand_rules import BrandRules
from baton.campaigns.content.content_repository import ContentRepository
from baton.campaigns.content.content_service import brand_rules
from baton.campaigns.content.knowledge import CompanyKnowledge, Knowledge, Passage
from baton.campaigns.content.piece import MOST_PASSAGES, ContentPiece, piece_id
from baton.campaigns.content.standards import keywords_of, standards_for
from baton.campaigns.parts.content import ContentPart, PieceStatus
from baton.campaigns.run import CampaignRun, RunCost, RunStepName, StepOutcome
from baton.campaigns.run_changes import StepReport
from baton.campaigns.run_step import RunStep, StepWork
from baton.campaigns.run_turns import NextTurn, StepTask
from baton.campaigns.run_writer import RunWriter, Writes
from baton.core.clock import Clock
from baton.core.errors import AlreadyExists, NotFound, Unavailable
from baton.core.message import AgentName
from baton.core.wording import counted
from baton.escalation.case import Escalation
from baton.escalation.repository import EscalationRepository
from baton.escalation.service import CaseService
from baton.language.guards.detector import Detector
from baton.language.wiring import address_of
from baton.persistence.transaction import Transaction, Transactions
from baton.runtime.decision import DecisionRecord
from functions.campaigns.content_creator.assembly import company_of
from functions.campaigns.content_creator.decision_trace import decision_of
from functions.campaigns.content_creator.piece_requests import PieceRequest, piece_requests
from functions.campaigns.content_creator.pieces import (
    left_out,
    other_language,
    part_of,
    piece_of,
    siblings_of,
    summary_of,
)
from functions.campaigns.content_creator.variants import differs
from functions.campaigns.content_creator.writing import Assignment, Writer

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

VISIT_SECONDS = 600.0
"""What one visit may take before it goes on in another: a function lives for 900."""

GOES_ON_IN = 1


class ContentCreator(RunStep):
    """Writes what a run's brief asks for, has it checked, and waits for a person where the campaign
    asks for one. What is written is kept piece by piece: a crash loses nothing, and nothing is paid for
    twice.
    """

    name: ClassVar[AgentName] = "content_creator"
    step: ClassVar[RunStepName] = RunStepName.CONTENT_CREATOR

    def __init__(
        self,
        runs: RunWriter,
        *,
        content: ContentRepository,
        knowledge: Knowledge,
        files: Files,
        writer: Writer,
        escalations: EscalationRepository,
        cases: CaseService,
        transactions: Transactions,
        clock: Clock,
        company: str,
        days_to_decide: int,
    ) -> None:
        super().__init__(runs, clock)
        self._content = content
        self._knowledge = knowledge
        self._files = files
        self._writer_of_texts = writer
        self._escalations = escalations
        self._cases = cases
        self._transactions = transactions
        self._company = company
        self._days = days_to_decide
        self._visited: tuple[ContentPiece, ...] = ()

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The agent with its real parts."""
        language = platform.language if address_of(platform.settings) else None
        return cls(
            cls.writer_of(platform),
            content=platform.area(Campaigns).content,
            knowledge=CompanyKnowledge(platform.knowledge_base),
            files=platform.files,
            writer=Writer(language, Detector.shipped(), platform.clock),
            escalations=platform.escalations,
            cases=CaseService(platform.escalations, platform.outbox),
            transactions=platform.transactions,
            clock=platform.clock,
            company=platform.settings.company,
            days_to_decide=platform.settings.escalation_days,
        )

    def work(self, run: CampaignRun) -> StepWork:
        """See ``RunStep``. Raises ``Unavailable``."""
        begun, findings = self._now(), []
        rules, fault = self._rules()
        findings += fault
        pieces, cost, whole = self._written(run, rules, begun, findings)
        self._visited = tuple(pieces)
        part = part_of(run, pieces, findings)
        if not whole:
            summary = f"{counted(len(pieces), 'piece')} written so far, and more to come."
            report = StepReport(
                outcome=StepOutcome.NEEDS_DATA, summary=summary, again_in=GOES_ON_IN, cost=cost
            )
            return StepWork(part, report)
        waiting = [one for one in pieces if one.status is PieceStatus.WAITING]
        if waiting and run.brief.approval is ApprovalMode.REQUIRED:
            return self._asking(run, part, waiting, cost)
        report = StepReport(summary=summary_of(pieces, findings), cost=cost)
        return StepWork(part.model_copy(update={"waiting": None}), report)

    def decided(self, task: StepTask, result: NextTurn) -> Sequence[DecisionRecord]:
        """See ``RunStep``: what the visit came to, and who wrote each of its pieces."""
        visited, self._visited = self._visited, ()
        return (*super().decided(task, result), *map(decision_of, visited))

    def _written(
        self, run: CampaignRun, rules: BrandRules, begun: datetime, findings: list[str]
    ) -> tuple[list[ContentPiece], RunCost, bool]:
        """The pieces of this revision, what they cost now, and whether these are all."""
        pieces: list[ContentPiece] = []
        cost, known = RunCost(), {}
        for order in piece_requests(run):
            kept = self._kept(run, order)
            if kept is None:
                if (self._now() - begun).total_seconds() > VISIT_SECONDS:
                    return pieces, cost, False
                if order.language not in known:
                    known[order.language] = self._passages(run, order.language, findings)
                made = self._made(run, order, rules, known[order.language])
                cost = cost.plus(RunCost(model_micros=made.cost_micros, model_tokens=made.tokens))
                if not differs(made.text, siblings_of(made, pieces)):
                    made = left_out(made)
                kept = self._keep(made)
            pieces.append(kept)
            findings += other_language(kept)
        return pieces, cost, True

    def _made(
        self,
        run: CampaignRun,
        order: PieceRequest,
        rules: BrandRules,
        passages: tuple[Passage, ...],
    ) -> ContentPiece:
        company = company_of(rules, self._company)
        standards = standards_for(
            run.brief,
            rules,
            passages,
            form=order.format,
            language=order.language,
            company=company,
        )
        given = Assignment(order, run.brief, standards, passages, company)
        written = self._writer_of_texts.write(given)
        return piece_of(run, given, written, self._now(), _case_id(run))

    def _asking(
        self, run: CampaignRun, part: ContentPart, waiting: Sequence[ContentPiece], cost: RunCost
    ) -> StepWork:
        """Waits for a person: with a case that is opened once."""
        case_id = _case_id(run)
        summary = f"Waiting for a person to approve {counted(len(waiting), 'piece')}."
        report = StepReport(outcome=StepOutcome.NEEDS_PERSON, summary=summary, cost=cost)
        part = part.model_copy(update={"waiting": case_id})
        return StepWork(part, report, self._opening(run, waiting, case_id))

    def _opening(
        self, run: CampaignRun, waiting: Sequence[ContentPiece], case_id: str
    ) -> Writes | None:
        if self._case(case_id) is not None:
            return None
        case = case_about(run, waiting, case_id, now=self._now(), days=self._days)

        def write(within: Transaction) -> None:
            self._cases.open(case, within)

        return write

    def _case(self, case_id: str) -> Escalation | None:
        try:
            return self._escalations.get(case_id)
        except NotFound:
            return None

    def _passages(
        self, run: CampaignRun, language: str, findings: list[str]
    ) -> tuple[Passage, ...]:
        """What the company knows of the offer, in this language first."""
        question = " ".join((run.brief.offer, *keywords_of(run.brief, language)))[:500]
        try:
            found = self._knowledge.search(question, MOST_PASSAGES, language)
        except Unavailable:
            findings.append("The knowledge base does not answer: written from the offer alone.")
            return ()
        if not found:
            findings.append(
                f"Nothing was found in the knowledge base for {language}: written from the offer alone."
            )
        ordered = sorted(found, key=lambda one: one.language not in {language, None})
        return tuple(ordered[:MOST_PASSAGES])

    def _rules(self) -> tuple[BrandRules, list[str]]:
        """The company's rules. With faults in its file nothing is written over its head: the shipped
        rules hold, and the run says so.
        """
        try:
            return brand_rules(self._files), []
        except BrandFileError as error:
            told = f"{error} The shipped rules were used instead."
            return shipped_brand(), [told[:500]]

    def _kept(self, run: CampaignRun, order: PieceRequest) -> ContentPiece | None:
        try:
            return self._content.get(run.campaign_id, order.piece_id)
        except NotFound:
            return None

    def _keep(self, piece: ContentPiece) -> ContentPiece:
        """Keeps a new piece; what a visit at the same time has kept stays."""
        try:
            with self._transactions.begin() as within:
                self._content.add(piece, within)
        except AlreadyExists:
            return self._content.get(piece.campaign_id, piece.piece_id)
        return piece


def _case_id(run: CampaignRun) -> str:
    return piece_id(run.execution, run.revision, "case")
