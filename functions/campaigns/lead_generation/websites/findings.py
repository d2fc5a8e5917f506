"""What a visit of a website came to: what was found, page by page, and what ended it."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from baton.core.contract import Contract
from baton.web.finding import PageFinding, Url

FieldName = Literal["name", "email", "phone", "address", "country", "opening_hours"]


class DetectionMethod(StrEnum):
    """How a page says it, the surest first."""

    STRUCTURED = "structured"
    """by schema.org's words"""
    LINK = "link"
    """by a link for mail or calls"""
    META = "meta"
    """by what the page says of its site"""
    TEXT = "text"
    """by its text"""


class Found(Contract):
    """One field's value and the page that has it. ``of`` says whose it is where a page names more than
    its own company: the path of schema.org's words, as ``offers.seller``; empty for the page's own.
    """

    field: FieldName
    value: str = Field(min_length=1, max_length=300)
    url: Url
    by: DetectionMethod
    of: str = Field(default="", max_length=200)


class SiteContacts(Contract):
    """What a site says of how to reach its company. ``pages`` were read."""

    site: Url
    pages: tuple[Url, ...] = ()
    found: tuple[Found, ...] = ()
    findings: tuple[PageFinding, ...] = ()

    def values(self, field: FieldName) -> tuple[str, ...]:
        """The values of a field that are the site's own, the surest first."""
        return tuple(one.value for one in self.found if one.field == field and not one.of)
