"""What lead generation tells the others (requirements D1, D2)."""

from pydantic import Field

from baton.core.contract import Contract


class SourceReport(Contract):
    """What one source brought. ``outcome`` is how it ended: ``found``, ``nothing``, ``blocked``,
    ``quota``, ``not_connected``, ``unavailable`` or ``not_offered``, and ``why`` says more of that.
    """

    source: str
    outcome: str
    companies: int = Field(default=0, ge=0, description="records of companies")
    people: int = Field(default=0, ge=0, description="records of people and role addresses")
    credits: int = Field(default=0, ge=0)
    why: str = Field(default="", max_length=300)
    findings: tuple[str, ...] = Field(
        default=(), max_length=20, description="everything that it said beside records, each once"
    )


class LeadsPart(Contract):
    """How many people were found, and how many of them are worth a campaign.

    ``found`` counts people and role addresses after merging, of which ``merged`` further records told as
    well; ``qualified`` are those whose quality is surely good enough, ``undecided`` those of whom too
    little is known, ``handed_over`` the new leads. ``average_quality`` is that of the middles of ranges.
    """

    companies: int = Field(default=0, ge=0)
    found: int = Field(default=0, ge=0)
    merged: int = Field(default=0, ge=0)
    qualified: int = Field(default=0, ge=0)
    undecided: int = Field(default=0, ge=0)
    handed_over: int = Field(default=0, ge=0)
    known_before: int = Field(
        default=0, ge=0, description="found by an earlier run of the campaign"
    )
    average_quality: float | None = Field(default=None, ge=0, le=1)
    sources: tuple[SourceReport, ...] = Field(default=(), max_length=20)
    findings: tuple[str, ...] = Field(default=(), max_length=100)
