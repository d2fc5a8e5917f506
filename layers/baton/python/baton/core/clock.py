"""Time and ids come from here, so that pure logic can be given them."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from ulid import ULID

Clock = Callable[[], datetime]
"""Gives the present moment, aware and in UTC."""

NewId = Callable[[], str]
"""Gives a new ULID."""

Sleep = Callable[[float], None]
"""Waits for a number of seconds."""


def now() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """A new ULID as text."""
    return str(ULID())


def moment_of(ulid: str) -> datetime:
    """The moment at which a ULID was made, to the millisecond."""
    return ULID.from_str(ulid).datetime.astimezone(UTC)


sleep: Sleep = time.sleep
