"""A figure for each month, country or the like. Each query is asked once for all parts, and each part's
figure is worked out of its own rows as it is out of those of the whole.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from baton.gtm.answer import FactsQuery
from baton.gtm.breakdown import MOST_NAMED, MOST_PARTS, TIMES, Breakdown, TimePart, time_parts
from baton.gtm.conversion import NoRate
from baton.gtm.fact_reading import Filters, Query, Rows
from baton.gtm.figures import Figure, FigureName, FigurePart
from baton.gtm.formulas import Undefined
from baton.gtm.periods import Period, month_of, unit_ended
from baton.gtm.spending import Monthly, counted_shares
from functions.gtm.finance.evidence import Evidence
from functions.gtm.finance.figure_specs import figure_specs
from functions.gtm.finance.splitting import ASKED, MADE_OF, SUMMED, by_what, column
from functions.gtm.finance.working import Worked, part

Work = Callable[[Evidence], Worked]


@dataclass
class WholeEvidence(Evidence):
    """What the facts say of the whole, where it is told by days too: of those sums, each query is asked
    once for the whole and its parts.
    """

    by: Breakdown = field(kw_only=True)

    @cached_property
    def grouped(self) -> "Grouped":
        """The rows of all parts."""
        return Grouped(self, self.by)

    def rows(self, query: Query) -> Rows:
        """What a query gives. Raises ``Undefined`` if the facts refuse it."""
        if query.name not in SUMMED or not 0 < len(self.grouped.times) <= MOST_PARTS:
            return super().rows(query)
        found = self.grouped.rows(query.name)
        self.queries[query.name] = self.grouped.told(query.name)
        return found


class Grouped:
    """The rows of all parts, asked once for each query."""

    def __init__(self, whole: Evidence, by: Breakdown) -> None:
        self.whole, self.by = whole, by
        today = whole.conversion.today
        self.times = tuple(time_parts(whole.period, by, today)) if by.is_of_time else ()
        self._of_parts: dict[str, Mapping[str | date, Rows]] = {}

    def query(self, name: str) -> Query:
        """A query for all parts. Raises ``Undefined`` if there is none."""
        expression = column(name, self.by)
        if name not in ASKED or expression is None:
            raise Undefined(f"It is made of facts that are not told by {self.by}.")
        whole = self.whole.period
        parts = [(one.begun, one.days) for one in self.times] or [(whole.first, whole)]
        asked = ASKED[name](self.whole, parts, expression, self.by)
        return replace(asked, name=f"{asked.name}_by_{self.by}")

    def rows(self, name: str) -> Rows:
        """What there is of all parts. Raises ``Undefined``."""
        return self.whole.rows(self.query(name))

    def of_part(self, name: str, row: str | date) -> Rows:
        """What there is of one part. Raises ``Undefined``."""
        if name not in self._of_parts:
            found: dict[str | date, Rows] = defaultdict(list)
            for one in self.rows(name):
                found[one["part"]].append(one)
            self._of_parts[name] = found
        return self._of_parts[name].get(row, [])

    def told(self, name: str) -> FactsQuery:
        """The query as the answer shows it."""
        return self.whole.queries[f"{name}_by_{self.by}"]

    def named(self, queries: Sequence[str]) -> list[str]:
        """The parts of the business that the queries know of."""
        asked = [one for one in queries if one in ASKED and column(one, self.by)]
        return sorted({row["part"] for name in asked for row in self.rows(name)})

    def known_days(self, name: str) -> Period | None:
        """The days between the first and the last fact that a query knows of."""
        rows = self.rows(name)
        if not rows:
            return None
        if "first_day" in rows[0]:
            return Period(first=rows[0]["first_day"], last=rows[0]["last_day"])
        begun = [row["part"] for row in rows]
        return Period(first=min(begun), last=unit_ended(self.by, max(begun)))


@dataclass
class PartEvidence(Evidence):
    """What the facts say of one part; ``row`` is its value in the rows of all parts."""

    grouped: Grouped = field(kw_only=True)
    row: str | date = field(kw_only=True)

    def rows(self, query: Query) -> Rows:
        """What a query gives for this part. Raises ``Undefined`` if it cannot be asked by parts."""
        if query.name == "budgets":  # of months, which the part's days may share
            first, last = month_of(self.period.first), self.period.last
            return [row for row in self.grouped.whole.budgets if first <= row["month"] <= last]
        found = self.grouped.of_part(query.name, self.row)
        self.queries[query.name] = self.grouped.told(query.name)
        return found

    def needed(self, query: Query, what: str) -> Rows:
        """What a query gives; nothing, where it is known that there was nothing."""
        found = self.rows(query)
        if found or self.knows(query.name):
            return found
        raise self.nothing_kept(query.kind, what)

    def knows(self, name: str) -> bool:
        """See ``Evidence``: between facts that are known there was nothing."""
        if name not in {"sales", "costs"}:
            return False
        if not self.grouped.by.is_of_time:
            return bool(self.grouped.rows(name))
        known = self.grouped.known_days(name)
        return known is not None and (
            known.first <= self.period.last and self.period.first <= known.last
        )

    def _tell_days_known(self, rows: Rows) -> None:
        """Told of the whole."""

    @cached_property
    def counted_shares(self) -> Monthly | None:
        """As in the whole: what a month's platforms tell, counts in each of its weeks."""
        whole = self.grouped.whole
        return counted_shares(whole.costs, whole.ads.by_month, whole.conversion)


