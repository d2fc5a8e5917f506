"""The router in its container: trained at assembly, and again when people have taught it
something.
"""

import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from baton.core.clock import Clock
from baton.core.errors import Unavailable
from baton.core.observability import logger
from baton.gtm.kept_request import TaughtExample
from functions.gtm.supervisor.intents import Keywords, Vocabulary
from functions.gtm.supervisor.lexical import LexicalModel
from functions.gtm.supervisor.router import Embed, Judgement, Router
from functions.gtm.supervisor.shipped_examples import Shipped

LOOKED_AT_EVERY = timedelta(minutes=5)
"""So long after somebody taught, every container knows."""

Taught = Callable[[], Sequence[TaughtExample]]


class Routing:
    """Keywords and the router, as they stand."""

    def __init__(
        self,
        words: Vocabulary,
        embed: Embed,
        taught: Taught,
        clock: Clock,
        known: Shipped | None = None,
    ) -> None:
        self.words = words
        self.keywords = Keywords.of(words)
        self._embed, self._taught, self._clock = embed, taught, clock
        self._lock = threading.Lock()
        self._shipped = known or Shipped()
        self._vectors = dict(self._shipped.vectors)
        self._known = frozenset(words.intents())
        self._learned: tuple[tuple[str, str], ...] = ()
        self._looked_at: datetime | None = None
        self._router = self._trained(None)

    def judged(self, text: str) -> Judgement:
        """What a clause is about. By its words alone if meaning cannot be looked at."""
        try:
            return self._router.judged(text)
        except Unavailable:
            return self._router.by_words(text)

    def refresh(self) -> None:
        """Learns what was taught since the last look. What cannot be read now is looked at later."""
        now = self._clock()
        if self._looked_at and now - self._looked_at < LOOKED_AT_EVERY:
            return
        self._looked_at = now
        try:
            taught = tuple(
                (one.text, one.intent) for one in self._taught() if one.intent in self._known
            )
        except Unavailable:
            logger("supervisor").warning("what was taught could not be read")
            return
        with self._lock:
            if taught != self._learned:
                self._learned = taught
                self._router = self._trained(self._router)

    def _trained(self, before: Router | None) -> Router:
        """The router of all examples, with the lines of the one before: a few more examples do not
        move them. Without vectors, as words alone have it.
        """
        examples = [*self.words.examples(), *self._learned]
        lines = before.lines if before else self._shipped.lines
        try:
            return Router.fitted(examples, self._embed, self._embedded(examples), lines)
        except Unavailable:
            logger("supervisor").warning("texts cannot be embedded: words alone judge")
            return Router.by_words_alone(LexicalModel.trained(examples), self._embed)

    def _embedded(self, examples: Sequence[tuple[str, str]]) -> list[Sequence[float]]:
        new = [text for text, _ in examples if text not in self._vectors]
        if new:
            self._vectors.update(zip(new, self._embed(new), strict=True))
        return [self._vectors[text] for text, _ in examples]
