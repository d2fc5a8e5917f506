"""What was understood of a question: which intents, of when and where, and what was not read."""

from typing import Literal

from pydantic import Field

from baton.core.contract import Contract
from baton.gtm.periods import Period
from baton.gtm.request import RouteStage

Ranking = Literal["most", "least", "best", "worst"]
"""Which of several are told first; the best of a cost are the least."""

OF_PARTS = ("broken_down_by", "ranked", "most", "averaged")
"""What of a question says which parts of a figure are told, and how."""

STATES = {"finance.mrr", "finance.arr", "finance.cash"}
"""Figures of the last day of a period: it grew since the day before the first."""

SUMS = {
    f"finance.{name}" for name in ("revenue", "gross_profit", "orders", "new_customers", "costs")
}
"""Figures whose parts add up to them."""

STANDS_OUT = "finance.anomalies"
"""What is asked beside a figure where it is asked why."""


class Understanding(Contract):
    """What was understood. Empty ``intents`` mean that it was not."""

    intents: tuple[str, ...] = ()
    guesses: tuple[str, ...] = Field(default=(), description="the best intents of what is unclear")
    stage: RouteStage = RouteStage.NONE
    confidence: float = Field(default=0.0, ge=0, le=1)
    period: Period | None = None
    compared: Period | None = None
    countries: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    currency: str | None = None
    wrong: str | None = Field(default=None, description="a period that is none, in words")
    unread_time: str | None = Field(default=None, description="a time that was read as no days")
    unread: tuple[str, ...] = Field(default=(), description="what else was said and not read")
    unsure: tuple[str, ...] = Field(default=(), description="questions beside, not understood")
    untold: tuple[str, ...] = Field(default=(), description="numbers beside that nobody tells")
    broken_down_by: str | None = Field(default=None, description="as channel")
    ranked: Ranking | None = Field(default=None, description="which parts are told first")
    most: int | None = Field(default=None, ge=1, description="parts that are told at most")
    averaged: bool = Field(default=False, description="whether the average of the parts is asked")
    asks_share: bool = Field(default=False, description="which share of a whole it is")
    changed_most: Literal["rose", "fell"] | None = Field(
        default=None, description="that the parts come first that did so the most"
    )
    asks_whether: bool = Field(default=False, description="whether it rose or fell")
    premise: Literal["rose", "fell"] | None = Field(
        default=None, description="what is taken for granted where it is asked why"
    )
    asks_why: bool = False
    asks_formula: bool = Field(default=False, description="how the figure is made")
    language: str | None = Field(default=None, description="ISO 639-1, if it can be told")
    about_a_person: bool = False
    goes_on: bool = False
    words: str = Field(default="", description="the question, without what is personal")
