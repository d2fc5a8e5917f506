"""The rules by which steps of plans are judged, with Baton's defaults."""

from collections.abc import Mapping
from datetime import time
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from baton.core.contract import Contract
from baton.core.countries import country_code
from baton.effects.effect import EffectKind
from baton.effects.marketing_law import ROLES_MAY_BE_WRITTEN_TO
from baton.leads.effect_kinds import CRM_TASK
from baton.leads.holidays import check

_KINDS = (
    EffectKind.EMAIL,
    EffectKind.SMS,
    EffectKind.PUSH,
    EffectKind.CALL_TASK,
    CRM_TASK,
)


def _of_steps(name: str) -> str:
    if name not in _KINDS:
        raise ValueError(f"must be one of {', '.join(_KINDS)}")
    return name


StepKind = Annotated[str, AfterValidator(_of_steps)]
"""A kind of effects that reaches a lead."""


def _place(text: object) -> object:
    return text if text == "*" else country_code(text)


Place = Annotated[str, BeforeValidator(_place)]
"""A country, or ``*`` for every one."""

Day = Annotated[str, AfterValidator(check)]
"""A day of a year or of every year."""

_WORKING_DAYS, _MONDAY_TO_SATURDAY, _EVERY_DAY = (
    (0, 1, 2, 3, 4),
    (0, 1, 2, 3, 4, 5),
    tuple(range(7)),
)


class Hours(Contract):
    """When a person may be contacted, on their own clock. ``closes`` itself is outside, and lies on
    the same day; weekdays count from Monday, 0.
    """

    opens: time
    closes: time
    weekdays: tuple[int, ...] = _EVERY_DAY

    @model_validator(mode="after")
    def _opens_some_time(self) -> Self:
        if self.opens >= self.closes:
            raise ValueError("opens must be before closes")
        if not self.weekdays or not set(self.weekdays) <= set(_EVERY_DAY):
            raise ValueError("weekdays must be some of 0 (Monday) to 6")
        return self


class SendRules(Contract):
    """What bounds sends. Caps of a person count what was sent in the last 24 hours and 7 days, over
    all channels and leads; a campaign's and the budget count days in UTC.

    ``marketing_needs_yes``: whether marketing by e-mail or phone needs the person's yes everywhere;
    otherwise where the law of their country wants it (``baton.effects.marketing_law``), and for
    addresses that were bought. ``assumed_country`` is that of a person of whom no country is known, as
    for a company that sells in one only; without it the strictest law counts. Text messages always need
    a yes.
    ``holidays`` are days by country (``*`` for all), as ``2026-12-25``, ``12-25`` or ``easter+1``;
    they go instead of the country's public holidays.
    """

    per_day: int = Field(default=2, ge=1, le=50)
    per_week: int = Field(default=6, ge=1, le=200)
    gap_minutes: int = Field(default=30, ge=0, le=10_080)
    campaign_per_day: int = Field(default=5_000, ge=0)
    budget_micros_per_day: int = Field(default=10_000_000, ge=0, description="10^-6 US dollars")
    marketing_needs_yes: bool = False
    assumed_country: Annotated[str, BeforeValidator(country_code)] | None = None
    answers: Hours = Hours(opens=time(8), closes=time(20))
    """e-mail that answers what the person asked; on holidays too"""
    hours: Mapping[StepKind, Hours] = {
        EffectKind.EMAIL: Hours(opens=time(8), closes=time(20), weekdays=_WORKING_DAYS),
        EffectKind.SMS: Hours(opens=time(9), closes=time(19), weekdays=_MONDAY_TO_SATURDAY),
        EffectKind.PUSH: Hours(opens=time(9), closes=time(20)),
        EffectKind.CALL_TASK: Hours(opens=time(9), closes=time(18), weekdays=_WORKING_DAYS),
        CRM_TASK: Hours(opens=time(8), closes=time(18), weekdays=_WORKING_DAYS),
    }
    found_roles: tuple[Place, ...] = tuple(sorted(ROLES_MAY_BE_WRITTEN_TO))
    """countries in which a company's own address that was found, as ``info@``, may be written to"""
    found_people: tuple[Place, ...] = ()
    """countries in which a person's business address that was found may be, on a legitimate interest"""
    holidays: Mapping[Place, tuple[Day, ...]] = {}
    costs: Mapping[StepKind, int] = {EffectKind.EMAIL: 100, EffectKind.SMS: 50_000}
    """what one takes of the budget, in 10^-6 US dollars: SES's list price, and a dear country's SMS"""

    def cost_of(self, kind: str) -> int:
        """What an effect of this kind takes of the budget."""
        return self.costs.get(kind, 0)
