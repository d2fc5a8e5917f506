"""What to do, by rules that people can read. Pure.

Each rule looks at figures and gives a recommendation with its reason, or nothing. What is not known
recommends nothing.
"""

from collections.abc import Callable, Iterator

from baton.gtm.weekly_report import ReportAdvice
from baton.pages.words import percent
from functions.gtm.weekly_report.answers import Answers

BELOW_PLAN = 0.95
"""Of planned revenue; below it a person should look."""

ABOVE_BUDGET = 1.1
"""Of planned costs of a category over thirteen weeks."""

UNLIKE = 1.3
"""How many times as much the best ad channel returns as the worst, before money should move."""

LEAST_RUNWAY_MONTHS = 9

_BENCHMARKED = ("ltv_to_cac", "payback", "nrr", "grr")


def advice(answers: Answers) -> Iterator[ReportAdvice]:
    """Everything that the rules recommend."""
    for rule in _RULES:
        yield from rule(answers)


def _days_that_stand_out(answers: Answers) -> Iterator[ReportAdvice]:
    days = answers.figure("week", "anomalies")
    for part in days.parts if days else ():
        if part.of == "day":
            yield ReportAdvice(
                text=f"Find out what happened on {part.name}; if it will not come again, plan "
                "without it.",
                because=part.text,
                figures=("week.anomalies",),
            )


def _new_level(answers: Answers) -> Iterator[ReportAdvice]:
    quarter = answers.figure("quarter", "anomalies")
    shifts = [part for part in quarter.parts if part.of == "level_shift"] if quarter else []
    for part in shifts[-1:]:
        yield ReportAdvice(
            text=f"Plan with the level of revenue that holds since {part.name}.",
            because=part.text,
            figures=("quarter.anomalies",),
        )


def _revenue_below_plan(answers: Answers) -> Iterator[ReportAdvice]:
    for of, when in (("week", "in the week"), ("quarter", "in thirteen weeks")):
        variance = answers.figure(of, "budget_variance")
        part = variance.parts_of("category").get("revenue") if variance else None
        if part and part.against and part.value is not None:
            actual = part.against + part.value
            if actual < BELOW_PLAN * part.against:
                yield ReportAdvice(
                    text="Look which channel is behind plan, and decide whether the plan still holds.",
                    because=f"Revenue {when}: {part.text}.",
                    figures=(f"{of}.budget_variance",),
                )
                return


def _costs_above_budget(answers: Answers) -> Iterator[ReportAdvice]:
    variance = answers.figure("quarter", "budget_variance")
    for name, part in (variance.parts_of("category") if variance else {}).items():
        if name == "revenue" or not part.against or part.value is None:
            continue
        if part.against + part.value > ABOVE_BUDGET * part.against:
            yield ReportAdvice(
                text=f"Bring {name.replace('_', ' ')} back to its budget, or change the budget.",
                because=f"In thirteen weeks: {part.text}.",
                figures=("quarter.budget_variance",),
            )


def _ad_channels(answers: Answers) -> Iterator[ReportAdvice]:
    roas = answers.figure("quarter", "roas")
    known = {
        name: part.value
        for name, part in (roas.parts_of("channel") if roas else {}).items()
        if part.value is not None
    }
    if len(known) > 1:
        best, worst = max(known, key=known.__getitem__), min(known, key=known.__getitem__)
        if known[best] >= UNLIKE * max(known[worst], 0.01):
            yield ReportAdvice(
                text=f"Move some of the ad budget from {worst} to {best}, and watch what it brings.",
                because=f"By the platforms' own word {best} returned {known[best]:.2f} for each "
                f"unit spent in thirteen weeks, {worst} {known[worst]:.2f}.",
                figures=("quarter.roas",),
            )


def _benchmarks(answers: Answers) -> Iterator[ReportAdvice]:
    for name in _BENCHMARKED:
        figure = answers.figure("quarter", name)
        mark = figure.benchmark if figure else None
        if figure is None or mark is None or figure.value is None:
            continue
        worse = figure.value < mark.value if mark.better == "higher" else figure.value > mark.value
        if worse:
            yield ReportAdvice(
                text=f"Work on this: {figure.label.lower()} is {figure.text}.",
                because=f"{mark.text[:1].upper()}{mark.text[1:]} ({mark.source}).",
                figures=(f"quarter.{name}",),
            )


def _short_runway(answers: Answers) -> Iterator[ReportAdvice]:
    runway = answers.figure("quarter", "runway")
    if runway and runway.value is not None and runway.value < LEAST_RUNWAY_MONTHS:
        yield ReportAdvice(
            text="Decide now how costs are cut or money is raised.",
            because=f"At the burn of thirteen weeks cash lasts {runway.text}; raising money takes "
            "about half a year.",
            figures=("quarter.runway",),
        )


def _lost_subscribers(answers: Answers) -> Iterator[ReportAdvice]:
    now, before = (answers.figure(of, "customer_churn") for of in ("quarter", "quarter_before"))
    if now is None or before is None or now.value is None or before.value is None:
        return
    if now.value > before.value:
        yield ReportAdvice(
            text="Ask the subscribers who left why, and look who of the others uses less.",
            because=f"{percent(now.value)} of the subscribers were lost in thirteen weeks, "
            f"{percent(before.value)} in the thirteen before.",
            figures=("quarter.customer_churn",),
        )


def _win_back(answers: Answers) -> Iterator[ReportAdvice]:
    found = answers["customers"]
    risk = found.answer.at_risk if found else None
    if risk and risk.customers:
        yield ReportAdvice(
            text=f"Win them back: ask for a win-back campaign to the segment {risk.segment_id}.",
            because=f"{risk.customers:,} repeat customers will probably not buy again by themselves.",
        )


_RULES: tuple[Callable[[Answers], Iterator[ReportAdvice]], ...] = (
    _short_runway,
    _revenue_below_plan,
    _days_that_stand_out,
    _new_level,
    _costs_above_budget,
    _ad_channels,
    _benchmarks,
    _lost_subscribers,
    _win_back,
)
"""In the order of what they mean for the company."""
