"""Why a page was not read."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from baton.core.contract import Contract

Url = Annotated[str, StringConstraints(max_length=2_200)]


class Ending(StrEnum):
    """Why a page was not read."""

    NOT_VISITED = "address_not_visited"
    """no address of HTTP's on 80 or 443 with a domain's name"""
    PRIVATE_ADDRESS = "private_address"
    """its name leads into a network that is not the public internet"""
    NO_SUCH_HOST = "no_such_host"
    NO_ANSWER = "no_answer"
    """of the domain name system, or no connection"""
    BAD_CERTIFICATE = "bad_certificate"
    REDIRECTS = "too_many_redirects"
    TOO_SLOW = "too_slow"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
    NOT_HTML = "not_html"
    NOT_THERE = "not_there"
    """404 and its like"""
    FAILED = "failed"
    """another status than 200"""
    BLOCKED = "blocked"
    """401, 403 or 429: the site wants no visitors, or not now; it is left alone"""
    UNAVAILABLE = "unavailable"
    """503: the site is ill; it is left alone"""
    FORBIDDEN = "forbidden_by_robots"
    ROBOTS_CLOSED = "robots_closed"
    """its robots.txt may not be read, so nothing of it is"""
    ROBOTS_UNAVAILABLE = "robots_unavailable"
    """its robots.txt cannot be read now, so nothing of it is (RFC 9309, 2.3.1.4)"""
    OUT_OF_TIME = "out_of_time"
    """the time for the site was over, or its delay leaves none"""
    ANOTHER_SITE = "another_site"
    """the page leads to a site of somebody else"""
    NOT_KEPT = "not_kept"
    """the page wants not to be, or is another address's"""
    TOO_INTRICATE = "too_intricate"
    """its structured data has more parts than are read"""


LEAVES = frozenset(
    {Ending.BLOCKED, Ending.UNAVAILABLE, Ending.ROBOTS_CLOSED, Ending.ROBOTS_UNAVAILABLE}
    | {Ending.OUT_OF_TIME}
)
"""What ends the visit of a whole site."""


class PageFinding(Contract):
    """Why a page was not read, in a sentence for a person."""

    ending: Ending
    url: Url
    why: str = Field(max_length=400)
