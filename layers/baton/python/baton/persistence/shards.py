"""Shards: what would all lie in one partition, spread over several by the hash of a key.

DynamoDB writes 1,000 units a second to a partition key at the most. What every lead writes to (a
listing, what is due, a counter) is therefore kept under a fixed number of names, and read from all.
"""

from collections.abc import Sequence
from zlib import crc32

DUE_SHARDS = 32
"""Shards of every index of what is due. A lead's entries, turns and effects move in them ten times."""


def shard_of(key: str, shards: int) -> int:
    """The shard of a key, 0 to ``shards`` - 1: always the same one, and each as often as the others."""
    return crc32(key.encode()) % shards


def sharded(name: str, key: str, shards: int) -> str:
    """The name under which something with this key is kept, as ``lead#5``."""
    return f"{name}#{shard_of(key, shards)}"


def shards_of(shard: int | None) -> Sequence[int]:
    """One shard of what is due, or all of them."""
    return range(DUE_SHARDS) if shard is None else (shard,)


def every_shard(name: str, shards: int) -> tuple[str, ...]:
    """All names under which something may be kept."""
    return tuple(f"{name}#{number}" for number in range(shards))
