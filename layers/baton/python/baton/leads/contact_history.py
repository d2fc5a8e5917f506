"""What has happened with a person so far, in the few facts that decide whether to write again."""

from collections import Counter
from collections.abc import Iterable

from pydantic import Field

from baton.core.contract import Contract, UtcDatetime
from baton.leads.engagement import Channel
from baton.leads.interaction import Interaction, InteractionKind

ENDINGS = (InteractionKind.OPTED_OUT, InteractionKind.CONVERTED, InteractionKind.REPLIED)
"""What ends a sequence (requirement A6), the weightiest first."""


class History(Contract):
    """A lead's interactions, counted by kind. ``bounced`` are channels that did not reach the person.

    It names no person, so that it can go with a handoff.
    """

    kinds: dict[InteractionKind, int] = Field(default_factory=dict)
    bounced: tuple[Channel, ...] = ()
    last_at: UtcDatetime | None = None

    @classmethod
    def of(cls, interactions: Iterable[Interaction]) -> "History":
        """The history that these interactions make. A bounce without a channel is an e-mail's; what
        machines opened and clicked is none.
        """
        seen = tuple(one for one in interactions if not one.machine)
        bounces = (one for one in seen if one.kind is InteractionKind.BOUNCED)
        return cls(
            kinds=dict(Counter(one.kind for one in seen)),
            bounced=tuple(sorted({one.channel or Channel.EMAIL for one in bounces})),
            last_at=max((one.occurred_at for one in seen), default=None),
        )

    @property
    def ending(self) -> InteractionKind | None:
        """The weightiest thing that happened after which nobody is written to, if any did."""
        return next((kind for kind in ENDINGS if self.kinds.get(kind)), None)
