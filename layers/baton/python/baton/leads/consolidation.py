"""What consolidation must know of leads' conversations (requirement B5)."""

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from baton.core.errors import NotFound
from baton.leads.container import Leads
from baton.leads.conversation import conversation_of, opening_with
from baton.leads.conversion_rate import rate_of
from baton.leads.interaction_repository import InteractionRepository
from baton.leads.lead import NewLead
from baton.leads.lead_repository import LeadRepository
from baton.memory.conversations import ConversationContext
from baton.memory.keys import ANY, OTHER, key_of, key_words

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

_LEAD = re.compile(f"{conversation_of('')}([0-9A-HJKMNP-TV-Z]{{26}})")
_MOST_OUTCOMES = 1_000
_SHORTEST_NAME = 3
_PARTS = 3


def conversations(platform: "Platform") -> "LeadConversations":
    """See ``baton.memory.conversations``."""
    parts = platform.area(Leads)
    return LeadConversations(parts.leads, parts.interactions)


@dataclass(frozen=True, slots=True)
class LeadConversations:
    """The conversations of leads."""

    leads: LeadRepository
    interactions: InteractionRepository

    def record_of(self, conversation_id: str) -> str | None:
        """The lead whose conversation it is."""
        match = _LEAD.fullmatch(conversation_id)
        return match[1] if match else None

    def context(self, record_id: str) -> ConversationContext | None:
        """What the lead and its outcomes say. Raises ``Unavailable``."""
        try:
            lead = self.leads.get(record_id)
        except NotFound:
            return None
        details = lead.details
        found = self.interactions.of(record_id, _MOST_OUTCOMES)
        outcomes = tuple(one for one in found if not one.machine)
        return ConversationContext(
            rate=partial(rate_of, outcomes=outcomes),
            names=_names(details),
            situation=f"{key_of(details.industry)}/{ANY}/{key_of(details.source)}",
            describe=partial(_described, details),
            opening=partial(opening_with, lead),
        )


def _described(details: NewLead, situation: str) -> str:
    """A situation as the handoff asks for it, so that they lie close together."""
    words = situation.replace("_", " ")
    parts = words.split("/")
    if len(parts) != _PARTS:
        return f"In {words}."
    topic = key_of(details.interest)
    if set(topic.split("_")) & _names(details):
        topic = OTHER
    industry, temperature, source = parts
    return (
        f"A {temperature} lead from {industry} that came by {source}, "
        f"interested in {topic.replace('_', ' ')}."
    )


def _names(details: NewLead) -> frozenset[str]:
    """The words in the names of a lead's person and company."""
    names = (details.first_name, details.last_name, details.company)
    words = (word for name in names if name for word in key_words(name))
    return frozenset(word for word in words if len(word) >= _SHORTEST_NAME)
