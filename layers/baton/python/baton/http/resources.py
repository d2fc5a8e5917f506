"""What an area or the platform registers to be read as an MCP resource, under ``baton://``."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from baton.core.contract import Contract
from baton.http.audit import CallAudit
from baton.http.permissions import RESOURCE_SERVER
from baton.persistence.page import Page

Scopes = tuple[tuple[str, ...], ...]
"""A reader needs one of the scopes of each entry, which are without the resource server."""

_PARAMETER = re.compile(r"\\\{(\w+)\\\}")


def accepted(scopes: Scopes) -> Scopes:
    """The scopes as a token has them."""
    return tuple(tuple(f"{RESOURCE_SERVER}{one}" for one in either) for either in scopes)


@dataclass(frozen=True, kw_only=True)
class Resource:
    """A kind of resource. ``read`` gets what stands in the address at the template's parameters.
    ``audit`` is as of a method, and ``of_nobody``.
    """

    template: str
    name: str
    title: str
    description: str
    scopes: Scopes
    read: Callable[[Mapping[str, str]], Contract]
    audit: CallAudit | None = None
    of_nobody: str = ""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What the whole of an address must look like to be one of these."""
        words = _PARAMETER.sub(r"(?P<\1>[A-Za-z0-9_-]{1,200})", re.escape(self.template))
        return re.compile(words)


@dataclass(frozen=True, kw_only=True)
class ResourceListing:
    """The resources that can be listed of an area: ``page`` takes a cursor, and gives a page of MCP's
    descriptions of resources. ``audit`` finds its ids in that page, as ``items.uri``.
    """

    name: str
    scopes: Scopes
    page: Callable[[str | None], Page[dict[str, Any]]]
    audit: CallAudit | None = None
