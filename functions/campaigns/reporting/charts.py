"""Charts as SVG: no script, nothing loaded, every one with a title and a description. Pure."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from baton.campaigns.campaign import DailyMetrics
from baton.campaigns.totals import totals_of
from baton.core.amounts import minor_digits
from baton.pages.axes import Scale, ticks
from baton.pages.markup import Markup, joined, tag
from baton.pages.words import count, day, money
from functions.campaigns.reporting.figures import BenchmarkStatus, Figure

WIDTH = 400
"""Of both charts: what a phone shows with letters that can be read, and paper too."""

_LEFT, _RIGHT = 62, WIDTH - 6
_SPEND, _CONVERSIONS = (26, 104), (140, 196)
"""Top and bottom of the two panels, in pixels."""

_ROW = 74
_PLOT = (4, WIDTH - 4)
_COLOURS = {
    BenchmarkStatus.RIGHT: "#1a7f4b",
    BenchmarkStatus.WRONG: "#b3261e",
    BenchmarkStatus.OPEN: "#5b6472",
}


def time_series(days: Sequence[DailyMetrics], since: date, until: date, currency: str) -> Markup:
    """Spend and conversions, day by day; a day that nobody reported is a gap, not a zero. A day's credit
    or correction is in the sum, and has no bar.
    """
    unit = 10 ** minor_digits(currency)
    reported = {one.day: one for one in days if since <= one.day <= until}
    spend = {of: max(one.spend, 0) / unit for of, one in reported.items()}
    conversions = {of: max(float(one.conversions), 0.0) for of, one in reported.items()}
    total = totals_of(list(reported.values()), currency)
    columns = [since + timedelta(days=back) for back in range((until - since).days + 1)]
    described = (
        f"{money(total.spend, currency)} and {count(total.conversions, 'conversion')} on "
        f"{count(len(reported), 'day')} "
        f"from {day(since)} to {day(until)}."
    )
    return _drawing(
        216,
        "Spend and conversions per day",
        described,
        _panel(f"Spend per day, {currency}", spend, columns, _SPEND, _bars, whole=False),
        _panel("Conversions per day", conversions, columns, _CONVERSIONS, _line, whole=True),
        _dates(columns),
    )


def interval_chart(figures: Sequence[Figure]) -> Markup:
    """Each figure with its interval beside its threshold, on a scale of its own; the shaded side is
    the wrong one."""
    rows = [_row(figure, 6 + _ROW * number) for number, figure in enumerate(figures)]
    said = "; ".join(
        f"{one.label} {one.text}"
        + (f", between {one.interval_text}" if one.interval else "")
        + (f", should be {one.threshold_text}" if one.threshold is not None else "")
        for one in figures
    )
    return _drawing(12 + _ROW * len(rows), "Figures against thresholds", f"{said}.", *rows)


def _drawing(height: int, title: str, described: str, *content: str) -> Markup:
    return tag(
        "svg",
        tag("title", title),
        tag("desc", described),
        *content,
        role="img",
        viewBox=f"0 0 {WIDTH} {height}",
        width=WIDTH,
        height=height,
        aria_label=f"{title}. {described}",
        class_="chart",
    )


Draw = Callable[[Mapping[date, float], Sequence[date], Scale], Markup]


def _panel(
    heading: str,
    values: Mapping[date, float],
    columns: Sequence[date],
    place: tuple[int, int],
    draw: Draw,
    *,
    whole: bool,
) -> Markup:
    top, bottom = place
    marks = ticks(max(values.values(), default=0.0), whole=whole)
    scale = Scale(0, marks[-1], bottom, top)
    digits = 0 if marks[1] >= 1 else 2
    grid = [
        joined(
            _rule(_LEFT, scale(mark), _RIGHT, scale(mark), "#e3e6ea" if mark else "#8a93a0"),
            _label(f"{mark:,.{digits}f}", _LEFT - 6, scale(mark) + 4, "end"),
        )
        for mark in marks
    ]
    return joined(_label(heading, _LEFT, top - 10, "start", strong=True), *grid,
                  draw(values, columns, scale))  # fmt: skip


def _place(columns: Sequence[date], of: date) -> float:
    """The middle of a day's column."""
    step = (_RIGHT - _LEFT) / len(columns)
    return round(_LEFT + ((of - columns[0]).days + 0.5) * step, 1)


