"""Ids that follow from what they are of: the same each time, wherever they are made."""

import hashlib


def derived_ulid(*parts: str) -> str:
    """A ULID that is always the same for the same parts; it tells no time."""
    from ulid import ULID

    digest = hashlib.sha256("\x1f".join(parts).encode()).digest()
    return str(ULID.from_bytes(bytes([digest[0] & 0x7F]) + digest[1:16]))
