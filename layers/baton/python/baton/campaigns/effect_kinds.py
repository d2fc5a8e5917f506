"""The kinds of effects that campaigns add."""

from importlib import import_module
from typing import TYPE_CHECKING

from baton.core.settings import Settings
from baton.effects.kind import RegisteredKind, SenderParts, by_webhook

if TYPE_CHECKING:
    from baton.effects.sender import Sender

CHANGE = "change"
"""Of a bid, a budget or a setting of a campaign, made by the company's own system, or by Baton where it
is connected to the campaign's platform.
"""

AD_CREATE = "ad_create"
AD_ACTIVATE = "ad_activate"
AD_PAUSE = "ad_pause"
AD_BUDGET = "ad_budget"
AD_BID = "ad_bid"
AD_CREATIVE = "ad_creative"

AD_KINDS = (AD_CREATE, AD_ACTIVATE, AD_PAUSE, AD_BUDGET, AD_BID, AD_CREATIVE)
"""What Baton itself does on advertising platforms."""


_WIRING = "baton.campaigns.ads.wiring"
"""Loaded by its name: of all functions that know these kinds, only those that carry them out are told of
the accounts.
"""


def ads_closed(settings: Settings) -> str | None:
    """Why nothing is changed on advertising platforms, for an operator; ``None`` if something is."""
    del settings
    why: str | None = import_module(_WIRING).closed()
    return why


def _ad_sender(parts: SenderParts) -> "Sender":
    made: Sender = import_module(_WIRING).sender(parts)
    return made


EFFECT_KINDS = (
    by_webhook(CHANGE),
    *(RegisteredKind(kind, ads_closed, _ad_sender) for kind in AD_KINDS),
)