def with_parts(whole: Figure, evidence: WholeEvidence, work: Work | None) -> Figure:
    """A figure with what it is for each part, or why it is not told so and by what it is."""
    by, grouped, whole = evidence.by, evidence.grouped, _with_queries(whole, evidence)
    allowed = by_what(whole.name, evidence)
    if by not in allowed or work is None:
        if any(one.of == by for one in whole.parts):
            return whole
        why = (
            f"not all facts that it is made of say the {by}" if allowed else "it is told as a whole"
        )
        return _not_by(whole, why, allowed)
    if (many := len(grouped.times)) > MOST_PARTS:
        why = f"these are {many} parts, and at most {MOST_PARTS} are told"
        return _not_by(whole, why, TIMES[TIMES.index(by) + 1 :])
    try:
        parts = tuple(_parts(whole, grouped, work))
    except Undefined as reason:
        return _not_by(whole, str(reason), ())
    reasons = [one.undefined for one in parts if one.undefined]
    if len(reasons) < len(parts):
        return whole.model_copy(update={"parts": parts})
    return whole if whole.undefined else _not_by(whole, next(iter(reasons), "it has none"), ())


def _with_queries(whole: Figure, evidence: Evidence) -> Figure:
    """The figure with its queries as the answer shows them."""
    given = tuple(
        one.model_copy(
            update={"queries": tuple(evidence.queries[name].query_id for name in one.queries)}
        )
        for one in whole.inputs
    )
    return whole.model_copy(update={"inputs": given})


def _not_by(whole: Figure, why: str, told_by: Sequence[Breakdown]) -> Figure:
    return whole.model_copy(update={"not_by": why, "told_by": tuple(told_by), "parts": ()})


def _parts(whole: Figure, grouped: Grouped, work: Work) -> Iterator[FigurePart]:
    if grouped.by.is_of_time:
        for one in grouped.times:
            told = _of_time(whole, one, grouped, work)
            if one.days.first <= grouped.whole.conversion.today or _is_known_ahead(told, whole):
                yield told
        return
    names = grouped.named(MADE_OF[whole.name])
    found = [_of_business(whole, one, grouped, work) for one in names]
    found.sort(key=lambda one: (one.value is None, -(one.value or 0.0)))
    yield from found[:MOST_NAMED]
    if rest := found[MOST_NAMED:]:
        yield _rest(whole, rest)


def _is_known_ahead(told: FigurePart, whole: Figure) -> bool:
    """Whether a part that is to come is in the sum already, as costs that are booked ahead."""
    return bool(told.value) and figure_specs()[whole.name].adds_up


def _of_time(whole: Figure, one: TimePart, grouped: Grouped, work: Work) -> FigurePart:
    evidence = _evidence(grouped, one.begun, one.days, grouped.whole.filters)
    told = _told(whole, one.name, evidence, work)
    return told.model_copy(update={"days": one.days, "incomplete": one.incomplete})


def _of_business(whole: Figure, name: str, grouped: Grouped, work: Work) -> FigurePart:
    filters = grouped.whole.filters
    if grouped.by in {Breakdown.COUNTRY, Breakdown.CHANNEL}:
        filters = replace(filters, **{grouped.by.value: name})
    return _told(whole, name, _evidence(grouped, name, grouped.whole.period, filters), work)


def _evidence(grouped: Grouped, row: str | date, period: Period, filters: Filters) -> PartEvidence:
    whole = grouped.whole
    return PartEvidence(
        facts=whole.facts,
        kinds=whole.kinds,
        period=period,
        filters=filters,
        conversion=whole.conversion,
        history_days=whole.history_days,
        grouped=grouped,
        row=row,
    )


def _told(whole: Figure, name: str, evidence: PartEvidence, work: Work) -> FigurePart:
    by, row = evidence.grouped.by, str(evidence.row)
    try:
        worked = work(evidence)
    except (Undefined, NoRate) as reason:
        return FigurePart(of=by, name=name, row=row, text="undefined", undefined=str(reason))
    queries = dict.fromkeys(
        evidence.queries[query].query_id if query in evidence.queries else query
        for one in worked.inputs
        for query in one.queries
    )
    told = part(by, name, worked.value, whole.unit, evidence.conversion.currency)
    return told.model_copy(update={"row": row, "queries": tuple(queries)})


def _rest(whole: Figure, rest: Sequence[FigurePart]) -> FigurePart:
    """All others together, where that means something."""
    name, by = f"{len(rest)} more", rest[0].of
    in_several = whole.name is FigureName.ORDERS and by == Breakdown.PRODUCT
    if not figure_specs()[whole.name].adds_up or in_several:
        why = "Each has its own, and they do not add up."
        return FigurePart(of=by, name=name, text="undefined", undefined=why)
    queries = dict.fromkeys(query for one in rest for query in one.queries)
    told = part(by, name, sum(one.value or 0.0 for one in rest), whole.unit, whole.currency or "")
    return told.model_copy(update={"queries": tuple(queries)})
