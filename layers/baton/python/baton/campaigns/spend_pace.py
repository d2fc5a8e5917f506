"""How much of a budget to spend a day from now on. Pure; amounts in minor units of one currency."""

from typing import Self

from pydantic import Field, model_validator

from baton.core.contract import Contract

CATCH_UP = 2.0
"""How many times the even day's spend one day may have when little was spent so far: platforms, too, let
no day spend more than twice its budget (Google Ads Help, "About average daily budgets")."""


class SpendPace(Contract):
    """A budget for a stretch of ``days``, of which ``days_left`` are to come, with what is spent."""

    budget: int = Field(ge=0, le=10**15)
    spent: int = Field(ge=0, le=10**15)
    days: int = Field(ge=1, le=3_660)
    days_left: int = Field(ge=0, le=3_660)

    @model_validator(mode="after")
    def _has_days_left(self) -> Self:
        if self.days_left > self.days:
            raise ValueError("days_left must not be more than days")
        return self


class PacedBudget(Contract):
    """What may be spent a day from now on. ``unspent`` is what then remains at the end; ``ahead`` is how
    much more was spent than evenly (0.1 for a tenth, negative if less), ``None`` on the first day.
    """

    daily: int = Field(ge=0)
    unspent: int = Field(ge=0)
    ahead: float | None = None
    text: str


def paced(pace: SpendPace) -> PacedBudget:
    """What is left, evenly over the days left, at most ``CATCH_UP`` times the even day.

    Never more in all than is left: the division leaves less than a minor unit a day to the end.
    """
    left = max(0, pace.budget - pace.spent)
    if pace.days_left == 0:
        return PacedBudget(daily=0, unspent=left, text="No day is left to spend on.")
    most = max(1, int(CATCH_UP * pace.budget / pace.days))
    daily = min(left // pace.days_left, most)
    ahead = _ahead(pace)
    return PacedBudget(
        daily=daily,
        unspent=left - daily * pace.days_left,
        ahead=ahead,
        text=_text(daily, most, ahead),
    )


def _ahead(pace: SpendPace) -> float | None:
    even = pace.budget * (pace.days - pace.days_left) / pace.days
    return pace.spent / even - 1 if even > 0 else None


def _text(daily: int, most: int, ahead: float | None) -> str:
    if daily == 0:
        return "The budget is spent."
    if ahead is None:
        return "The budget is divided evenly over its days."
    size = round(abs(ahead) * 100)
    where = f"{size} % {'ahead of' if ahead > 0 else 'behind'}" if size else "at"
    pace = f"Spend is {where} an even pace"
    if daily == most:
        return f"{pace}; a day gets at most {CATCH_UP:g} times the even day, so some stays unspent."
    return f"{pace}; what is left is divided evenly over the days left."
