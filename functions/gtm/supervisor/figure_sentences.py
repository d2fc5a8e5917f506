"""Sentences of several figures: what they are made of, and by how much they changed. Pure."""

from collections.abc import Iterable, Iterator, Sequence

from baton.gtm.answer import Statement
from baton.gtm.conversion import money_text
from baton.gtm.fact_reading import channel_name
from baton.gtm.request import AnswerFigure, Gap, GapReason

_NO_CHANGE = 0.0005
"""A share that is told as 0.0 %."""

_COMPARABLE = frozenset({"money", "count", "ratio", "months"})
_OF_DAYS = ("finance.", "insights.", "plan.", "marketing.channels")
_DAYS_THAT_STAND_OUT = "finance.anomalies@"
_MOST_PARTS = 12
_MOST_CAUSES = 3
_UNITS = {"platform": "channel", "market": "country"}
_TOLD_BY_ITSELF = {
    "channel": {"marketing.channels"},
    "segment": {"insights.segments"},
    "month": {
        "insights.cohorts", "finance.mrr", "finance.burn_rate", "finance.gross_burn",
        "finance.customer_churn", "finance.payback", "finance.runway",
    },
}  # fmt: skip
"""What is told by these units anyhow: "burn per month" is a rate."""

_MOST_LETTERS = 600


def broken_down(figures: Sequence[AnswerFigure], by: str | None) -> Iterator[Statement]:
    """What figures are made of, if that is asked and known."""
    unit = _UNITS.get(by or "", by)
    for one in figures:
        parts = [part for part in one.parts if part.of == unit]
        if parts:
            listed = "; ".join(
                f"{channel_name(part.name)} {'not known' if part.undefined else part.text}"
                for part in parts[:_MOST_PARTS]
            )
            more = f"; {len(parts) - _MOST_PARTS} more" if len(parts) > _MOST_PARTS else ""
            yield _said(f"{_label(one)} {_when(one)} by {unit}: {listed}{more}.", one)


def not_broken_down(
    figures: Sequence[AnswerFigure], by: str | None, intents: Iterable[str]
) -> tuple[Gap, ...]:
    """The gap, if figures are wanted for each of something that they are not told of."""
    unit = _UNITS.get(by or "", by)
    told = _TOLD_BY_ITSELF.get(unit or "", set()) & set(intents)
    of_days = any(one.startswith(_OF_DAYS) for one in intents)
    if (
        unit is None
        or not of_days
        or told
        or any(part.of == unit for one in figures for part in one.parts)
    ):
        return ()
    why = f"figures are not told by {unit} here; those told are of all of it"
    ask = (
        f"ask for one {unit} at a time"
        if unit in {"country", "month", "quarter", "week", "year", "day"}
        else ("read the facts by SQL")
    )
    return (Gap(what=f"by {by}", reason=GapReason.NOT_READ, why=why, what_to_do=ask),)


def formulas(figures: Iterable[AnswerFigure], intents: Sequence[str]) -> Iterator[Statement]:
    """How the figures that are asked about are made, each once."""
    agents = {name.partition(".")[0] for name in intents} - {"finance"}  # names intents as figures
    told: dict[str, AnswerFigure] = {}
    for one in figures:
        name = one.name.partition("@")[0]
        if one.formula and (name in intents or one.agent in agents):
            told.setdefault(name, one)
    for one in told.values():
        made = f"{one.label} is made so: {one.formula} ({one.source})."
        yield Statement(text=made[:_MOST_LETTERS], figures=(one.name,))


NO_FORMULA = Gap(
    what="how it is made",
    reason=GapReason.NOT_READ,
    why="what was found comes without a formula",
    what_to_do="read the formulas that there are at /api/v1/gtm/finance/figures",
)


def changes(
    figures: Sequence[AnswerFigure], premise: str | None, *, why: bool
) -> Iterator[Statement]:
    """A sentence for each figure of two periods: by how much the first lies above or below the second;
    and where it is asked why, whether it did, and which channels account for the most of it.
    """
    pairs: dict[tuple[str, str, str | None], list[AnswerFigure]] = {}
    for one in figures:
        if one.name.startswith(_DAYS_THAT_STAND_OUT):
            continue
        pairs.setdefault((one.label, one.name.rpartition("@")[0], one.currency), []).append(one)
    for pair in pairs.values():
        if len(pair) == 2 and pair[0].period != pair[1].period:  # noqa: PLR2004 (a pair)
            yield from _change(*pair, premise=premise, why=why)
            premise, why = None, False  # of the figure that is asked about, not of those beside it


def _change(
    new: AnswerFigure, old: AnswerFigure, *, premise: str | None, why: bool
) -> Iterator[Statement]:
    if new.value is None or old.value is None or new.unit not in _COMPARABLE or old.value <= 0:
        return
    share = (new.value - old.value) / old.value
    how = (
        "the same as"
        if abs(share) < _NO_CHANGE
        else f"{abs(share):.1%} {'above' if share > 0 else 'below'}"
    )
    yield _said(
        f"{_label(new)}: {new.text} {_when(new)} is {how} {old.text} {_when(old)}.", new, old
    )
    went = "rose" if share > 0 else "fell"
    if premise and abs(share) >= _NO_CHANGE and went != premise:
        yield _said(
            f"{_label(new)} did not {'fall' if premise == 'fell' else 'rise'}, but {went}.",
            new,
            old,
        )
    if why:
        yield from _causes(new, old)


def _causes(new: AnswerFigure, old: AnswerFigure) -> Iterator[Statement]:
    """The channels whose parts changed the most: what can be said of why by figures alone."""
    if new.unit != "money" or new.currency is None:
        return
    now, then = _by_channel(new), _by_channel(old)
    more = {name: now.get(name, 0.0) - then.get(name, 0.0) for name in sorted({*now, *then})}
    most = sorted((name for name in more if more[name]), key=lambda name: -abs(more[name]))
    told = ", ".join(
        f"{name} {'+' if more[name] > 0 else '-'}{money_text(abs(more[name]), new.currency)}"
        for name in most[:_MOST_CAUSES]
    )
    if told:
        yield _said(
            f"By the channel that brought the customers, what changed most: {told}.", new, old
        )


def _by_channel(one: AnswerFigure) -> dict[str, float]:
    return {part.name: part.value or 0.0 for part in one.parts if part.of == "channel"}


def _said(text: str, *figures: AnswerFigure) -> Statement:
    return Statement(
        text=text[:_MOST_LETTERS],
        figures=tuple(one.name for one in figures),
        queries=tuple(dict.fromkeys(query for one in figures for query in one.queries)),
    )


def _label(one: AnswerFigure) -> str:
    """What it is, and of which country and channel."""
    places = " ".join(one.name.split("@")[1:-1])
    return f"{one.label}, {places}" if places else one.label


def _when(one: AnswerFigure) -> str:
    first, _, last = (one.period or "").partition("/")
    return f"from {first} to {last}" if last else f"of {first}"
