"""Several workers at once, one port call at a time, in an order that a seed decides."""

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.fakes.platform.faults import Faults


@dataclass
class _Actor:
    work: Callable[[], object]
    go: threading.Event = field(default_factory=threading.Event)
    waits: threading.Event = field(default_factory=threading.Event)
    ended: bool = False
    error: BaseException | None = None


class Turns(Faults):
    """Faults that also decide whose turn it is.

    ``play`` runs workers in threads that stop before each port call; a generator with the seed picks
    who makes the next call, and ``between`` may do something between two calls, such as letting time
    pass. So the same seed gives the same interleaving, and many seeds try many.
    """

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.random = random.Random(seed)
        self._here = threading.local()

    def play(
        self, *works: Callable[[], object], between: Callable[[], None] = lambda: None
    ) -> list[BaseException | None]:
        """Runs the workers to their ends, and gives what each of them raised."""
        actors = [_Actor(work) for work in works]
        threads = [threading.Thread(target=self._live, args=(actor,)) for actor in actors]
        for thread in threads:
            thread.start()
        for actor in actors:
            actor.waits.wait()
        while playing := [actor for actor in actors if not actor.ended]:
            between()
            chosen = self.random.choice(playing)
            chosen.waits.clear()
            chosen.go.set()
            chosen.waits.wait()
        for thread in threads:
            thread.join()
        return [actor.error for actor in actors]

    @contextmanager
    def at(self, name: str) -> Iterator[None]:
        """One port call, made when it is this worker's turn."""
        self._wait_for_turn()
        with super().at(name):
            yield

    def _live(self, actor: _Actor) -> None:
        self._here.actor = actor
        self._wait_for_turn()
        try:
            actor.work()
        except BaseException as error:  # noqa: BLE001 - the test looks at it
            actor.error = error
        actor.ended = True
        actor.waits.set()

    def _wait_for_turn(self) -> None:
        actor: _Actor | None = getattr(self._here, "actor", None)
        if actor is None:
            return
        actor.waits.set()
        actor.go.wait()
        actor.go.clear()
