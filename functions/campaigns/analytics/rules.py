"""The score's weights and what is enough data, as ``scoring.yaml`` states them."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from baton.core.packaged_yaml import packaged_yaml

_Weight = Annotated[float, Field(ge=0, le=1)]
_ROUNDING = 1e-9


class _Stated(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Weights(_Stated):
    """What each part counts; they add up to 1."""

    cost_per_lead: _Weight
    conversion_rate: _Weight
    lead_quality: _Weight
    click_through_rate: _Weight
    pace: _Weight

    @model_validator(mode="after")
    def _add_up(self) -> Self:
        if abs(sum(getattr(self, name) for name in Weights.model_fields) - 1) > _ROUNDING:
            raise ValueError("the weights must add up to 1")
        return self


class EnoughData(_Stated):
    """What must have come in: ``days``, and ``clicks`` out of ``impressions`` or else
    ``conversions``."""

    days: int = Field(ge=1)
    impressions: int = Field(ge=0)
    clicks: int = Field(ge=0)
    conversions: int = Field(ge=1)


class Scoring(_Stated):
    """How a campaign is scored; ``name`` is the version."""

    name: str
    weights: Weights
    enough: EnoughData

    @classmethod
    def load(cls) -> Self:
        """Reads the file beside this module. Raises ``ValidationError`` naming what is wrong in it."""
        return cls.model_validate(packaged_yaml(__package__, "scoring.yaml"))
