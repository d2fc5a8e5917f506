"""Only one SELECT over kinds of facts is run, and an answer has its bounds."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.core.errors import InvalidInput
from baton.facts import duckdb_facts
from baton.facts.duckdb_facts import DuckDbFacts
from baton.facts.kind import FactKind
from baton.facts.literals import filled, literal
from baton.facts.sql import checked_query
from tests.unit.platform.facts.sales import DAYS, KINDS, Keeping, Sale, sale


@pytest.mark.parametrize(
    ("sql", "kinds"),
    [
        ("select * from sale", ("sale",)),
        ("SELECT s.day, SUM(c.worth) AS w FROM sale s JOIN count_day AS c ON s.day = c.day GROUP BY 1",
         ("sale", "count_day")),
        ("select day from sale where day >= ? group by 1 order by 1 desc limit 3", ("sale",)),
        ("with a as (select * from sale), b as (select * from a) select * from a, b", ("sale",)),
        ("select extract(year from happened_at), trim(both ' ' from customer_id) from sale", ("sale",)),
        ("select * from (select day from sale group by day) t where day is distinct from ?", ("sale",)),
        ("select (select max(amount) from sale), count(*) filter (where gift) from sale", ("sale",)),
        ("select * from (sale a join count_day b on (a.day = b.day)) where a.gift in (true, ?)",
         ("sale", "count_day")),
        ("select cast(? as decimal(10,2)), 'it''s; -' , date '2026-01-01' from sale", ("sale",)),
        ("with recursive t as (select 1 n union all select n + 1 from t) select * from t", ()),
    ],
)  # fmt: skip
def test_a_select_over_kinds_is_run(sql: str, kinds: tuple[str, ...]) -> None:
    assert checked_query(sql, KINDS).kinds == kinds


@pytest.mark.parametrize(
    "sql",
    [
        "drop table sale",
        "from sale",
        "select 1; select 2",
        "with x as (select 1) insert into sale select * from x",
        "select * into other from sale",
        "select * from 'x.parquet'",
        'select * from "x.parquet"',
        "select * from read_text('/etc/passwd')",
        "select read_text('/etc/passwd') from sale",
        "select \"read_text\"('/etc/passwd') from sale",
        "select sale.read_text('/etc/passwd') from sale",
        "select * from other",
        "select * from other.sale",
        "select * from sale, other",
        "select * from sale s join other on true",
        "select * from (sale, other)",
        "select 1 from sale where 1 in (select 2 from other)",
        "select trim(select x from other)",
        "select distinct from other",
        "select * from sale union table other",
        "select * from sale window other as (order by day)",
        "select * from other, (with other as (select 1) select * from other) x",
        "with sale as (select 1) select * from sale",
        "select 1 /* ' */ from other /* ' */",
        "select 1 -- \r from other",
        "select e'\\'' from other --'",
        "select $$x$$ from sale",
        "select x::int from sale",
        "select 'no end",
        "select (1",
        "select 1)",
        "select " + "(" * 100 + "1" + ")" * 100,
        "select 1 " + " " * 20_000,
        "",
    ],
)
def test_anything_else_is_refused_before_an_engine_sees_it(sql: str) -> None:
    with pytest.raises(InvalidInput):
        checked_query(sql, KINDS)


@given(st.text(alphabet="sel*from ale'\"();,-/\\?whit", max_size=60))
def test_no_text_breaks_the_reader_and_no_other_table_gets_through(text: str) -> None:
    try:
        found = checked_query(f"select {text}", KINDS)
    except InvalidInput:
        return
    assert set(found.kinds) <= set(KINDS)


@given(st.text(max_size=20).filter(lambda text: "\0" not in text))
def test_a_value_put_into_a_query_stays_one_value(text: str) -> None:
    checked = checked_query("select * from sale where customer_id = ? and gift", KINDS)
    whole = checked_query(filled(checked.sql, checked.places, [text]), KINDS)
    assert (whole.kinds, whole.places) == (("sale",), ())


def test_values_are_written_as_both_engines_read_them() -> None:
    moment = datetime(2026, 3, 1, 12, tzinfo=UTC)
    values = (None, True, -2, 0.5, date(2026, 3, 1), moment, "it's")
    assert [literal(value) for value in values] == [
        "NULL",
        "TRUE",
        "(-2)",
        "CAST(0.5 AS DOUBLE)",
        "DATE '2026-03-01'",
        "TIMESTAMP '2026-03-01 12:00:00.000000'",
        "'it''s'",
    ]
    with pytest.raises(InvalidInput):
        literal(float("nan"))


def test_every_type_comes_back_as_it_was_told() -> None:
    keeping = Keeping()
    paid = datetime(2026, 3, 2, 8, 30, 0, 1, tzinfo=UTC)
    fact = sale(7, 'ü\'\n"x"', share=-0.1, gift=True, due=date(2026, 4, 1), paid_at=paid)
    keeping.append([fact, sale(8)])
    columns = "customer_id, amount, share, gift, due, paid_at, happened_at, day"
    found = keeping.facts.query(f"SELECT {columns} FROM sale ORDER BY fact_id", days=DAYS)  # noqa: S608 (ours)
    assert found.columns == tuple(columns.split(", "))
    first = ('ü\'\n"x"', 700, -0.1, True, date(2026, 4, 1), paid, fact.at, fact.day)
    assert found.rows[0] == first
    assert found.rows[1][2:6] == (None,) * 4
    asked = "SELECT count(*) AS n FROM sale WHERE paid_at = ? AND customer_id = ? AND gift = ?"
    counted = keeping.facts.query(asked, [paid, 'ü\'\n"x"', True], days=DAYS)
    assert counted.by_name() == [{"n": 1}]


def test_days_that_are_not_asked_for_are_not_read() -> None:
    keeping = Keeping()
    keeping.append([sale(1), sale(2, day=40)])
    keeping.platform.faults.calls.clear()
    assert keeping.ids("sale") == ["sale 1"]
    assert keeping.platform.faults.calls.count("files.chunks") == 1


def test_an_answer_is_bounded_in_rows_and_time(monkeypatch: pytest.MonkeyPatch) -> None:
    keeping = Keeping()
    keeping.append([sale(number) for number in range(4)])
    monkeypatch.setattr(duckdb_facts, "MAX_ROWS", 3)
    with pytest.raises(InvalidInput, match="more than 3 rows"):
        keeping.facts.query("SELECT * FROM sale", days=DAYS)
    endless = (
        "WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t) SELECT max(n) FROM t"
    )
    slow = DuckDbFacts(keeping.platform.files, lambda: KINDS, seconds=0.3)
    with pytest.raises(InvalidInput, match=r"longer than 0\.3 s"):
        slow.query(endless, days=DAYS)


@pytest.mark.parametrize("sql", ["SELECT nothing FROM sale", "SELECT FROM WHERE", "SELECT ?, 1"])
def test_a_wrong_question_is_said_to_be_one(sql: str) -> None:
    with pytest.raises(InvalidInput):
        Keeping().facts.query(sql, days=DAYS)


class LaterSale(Sale):
    channel: str | None = None


def test_facts_from_before_a_column_came_have_nothing_in_it() -> None:
    keeping = Keeping()
    keeping.append([sale(1), sale(2)], [sale(2), sale(3)])
    later = FactKind("sale", LaterSale, means="what was sold", subject="customer_id")
    facts = DuckDbFacts(keeping.platform.files, lambda: {"sale": later})
    sql = "SELECT COUNT(*) AS n, COUNT(channel) AS known FROM sale"
    assert facts.query(sql, days=DAYS).rows == ((3, 0),)
    keeping.platform.clock.advance(90 * 86_400)
    keeping.compaction.run()
    assert facts.query(sql, days=DAYS).rows == ((3, 0),)
