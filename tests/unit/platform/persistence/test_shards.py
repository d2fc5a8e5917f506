"""Shards take the same from everybody, and all of them are read."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from baton.core.clock import new_id
from baton.persistence.shards import every_shard, shard_of, sharded


@given(st.text(), st.text(min_size=1), st.integers(1, 64))
def test_what_is_kept_in_a_shard_is_found_in_one_of_all(key: str, name: str, shards: int) -> None:
    assert sharded(name, key, shards) in every_shard(name, shards)
    assert len(set(every_shard(name, shards))) == shards


def test_ids_of_one_moment_go_to_all_shards_alike() -> None:
    counts = Counter(shard_of(new_id(), 8) for _ in range(8_000))
    assert min(counts.values()) > 800
    assert max(counts.values()) < 1_200
