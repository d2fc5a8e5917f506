"""What a check says of a text. Pure."""

from enum import StrEnum

from pydantic import Field

from baton.campaigns.content.text import Span
from baton.core.contract import Contract


class Check(StrEnum):
    """The checks that every text passes."""

    FORMAT = "format"
    SAFETY = "safety"
    CLAIMS = "claims"
    BRAND = "brand"
    TONE = "tone"
    SEO = "seo"


class Severity(StrEnum):
    """Whether a text may go out with it."""

    FAULT = "fault"
    """it may not"""
    ADVICE = "advice"


class TextFinding(Contract):
    """One thing about a text: which rule, where, why, and what to do. Without a ``span`` it is about the
    whole text, or about something that is missing.
    """

    check: Check
    rule: str = Field(max_length=60)
    severity: Severity
    reason: str = Field(max_length=500)
    fix: str = Field(max_length=500)
    span: Span | None = None
