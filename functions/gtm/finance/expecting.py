"""Revenue expected, and days that stand out, told as figures."""

from collections.abc import Callable
from datetime import date

from baton.gtm.conversion import Conversion
from baton.gtm.figures import Anomaly, FigurePart, Forecast, ForecastPoint, MethodScore
from baton.gtm.formulas import Undefined
from functions.gtm.finance.anomalies import (
    LEAST_DAYS,
    Found,
    days_that_stand_out,
    level_shifts,
    told,
)
from functions.gtm.finance.evidence import Evidence
from functions.gtm.finance.forecasting import LEVEL, Expected, Outlook, outlook
from functions.gtm.finance.series import WEEK, Series, daily, weekly
from functions.gtm.finance.working import Worked, count, money

QUERY = "daily_revenue"

WEEKS_AHEAD = 13
DAYS_AHEAD = 28
WEEKS_A_YEAR = 52
LEAST_WEEKS = 30
"""Below that, days are forecast."""

LEAST_SOLD = 20
"""Days that brought something, without which nothing is usual."""

_SHOWN_METHODS = 5


def forecast(evidence: Evidence) -> tuple[Worked, Forecast]:
    """Revenue of the quarter after the last day that has any, by weeks; of four weeks by days while
    there are less than thirty weeks. Raises ``Undefined`` for less than eight weeks, or hardly any days
    with revenue.
    """
    days = _known_days(evidence, "a forecast")
    series, steps, season, step = weekly(days), WEEKS_AHEAD, WEEKS_A_YEAR, "week"
    if len(series.values) < LEAST_WEEKS:
        series, steps, season, step = days, DAYS_AHEAD, WEEK, "day"
    found = outlook(series.values, steps, season)
    shifts = level_shifts(days)
    made = _forecast(found, series, step, evidence, shifts[-1].day if shifts else None)
    return _worked(found, made, series, evidence), made


def anomalies(
    evidence: Evidence, is_holiday: Callable[[date], bool]
) -> tuple[Worked, tuple[Anomaly, ...]]:
    """The period's days and shifts that stand out. Raises ``Undefined`` where too little is known."""
    days = _known_days(evidence, "what is usual")
    since = evidence.period.first
    shifts = tuple(one for one in level_shifts(days) if one.day >= since)
    found = tuple(told((*shifts, *days_that_stand_out(days, since, is_holiday))))
    listed = tuple(_anomaly(one, evidence.conversion) for one in found)
    worked = Worked(
        value=len(listed),
        inputs=[count("days looked at", len(days.values), QUERY)],
        steps=[one.text for one in listed],
        parts=[
            FigurePart(of=one.kind, name=str(one.day), value=one.value, text=one.text)
            for one in listed
        ],
        notes=["Public holidays and what comes back every year do not count."],
    )
    return worked, listed


def _known_days(evidence: Evidence, what: str) -> Series:
    """The days' revenue, if there is enough of it. Raises ``Undefined``."""
    days = daily(evidence.daily_revenue)
    known, sold = len(days.values), sum(1 for value in days.values if value)
    if known < LEAST_DAYS or sold < LEAST_SOLD:
        raise Undefined(
            f"Revenue is known for {sold} days within {known}; {what} needs {LEAST_SOLD} within "
            f"{LEAST_DAYS}."
        )
    return days


def _forecast(
    found: Outlook, series: Series, step: str, evidence: Evidence, shift: date | None
) -> Forecast:
    known = len(series.values)
    floor = 0.0 if min(series.values) >= 0 else float("-inf")
    enough = found.checked > 0
    return Forecast(
        currency=evidence.conversion.currency,
        step=step,
        method=found.method,
        points=tuple(
            ForecastPoint(
                first=series.begins(known + at),
                last=series.ends(known + at),
                **_bounded(one, floor),
            )
            for at, one in enumerate(found.steps)
        ),
        level=LEVEL,
        coverage=round(found.covered / found.checked, 3) if enough else None,
        checked=found.checked,
        methods=tuple(
            MethodScore(method=name, error=round(error, 3))
            for name, error in list(found.scores.items())[:_SHOWN_METHODS]
        ),
        shift=shift,
        queries=(QUERY,),
    )


def _bounded(one: Expected, floor: float) -> dict[str, float]:
    """What was never below 0 is not expected there."""
    told = {"value": one.value, "low": one.low, "high": one.high}
    return {name: float(round(max(value, floor))) for name, value in told.items()}


def _worked(found: Outlook, made: Forecast, series: Series, evidence: Evidence) -> Worked:
    text, total = evidence.conversion.text, found.total
    first, last = made.points[0].first, made.points[-1].last
    low = max(total.low, 0.0) if min(series.values) >= 0 else total.low
    covered = (
        f"{made.coverage:.0%} of {made.checked} past outcomes lay within such intervals."
        if made.coverage is not None
        else "Too little is known to say how often past intervals held."
    )
    return Worked(
        value=sum(point.value for point in made.points),
        inputs=[
            money(f"revenue of {len(series.values)} {made.step}s", sum(series.values), QUERY),
            count(f"{made.step}s", len(series.values), QUERY),
        ],
        steps=[
            made.method,
            f"{first} to {last}: {text(total.value)}; 80 % {text(low)} to {text(total.high)}",
        ],
        parts=[
            FigurePart(
                of=made.step,
                name=f"{point.first}/{point.last}",
                value=point.value,
                text=f"{text(point.value)}, {text(point.low)} to {text(point.high)}",
            )
            for point in made.points
        ],
        notes=[covered, *([f"Another level holds since {made.shift}."] if made.shift else [])],
    )


def _anomaly(one: Found, conversion: Conversion) -> Anomaly:
    value, expected = conversion.text(one.value), conversion.text(one.expected)
    if one.kind == "level_shift":
        text = f"From {one.day} on a day brings {value}, before {expected}."
    else:
        text = f"{one.day} brought {value}; {expected} was expected."
    return Anomaly(
        kind=one.kind,
        day=one.day,
        value=round(one.value),
        expected=round(one.expected),
        deviations=round(one.deviations, 1),
        text=text,
        queries=(QUERY,),
    )
