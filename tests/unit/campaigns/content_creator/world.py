"""A run whose turn the content creator has, with what the company knows."""

from dataclasses import dataclass, field
from typing import Any

from baton.campaigns.brief import ApprovalMode, ContentKind
from baton.campaigns.container import Campaigns
from baton.campaigns.content.knowledge import Passage, Source
from baton.campaigns.content.piece import ContentPiece
from baton.campaigns.parts.content import PieceStatus
from baton.campaigns.run import CampaignRun, RunStepName
from baton.campaigns.run_turns import NextTurn, StepTask
from baton.escalation.service import CaseService
from baton.language.guards.detector import Detector
from functions.campaigns.content_creator.agent import ContentCreator
from functions.campaigns.content_creator.writing import Writer
from tests.fakes.platform.container import FakePlatform
from tests.unit.campaigns.runs import CAMPAIGN, RUN, a_brief, a_run

QUOTES = (
    "The planner saves shift leaders 3 hours a week. It costs 49 euros a month.",
    "Shift leaders see gaps early and people swap shifts by phone. It does not replace payroll.",
    "A pilot takes four weeks and needs no new hardware. We set it up together with your shift leaders.",
)
GERMAN = (
    "Der Planer spart Schichtleitern 3 Stunden in der Woche. Die Leute tauschen Dienste am Telefon."
)


@dataclass
class FakeKnowledge:
    """See ``baton.campaigns.content.knowledge.Knowledge``."""

    passages: list[Passage] = field(
        default_factory=lambda: [
            *(
                Passage(
                    quote=quote,
                    source=Source(document="planner.md", version="2", place=f"line {at}"),
                    language="en",
                )
                for at, quote in enumerate(QUOTES)
            ),
            Passage(quote=GERMAN, source=Source(document="planer.md", version="1"), language="de"),
        ]
    )

    def search(self, question: str, k: int, language: str) -> list[Passage]:
        del question, language
        return self.passages[:k]


@dataclass
class World:
    """A platform with one run that is to be written for."""

    brief: dict[str, Any] = field(default_factory=dict)
    run_is: dict[str, Any] = field(default_factory=dict)
    platform: FakePlatform = field(default_factory=FakePlatform)
    knowledge: FakeKnowledge = field(default_factory=FakeKnowledge)
    model: bool = False

    def __post_init__(self) -> None:
        given = {
            "content": tuple(ContentKind),
            "offer": "A pilot of four weeks for shift leaders",
            "audience": {"keywords": ("shift planning",), "industries": ("logistics",)},
            "approval": ApprovalMode.NONE,
            **self.brief,
        }
        run = a_run(brief=a_brief(**given), step=RunStepName.CONTENT_CREATOR, **self.run_is)
        with self.platform.transactions.begin() as within:
            self.platform.area(Campaigns).runs.add(run, within)

    @property
    def run(self) -> CampaignRun:
        return self.platform.area(Campaigns).runs.get(CAMPAIGN, RUN)

    @property
    def pieces(self) -> list[ContentPiece]:
        found = self.platform.area(Campaigns).content.page(CAMPAIGN, limit=100).items
        return sorted(found, key=lambda one: (one.format, one.language, one.variant))

    @property
    def used(self) -> list[ContentPiece]:
        """Without variants that were left out."""
        return [one for one in self.pieces if one.status is not PieceStatus.REJECTED]

    def says(self, **answers: Any) -> None:
        self.model = True
        for purpose, answer in answers.items():
            self.platform.language.says[purpose] = answer if isinstance(answer, list) else [answer]

    def agent(self) -> ContentCreator:
        platform = self.platform
        language: Any = platform.language if self.model else None
        return ContentCreator(
            ContentCreator.writer_of(platform),  # type: ignore[arg-type]
            content=platform.area(Campaigns).content,
            knowledge=self.knowledge,
            files=platform.files,
            writer=Writer(language, Detector.shipped(), platform.clock),
            escalations=platform.escalations,
            cases=CaseService(platform.escalations, platform.outbox),
            transactions=platform.transactions,
            clock=platform.clock,
            company="Example Ltd",
            days_to_decide=7,
        )

    def perform(self) -> NextTurn:
        run = self.run
        task = StepTask(
            campaign_id=CAMPAIGN,
            run_id=RUN,
            execution=run.execution,
            step=RunStepName.CONTENT_CREATOR,
            visit=run.visit,
        )
        return self.agent().perform(task)