def _bars(values: Mapping[date, float], columns: Sequence[date], scale: Scale) -> Markup:
    wide = round(0.7 * (_RIGHT - _LEFT) / len(columns), 1)
    return joined(
        *(
            tag(
                "rect",
                x=round(_place(columns, of) - wide / 2, 1),
                y=scale(value),
                width=wide,
                height=round(scale(0) - scale(value), 1),
                fill="#3b6fb6",
            )
            for of, value in sorted(values.items())
        )
    )


def _line(values: Mapping[date, float], columns: Sequence[date], scale: Scale) -> Markup:
    """Dots, joined where the next day was reported too."""
    places = {of: (_place(columns, of), scale(value)) for of, value in sorted(values.items())}
    parts = []
    for of, (x, y) in places.items():
        if following := places.get(of + timedelta(days=1)):
            parts.append(_rule(x, y, *following, "#b5651d", width=1.8))
        parts.append(tag("circle", cx=x, cy=y, r=2.6, fill="#b5651d"))
    return joined(*parts)


def _dates(columns: Sequence[date]) -> Markup:
    """The last day and each a week before it."""
    weeks = [of for of in columns if (columns[-1] - of).days % 7 == 0]
    y = _CONVERSIONS[1] + 16
    words = [day(of).rsplit(" ", 1)[0] for of in weeks]
    before = zip(weeks[:-1], words[:-1], strict=True)
    return joined(
        *(_label(text, _place(columns, of), y, "middle") for of, text in before),
        _label(words[-1], _RIGHT, y, "end"),
    )


def _row(figure: Figure, top: int) -> Markup:
    middle, (start, end) = top + 36, _PLOT
    words = _label(figure.label, start, top + 12, "start", strong=True)
    if figure.value is None and figure.interval is None:
        return joined(words, _label("not known", end, top + 12, "end"))
    scale = _own_scale(figure)
    colour = _COLOURS[figure.status]
    said = f"({figure.interval_text})" if figure.interval else "(no interval)"
    value = tag("tspan", figure.text, class_="strong")
    parts = [words, _label(joined(value, f" {said}"), end, top + 12, "end")]
    parts.append(_rule(start, middle, end, middle, "#e3e6ea"))
    if figure.threshold is not None:
        parts.append(_threshold(figure, scale, top))
    if figure.interval:
        low, high = figure.interval
        right = scale(high) if high is not None else end
        parts.append(_rule(scale(low), middle, right, middle, colour, width=6, opacity=0.45))
    if figure.value is not None:
        parts.append(tag("circle", cx=scale(figure.value), cy=middle, r=5, fill=colour))
    return joined(*parts)


def _own_scale(figure: Figure) -> Scale:
    """From 0, or a little below what is shown if that is far from 0, to a little above it."""
    low, high = figure.interval or (None, None)
    shown = [one for one in (figure.value, low, high, figure.threshold) if one is not None]
    least, most = min(shown), max(shown)
    margin = 0.12 * (most - least) or 0.5 * abs(most) or 1.0
    floor = 0.0 if least < most / 2 else max(0.0, least - margin)
    return Scale(floor, most + margin, *_PLOT)


def _threshold(figure: Figure, scale: Scale, top: int) -> Markup:
    """The threshold's line, its words under it, and its wrong side shaded."""
    at = scale(figure.threshold or 0.0)
    high_is_wrong = "at most" in figure.threshold_text
    x, wide = (at, _PLOT[1] - at) if high_is_wrong else (_PLOT[0], at - _PLOT[0])
    anchor = "end" if at > sum(_PLOT) / 2 else "start"
    return joined(
        tag("rect", x=x, y=top + 24, width=round(wide, 1), height=24, fill="#f6e3e1"),
        _rule(at, top + 20, at, top + 50, "#b3261e", dashes="3 2"),
        _label(figure.threshold_text, at, top + 62, anchor),
    )


def _rule(
    x1: float,
    y1: float,
    x2: float,
    y2: float,
    colour: str,
    *,
    width: float = 1,
    opacity: float | None = None,
    dashes: str | None = None,
) -> Markup:
    return tag(
        "line",
        x1=x1,
        y1=y1,
        x2=x2,
        y2=y2,
        stroke=colour,
        stroke_width=width,
        stroke_opacity=opacity,
        stroke_dasharray=dashes,
    )


def _label(text: str, x: float, y: float, anchor: str, *, strong: bool = False) -> Markup:
    return tag(
        "text",
        text,
        x=x,
        y=round(y, 1),
        text_anchor=anchor,
        class_="strong" if strong else "light",
    )
