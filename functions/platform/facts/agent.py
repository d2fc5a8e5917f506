"""The keeper of facts (requirements D5, E3): appends, compacts, and takes dropped files in."""

from typing import TYPE_CHECKING, ClassVar, Self

from baton.core.message import AgentName
from baton.facts.fact import Fact
from baton.facts.registered_kinds import fact_kinds
from baton.runtime import Agent
from functions.platform.facts.appending import Appending, Kinds
from functions.platform.facts.compaction import Compaction
from functions.platform.facts.dropped_file import DroppedFile
from functions.platform.facts.glue_tables import GlueTables
from functions.platform.facts.models import FactResult, FactTask

if TYPE_CHECKING:
    from collections.abc import Iterable

    from baton.runtime.platform import Platform


class FactRecorder(Agent[FactTask, FactResult]):
    """Everything it does may be repeated, and may end anywhere: each fact is there once."""

    name: ClassVar[AgentName] = "facts"

    def __init__(
        self,
        *,
        kinds: Kinds,
        appending: Appending,
        compaction: Compaction,
        dropped: DroppedFile,
        tables: GlueTables | None = None,
    ) -> None:
        self._kinds = kinds
        self._appending = appending
        self._compaction = compaction
        self._dropped = dropped
        self._tables = tables

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The keeper with its real parts."""
        files, clock = platform.files, platform.clock
        appending = Appending(files, fact_kinds, platform.subjects)
        return cls(
            kinds=fact_kinds,
            appending=appending,
            compaction=Compaction(files, fact_kinds, clock, platform.new_id),
            dropped=DroppedFile(files, fact_kinds, appending, clock),
            tables=_tables(platform),
        )

    def fault(self, fact: Fact) -> str | None:
        """Why a fact cannot be kept; ``None`` if it can."""
        kind = self._kinds().get(fact.kind)
        if kind is None:
            return f"there is no kind of facts {fact.kind}; is its area on?"
        try:
            kind.read(fact)
        except ValueError as error:
            return f"{fact.kind}: {error}"
        return None

    def keep(self, facts: "Iterable[Fact]") -> int:
        """Keeps facts without a fault. Gives how many were left out for an erasure. Raises
        ``Unavailable``: do it again.
        """
        return self._appending.append(facts)

    def perform(self, task: FactTask) -> FactResult:
        """Takes a dropped file in, or compacts. Raises ``Unavailable``."""
        if task.key is not None:
            return FactResult(file=self._dropped.take(task.key))
        if self._tables:
            self._tables.update()
        compacted, complete = self._compaction.run()
        return FactResult(compacted=compacted, complete=complete)


def _tables(platform: "Platform") -> GlueTables | None:
    """The tables of Athena, if it is the one that is asked."""
    settings = platform.settings
    if not settings.facts_database:
        return None
    bucket = settings.require("intake_bucket")
    return GlueTables(platform.clients, fact_kinds, database=settings.facts_database, bucket=bucket)
