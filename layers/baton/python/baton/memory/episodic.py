"""Episodic memory: what was done, for whom, with what result; found by meaning (requirement B3)."""

from collections.abc import Sequence
from typing import Protocol

from baton.contracts.episode import Episode, EpisodeMatch, EpisodeQuery


class EpisodicMemory(Protocol):
    """Episodes. What was kept is found at the next search. All methods raise ``Unavailable``."""

    def keep(self, episodes: Sequence[Episode]) -> None:
        """Keeps episodes, in bulk; the same ``episode_id`` again replaces. All or ``Unavailable``;
        trying again is safe.
        """
        ...

    def get(self, episode_id: str) -> Episode:
        """One episode. Raises ``NotFound``."""
        ...

    def search(self, query: EpisodeQuery) -> tuple[EpisodeMatch, ...]:
        """The best matches, the best first."""
        ...

    def about(self, subject: str, *, limit: int = 1_000) -> tuple[Episode, ...]:
        """The episodes about a person, the latest first."""
        ...

    def forget(self, subject: str) -> int:
        """Deletes the episodes about a person. Gives how many."""
        ...

    def count(self) -> int:
        """How many episodes there are."""
        ...
