"""The kinds of effects that are registered, and the senders that a deployment has for them."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Annotated

from pydantic import AfterValidator

from baton.core.areas import contributions
from baton.effects import effect_kinds
from baton.effects.effect import KindName
from baton.effects.kind import RegisteredKind, SenderParts
from baton.effects.sender import Sender
from baton.effects.webhook import SENDING_IS_OFF


@cache
def registered_kinds() -> Mapping[str, RegisteredKind]:
    """The platform's kinds and those of every area that is on, by name. Raises ``ValueError`` if two
    have the same name.
    """
    found: dict[str, RegisteredKind] = {}
    for module in (effect_kinds, *contributions("effect_kinds")):
        for kind in module.EFFECT_KINDS:
            if kind.name in found:
                raise ValueError(f"the kind of effects {kind.name} is registered twice")
            found[kind.name] = kind
    return found


def _reaching_people(name: str) -> str:
    known = [kind.name for kind in registered_kinds().values() if kind.reaches_people]
    if name not in known:
        raise ValueError(f"must be one of {', '.join(known)}")
    return name


ContactKind = Annotated[KindName, AfterValidator(_reaching_people)]
"""A registered kind by which a person is contacted."""


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
