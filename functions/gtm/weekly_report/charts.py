"""The report's charts. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date

from baton.core.amounts import minor_digits
from baton.gtm.weekly_report import PlannedCost, RevenueOfWeek
from baton.pages.axes import Scale, ticks
from baton.pages.drawing import Box, Drawing, Ink, Label, Line, Shape
from baton.pages.words import change, day
from functions.gtm.weekly_report.advice import ABOVE_BUDGET
from functions.gtm.weekly_report.words import amount as money
from functions.gtm.weekly_report.words import whole

WIDTH = 480
_LEFT, _RIGHT = 56, 474
_TOP, _BOTTOM = 52, 182
_HEIGHT = 206

_ROW = 30
_NAMES = 84
_VALUES = 138


def revenue_chart(
    weeks: Sequence[RevenueOfWeek],
    expected: Sequence[RevenueOfWeek],
    planned: float | None,
    currency: str,
) -> Drawing:
    """Revenue week by week, what is expected of the next with its interval, and the plan of the last."""
    unit = 10 ** minor_digits(currency)
    highest = max([*(one.high or one.value for one in (*weeks, *expected)), planned or 0.0])
    marks = ticks(highest / unit)
    scale = Scale(0, marks[-1], _BOTTOM, _TOP)
    step = (_RIGHT - _LEFT) / (len(weeks) + len(expected))
    wide = 0.72 * step
    shapes = [*_grid(scale, marks, f"Revenue a week, {currency}")]
    for place, one in enumerate((*weeks, *expected)):
        middle = _LEFT + (place + 0.5) * step
        shapes += _week(one, middle, wide, scale, unit, is_last=place == len(weeks) - 1)
        if place % 4 == (len(weeks) - 1) % 4:
            shapes.append(Label(middle, _BOTTOM + 16, _short(one.first), "middle"))
    if planned is not None:
        at, middle = scale(planned / unit), _LEFT + (len(weeks) - 0.5) * step
        shapes.append(Line(middle - step / 2, at, middle + step / 2, at, Ink.PLAN, 2.4))
    shapes += _legend(has_plan=planned is not None, has_outlook=bool(expected))
    return Drawing(
        WIDTH, _HEIGHT, "Revenue by week", _described(weeks, expected, planned, currency), shapes
    )


def costs_chart(costs: Sequence[PlannedCost], currency: str) -> Drawing:
    """Each category's costs as a bar, with a mark where the plan was."""
    most = max(max(one.actual, one.planned) for one in costs)
    scale = Scale(0, most or 1.0, _NAMES, WIDTH - _VALUES)
    shapes: list[Shape] = []
    for place, one in enumerate(sorted(costs, key=lambda one: -one.actual)):
        top = 10 + place * _ROW
        shapes += _cost(one, top, scale, currency)
    said = "; ".join(
        f"{_words(one.category)} {money(one.actual, currency)}, planned "
        f"{money(one.planned, currency)}"
        for one in costs
    )
    shapes.append(Line(_NAMES, 6, _NAMES, 10 + len(costs) * _ROW - 8, Ink.AXIS))
    title = "Costs of thirteen weeks against budget"
    return Drawing(WIDTH, 14 + len(costs) * _ROW, title, f"{said}.", shapes)


def _week(
    one: RevenueOfWeek, middle: float, wide: float, scale: Scale, unit: int, *, is_last: bool
) -> Iterator[Shape]:
    top = scale(max(one.value, 0) / unit)
    if one.low is None or one.high is None:
        ink = Ink.MAIN if is_last else Ink.BEFORE
        yield Box(middle - wide / 2, top, wide, _BOTTOM - top, ink)
        return
    low, high = scale(one.low / unit), scale(one.high / unit)
    yield Box(middle - wide / 2, top, wide, _BOTTOM - top, Ink.OUTLOOK)
    yield Line(middle, low, middle, high, Ink.MAIN, 1.6)
    for end in (low, high):
        yield Line(middle - 4, end, middle + 4, end, Ink.MAIN, 1.6)


def _grid(scale: Scale, marks: Sequence[float], heading: str) -> Iterator[Shape]:
    yield Label(0, 14, heading, strong=True, ink=Ink.STRONG)
    for mark in marks:
        at = scale(mark)
        yield Line(_LEFT, at, _RIGHT, at, Ink.GRID if mark else Ink.AXIS)
        yield Label(_LEFT - 6, at + 4, f"{mark:,.0f}", "end")


def _legend(*, has_plan: bool, has_outlook: bool) -> Iterator[Shape]:
    yield Box(0, 24, 10, 10, Ink.MAIN)
    yield Label(15, 33, "this week")
    if has_plan:
        yield Line(88, 29, 106, 29, Ink.PLAN, 2.4)
        yield Label(112, 33, "its plan")
    if has_outlook:
        yield Box(180, 24, 10, 10, Ink.OUTLOOK)
        yield Label(195, 33, "expected, with its 80 % interval")


def _cost(one: PlannedCost, top: float, scale: Scale, currency: str) -> Iterator[Shape]:
    yield Label(_NAMES - 8, top + 14, _words(one.category), "end", Ink.STRONG)
    yield Box(_NAMES, top + 2, scale(one.actual) - _NAMES, 17, Ink.MAIN)
    yield Line(scale(one.planned), top - 2, scale(one.planned), top + 23, Ink.PLAN, 2.4)
    text = f"{whole(one.actual, currency)} ({change(one.actual, one.planned)})"
    ink = Ink.BAD if one.actual > ABOVE_BUDGET * one.planned else Ink.QUIET
    yield Label(WIDTH - 4, top + 14, text, "end", ink)


def _described(
    weeks: Sequence[RevenueOfWeek],
    expected: Sequence[RevenueOfWeek],
    planned: float | None,
    currency: str,
) -> str:
    said = "; ".join(f"week of {day(one.first)} {money(one.value, currency)}" for one in weeks)
    if planned is not None:
        said += f"; planned for the last {money(planned, currency)}"
    for one in expected:
        low, high = money(one.low or 0, currency), money(one.high or 0, currency)
        said += f"; week of {day(one.first)} expected {money(one.value, currency)}, {low} to {high}"
    return f"{said}."


def _short(of: date) -> str:
    return day(of).rsplit(" ", 1)[0]


def _words(category: str) -> str:
    return {"research_and_development": "R & D", "general_and_administrative": "G & A"}.get(
        category, category.replace("_", " ")
    )
