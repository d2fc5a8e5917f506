"""What happened in a sentence, and why. Pure."""

from collections.abc import Iterator, Sequence

from baton.gtm.conversion import money_text
from baton.gtm.weekly_report import ReportedFigure, ReportedSentence
from baton.pages.words import NOT_KNOWN, change, count, listed
from functions.gtm.weekly_report.answers import AnsweredFigure, Answers

MOST_CHANNELS = 3
"""That a change of revenue is put down to."""

NOTED_POINTS = 0.01
"""Of gross margin, from which its change is told."""


def headline(figures: Sequence[ReportedFigure], *, unanswered: int) -> str:
    """The week in a sentence or two."""
    revenue = next((one for one in figures if one.name == "week.revenue"), None)
    if revenue is None or revenue.value is None:
        why = f" {revenue.undefined}" if revenue and revenue.undefined else ""
        return f"Revenue of the week is not known.{why}"
    said = f"Revenue was {revenue.text}"
    if revenue.change:
        said += f", {_compared(revenue.change)} the week before"
    if revenue.against_plan:
        said += f", {_compared(revenue.against_plan)} planned"
    lacking = f" {count(unanswered, 'question')} to agents got no answer." if unanswered else ""
    return f"{said}.{lacking}"


def reasons(answers: Answers) -> Iterator[ReportedSentence]:
    """Why the week was as it was, as far as figures say."""
    yield from _channels(answers)
    yield from _margin(answers)
    yield from _stood_out(answers)
    yield from _recurring(answers)


def _channels(answers: Answers) -> Iterator[ReportedSentence]:
    now, before = answers.figure("week", "revenue"), answers.figure("week_before", "revenue")
    if not (_has_value(now) and _has_value(before)) or now is None or before is None:
        return
    currency = now.currency or ""
    here, then = now.parts_of("channel"), before.parts_of("channel")
    more = {
        name: _worth(here.get(name)) - _worth(then.get(name)) for name in sorted({*here, *then})
    }
    most = sorted(more, key=lambda name: -abs(more[name]))[:MOST_CHANNELS]
    total = (now.value or 0) - (before.value or 0)
    if most and total:
        made = listed([f"{name} {_signed(more[name], currency)}" for name in most])
        share = change(now.value or 0, before.value or 0)
        by = f"{_signed(total, currency)}{f' ({share})' if share != NOT_KNOWN else ''}"
        yield _said(
            f"Revenue changed by {by}. By the channel that brought the customers: {made}.",
            now,
            before,
        )


def _margin(answers: Answers) -> Iterator[ReportedSentence]:
    now = answers.figure("week", "gross_margin")
    before = answers.figure("week_before", "gross_margin")
    if now is None or before is None or now.value is None or before.value is None:
        return
    if abs(now.value - before.value) >= NOTED_POINTS:
        way = "rose" if now.value > before.value else "fell"
        yield _said(f"Gross margin {way} from {before.text} to {now.text}.", now, before)


def _stood_out(answers: Answers) -> Iterator[ReportedSentence]:
    days = answers.figure("week", "anomalies")
    for part in days.parts if days else ():
        yield _said(part.text, days)
    quarter = answers.figure("quarter", "anomalies")
    shifts = [part for part in quarter.parts if part.of == "level_shift"] if quarter else []
    for part in shifts[-1:]:
        yield _said(part.text, quarter, of="quarter")


def _recurring(answers: Answers) -> Iterator[ReportedSentence]:
    mrr = answers.figure("quarter", "mrr")
    moved = mrr.parts_of("movement") if mrr else {}
    if mrr and moved:
        told = listed([f"{name} {part.text}" for name, part in moved.items()])
        yield _said(
            f"Monthly recurring revenue is {mrr.text}; in thirteen weeks: {told}.",
            mrr,
            of="quarter",
        )


def _said(
    text: str,
    figure: AnsweredFigure | None,
    before: AnsweredFigure | None = None,
    *,
    of: str = "week",
) -> ReportedSentence:
    both = ((of, figure), (f"{of}_before", before))
    return ReportedSentence(
        agent="finance",
        text=text,
        figures=(f"{of}.{figure.name}",) if figure else (),
        queries=tuple(f"{name}.{query}" for name, one in both if one for query in one.made_of),
    )


def _compared(relative: str) -> str:
    """``+12 %`` as ``12 % more than``."""
    if relative[1:] == "0 %":
        return "as much as"
    return f"{relative[1:]} {'less' if relative.startswith('-') else 'more'} than"


def _has_value(figure: AnsweredFigure | None) -> bool:
    return figure is not None and figure.value is not None


def _worth(part: object) -> float:
    value = getattr(part, "value", None)
    return float(value) if value is not None else 0.0


def _signed(minor: float, currency: str) -> str:
    return ("+" if minor > 0 else "-" if minor < 0 else "") + money_text(abs(minor), currency)
