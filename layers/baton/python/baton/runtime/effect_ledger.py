"""The effect ledger over a platform's parts."""

from typing import TYPE_CHECKING

from baton.effects.channel_switch import SwitchBoard
from baton.effects.ledger import EffectLedger

if TYPE_CHECKING:
    from baton.effects.sender import SenderRegistry
    from baton.runtime.platform import Platform


def effect_ledger(platform: "Platform", senders: "SenderRegistry") -> EffectLedger:
    """The platform's ledger over the senders that a function needs."""
    return EffectLedger(
        effects=platform.effects,
        contact_statuses=platform.contact_statuses,
        transactions=platform.transactions,
        senders=senders,
        switches=SwitchBoard(platform.channel_switches.read, platform.clock),
        clock=platform.clock,
        worker=platform.worker,
    )
