"""One piece of work, killed before and after every call it makes at a port, and done again."""

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from tests.fakes.platform.container import FakePlatform
from tests.fakes.platform.faults import Crash

Given = TypeVar("Given")


def ends_the_same_wherever_it_dies(
    prepare: Callable[[FakePlatform], Given],
    act: Callable[[FakePlatform, Given], object],
    state: Callable[[FakePlatform, Given], object],
    *,
    least: int,
    wait: float = 0.0,
) -> None:
    """Holds that work which dies anywhere, and is done again by the next process ``wait`` seconds
    later, leaves the same ``state`` as work that nothing happened to.

    ``prepare`` gets a new platform for every crash; nothing happens to it. ``state`` must leave out
    what may differ: new ids, and times. Raises ``AssertionError`` also if ``act`` makes fewer than
    ``least`` port calls: then it is no longer what whoever wrote the test thought.
    """
    whole = FakePlatform()
    given = prepare(whole)
    begun = len(whole.faults.calls)
    act(whole, given)
    calls, deaths = whole.faults.calls[begun:], whole.faults.deaths(begun)
    wanted = state(whole, given)
    assert len(calls) >= least, f"fewer calls than thought: {calls}"
    for call, after in deaths:
        platform = FakePlatform()
        given = prepare(platform)
        platform.faults.crash_at(len(platform.faults.calls) + call - begun, after=after)
        with suppress(Crash):  # a call in a thread of its own may come after the answer
            act(platform, given)
        platform = platform.restarted()
        platform.clock.advance(wait)
        act(platform, given)
        where = f"{'after' if after else 'before'} {whole.faults.calls[call - 1]}"
        assert state(platform, given) == wanted, f"died {where}"
