"""What lead generation tells the others (requirements D1, D2)."""

from pydantic import Field

from baton.core.contract import Contract


class LeadsPart(Contract):
    """How many people were found, and how many of them are worth a campaign."""

    found: int = Field(default=0, ge=0)
    qualified: int = Field(default=0, ge=0)
    average_quality: float | None = Field(default=None, ge=0, le=1)
    findings: tuple[str, ...] = Field(default=(), max_length=100)
