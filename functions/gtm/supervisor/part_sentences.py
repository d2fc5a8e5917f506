"""Sentences of what a figure is for each month or the like, and the gap where it is not so. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from baton.gtm.answer import Statement
from baton.gtm.breakdown import Breakdown
from baton.gtm.conversion import money_text
from baton.gtm.fact_reading import part_name
from baton.gtm.figures import FigurePart
from baton.gtm.request import AnswerFigure, Gap, GapReason
from functions.gtm.supervisor.breakdown_words import TOLD_BY_ITSELF, one_of, told_by
from functions.gtm.supervisor.figure_sentences import (
    MOST_LETTERS,
    label_of,
    pairs_of,
    said,
    when_of,
)
from functions.gtm.supervisor.text_features import words_in
from functions.gtm.supervisor.understanding import SUMS, Understanding

_OF_DAYS = ("finance.", "insights.", "plan.", "marketing.channels")
BY_CATEGORY = {"finance.budget_variance", "finance.gross_burn"}
"""Of which a category may be meant that only the words of a question name."""
_MOST_REASONS = 2
_MOST_LISTED = 3
_LESS_IS_BETTER = {
    f"finance.{name}"
    for name in (
        *("cac", "paid_cac", "payback", "customer_churn", "burn_rate", "gross_burn", "costs"),
        "budget_variance",
    )
}


def in_order(one: AnswerFigure, asked: Understanding) -> AnswerFigure:
    """The figure with the parts first that are asked for, and so many of them: whole days before those
    that are incomplete.
    """
    if asked.ranked is None or asked.changed_most:
        return one
    sign = 1 if _lowest_first(one, asked) else -1

    def place(part: FigurePart) -> tuple[bool, bool, bool, float]:
        is_rest = part.row is None
        return part.value is None, is_rest, bool(part.incomplete), sign * (part.value or 0.0)

    of_it = sorted(_parts_of(one, asked), key=place)
    others = (part for part in one.parts if part.of != asked.broken_down_by)
    return one.model_copy(update={"parts": (*of_it[: asked.most], *others)})


def _parts_of(one: AnswerFigure, asked: Understanding) -> list[FigurePart]:
    return [part for part in one.parts if part.of == asked.broken_down_by]


def broken_down(figures: Sequence[AnswerFigure], asked: Understanding) -> Iterator[Statement]:
    """What figures are for each of what is asked, in as many sentences as hold it."""
    by = asked.broken_down_by
    for one in figures:
        own = _name(one) in TOLD_BY_ITSELF.get(by or "", ())
        if by and not own and (parts := _parts_of(one, asked)):
            yield from _listed(one, parts, asked)
            yield from _worked_out(one, parts, asked)


def changed(figures: Sequence[AnswerFigure], asked: Understanding) -> Iterator[Statement]:
    """By how much each part lies above or below that of the period it is compared with."""
    for new, old in pairs_of(figures) if asked.changed_most else ():
        then = {one.name: one.value for one in _parts_of(old, asked)}
        known = [
            (part_name(one.of, one.name), one.value, before)
            for one in _parts_of(new, asked)
            if one.value is not None and one.row is not None
            if (before := then.get(one.name)) is not None
        ]
        known.sort(key=lambda one: one[1] - one[2], reverse=asked.changed_most == "rose")
        each = (f"{name} {_more(new, now, before)}" for name, now, before in known[: asked.most])
        against = when_of(old).removeprefix("from ")
        head = f"{label_of(new)} by {asked.broken_down_by}, change {when_of(new)} against {against}"
        for line in _in_lines(each, MOST_LETTERS - len(head) - 3):
            yield said(f"{head}: {line}.", new, old)


def _more(one: AnswerFigure, now: float, before: float) -> str:
    share = f" ({(now - before) / before:+.1%})".replace("%", " %") if before > 0 else ""
    more = abs(now - before)
    told = f"{more:,.0f}" if one.unit == "count" else _words(one, more)
    return f"{'-' if now < before else '+'}{told}{share}"


def named(figures: Sequence[AnswerFigure], asked: Understanding) -> Iterator[Statement]:
    """What a figure is of the category that the question names, as of marketing what is over budget."""
    words = set(words_in(asked.words))
    for one in figures:
        for part in one.parts if _name(one) in BY_CATEGORY else ():
            if part.of == "category" and words.issuperset(part.name.split("_")):
                yield said(f"{label_of(one)} {when_of(one)}, {part.name}: {part.text}.", one)


def shares(figures: Sequence[AnswerFigure], asked: Understanding) -> Iterator[Statement]:
    """Which share of a sum falls to a country or channel, and to each of what it is broken down by."""
    sums = [one for one in figures if _name(one) in SUMS] if asked.asks_share else []
    whole = {(one.label, one.period): one for one in sums if one.name.count("@") == 1}
    for one in sums:
        of = whole.get((one.label, one.period), one)
        if of is not one and of.value and of.value > 0 and one.value is not None:
            told = f"{_share(one.value / of.value)} of {of.text} in all"
            yield said(f"{label_of(one)} {when_of(one)} is {told}.", one, of)
        by = _parts_of(one, asked)
        if one.value and one.value > 0:
            each = (f"{part_name(p.of, p.name)} {_share((p.value or 0) / one.value)}" for p in by)
            for line in _in_lines(each, MOST_LETTERS // 2):
                yield said(f"Shares of {label_of(one)} {when_of(one)}: {line}.", one)


def _share(value: float) -> str:
    return f"{value:.1%}".replace("%", " %")


def _listed(
    one: AnswerFigure, parts: Sequence[FigurePart], asked: Understanding
) -> Iterator[Statement]:
    head = f"{label_of(one)} {when_of(one)} by {asked.broken_down_by}"
    if asked.ranked:
        order = "lowest" if _lowest_first(one, asked) else "highest"
        head += f", the {len(parts)} {order}" if asked.most else f", {order} first"
    for listed in _in_lines(map(_part, parts), MOST_LETTERS - len(head) - 3):
        yield said(f"{head}: {listed}.", one)
    without = [part for part in parts if part.undefined]
    if why := list(dict.fromkeys(part.undefined for part in without if part.undefined)):
        names = _some([part_name(part.of, part.name) for part in without])
        more = f" And {len(why) - _MOST_REASONS} more such." if len(why) > _MOST_REASONS else ""
        told = " ".join(why[:_MOST_REASONS])
        yield said(f"{label_of(one)}: no value for {names}. {told}{more}", one)


def _worked_out(
    one: AnswerFigure, parts: Sequence[FigurePart], asked: Understanding
) -> Iterator[Statement]:
    """The average of whole parts, and in how many it rose, where that is asked."""
    whole = [(part, part.value) for part in parts if part.value is not None and not part.incomplete]
    if not whole:
        return
    by = f"{asked.broken_down_by}{'s' if len(whole) > 1 else ''}"
    if asked.averaged:
        mean = _words(one, sum(value for _, value in whole) / len(whole))
        head = f"{label_of(one)} {when_of(one)}, average of {len(whole)} whole {by}"
        yield said(f"{head}: {mean}.", one)
    if asked.asks_whether and not asked.ranked and len(whole) > 1:
        fell = [part.name for (_, old), (part, new) in pairwise(whole) if new <= old]
        rose = f"rose in {len(whole) - 1 - len(fell)} of {len(whole) - 1} {by}"
        told = f"{label_of(one)} {rose}, each against the one before"
        yield said(f"{told}{f'; not in {_some(fell, len(fell))}' if fell else ''}.", one)


def _words(one: AnswerFigure, value: float) -> str:
    match one.unit:
        case "money":
            return money_text(value, one.currency or "")
        case "share":
            return _share(value)
        case "months":
            return f"{value:.1f} months"
        case _:
            return f"{value:,.1f}"


def _some(names: Sequence[str], most: int = _MOST_LISTED) -> str:
    more = [f"{len(names) - most} more"] if len(names) > most else []
    *first, last = [*names[:most], *more]
    return f"{', '.join(first)} and {last}" if first else last


def _lowest_first(one: AnswerFigure, asked: Understanding) -> bool:
    less = _name(one) in _LESS_IS_BETTER
    return asked.ranked in {"least", "best" if less else "worst"}


def _name(one: AnswerFigure) -> str:
    return one.name.partition("@")[0]


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
    agents = [one.partition(".")[0].replace("plan", "the weekly report") for one in wanted]
    why = f"{' and '.join(dict.fromkeys(agents))} tells no figures by {by}; those told are of the whole"
    instead = "ask for one at a time" if told_by(by) else f"ask by {one_of(tuple(Breakdown))}"
    if "insights.churn" in wanted and told_by(by):
        instead = f"ask finance for the churn rate by {by}"
    return (Gap(what=f"by {by}", reason=GapReason.NOT_READ, why=why, what_to_do=instead),)
