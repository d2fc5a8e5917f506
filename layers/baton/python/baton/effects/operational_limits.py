"""What bounds recoveries, and notices to employees, so that nothing can flap (requirement G10).

Two rows of windows, each twice as long as the cool-down and half of it apart::

    ├───────────────┼───────────────┼──────
    ────────┼───────────────┼──────────────

Any two moments less than a cool-down apart share a window of at least one row, and a window has room
for one act. So the cool-down is kept exactly, by the same conditional writes as every other quota,
whoever races.
"""

from datetime import UTC, datetime, timedelta

from baton.core.wording import counted
from baton.effects.contact_status import Quota

COOL_DOWN = timedelta(minutes=15)
"""Between two recoveries of the same kind and target, or two notices of the same thing."""

_OF_AN_HOUR = " of an hour"
RECOVERIES_AN_HOUR = 6
"""Of all kinds together."""

NOTICES_AN_HOUR = 20
"""On each channel. What comes above is told together, once in a cool-down."""


def recovery_quotas(what: str, moment: datetime) -> tuple[Quota, ...]:
    """What a recovery counts against at ``moment``; ``what`` names its kind and target."""
    return (_hourly("recoveries", RECOVERIES_AN_HOUR, moment), *_cool_down(what, moment))


def notice_quotas(what: str, moment: datetime) -> tuple[Quota, ...]:
    """What a notice to employees counts against at ``moment``; ``what`` is its channel, a colon, and its
    cause.
    """
    channel = what.partition(":")[0]
    return (_hourly(f"{channel}s", NOTICES_AN_HOUR, moment), *_cool_down(what, moment))


def digest_quotas(what: str, moment: datetime) -> tuple[Quota, ...]:
    """What a notice about many things together counts against."""
    return _cool_down(what, moment)


def is_over_the_hour(reason: str | None) -> bool:
    """Whether an effect was refused because its hour had no room left."""
    return bool(reason) and _OF_AN_HOUR in str(reason)


def _hourly(named: str, most: int, moment: datetime) -> Quota:
    hour = moment.astimezone(UTC).strftime("%Y-%m-%dT%H")
    return Quota(
        key=f"{named}#{hour}", most=most, amount=1, words=f"the {most} {named}{_OF_AN_HOUR}"
    )


def _cool_down(what: str, moment: datetime) -> tuple[Quota, ...]:
    seconds, span = moment.timestamp(), COOL_DOWN.total_seconds()
    minutes = int(span // 60)
    words = f"the one '{what}' that may be done in {counted(minutes, 'minute')}"
    return tuple(
        Quota(key=f"cool#{row}#{what}#{window}", most=1, amount=1, words=words)
        for row, window in (
            ("even", int(seconds // (2 * span))),
            ("odd", int((seconds + span) // (2 * span))),
        )
    )
