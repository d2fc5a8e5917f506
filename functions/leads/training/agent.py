"""The training agent."""

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, ClassVar, Self

from baton.aws.files import Files
from baton.core.clock import Clock
from baton.core.errors import Conflict, NotFound
from baton.core.masking import mask
from baton.core.message import AgentName
from baton.core.observability import logger
from baton.leads.container import Leads
from baton.leads.conversion_counts import ConversionCounts, Counted, day_of
from baton.leads.interaction import InteractionKind
from baton.leads.interaction_repository import InteractionRepository
from baton.leads.lead_repository import LeadRepository
from baton.leads.scoring.scorecard import TrainedScorecard
from baton.leads.scoring.scorecard_repository import ScorecardRepository
from baton.runtime import Agent
from functions.leads.training.models import TrainResult, TrainTask
from functions.leads.training.rejection import Refusal

# Everything that loads numpy is imported where it is used: most tasks only count a lead.
if TYPE_CHECKING:
    from baton.runtime.platform import Platform
    from functions.leads.training.history import History, Mapping
    from functions.leads.training.table import Table

FOLDER = "history/"
REPORTS = "scorecards/reports/"
"""Where it stands in words what came of a history: ``history/shop/a.csv`` in ``shop/a.csv.txt``."""

RECORDED = "recorded leads"
"""The source of a scorecard that no file was needed for."""

_PARTS_WITH_MAPPING = 3
_MOST_CHARACTERS = 300
"""of a report's name, since a key of S3 has at most 1,024 bytes"""


_COUNTED: dict[InteractionKind | None, tuple[Counted, ...]] = {
    None: (Counted.CAME,),
    InteractionKind.CLICKED: (Counted.ANSWERED,),
    InteractionKind.REPLIED: (Counted.ANSWERED,),
    InteractionKind.CONVERTED: (Counted.ANSWERED, Counted.CONVERTED),
}
"""What an outcome counts as; none is a lead that was processed."""


