"""The senders that a deployment has for kinds of effects."""

from collections.abc import Iterable

from baton.effects.kind import RegisteredKind, SenderParts, why_off
from baton.effects.sender import Sender


class ConfiguredSenders:
    """See ``baton.effects.sender.SenderRegistry``: the senders of ``kinds``. What is not configured says
    what to set.
    """

    def __init__(self, parts: SenderParts, kinds: Iterable[RegisteredKind]) -> None:
        self._parts = parts
        self._kinds = {kind.name: kind for kind in kinds}
        self._made: dict[str, Sender] = {}

    def off(self, kind: str) -> str | None:
        """Why effects of a kind are not carried out; ``None`` if they are."""
        return why_off(kind, self._kinds, self._parts.settings)

    def to(self, kind: str) -> Sender | None:
        """The sender of a kind; ``None`` if there is none."""
        if self.off(kind):
            return None
        if kind not in self._made:
            self._made[kind] = self._kinds[kind].sender(self._parts)
        return self._made[kind]
