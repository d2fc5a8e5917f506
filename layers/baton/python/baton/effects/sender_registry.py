"""The senders that a deployment has for kinds of effects."""

from collections.abc import Iterable

from baton.effects.kind import RegisteredKind, SenderParts
from baton.effects.sender import Sender
from baton.effects.webhook import SENDING_IS_OFF


class ConfiguredSenders:
    """See ``baton.effects.ledger.SenderRegistry``: the senders of ``kinds``. What is not configured says
    what to set.
    """

    def __init__(self, parts: SenderParts, kinds: Iterable[RegisteredKind]) -> None:
        self._parts = parts
        self._kinds = {kind.name: kind for kind in kinds}
        self._made: dict[str, Sender] = {}

    def off(self, kind: str) -> str | None:
        """Why effects of a kind are not carried out; ``None`` if they are."""
        if not self._parts.settings.sending:
            return SENDING_IS_OFF
        registered = self._kinds.get(kind)
        return registered.off(self._parts.settings) if registered else f"{kind} has no sender"

    def to(self, kind: str) -> Sender | None:
        """The sender of a kind; ``None`` if there is none."""
        if self.off(kind):
            return None
        if kind not in self._made:
            self._made[kind] = self._kinds[kind].sender(self._parts)
        return self._made[kind]
