"""Senders carry effects out through a provider, and tell what it knows of them afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from baton.core.errors import BatonError, Unavailable
from baton.effects.effect import Effect


@dataclass(frozen=True, slots=True)
class OutboundMessage:
    """What a sender takes: to whom, and what. It is made just before, and not kept.

    ``recipient`` is an address, a number or an id, as the kind needs; ``also`` are further addresses
    that read the same e-mail. ``unsubscribe`` is the address of the page where the person leaves the
    list, if the effect is on one. ``reply_to`` is where an answer to an e-mail goes, if not to its
    sender; ``in_reply_to`` the Message-ID of the e-mail that it answers, ``references`` those before and
    that one; ``automatic`` says that no person wrote that answer. ``data`` is what programs read.
    ``attachments`` are files by their names: HTML as text, PDF as bytes.
    """

    recipient: str = ""
    subject: str = ""
    text: str = ""
    html: str = ""
    unsubscribe: str = ""
    reply_to: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    automatic: bool = False
    data: Mapping[str, object] = field(default_factory=dict)
    also: tuple[str, ...] = ()
    attachments: Mapping[str, str | bytes] = field(default_factory=dict)


NO_MESSAGE = OutboundMessage()
"""What goes with an effect that will be refused, or that a program carries out by its key alone."""


class Rejected(BatonError):
    """The provider did nothing, and never will."""


class ProviderUnavailable(Unavailable):
    """The provider did nothing, and may later: ``until`` says when, if the provider does."""

    def __init__(self, text: str, *, until: datetime | None = None) -> None:
        super().__init__(text)
        self.until = until


class Misconfigured(ProviderUnavailable):
    """The provider did nothing, and will not before somebody puts this deployment right: the sender is
    not verified, the account is in the sandbox, a permission is missing.
    """


class DeliveryStatus(StrEnum):
    """Provider-reported status of an effect whose outcome is unknown."""

    SEEN = "seen"
    """it was carried out"""
    ABSENT = "absent"
    """it was not, and will not be by an earlier call"""
    REPEATABLE = "repeatable"
    """the provider, or whoever gets it, knows the key: a repeat does nothing twice"""
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """A provider's word on an effect: what it saw, its id of it, and words for an operator."""

    sighting: DeliveryStatus
    words: str
    receipt: str | None = None


class Sender(Protocol):
    """Carries out effects of one kind, or of several."""

    def carry_out(self, effect: Effect, message: OutboundMessage) -> str:
        """Carries out an effect under its key, with one call, and gives the provider's id of it.

        Raises ``Rejected`` or ``ProviderUnavailable``, of which it is known that nothing happened. Any
        other error means that nobody knows.
        """
        ...

    def look_up(self, effect: Effect) -> DeliveryReport:
        """What the provider's own record says. Raises ``Unavailable``."""
        ...


class SenderRegistry(Protocol):
    """The senders that this deployment has."""

    def to(self, kind: str) -> Sender | None:
        """The sender of a kind of effects; ``None`` if there is none."""
        ...

    def off(self, kind: str) -> str | None:
        """Why there is none, for an operator."""
        ...
