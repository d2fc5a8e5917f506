"""The kinds of effects that campaigns add."""

from baton.effects.kind import by_webhook

CHANGE = "change"
"""Of a bid, a budget or a setting of a campaign, made by the company's own system: it alone has the
accounts on the advertising platforms.
"""

EFFECT_KINDS = (by_webhook(CHANGE),)
