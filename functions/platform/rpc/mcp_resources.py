"""The resources that areas contribute, as MCP lists and reads them."""

import json
from collections.abc import Sequence
from typing import Any

from baton.core.contract import Contract
from baton.core.errors import NotFound
from baton.http.audit import audited_call
from baton.http.methods import CallContext, refused
from baton.http.permissions import permits, require
from baton.http.resources import Resource, ResourceListing, accepted
from baton.persistence.page import Page
from baton.privacy.auditor import Auditor
from functions.platform.rpc.pages import paged

Document = dict[str, Any]

JSON = "application/json"
NO_SUCH_RESOURCE = -32002
"""The code of versions before 2026-07-28."""


class Resources:
    """Resources under ``baton://``."""

    def __init__(
        self,
        resources: Sequence[Resource],
        listings: Sequence[ResourceListing],
        auditor: Auditor,
    ) -> None:
        self._resources = resources
        self._listings = listings
        self._auditor = auditor

    def page(self, context: CallContext, cursor: str | None) -> Document:
        """A page of resources: one listing after the other, of those that the caller may read."""
        mine = [one for one in self._listings if permits(context.caller, accepted(one.scopes))]
        listing, within = _place(mine, cursor)
        while listing is not None:
            found = self._listed(listing, within, context)
            following = next(iter(mine[mine.index(listing) + 1 :]), None)
            if found.cursor is not None:
                return _page(found, _cursor(listing) + found.cursor)
            if found.items:
                return _page(found, _cursor(following) if following else None)
            listing, within = following, None
        return {"resources": []}

    def templates(self, context: CallContext, cursor: str | None) -> Document:
        """The forms of addresses that a caller may read."""
        mine = [one for one in self._resources if permits(context.caller, accepted(one.scopes))]
        page, after = paged("templates", mine, cursor)
        return {
            "resourceTemplates": [
                {
                    "uriTemplate": resource.template,
                    "name": resource.name,
                    "title": resource.title,
                    "description": resource.description,
                    "mimeType": JSON,
                }
                for resource in page
            ],
            **after,
        }

    def contents(self, uri: str, context: CallContext) -> Document:
        """A resource's contents. Raises ``NotFound`` or ``InsufficientScope``."""
        for resource in self._resources:
            if place := resource.pattern.fullmatch(uri):
                require(context.caller, accepted(resource.scopes), resource.template)
                value = self._read(resource, place.groupdict(), context).to_json()
                text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
                return {"uri": uri, "mimeType": JSON, "text": text}
        raise NotFound("resource", uri[:200])

    def _read(self, resource: Resource, place: dict[str, str], context: CallContext) -> Contract:
        if resource.audit is None:
            return resource.read(place)
        return audited_call(
            self._auditor,
            resource.audit,
            **_who(context, resource.template),
            params=place,
            work=lambda: resource.read(place),
        )

    def _listed(
        self, listing: ResourceListing, cursor: str | None, context: CallContext
    ) -> Page[Document]:
        if listing.audit is None:
            return listing.page(cursor)
        return audited_call(
            self._auditor,
            listing.audit,
            **_who(context, "resources/list"),
            params={},
            work=lambda: listing.page(cursor),
        )


def _who(context: CallContext, route: str) -> dict[str, str]:
    return {
        "route": route,
        "by": context.caller.client_id,
        "correlation_id": context.correlation_id,
    }


def _page(found: Page[Document], cursor: str | None) -> Document:
    return {"resources": list(found.items)} | ({"nextCursor": cursor} if cursor else {})


def _cursor(listing: ResourceListing) -> str:
    """With which the cursors of a listing begin."""
    return f"{listing.name}:"


def _place(
    listings: list[ResourceListing], cursor: str | None
) -> tuple[ResourceListing | None, str | None]:
    """Where a page begins: in which listing, and after what. A foreign cursor begins at none; what
    comes after the listing's name is checked by the listing itself.
    """
    if cursor is None:
        return (listings[0] if listings else None), None
    listing = next((one for one in listings if cursor.startswith(_cursor(one))), None)
    if listing is None:
        raise refused("/cursor", "is not a cursor of this listing", "foreign_cursor")
    return listing, cursor.removeprefix(_cursor(listing)) or None
