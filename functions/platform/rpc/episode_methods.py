"""Methods ``memory.episodic.*``: what was done, for whom, and what came of it, found by meaning."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, StringConstraints

from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.core.errors import Unprocessable
from baton.leads.container import Leads
from baton.leads.conversation import conversation_of
from baton.leads.person_keys import person_of
from baton.memory.episode import Episode, EpisodeMatch, EpisodeQuery, Tag
from functions.platform.rpc.methods import CallContext, Method
from functions.platform.rpc.redaction import masked

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_./-]{0,127}$")]
"""A short key that repeats, as ``education/warm/google``."""


class EpisodeGiven(Contract):
    """An episode to keep. The text names nobody: addresses and numbers in it are masked. With a
    ``lead_id`` it is about that lead's person, and goes when they are erased. With an ``episode_id``
    of the caller's own, trying again replaces it.
    """

    episode_id: Ulid | None = None
    situation: Key
    action: Key
    outcome: Key
    value: float = Field(ge=0, le=1, description="how well it went")
    tags: tuple[Tag, ...] = Field(default=(), max_length=32)
    text: str = Field(min_length=1, max_length=4_000)
    at: UtcDatetime | None = None
    lead_id: Ulid | None = None


class EpisodeId(Contract):
    """Which episode."""

    episode_id: str = Field(min_length=1, max_length=128)


class EpisodesFound(Contract):
    """The matches, the best first."""

    items: tuple[EpisodeMatch, ...]


class EpisodeMethods:
    """Episodic memory."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform

    def all(self) -> Iterator[Method]:
        """The methods."""
        scopes = ("memory.episodic",)
        yield Method(
            name="memory.episodic.store",
            title="Keep an episode",
            does="Keeps what was done in a situation and what came of it.",
            scopes=scopes,
            params=EpisodeGiven,
            result=Episode,
            work=self.store,
            changes=True,
            repeatable=False,
        )
        yield Method(
            name="memory.episodic.get",
            title="Read an episode",
            does="One episode.",
            scopes=scopes,
            params=EpisodeId,
            result=Episode,
            work=self.get,
        )
        yield Method(
            name="memory.episodic.search",
            title="Find similar episodes",
            does="Episodes that mean something like the text, filtered by tags, outcomes, actions "
            "and value; near-duplicates are left out.",
            scopes=scopes,
            params=EpisodeQuery,
            result=EpisodesFound,
            work=self.search,
        )

    def store(self, given: EpisodeGiven, _asked: CallContext) -> Episode:
        """Keeps an episode. Raises ``NotFound`` for an unknown lead."""
        if not self._platform.episodes.enabled:
            raise Unprocessable("This house has no episodic memory (episodes.enabled is false).")
        subject = conversation = None
        if given.lead_id:
            lead = self._platform.area(Leads).leads.get(given.lead_id)
            subject = person_of(lead.lead_id, lead.details)
            conversation = conversation_of(lead.lead_id)
        now = self._platform.clock()
        episode = Episode(
            episode_id=f"rpc-{given.episode_id or self._platform.new_id()}",
            situation=given.situation,
            action=given.action,
            outcome=given.outcome,
            value=given.value,
            tags=masked(given.tags),
            text=masked(given.text),
            at=min(given.at or now, now),
            subject=subject,
            conversation_id=conversation,
        )
        self._platform.episodes.keep([episode])
        return episode

    def get(self, wanted: EpisodeId, _asked: CallContext) -> Episode:
        """One episode. Raises ``NotFound``."""
        return self._platform.episodes.get(wanted.episode_id)

    def search(self, query: EpisodeQuery, _asked: CallContext) -> EpisodesFound:
        """The best matches."""
        return EpisodesFound(items=self._platform.episodes.search(query))
