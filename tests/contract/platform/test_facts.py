"""What every engine over facts answers, to the same queries: DuckDB on files in memory and in S3, and
Athena on the local AWS, which runs it by DuckDB as well: where Trino's own meaning differs, only a real
Athena tells (decision 0111 names what is known)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

import pytest

from baton.core.errors import InvalidInput
from baton.facts.athena import AthenaFacts
from baton.facts.duckdb_facts import DuckDbFacts
from baton.facts.kind import FactKind, FactRow
from baton.facts.partitions import Days
from baton.facts.query import Facts
from baton.runtime.platform import Platform
from functions.platform.facts.appending import Appending
from functions.platform.facts.glue_tables import GlueTables
from tests.contract.aws import REGION, LocalAws
from tests.fakes.platform.container import FakePlatform

FIRST = date(2026, 3, 1)
DAYS = Days(first=FIRST, last=FIRST + timedelta(days=1))


class Sale(FactRow):
    place: str
    amount: int
    share: float | None = None
    gift: bool | None = None
    due: date | None = None


SALE = FactKind("sale", Sale, means="what was sold", restated=True)
NOTHING = FactKind("nothing", Sale, means="what nobody has told yet")
KINDS = {"sale": SALE, "nothing": NOTHING}


def sale(number: int, *, day: int = 0, version: int = 0, **columns: Any) -> Any:
    at = datetime.combine(FIRST, datetime.min.time(), UTC) + timedelta(days=day, hours=number)
    row = Sale(place="ab"[number % 2], amount=100 * number + version, **columns)
    return SALE.fact(row, at=at, fact_id=f"s{number}", version=version)


SALES = (
    [sale(1, share=0.5, gift=True, due=date(2026, 4, 1)), sale(2), sale(3, day=1)],
    [sale(2), sale(3, day=1, version=7), sale(4, day=2)],
)


def athena(aws: LocalAws, platform: Platform) -> Facts:
    """Athena over a platform's bucket, with tables and a workgroup of its own."""
    import boto3

    bucket = str(platform.settings.intake_bucket)
    name = bucket.replace("-", "_")
    glue = boto3.client("glue", region_name=REGION, endpoint_url=aws.endpoint)
    glue.create_database(DatabaseInput={"Name": name})
    tables = GlueTables(aws.clients, lambda: KINDS, database=name, bucket=bucket)
    tables.update()
    tables.update()
    results = {"ResultConfiguration": {"OutputLocation": f"s3://{bucket}/athena/"}}
    workgroups = boto3.client("athena", region_name=REGION, endpoint_url=aws.endpoint)
    workgroups.create_work_group(Name=name, Configuration=results)
    return AthenaFacts(aws.clients, lambda: KINDS, platform.sleep, database=name, workgroup=name)


@pytest.fixture(scope="module", params=["memory", "s3", "athena"])
def facts(request: pytest.FixtureRequest) -> Iterator[Facts]:
    """An engine over the same facts."""
    if request.param == "memory":
        platform = cast("Platform", FakePlatform())
    else:
        aws = cast("LocalAws", request.getfixturevalue("aws"))
        platform = aws.platform()
    appending = Appending(platform.files, lambda: KINDS, platform.subjects)
    for batch in SALES:
        appending.append(batch)
    if request.param == "athena":
        yield athena(aws, platform)
    else:
        yield DuckDbFacts(platform.files, lambda: KINDS)


def test_each_fact_is_there_once_by_its_greatest_version(facts: Facts) -> None:
    found = facts.query("SELECT fact_id, version, amount FROM sale ORDER BY fact_id", days=DAYS)
    assert found.columns == ("fact_id", "version", "amount")
    assert found.rows == (("s1", 0, 100), ("s2", 0, 200), ("s3", 7, 307))


def test_values_come_as_what_they_are(facts: Facts) -> None:
    columns = "place, share, gift, due, happened_at, day"
    found = facts.query(f"SELECT {columns} FROM sale ORDER BY fact_id LIMIT 2", days=DAYS)  # noqa: S608 (ours)
    moment = datetime(2026, 3, 1, 1, tzinfo=UTC)
    assert found.rows[0] == ("b", 0.5, True, date(2026, 4, 1), moment, FIRST)
    assert found.rows[1][1:4] == (None, None, None)


