"""What bounds what operations does by itself, so that nothing can flap (requirement G10).

Two rows of windows, each twice as long as the cool-down and half of it apart::

    ├───────────────┼───────────────┼──────
    ────────┼───────────────┼──────────────

Any two moments less than a cool-down apart share a window of at least one row, and a window has room
for one act. So the cool-down is kept exactly, by the same conditional writes as every other quota,
whoever races.
"""

from datetime import UTC, datetime, timedelta

from baton.effects.contact_status import Quota
from baton.effects.effect import Effect, EffectKind, Purpose

COOL_DOWN = timedelta(minutes=15)
"""Between two recoveries of the same kind and target, or two notices of one alarm."""

RECOVERIES_AN_HOUR = 6
"""Of all kinds together."""

NOTICES_AN_HOUR = 20


def operational_quotas(effect: Effect, moment: datetime) -> tuple[Quota, ...]:
    """What a recovery, or a notice to people of the house, counts against at ``moment``."""
    if effect.kind is EffectKind.RECOVERY:
        most, named = RECOVERIES_AN_HOUR, "recoveries"
    elif effect.purpose is Purpose.INTERNAL and effect.kind in (
        EffectKind.NOTICE,
        EffectKind.WEBHOOK,
    ):
        most, named = NOTICES_AN_HOUR, "notices"
    else:
        return ()
    hour = moment.astimezone(UTC).strftime("%Y-%m-%dT%H")
    together = Quota(
        key=f"{named}#{hour}", most=most, amount=1, words=f"the {most} {named} of an hour"
    )
    return (together, *_cool_down(effect, moment))


def _cool_down(effect: Effect, moment: datetime) -> tuple[Quota, ...]:
    seconds, span = moment.timestamp(), COOL_DOWN.total_seconds()
    minutes = int(span // 60)
    words = f"the one '{effect.template}' that may be done in {minutes} minutes"
    return tuple(
        Quota(key=f"cool#{row}#{effect.template}#{window}", most=1, amount=1, words=words)
        for row, window in (
            ("even", int(seconds // (2 * span))),
            ("odd", int((seconds + span) // (2 * span))),
        )
    )
