"""What can be read as an MCP resource: leads, their handoffs and memory, and campaigns.

A resource is read by the methods, so it needs their scopes, and an address gives nobody more than a
tool does.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from baton.campaigns.campaign import Campaign
from baton.campaigns.container import Campaigns
from baton.core.contract import Contract, Ulid
from baton.core.errors import Forbidden, NotFound
from baton.leads.container import Leads
from baton.leads.conversation import conversation_of
from baton.leads.lead import Lead
from baton.leads.person_keys import person_of
from baton.memory.person import Person, Turn
from baton.messaging.handoff import Handoff
from functions.platform.rpc.auditing import CallAuditor
from functions.platform.rpc.methods import RESOURCE_SERVER, CallContext, Method, Methods, refused
from functions.platform.rpc.pages import paged

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

Document = dict[str, Any]

JSON = "application/json"
NO_SUCH_RESOURCE = -32002
"""The code of versions before 2026-07-28."""

PAGE = 25
_LEADS, _CAMPAIGNS = "leads:", "campaigns:"
_ULID = r"(?P<id>[0-7][0-9A-HJKMNP-TV-Z]{25})"


class Handoffs(Contract):
    """The handoffs of a lead."""

    lead_id: Ulid
    items: tuple[Handoff, ...]


class LeadMemory(Contract):
    """What is remembered of a lead: its conversation of the last 24 hours, and its person."""

    lead_id: Ulid
    conversation: tuple[Turn, ...]
    person: Person


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of resource. A reader needs one of the scopes of each entry."""

    template: str
    name: str
    title: str
    description: str
    scopes: tuple[tuple[str, ...], ...]
    pattern: re.Pattern[str]
    read: Callable[[re.Match[str]], Contract]

    def is_open_to(self, asked: CallContext) -> bool:
        """Whether the caller may read it."""
        given = asked.caller.scopes
        return all(
            any(f"{RESOURCE_SERVER}{scope}" in given for scope in either) for either in self.scopes
        )


