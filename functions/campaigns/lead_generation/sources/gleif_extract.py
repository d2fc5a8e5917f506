"""GLEIF from a file: an extract of its golden copy, dropped under ``gleif/`` of the intake bucket.

The columns are those of LEI-CDF 3.1 as CSV (``Entity.LegalName``, ``Entity.LegalAddress.Country`` …),
which the golden copy and the downloads of a search have alike. While a file is there, GLEIF's open API
is not asked. Sole proprietors, funds and branches are left out, and what is not active. Source:
https://www.gleif.org/en/lei-data/gleif-golden-copy
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from baton.aws.files import Files
from baton.campaigns.prospects.names import name_key
from baton.campaigns.prospects.records import FoundCompany
from baton.campaigns.prospects.told import GLEIF
from baton.core.clock import Clock
from baton.core.errors import NotFound, Unavailable
from functions.campaigns.lead_generation.sources.calls import Batch, Stopped, gathered
from functions.campaigns.lead_generation.sources.csv_rows import UnreadableFile, rows
from functions.campaigns.lead_generation.sources.gleif import COMPANY, Entity, Gleif
from functions.campaigns.lead_generation.sources.source import (
    CompanySearch,
    NotOffered,
    Outcome,
    SourceAnswer,
)

FOLDER = "gleif/"
MOST_ENTITIES = 200_000
"""Companies of all files; with their names in memory these take some 100 MB."""

_COLUMNS = ("lei", "entity.legalname", "entity.legaladdress.country")


class GleifExtract(NotOffered):
    """See the module. ``instead`` is asked while no file is there."""

    name = GLEIF

    def __init__(self, files: Files | None, clock: Clock, instead: Gleif | None) -> None:
        self._files = files
        self._clock = clock
        self._instead = instead
        self._known: _Known | None = None
        self._is_read = files is None

    def companies(self, search: CompanySearch) -> SourceAnswer[FoundCompany]:
        """See ``LeadSource``: those with a keyword in their name. Without a keyword every entity of a
        country would match.
        """
        try:
            known = self._read()
        except Stopped as end:
            return SourceAnswer(end.outcome, why=end.why)
        if known is None:
            return self._instead.companies(search) if self._instead else self._missing()
        if not search.keywords:
            return SourceAnswer(Outcome.NOT_OFFERED, why="it finds by keywords only")
        wanted = [word.casefold() for word in search.keywords]

        def batches() -> Iterator[Batch[FoundCompany]]:
            for one in known.entities:
                if search.countries and one.country not in search.countries:
                    continue
                if any(word in one.name.casefold() for word in wanted):
                    yield Batch((one.company(self._clock()),))

        return gathered(batches(), search.limit)

    def enrich(self, company: FoundCompany) -> SourceAnswer[FoundCompany]:
        """See ``LeadSource``: the entity with just this name, if there is one."""
        try:
            known = self._read()
        except Stopped as end:
            return SourceAnswer(end.outcome, why=end.why)
        if known is None:
            return self._instead.enrich(company) if self._instead else self._missing()
        named = [
            one
            for one in known.by_name().get(name_key(company.name), ())
            if company.country in {None, one.country}
        ]
        found = tuple(one.company(self._clock()) for one in named) if len(named) == 1 else ()
        return SourceAnswer.of(found)

    @staticmethod
    def _missing() -> SourceAnswer[FoundCompany]:
        why = f"no extract is under {FOLDER}, and its open register is switched off"
        return SourceAnswer(Outcome.NOT_CONNECTED, why=why)

    def _read(self) -> "_Known | None":
        """What the files have, looked at once; ``None`` if there is none. Raises ``Stopped``."""
        if not self._is_read and self._files is not None:
            entities: list[Entity] = []
            keys = 0
            try:
                for key in self._files.names(FOLDER):
                    if key == FOLDER:
                        continue
                    keys += 1
                    entities.extend(_entities(self._files, key, MOST_ENTITIES - len(entities)))
            except (UnreadableFile, NotFound, Unavailable) as error:
                raise Stopped(
                    Outcome.UNAVAILABLE, f"its extract cannot be read: {error}"
                ) from error
            self._known, self._is_read = (_Known(tuple(entities)) if keys else None), True
        return self._known


@dataclass(slots=True)
class _Known:
    """The entities of the files, and by their names once somebody asks for one."""

    entities: tuple[Entity, ...]
    _by_name: dict[str, list[Entity]] | None = None

    def by_name(self) -> Mapping[str, list[Entity]]:
        if self._by_name is None:
            self._by_name = {}
            for one in self.entities:
                self._by_name.setdefault(name_key(one.name), []).append(one)
        return self._by_name


def _entities(files: Files, key: str, most: int) -> Iterator[Entity]:
    """The active companies of a file. Raises ``UnreadableFile``, which names the file and what to do."""
    if not key.lower().endswith(".csv"):
        raise UnreadableFile(f"{key} is no CSV file: unpack it, or take it away")
    try:
        for number, row in enumerate(rows(lambda: files.chunks(key))):
            if not number and (missing := [name for name in _COLUMNS if name not in row]):
                raise UnreadableFile(f"there is no column {missing[0]}: is it GLEIF's own CSV?")
            if not _is_company(row):
                continue
            most -= 1
            if most < 0:
                raise UnreadableFile(
                    f"over {MOST_ENTITIES:,} companies are there: drop the extract of your countries"
                )
            yield Entity(
                lei=row["lei"],
                name=row["entity.legalname"],
                country=row["entity.legaladdress.country"],
                city=row.get("entity.legaladdress.city", ""),
                registration=row.get(
                    "entity.registrationauthority.registrationauthorityentityid", ""
                ),
            )
    except UnreadableFile as error:
        raise UnreadableFile(f"{key}: {error}") from error


def _is_company(row: Mapping[str, str]) -> bool:
    """Whether it is an active company; a file without these columns was filtered by whoever made it."""
    category = row.get("entity.entitycategory", COMPANY)
    status = row.get("entity.entitystatus", "ACTIVE")
    return bool(row.get("entity.legalname")) and (category, status) == (COMPANY, "ACTIVE")
