"""Figures as platforms report them."""

from decimal import Decimal
from math import isfinite
from typing import Annotated

from pydantic import BeforeValidator, Field

from baton.core.amounts import to_whole


def _no_figure(value: object) -> object:
    return 0 if value is None else value


def _in_whole(value: object) -> object:
    finite = isinstance(value, float) and isfinite(value)
    return to_whole(Decimal(str(value))) if finite else value


Whole = Annotated[int, Field(ge=-(10**12), le=10**12)]
_Part = Whole | Annotated[float, Field(ge=-(10**12), le=10**12, allow_inf_nan=False)]
Credited = Annotated[_Part, BeforeValidator(_no_figure, json_schema_input_type=_Part | None)]
"""A count of which an ad may get a part: platforms divide a conversion among the ads that led to it."""
_Limited = Annotated[int, Field(ge=-(10**15), le=10**15)]
Minor = Annotated[_Limited, BeforeValidator(_in_whole, json_schema_input_type=float)]
Earned = Annotated[Minor, BeforeValidator(_no_figure, json_schema_input_type=float | None)]
