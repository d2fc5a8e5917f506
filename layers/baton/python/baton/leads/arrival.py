"""A lead that is on its way in, and how it stands once it was received."""

from dataclasses import dataclass
from enum import StrEnum

from baton.leads.lead import IgnoredField, NewLead


class IntakeStatus(StrEnum):
    """How a lead stands after it was received."""

    NEW = "new"
    """kept just now"""
    REPEATED = "repeated"
    """an earlier attempt to receive this very lead (the same id) had succeeded"""
    DUPLICATE = "duplicate"
    """another lead holds one of its claims; nothing was kept"""
    ERASED = "erased"
    """the lead, or its person after they asked this, was erased; nothing was kept"""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A lead that a caller sends, with the id it will have. ``held`` is whether the caller
    runs its pipeline at once, and ``ignored`` what it goes on without.
    """

    details: NewLead
    lead_id: str
    correlation_id: str
    held: bool = False
    ignored: tuple[IgnoredField, ...] = ()


@dataclass(frozen=True, slots=True)
class Received:
    """``lead_id`` is the lead that stands: this one, or the first one of a duplicate."""

    standing: IntakeStatus
    lead_id: str
