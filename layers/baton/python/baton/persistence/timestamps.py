"""Moments as text that sorts, the form in which keys and conditions hold them."""

from datetime import UTC, datetime


def moment_text(moment: datetime) -> str:
    """``moment`` in UTC with six decimals, as ``2026-03-01T09:30:00.000000Z``: sorts as it passes."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def listed_at(moment: datetime, identifier: str) -> str:
    """The sort key of a listing: by moment, and by id where moments are equal."""
    return f"{moment_text(moment)}#{identifier}"


def epoch_seconds(moment: datetime) -> int:
    """Whole seconds since 1970, rounded up, as DynamoDB's TTL attributes hold them."""
    seconds = moment.timestamp()
    return int(seconds) + (seconds > int(seconds))
