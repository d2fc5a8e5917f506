"""The kinds of messages."""

from enum import StrEnum


class MessageKind(StrEnum):
    """What a message is about."""

    REFUSES = "refuses"
    COMPLAINS = "complains"
    APPLIES = "applies"
    SELLS = "sells"
    NEEDS_SUPPORT = "needs_support"
    BUYS = "buys"
    ASKS = "asks"
    OTHER = "other"
    MAY_REFUSE = "may_refuse"
    """It looks like a refusal and does not say so plainly: a person reads it before anything is sent"""

    UNCLEAR = "unclear"
    """It may come from somebody who wants nothing of us: a person reads it before anything is sent"""

    @property
    def needs_a_person(self) -> bool:
        """Whether support, or a person, answers at once, and no sequence does (requirement A4)."""
        return self in (
            MessageKind.COMPLAINS,
            MessageKind.NEEDS_SUPPORT,
            MessageKind.MAY_REFUSE,
            MessageKind.UNCLEAR,
        )
