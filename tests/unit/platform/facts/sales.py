"""Two kinds of facts for tests: sales to persons, and counts of stock that are restated."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, cast

from baton.aws.files import Files
from baton.facts.duckdb_facts import DuckDbFacts
from baton.facts.fact import Fact
from baton.facts.kind import FactKind, FactRow, Unit
from baton.facts.partitions import Days
from baton.facts.personal_facts import PersonalFacts
from baton.privacy.personal_data import SubjectRecord
from baton.privacy.subject import Tie
from functions.platform.facts.appending import Appending
from functions.platform.facts.compaction import Compaction
from tests.fakes.platform.container import FakePlatform

FIRST = date(2026, 3, 1)
DAYS = Days(first=FIRST, last=FIRST + timedelta(days=30))


class Sale(FactRow):
    customer_id: str
    amount: Annotated[int, Unit("minor units of currency")]
    share: float | None = None
    gift: bool | None = None
    due: date | None = None
    paid_at: datetime | None = None


class Count(FactRow):
    place: str
    pieces: int
    currency: str = "EUR"
    worth: Annotated[int, Unit("minor units of currency")] | None = None


SALE = FactKind("sale", Sale, means="what was sold", subject="customer_id")
COUNT = FactKind("count_day", Count, means="stock", key=("place", "day"), restated=True)
KINDS: Mapping[str, FactKind] = {"sale": SALE, "count_day": COUNT}


def sale(number: int, customer: str = "c1", day: int = 0, **columns: Any) -> Fact:
    at = datetime.combine(FIRST + timedelta(days=day), datetime.min.time(), UTC)
    row = Sale(customer_id=customer, amount=100 * number, **columns)
    return SALE.fact(row, at=at + timedelta(hours=number % 24), fact_id=f"sale {number}")


def count(place: str, pieces: int, version: int, day: int = 0) -> Fact:
    at = datetime.combine(FIRST + timedelta(days=day), datetime.min.time(), UTC)
    return COUNT.fact(Count(place=place, pieces=pieces), at=at, version=version)


def person(customer: str) -> SubjectRecord:
    """Whoever facts name so."""
    tie = Tie.model_construct(
        record_id=customer, keys=(), received_at=datetime(2026, 3, 1, tzinfo=UTC)
    )
    return SubjectRecord(tie)


class Keeping:
    """The parts that keep facts, over one platform in memory."""

    def __init__(self, platform: FakePlatform | None = None) -> None:
        self.platform = platform or FakePlatform()
        files = cast("Files", self.platform.files)
        self.appending = Appending(files, lambda: KINDS, cast("Any", self.platform.subjects))
        self.compaction = Compaction(
            files, lambda: KINDS, self.platform.clock, self.platform.new_id
        )
        self.personal = PersonalFacts(files, lambda: KINDS)
        self.facts = DuckDbFacts(files, lambda: KINDS)

    def append(self, *batches: Iterable[Fact]) -> None:
        for batch in batches:
            self.appending.append(batch)

    def rows(self, kind: str) -> list[tuple[object, ...]]:
        """Every fact of a kind, by its id, with all its columns."""
        return sorted(self.facts.query(f"SELECT * FROM {kind}", days=DAYS).rows, key=str)  # noqa: S608 (a kind's name)

    def ids(self, kind: str) -> list[object]:
        """The ids of a kind's facts, sorted."""
        found = self.facts.query(f"SELECT fact_id FROM {kind} ORDER BY 1", days=DAYS)  # noqa: S608 (a kind's name)
        return [row[0] for row in found.rows]

    def files(self) -> list[str]:
        """The keys of all files of facts."""
        return list(self.platform.files.names("facts/"))