def test_facts_are_grouped_and_counted(facts: Facts) -> None:
    sql = (
        "WITH big AS (SELECT * FROM sale WHERE amount > ? AND day <= ?) "
        "SELECT place, SUM(amount) AS total, COUNT(share) AS known, AVG(amount) AS mean, "
        "CAST(SUM(amount) AS DOUBLE) / COUNT(*) AS each_one FROM big GROUP BY place ORDER BY place"
    )
    found = facts.query(sql, [50, date(2026, 3, 2)], days=DAYS)
    assert found.by_name() == [
        {"place": "a", "total": 200, "known": 0, "mean": 200.0, "each_one": 200.0},
        {"place": "b", "total": 407, "known": 1, "mean": 203.5, "each_one": 203.5},
    ]


def test_texts_and_moments_are_parameters(facts: Facts) -> None:
    sql = "SELECT COUNT(*) AS n FROM sale WHERE place = ? OR happened_at >= ?"
    moment = datetime(2026, 3, 2, 4, tzinfo=UTC) + timedelta(minutes=1)
    assert facts.query(sql, ["' OR 'a' = 'a", moment], days=DAYS).rows == ((0,),)
    assert facts.query(sql, ["b", moment], days=DAYS).rows == ((2,),)


def test_rows_are_streamed_as_they_are_answered(facts: Facts) -> None:
    sql = "SELECT fact_id, day, amount FROM sale WHERE amount > ? ORDER BY fact_id"
    assert tuple(facts.stream(sql, [150], days=DAYS)) == facts.query(sql, [150], days=DAYS).rows
    first = next(facts.stream(sql, [150], days=DAYS))
    assert first == ("s2", FIRST, 200)
    with pytest.raises(InvalidInput):
        next(facts.stream("SELECT nobody FROM sale", days=DAYS))


def test_two_kinds_are_joined_though_one_has_no_facts(facts: Facts) -> None:
    sql = (
        "SELECT s.fact_id, n.amount FROM sale s LEFT JOIN nothing n ON s.place = n.place "
        "ORDER BY s.fact_id DESC"
    )
    assert facts.query(sql, days=DAYS).rows == (("s3", None), ("s2", None), ("s1", None))


def test_only_the_days_that_are_asked_for_count(facts: Facts) -> None:
    later = Days(first=FIRST + timedelta(days=2), last=FIRST + timedelta(days=400))
    assert facts.query("SELECT fact_id FROM sale", days=later).rows == (("s4",),)
    never = Days(first=date(2020, 1, 1), last=date(2020, 1, 2))
    assert facts.query("SELECT COUNT(*) FROM sale", days=never).rows == ((0,),)


@pytest.mark.parametrize(
    "sql", ["DROP TABLE sale", "SELECT * FROM other", "SELECT nobody FROM sale", "SELECT ?"]
)
def test_what_is_not_allowed_or_not_understood_is_said(facts: Facts, sql: str) -> None:
    with pytest.raises(InvalidInput):
        facts.query(sql, days=DAYS)


class LaterSale(Sale):
    channel: str | None = None


def test_a_kind_that_gets_another_column_has_its_table_changed(aws: LocalAws) -> None:
    import boto3

    glue = boto3.client("glue", region_name=REGION, endpoint_url=aws.endpoint)
    glue.create_database(DatabaseInput={"Name": "changing"})
    for row in (Sale, LaterSale):
        _tables(aws, row).update()
        found = glue.get_table(DatabaseName="changing", Name="sale")["Table"]
        columns = [one["Name"] for one in found["StorageDescriptor"]["Columns"]]
        assert columns[3:] == list(row.model_fields)
        assert found["Parameters"]["projection.enabled"] == "true"


def _tables(aws: LocalAws, row: type[FactRow]) -> GlueTables:
    kinds = {"sale": FactKind("sale", row, means="what was sold")}
    return GlueTables(aws.clients, lambda: kinds, database="changing", bucket="b")
