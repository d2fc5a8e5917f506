"""Sentences of several figures: what they are made of, and by how much they changed. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from baton.gtm.answer import Statement
from baton.gtm.conversion import money_text
from baton.gtm.request import AnswerFigure, Gap, GapReason
from functions.gtm.supervisor.understanding import STATES, Understanding

_NO_CHANGE = 0.0005
"""A share that is told as 0.0 %."""

_COMPARABLE = frozenset({"money", "count", "ratio", "months"})
_DAYS_THAT_STAND_OUT = "finance.anomalies@"
_COUNTRY = re.compile(r"[A-Z]{2}").fullmatch
_MOST_CAUSES = 3
MOST_LETTERS = 600
"""Of a sentence."""


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
        yield Statement(text=made[:MOST_LETTERS], figures=(one.name,))


NO_FORMULA = Gap(
    what="how it is made",
    reason=GapReason.NOT_READ,
    why="what was found comes without a formula",
    what_to_do="read the formulas that there are at /api/v1/gtm/finance/figures",
)


def changes(
    figures: Sequence[AnswerFigure], asked: Understanding, today: date
) -> Iterator[Statement]:
    """A sentence for each figure of two periods: by how much the first lies above or below the second;
    and where it is asked why, whether it did, and which channels account for the most of it.
    """
    premise, why = asked.premise, asked.asks_why
    for new, old in pairs_of(figures):
        yield from _change(new, old, premise=premise, why=why, today=today)
        premise, why = None, False  # of the figure that is asked about, not of those beside it


def pairs_of(figures: Iterable[AnswerFigure]) -> Iterator[tuple[AnswerFigure, AnswerFigure]]:
    """The figures of two periods, the one that is asked about and that which it is compared with."""
    pairs: dict[tuple[str, str, str | None], list[AnswerFigure]] = {}
    for one in figures:
        if one.name.startswith(_DAYS_THAT_STAND_OUT):
            continue
        pairs.setdefault((one.label, one.name.rpartition("@")[0], one.currency), []).append(one)
    for pair in pairs.values():
        if len(pair) == 2 and pair[0].period != pair[1].period:  # noqa: PLR2004 (a pair)
            yield pair[0], pair[1]


def _change(
    new: AnswerFigure, old: AnswerFigure, *, premise: str | None, why: bool, today: date
) -> Iterator[Statement]:
    if new.value is None or old.value is None or new.unit not in _COMPARABLE or old.value <= 0:
        return
    share = (new.value - old.value) / old.value
    how = (
        "the same as"
        if abs(share) < _NO_CHANGE
        else f"{abs(share):.1%} {'above' if share > 0 else 'below'}"
    )
    when = when_of(new) + (" (so far)" if (new.period or "").endswith(f"{today}") else "")
    yield said(f"{label_of(new)}: {new.text} {when} is {how} {old.text} {when_of(old)}.", new, old)
    went = "rose" if share > 0 else "fell"
    if premise and abs(share) >= _NO_CHANGE and went != premise:
        yield said(
            f"{label_of(new)} did not {'fall' if premise == 'fell' else 'rise'}, but {went}.",
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
        yield said(
            f"By the channel that brought the customers, what changed most: {told}.", new, old
        )


def _by_channel(one: AnswerFigure) -> dict[str, float]:
    return {part.name: part.value or 0.0 for part in one.parts if part.of == "channel"}


def said(text: str, *figures: AnswerFigure) -> Statement:
    """A sentence with the figures and queries that it stands on."""
    return Statement(
        text=text[:MOST_LETTERS],
        figures=tuple(one.name for one in figures),
        queries=tuple(dict.fromkeys(query for one in figures for query in one.queries)),
    )


def label_of(one: AnswerFigure) -> str:
    """What it is, and of which country and channel."""
    places = one.name.split("@")[1:-1]
    return one.label + "".join(f" {'in' if _COUNTRY(of) else 'through'} {of}" for of in places)


def when_of(one: AnswerFigure) -> str:
    """Of which days it is; of a state, as cash, of which day."""
    first, _, last = (one.period or "").partition("/")
    if not last:
        return f"of {first}"
    is_state = one.name.partition("@")[0] in STATES and not one.parts
    return f"on {last}" if is_state or first == last else f"from {first} to {last}"
