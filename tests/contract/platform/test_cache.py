"""What every shared cache promises."""

from dataclasses import replace

from baton.memory.shared_cache import MOST_TEXT, Kept
from baton.runtime.platform import Platform
from tests.contract.given import later
from tests.fakes.platform.clock import NOON

ANN, BOB = "person#" + "a" * 64, "person#" + "b" * 64
KEPT = Kept('{"text":"Größe"}', later(60), 72.5)


def test_what_is_put_is_there_until_its_end(platform: Platform) -> None:
    platform.shared_cache.put("key", KEPT)
    assert platform.shared_cache.get("key", NOON) == KEPT
    assert platform.shared_cache.get("key", later(59.9)) == KEPT
    assert platform.shared_cache.get("key", later(60)) is None
    assert platform.shared_cache.get("other", NOON) is None


def test_putting_again_replaces(platform: Platform) -> None:
    platform.shared_cache.put("key", replace(KEPT, subject=ANN))
    platform.shared_cache.put("key", replace(KEPT, text="2"))
    assert platform.shared_cache.get("key", NOON) == replace(KEPT, text="2")
    assert platform.shared_cache.forget(ANN) == 0


def test_what_is_about_a_person_is_forgotten_and_nothing_else(platform: Platform) -> None:
    cache = platform.shared_cache
    for number in range(30):
        cache.put(f"ann-{number}", replace(KEPT, subject=ANN))
    cache.put("bob", replace(KEPT, subject=BOB))
    cache.put("nobody", KEPT)
    assert cache.forget(ANN) == 30
    assert cache.forget(ANN) == 0
    assert all(cache.get(f"ann-{number}", NOON) is None for number in range(30))
    assert cache.get("bob", NOON) is not None
    assert cache.get("nobody", NOON) is not None


def test_what_is_too_long_for_an_item_is_not_kept(platform: Platform) -> None:
    platform.shared_cache.put("key", replace(KEPT, text="ü" * MOST_TEXT))
    assert platform.shared_cache.get("key", NOON) is None
    platform.shared_cache.put("key", replace(KEPT, text="x" * MOST_TEXT))
    assert platform.shared_cache.get("key", NOON) is not None
