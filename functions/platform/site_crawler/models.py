"""The crawler's task and result."""

from enum import StrEnum

from pydantic import Field

from baton.core.contract import Contract, Ulid


class CrawlTask(Contract):
    """A site to go on with; without one, those that are due are called up."""

    site_id: Ulid | None = None


class SiteOutcome(StrEnum):
    """What became of a site."""

    NOTHING = "nothing"
    """it is not due, or another function has it"""
    GOES_ON = "goes_on"
    """another slice follows"""
    ENDED = "ended"
    REMOVED = "removed"


class CrawlResult(Contract):
    """What a run did: with one site, or how many were called up."""

    became: SiteOutcome | None = None
    site_id: Ulid | None = None
    read: int = Field(default=0, ge=0, description="pages, in the whole crawl so far")
    kept: int = Field(default=0, ge=0, description="new documents and versions")
    removed: int = Field(default=0, ge=0, description="documents of pages that are gone")
    refused: int = Field(default=0, ge=0, description="pages that were not read")
    called: int = Field(default=0, ge=0)