class Training(Agent[TrainTask, TrainResult]):
    """Learns the company's scorecard from its history, and takes it into use if it is not worse."""

    name: ClassVar[AgentName] = "training"

    def __init__(
        self,
        *,
        files: Files,
        clock: Clock,
        leads: LeadRepository | None = None,
        interactions: InteractionRepository | None = None,
        conversion_counts: ConversionCounts | None = None,
    ) -> None:
        self._files = files
        self._scorecards = ScorecardRepository(files)
        self._clock = clock
        self._leads = leads
        self._interactions = interactions
        self._conversion_counts = conversion_counts

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The agent with its real parts; recorded leads only if it is given both tables."""
        known = platform.settings.tables
        kept = "leads" in known and "interactions" in known
        return cls(
            files=platform.files,
            clock=platform.clock,
            leads=platform.area(Leads).leads if kept else None,
            interactions=platform.area(Leads).interactions if kept else None,
            conversion_counts=platform.area(Leads).conversion_counts
            if "requests" in known
            else None,
        )

    def perform(self, task: TrainTask) -> TrainResult:
        """Learns, or goes back. A history that is not right is a result with ``refused``."""
        if task.lead_id:
            self._count(task.lead_id, task.kind)
            return TrainResult()
        if task.roll_back:
            return TrainResult(in_use=self._scorecards.roll_back(self._clock()).version)
        if task.version:
            return TrainResult(in_use=self._scorecards.use(task.version, self._clock()).version)
        current = self._current()
        source = task.history or (current.source if current else RECORDED)
        try:
            return self._learned(source, current)
        except Refusal as refusal:
            return self._refused(source, current, refusal)

    def _count(self, lead_id: str, kind: InteractionKind | None) -> None:
        """Counts a lead that was processed, answered or converted, on the day that its id tells."""
        if self._conversion_counts:
            for what in _COUNTED.get(kind, ()):
                self._conversion_counts.count(what, lead_id, day_of(lead_id))

    def _learned(self, source: str, current: TrainedScorecard | None) -> TrainResult:
        from functions.leads.training.report import report
        from functions.leads.training.training import train

        training = train(
            self._history(source),
            source=source,
            now=self._clock(),
            current=current,
            progress=logger(self.name).info,
        )
        scorecard, verdict = training.scorecard, training.verdict
        self._scorecards.keep(scorecard)
        if verdict.takes_over:
            self._scorecards.use(scorecard.version, self._clock())
        for warning in training.warnings:
            logger(self.name).warning("needs attention: %s", warning)
        serving = scorecard if verdict.takes_over else current
        return TrainResult(
            in_use=serving.version if serving else None,
            learned=scorecard.version,
            took_over=verdict.takes_over,
            verdict=verdict.why,
            out_of_fold=scorecard.out_of_fold,
            latest=scorecard.latest,
            left_out=scorecard.left_out,
            outcome=training.history.outcome,
            account=training.history.account,
            warnings=training.warnings,
            notes=training.notes,
            report=self._tell(source, report(training)),
            ageing=training.ageing,
            drift=training.drift,
        )

    def _refused(
        self, source: str, current: TrainedScorecard | None, refusal: Refusal
    ) -> TrainResult:
        from functions.leads.training.report import refusal_report

        logger(self.name).warning("nothing was learned: %s", " ".join(refusal.reasons))
        return TrainResult(
            in_use=current.version if current else None,
            refused=refusal.reasons,
            report=self._tell(source, refusal_report(source, refusal.reasons)),
        )

    def _tell(self, source: str, text: str) -> str:
        """Keeps what is said of a history, and gives the key of the file."""
        name = source.removeprefix(FOLDER).replace(" ", "-")[-_MOST_CHARACTERS:]
        key = f"{REPORTS}{name}.txt"
        self._files.write(key, [mask(text).encode()], content_type="text/plain; charset=utf-8")
        return key

    def _history(self, source: str) -> "History":
        from functions.leads.training.recorded import recorded_leads, with_recorded

        history = self._file(source) if source != RECORDED else None
        recorded = []
        if self._leads and self._interactions:
            recorded = recorded_leads(self._leads, self._interactions, self._clock())
        return with_recorded(history, recorded)

    def _file(self, key: str) -> "History":
        """The history in a file; ``history/<mapping>/<name>`` is read by ``mappings/<mapping>.yaml``."""
        from functions.leads.training.history import RawMapping, history_of

        parts = PurePosixPath(key).parts
        try:
            table = self._table(key)
            mapping: Mapping = RawMapping()
            if len(parts) >= _PARTS_WITH_MAPPING:
                mapping = self._mapping(parts[1])
        except NotFound as error:
            raise Refusal(f"{error} A history is read from {FOLDER}.") from error
        self._tell_how_long(key, table, mapped=len(parts) >= _PARTS_WITH_MAPPING)
        return history_of(table, mapping)

    def _table(self, key: str) -> "Table":
        from functions.leads.training.table import MAX_BYTES, read_table, too_big

        stored = self._files.find(key)
        if stored and stored.size > MAX_BYTES:
            raise too_big()
        return read_table(self._files.read(key, limit=MAX_BYTES))

    def _mapping(self, name: str) -> "Mapping":
        from functions.leads.training.history import read_mapping

        text = self._files.read(f"mappings/{name}.yaml")
        return read_mapping(text.decode("utf-8", "replace"), name)

    def _tell_how_long(self, key: str, table: "Table", *, mapped: bool) -> None:
        """Says at once, in the file in which the report will stand, when it will."""
        from functions.leads.training.duration import duration_text

        text = duration_text(len(table), len(table.header), table.values, mapped=mapped)
        logger(self.name).info("%s: %s", key, text)
        self._tell(key, f"{self._clock():%Y-%m-%d %H:%M} UTC, {key}: {text}.\n")

    def _current(self) -> TrainedScorecard | None:
        """The scorecard in use; one that cannot be read any more is as good as none."""
        try:
            return self._scorecards.current()
        except (Conflict, NotFound) as error:
            logger(self.name).error("the scorecard in use cannot be read: %s", error)
            return None
