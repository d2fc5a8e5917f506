"""The settings of leads."""

from typing import Any

from pydantic import Field

from baton.core.environment import EnvironmentSettings


class LeadSettings(EnvironmentSettings):
    """What functions that deal with leads are told: ``platform.area(Leads).settings``."""

    hot_threshold: float = Field(default=70, ge=0, le=100, description="score of a hot lead")
    warm_threshold: float = Field(default=40, ge=0, le=100)
    qualified_threshold: float = Field(default=70, ge=0, le=100)
    inquiry_threshold: float = Field(default=30, ge=0, le=100)
    optimise_above_potential: float = Field(default=75, ge=0, le=100)
    duplicate_window_hours: int = Field(
        default=24,
        ge=0,
        le=8_760,
        description="how long the same e-mail or external id is a duplicate; 0 turns it off",
    )
    send_rules: dict[str, Any] = Field(
        default={}, description="as baton.leads.send_rules has them", examples=['{"per_day": 2}']
    )
