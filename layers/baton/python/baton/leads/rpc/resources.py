"""MCP resources of leads: a lead, its handoffs, and what is remembered of it.

A resource needs the scopes of the methods that tell the same, so an address gives nobody more.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from baton.core.contract import Contract, Ulid
from baton.core.sizes import PAGE_BYTES, how_many_fit
from baton.http.audit import CallAudit
from baton.http.resources import Resource, ResourceListing
from baton.leads.container import Leads
from baton.leads.conversation import conversation_of, message_turn
from baton.leads.lead import Lead
from baton.leads.person_keys import person_of
from baton.leads.rpc import lead_methods, person_methods, turn_methods
from baton.memory.person import PastTurn, Person, Turn
from baton.memory.short_term import with_opening
from baton.messaging.handoff import Handoff
from baton.persistence.page import Page, fitting
from baton.privacy.auditor import When

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

PAGE = 25
TURNS = 50
"""How many turns of a conversation are shown with a lead; a method's pages have the rest."""

_Dated = TypeVar("_Dated", Turn, PastTurn)
LEAD = "baton://leads/{lead_id}"
_READ = CallAudit(what="lead.read", when=When.BESIDE, ids=("lead_id",))
_MEMORY_READ = CallAudit(what="memory.read", when=When.BESIDE, ids=("lead_id",))
_LISTED = CallAudit(
    what="lead.listed", when=When.AFTER, ids=("items.uri",), prefix="baton://leads/"
)


class Handoffs(Contract):
    """The handoffs of a lead."""

    lead_id: Ulid
    items: tuple[Handoff, ...]


class LeadMemory(Contract):
    """What is remembered of a lead: its conversation of the last 24 hours, and its person."""

    lead_id: Ulid
    conversation: tuple[Turn, ...]
    person: Person


class LeadResources:
    """Leads, as resources."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform

    def all(self) -> tuple[Resource, ...]:
        """The kinds of resources."""
        return (
            Resource(
                template=LEAD,
                name="lead",
                title="Lead",
                description="A lead with its report: score, reasons, plan.",
                scopes=(lead_methods.READ,),
                read=self._lead,
                audit=_READ,
            ),
            Resource(
                template=f"{LEAD}/handoffs",
                name="handoffs",
                title="Handoffs of a lead",
                description="With what context the lead went from agent to agent.",
                scopes=(lead_methods.READ,),
                read=self._handoffs,
                audit=_READ,
            ),
            Resource(
                template=f"{LEAD}/handoffs/{{handoff_id}}",
                name="handoff",
                title="Handoff",
                description="One handoff with its context and the quality of that.",
                scopes=(lead_methods.READ,),
                read=self._handoff,
                audit=_READ,
            ),
            Resource(
                template=f"{LEAD}/memory",
                name="memory",
                title="Memory of a lead",
                description="The conversation of the last 24 hours, and what is known of the person.",
                scopes=(lead_methods.READ, turn_methods.SCOPES, person_methods.SCOPES),
                read=self._memory,
                audit=_MEMORY_READ,
            ),
        )

    def listing(self) -> ResourceListing:
        """The leads, the newest first."""
        return ResourceListing(
            name="leads", scopes=(lead_methods.READ,), page=self._page, audit=_LISTED
        )

    def _lead(self, place: Mapping[str, str]) -> Lead:
        return self._platform.area(Leads).leads.get(place["lead_id"])

    def _handoffs(self, place: Mapping[str, str]) -> Handoffs:
        lead = self._lead(place)
        found = fitting(
            lambda most: self._platform.handoffs.page(lead.lead_id, limit=most), limit=100
        )
        return Handoffs(lead_id=lead.lead_id, items=found.items)

    def _handoff(self, place: Mapping[str, str]) -> Handoff:
        return self._platform.handoffs.get(place["lead_id"], place["handoff_id"])

    def _memory(self, place: Mapping[str, str]) -> LeadMemory:
        lead = self._lead(place)
        person = self._platform.long_term.recall(person_of(lead.lead_id, lead.details))
        return LeadMemory(
            lead_id=lead.lead_id,
            conversation=_fitting(self._conversation(lead)),
            person=person.model_copy(update={"history": _fitting(person.history)}),
        )

    def _conversation(self, lead: Lead) -> tuple[Turn, ...]:
        turns = self._platform.short_term.recent(conversation_of(lead.lead_id), limit=TURNS)
        now = self._platform.clock()
        return with_opening(turns, message_turn(lead), now, limit=TURNS)

    def _page(self, cursor: str | None) -> Page[dict[str, Any]]:
        found = self._platform.area(Leads).leads.page(cursor=cursor, limit=PAGE)
        return Page(tuple(map(_described, found.items)), found.cursor)


def _fitting(items: tuple[_Dated, ...]) -> tuple[_Dated, ...]:
    """The latest of what may have half an answer; a method's pages have the rest."""
    return items[len(items) - how_many_fit(reversed(items), PAGE_BYTES // 2) :]


def _described(lead: Lead) -> dict[str, Any]:
    """A lead in a list, without its person."""
    category = f", {lead.report.category.words}" if lead.report else ""
    return {
        "uri": f"baton://leads/{lead.lead_id}",
        "name": f"lead-{lead.lead_id}",
        "title": f"Lead of {lead.received_at:%Y-%m-%d %H:%M} UTC",
        "description": f"{lead.status.value}{category}",
        "mimeType": "application/json",
        "annotations": {"lastModified": lead.to_json()["updated_at"]},
    }
