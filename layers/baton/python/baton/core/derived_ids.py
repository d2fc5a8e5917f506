"""Ids that follow from what they are of: the same each time, wherever they are made."""

import hashlib
from datetime import datetime


def derived_ulid(*parts: str) -> str:
    """A ULID that is always the same for the same parts; it tells no time."""
    from ulid import ULID

    digest = hashlib.sha256("\x1f".join(parts).encode()).digest()
    return str(ULID.from_bytes(bytes([digest[0] & 0x7F]) + digest[1:16]))


def derived_ulid_at(moment: datetime, *parts: str) -> str:
    """A ULID of a moment (to the millisecond) that is always the same for the same moment and parts."""
    from ulid import ULID

    milliseconds = int(moment.timestamp() * 1000).to_bytes(6, "big")
    digest = hashlib.sha256("\x1f".join(parts).encode()).digest()
    return str(ULID.from_bytes(milliseconds + digest[:10]))