class Resources:
    """Resources under ``baton://``."""

    def __init__(self, platform: "Platform", methods: Methods, auditor: CallAuditor) -> None:
        self._platform = platform
        self._auditor = auditor
        self._kinds = tuple(self._all(methods))

    def page(self, asked: CallContext, cursor: str | None) -> Document:
        """A page of resources: the campaigns, then the leads, the newest of each first."""
        return self._auditor.over("resources/list", {}, asked, lambda: self._page(asked, cursor))

    def _page(self, asked: CallContext, cursor: str | None) -> Document:
        parts = [
            part
            for part, name in ((_CAMPAIGNS, "campaign"), (_LEADS, "lead"))
            if self._kind(name).is_open_to(asked)
        ]
        part, within = _place(parts, cursor)
        while part is not None:
            found, after = self._campaigns(within) if part == _CAMPAIGNS else self._leads(within)
            following = next(iter(parts[parts.index(part) + 1 :]), None)
            if after is not None:
                return {"resources": found, "nextCursor": part + after}
            if found:
                return {"resources": found, **({"nextCursor": following} if following else {})}
            part, within = following, None
        return {"resources": []}

    def templates(self, asked: CallContext, cursor: str | None) -> Document:
        """The forms of addresses that a caller may read."""
        mine = [kind for kind in self._kinds if kind.is_open_to(asked)]
        page, after = paged("templates", mine, cursor)
        return {
            "resourceTemplates": [
                {
                    "uriTemplate": kind.template,
                    "name": kind.name,
                    "title": kind.title,
                    "description": kind.description,
                    "mimeType": JSON,
                }
                for kind in page
            ],
            **after,
        }

    def contents(self, uri: str, asked: CallContext) -> Document:
        """A resource's contents. Raises ``NotFound`` or ``Forbidden``."""
        for kind in self._kinds:
            if place := kind.pattern.fullmatch(uri):
                if not kind.is_open_to(asked):
                    wanted = " and ".join(
                        " or ".join(f"{RESOURCE_SERVER}{one}" for one in either)
                        for either in kind.scopes
                    )
                    raise Forbidden(f"{kind.template} needs a token with the scope {wanted}.")
                value = self._read(kind, place, asked).to_json()
                text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
                return {"uri": uri, "mimeType": JSON, "text": text}
        raise NotFound("resource", uri[:200])

    def _read(self, kind: Kind, place: re.Match[str], asked: CallContext) -> Contract:
        return self._auditor.over(kind.template, place.groupdict(), asked, lambda: kind.read(place))

    def _kind(self, name: str) -> Kind:
        return next(kind for kind in self._kinds if kind.name == name)

    def _all(self, methods: Methods) -> list[Kind]:
        leads = _scopes(methods.named("db.leads.get"))
        turns = _scopes(methods.named("memory.short_term.get"))
        people = _scopes(methods.named("memory.long_term.get"))
        lead, one = "baton://leads/{lead_id}", f"baton://leads/{_ULID}"
        return [
            Kind(
                lead,
                "lead",
                "Lead",
                "A lead with its report: score, reasons, plan.",
                (leads,),
                re.compile(one),
                lambda place: self._platform.area(Leads).leads.get(place["id"]),
            ),
            Kind(
                f"{lead}/handoffs",
                "handoffs",
                "Handoffs of a lead",
                "With what context the lead went from agent to agent.",
                (leads,),
                re.compile(f"{one}/handoffs"),
                self._handoffs,
            ),
            Kind(
                f"{lead}/handoffs/{{handoff_id}}",
                "handoff",
                "Handoff",
                "One handoff with its context and the quality of that.",
                (leads,),
                re.compile(f"{one}/handoffs/(?P<handoff>[A-Za-z0-9_-]{{1,200}})"),
                lambda place: self._platform.handoffs.get(place["id"], place["handoff"]),
            ),
            Kind(
                f"{lead}/memory",
                "memory",
                "Memory of a lead",
                "The conversation of the last 24 hours, and what is known of the person.",
                (leads, turns, people),
                re.compile(f"{one}/memory"),
                self._memory,
            ),
            Kind(
                "baton://campaigns/{campaign_id}",
                "campaign",
                "Campaign",
                "A campaign with its last review.",
                (_scopes(methods.named("db.campaigns.get")),),
                re.compile(f"baton://campaigns/{_ULID}"),
                lambda place: self._platform.area(Campaigns).campaigns.get(place["id"]),
            ),
        ]

    def _handoffs(self, place: re.Match[str]) -> Handoffs:
        lead = self._platform.area(Leads).leads.get(place["id"])
        found = self._platform.handoffs.page(lead.lead_id, limit=100)
        return Handoffs(lead_id=lead.lead_id, items=found.items)

    def _memory(self, place: re.Match[str]) -> LeadMemory:
        lead = self._platform.area(Leads).leads.get(place["id"])
        return LeadMemory(
            lead_id=lead.lead_id,
            conversation=self._platform.short_term.recent(conversation_of(lead.lead_id)),
            person=self._platform.long_term.recall(person_of(lead.lead_id, lead.details)),
        )

    def _leads(self, cursor: str | None) -> tuple[list[Document], str | None]:
        found = self._platform.area(Leads).leads.page(cursor=cursor, limit=PAGE)
        return [_resource_of_lead(lead) for lead in found.items], found.cursor

    def _campaigns(self, cursor: str | None) -> tuple[list[Document], str | None]:
        found = self._platform.area(Campaigns).campaigns.page(cursor=cursor, limit=PAGE)
        return [_resource_of_campaign(campaign) for campaign in found.items], found.cursor


def _place(parts: list[str], cursor: str | None) -> tuple[str | None, str | None]:
    """Where a page begins: in which part, and after what. A foreign cursor begins at none; what comes
    after the part's name is checked by the listing itself.
    """
    if cursor is None:
        return (parts[0] if parts else None), None
    part = next((part for part in parts if cursor.startswith(part)), None)
    if part is None:
        raise refused("/cursor", "is not a cursor of this listing", "foreign_cursor")
    return part, cursor.removeprefix(part) or None


def _scopes(method: Method | None) -> tuple[str, ...]:
    return method.scopes if method else ()


def _resource_of_lead(lead: Lead) -> Document:
    """A lead in a list, without its person."""
    category = f", {lead.report.category.replace('_', ' ')}" if lead.report else ""
    return {
        "uri": f"baton://leads/{lead.lead_id}",
        "name": f"lead-{lead.lead_id}",
        "title": f"Lead of {lead.received_at:%Y-%m-%d %H:%M} UTC",
        "description": f"{lead.status.value}{category}",
        "mimeType": JSON,
        "annotations": {"lastModified": lead.to_json()["updated_at"]},
    }


def _resource_of_campaign(campaign: Campaign) -> Document:
    return {
        "uri": f"baton://campaigns/{campaign.campaign_id}",
        "name": f"campaign-{campaign.campaign_id}",
        "title": campaign.details.name,
        "description": f"{campaign.details.status.value} on {campaign.details.platform}",
        "mimeType": JSON,
        "annotations": {"lastModified": campaign.to_json()["updated_at"]},
    }
