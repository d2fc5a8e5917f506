"""Marketing (requirements E2 and F6)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Self

from baton.core.clock import Clock
from baton.core.errors import NotFound, Unavailable
from baton.core.exchange import ExchangeRates
from baton.core.message import AgentName
from baton.escalation.service import CaseService
from baton.facts.query import Facts
from baton.facts.registered_kinds import fact_kinds
from baton.gtm.answer import MissingFacts, Statement
from baton.gtm.audience import Audience
from baton.gtm.container import Gtm
from baton.gtm.conversion import Conversion, NoRate
from baton.gtm.fact_reading import Filters
from baton.gtm.formulas import Undefined
from baton.gtm.mailing_plan import MailingPlan
from baton.gtm.marketing import MarketingAnswer, MarketingTask, MarketingWork
from baton.gtm.marketing_channels import ChannelReport
from baton.gtm.marketing_concept import Concept
from baton.gtm.message_set import MessageSet
from baton.gtm.settings import GtmSettings
from baton.knowledge_base.texts import Texts
from baton.language.guards.detector import Detector
from baton.language.wiring import address_of
from baton.runtime import Agent
from baton.runtime.decision import DecisionRecord
from functions.gtm.marketing import statements
from functions.gtm.marketing.channel_report import ChannelFacts
from functions.gtm.marketing.concept import Assignment
from functions.gtm.marketing.concept_writing import ConceptWriter
from functions.gtm.marketing.decision_trace import trace_entry
from functions.gtm.marketing.measures import measures
from functions.gtm.marketing.messages import MessageWriter
from functions.gtm.marketing.own_texts import OwnText, OwnTexts
from functions.gtm.marketing.win_back import plan_of

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

NO_SEGMENT = MissingFacts(
    kind="segment",
    why="There is no such segment of customers.",
    what_to_do="Have insights look into customers first, and name the segment that it tells.",
)
NOBODY = MissingFacts(
    kind="customer_contact",
    why="Nobody of the segment may be written to, or it is not known how.",
    what_to_do="Have the shop publish customer.changed with addresses and what customers agreed to.",
)


class Marketing(Agent[MarketingTask, MarketingAnswer]):
    """Writes concepts and drafts, and tells what channels cost and brought. It sends nothing."""

    name: ClassVar[AgentName] = "marketing"

    def __init__(
        self,
        *,
        facts: Facts,
        clock: Clock,
        settings: GtmSettings,
        rates: ExchangeRates,
        texts: OwnTexts,
        concepts: ConceptWriter,
        messages: MessageWriter,
    ) -> None:
        self._facts = facts
        self._clock = clock
        self._settings = settings
        self._rates = rates
        self._texts = texts
        self._concepts = concepts
        self._messages = messages

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The agent with its real parts."""
        area = platform.area(Gtm)
        language = platform.language if address_of(platform.settings) else None
        messages = MessageWriter(
            audience=Audience(area.segments, area.customer_contacts, platform.contact_statuses),
            sets=area.message_sets,
            cases=CaseService(platform.escalations, platform.outbox),
            transactions=platform.transactions,
            clock=platform.clock,
            company=platform.settings.company,
            days_to_decide=platform.settings.escalation_days,
            settings=area.settings,
        )
        return cls(
            facts=platform.facts,
            clock=platform.clock,
            settings=area.settings,
            rates=ExchangeRates.load(),
            texts=OwnTexts(platform.documents, Texts(platform.files)),
            concepts=ConceptWriter(language, Detector.shipped()),
            messages=messages,
        )

    def perform(self, task: MarketingTask) -> MarketingAnswer:
        """Does what is asked. Raises ``Unavailable``: asking again is safe."""
        currency = task.currency or self._settings.reporting_currency
        conversion = Conversion(self._rates, currency, self._clock().date())
        facts = ChannelFacts(
            facts=self._facts,
            kinds=fact_kinds().keys(),
            period=task.period,
            filters=Filters(channel=task.channel),
            conversion=conversion,
        )
        work = _Work(task, currency, facts)
        match task.work:
            case MarketingWork.CHANNELS:
                work.told_channels()
            case MarketingWork.CONCEPT:
                self._concept(work)
            case MarketingWork.EMAILS | MarketingWork.WIN_BACK:
                self._message(work)
        return work.answer()

    def decided(self, task: MarketingTask, result: MarketingAnswer) -> Sequence[DecisionRecord]:
        """What was made, of what and by whom."""
        return (trace_entry(task, result),)

    def _concept(self, work: "_Work") -> None:
        task = work.task
        given = Assignment(
            subject=task.subject,
            goal=task.goal,
            audience=task.audience,
            language=task.language,
            company=self._messages.company,
            own_texts=self._own_texts(work),
            measures=measures(work.report(), task.channel, work.currency),
        )
        work.concept = self._concepts.write(given)
        work.said += statements.of_concept(work.concept)

    def _own_texts(self, work: "_Work") -> tuple[OwnText, ...]:
        task = work.task
        about = f"{task.subject} {task.goal}"
        try:
            found = self._texts.about(about, task.language)
        except Unavailable:
            found = ()
        if not found:
            work.missing.append(
                MissingFacts(
                    kind="document",
                    why="No text of the company's says anything of it.",
                    what_to_do="Drop documents about it into the folder knowledge/ of the bucket.",
                )
            )
        return found

    def _message(self, work: "_Work") -> None:
        task = work.task
        try:
            made = self._messages.set_for(task)
            if made is None:
                work.missing.append(NOBODY)
                work.said += statements.of_left_out(self._messages.left_out_of(task))
                return
        except NotFound:
            work.missing.append(NO_SEGMENT)
            return
        work.messages = made
        work.said += statements.of_messages(made, task.offer)
        if task.work is MarketingWork.WIN_BACK:
            work.plan = plan_of(made, self._settings.reporting_currency, self._settings)


@dataclass
class _Work:
    """One answer in the making."""

    task: MarketingTask
    currency: str
    facts: ChannelFacts
    concept: Concept | None = None
    messages: MessageSet | None = None
    channels: ChannelReport | None = None
    plan: MailingPlan | None = None
    said: list[Statement] = field(default_factory=list)
    missing: list[MissingFacts] = field(default_factory=list)

    def report(self) -> ChannelReport | None:
        """The channels, or nothing, of which it is then said why."""
        try:
            return self.facts.report()
        except (Undefined, NoRate) as reason:
            self.said.append(Statement(text=str(reason)))
            return None

    def told_channels(self) -> None:
        """Tells the channels."""
        self.channels = self.report()
        if self.channels:
            asked = tuple(self.facts.queries)
            self.said += statements.of_channels(self.channels, self.currency, asked)

    def answer(self) -> MarketingAnswer:
        """What there is."""
        return MarketingAnswer(
            request_id=self.task.request_id,
            work=self.task.work,
            period=self.task.period,
            currency=self.currency,
            concept=self.concept,
            messages=self.messages.summary() if self.messages else None,
            channels=self.channels,
            plan=self.plan,
            statements=tuple(self.said),
            missing=(*self.missing, *self.facts.missing.values()),
            queries=tuple(self.facts.queries.values()),
            rates=self.facts.conversion.note,
        )
