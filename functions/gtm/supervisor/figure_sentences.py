"""Sentences of several figures: what they are made of, and by how much they changed. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence

from baton.gtm.answer import Statement
from baton.gtm.breakdown import Breakdown
from baton.gtm.conversion import money_text
from baton.gtm.fact_reading import part_name
from baton.gtm.figures import FigurePart
from baton.gtm.request import AnswerFigure, Gap, GapReason
from functions.gtm.supervisor.breakdown_words import TOLD_BY_ITSELF, one_of, told_by

_NO_CHANGE = 0.0005
"""A share that is told as 0.0 %."""

_COMPARABLE = frozenset({"money", "count", "ratio", "months"})
_OF_DAYS = ("finance.", "insights.", "plan.", "marketing.channels")
_DAYS_THAT_STAND_OUT = "finance.anomalies@"
_COUNTRY = re.compile(r"[A-Z]{2}").fullmatch
_MOST_CAUSES = 3
_MOST_REASONS = 2
_MOST_LETTERS = 600


def broken_down(figures: Sequence[AnswerFigure], by: str | None) -> Iterator[Statement]:
    """What figures are for each of what is asked, in as many sentences as hold it."""
    for one in figures:
        own = one.name.partition("@")[0] in TOLD_BY_ITSELF.get(by or "", ())
        parts = [part for part in one.parts if part.of == by and not own]
        head = f"{_label(one)} {_when(one)} by {by}"
        for listed in _in_lines(map(_part, parts), _MOST_LETTERS - len(head) - 3):
            yield _said(f"{head}: {listed}.", one)
        if why := list(dict.fromkeys(part.undefined for part in parts if part.undefined)):
            more = f" And {len(why) - _MOST_REASONS} more such." if len(why) > _MOST_REASONS else ""
            told = " ".join(why[:_MOST_REASONS])
            yield _said(f"{_label(one)}, where it has none: {told}{more}", one)


def _part(one: FigurePart) -> str:
    days = f" ({one.incomplete})" if one.incomplete else ""
    return f"{part_name(one.of, one.name)}{days} {'none' if one.undefined else one.text}"


def _in_lines(told: Iterable[str], longest: int) -> Iterator[str]:
    """As lists of that many letters at most."""
    line = ""
    for one in told:
        if line and len(line) + len(one) + 2 > longest:
            yield line
            line = ""
        line = f"{line}; {one}" if line else one
    if line:
        yield line


def not_broken_down(
    figures: Sequence[AnswerFigure], by: str | None, intents: Iterable[str]
) -> tuple[Gap, ...]:
    """The gap, if figures are wanted for each of something that they are not told of. Finance says so of
    its own, if it has parts of that kind at all.
    """
    told = TOLD_BY_ITSELF.get(by or "", set())
    mute = _OF_DAYS[1:] if told_by(by) else _OF_DAYS
    wanted = [one for one in intents if one.startswith(mute) and one not in told]
    others = (part for one in figures if one.agent != "finance" for part in one.parts)
    if by is None or not wanted or any(part.of == by for part in others):
        return ()
    agents = " and ".join(dict.fromkeys(one.partition(".")[0] for one in wanted))
    why = f"{agents} tells of no {by}; those told are of all of it"
    instead = "ask for one at a time" if told_by(by) else f"ask by {one_of(tuple(Breakdown))}"
    if "insights.churn" in wanted and told_by(by):
        instead = f"ask finance for the churn rate by {by}"
    return (Gap(what=f"by {by}", reason=GapReason.NOT_READ, why=why, what_to_do=instead),)


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
    places = one.name.split("@")[1:-1]
    return one.label + "".join(f" {'in' if _COUNTRY(of) else 'through'} {of}" for of in places)


def _when(one: AnswerFigure) -> str:
    first, _, last = (one.period or "").partition("/")
    return f"from {first} to {last}" if last else f"of {first}"
