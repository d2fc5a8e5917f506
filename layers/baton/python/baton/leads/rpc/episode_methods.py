"""Methods ``memory.episodic.*``: what was done, for whom, and what came of it, found by meaning."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, StringConstraints

from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.core.errors import IdTaken, NotFound, Unprocessable
from baton.http.audit import CallAudit
from baton.http.methods import CallContext, Method
from baton.http.own_ids import OwnId
from baton.leads.container import Leads
from baton.leads.conversation import conversation_of
from baton.leads.person_keys import person_of
from baton.memory.episode import Episode, EpisodeMatch, EpisodeQuery, Tag
from baton.privacy.auditor import When
from baton.privacy.redaction import masked

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

SCOPES = ("memory.episodic",)

Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_./-]{0,127}$")]
"""A short key that repeats, as ``education/warm/google``."""


class StoreEpisode(Contract):
    """An episode to keep. The text names nobody: addresses and numbers in it are masked. With a
    ``lead_id`` it is about that lead's person, and goes when they are erased.
    """

    episode_id: OwnId = None
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


class EpisodeMatches(Contract):
    """The matches, the best first."""

    items: tuple[EpisodeMatch, ...]


class EpisodeMethods:
    """Episodic memory."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform

    def all(self) -> Iterator[Method]:
        """The methods."""
        yield Method(
            name="memory.episodic.store",
            title="Keep an episode",
            description="Keeps what was done in a situation and what came of it.",
            scopes=SCOPES,
            params=StoreEpisode,
            result=Episode,
            handler=self.store,
            changes=True,
            idempotent=False,
            audit=CallAudit(what="memory.changed", when=When.BESIDE, ids=("lead_id",)),
        )
        yield Method(
            name="memory.episodic.get",
            title="Read an episode",
            description="One episode.",
            scopes=SCOPES,
            params=EpisodeId,
            result=Episode,
            handler=self.get,
            audit=CallAudit(what="memory.read", when=When.AFTER, ids=("subject",)),
        )
        yield Method(
            name="memory.episodic.search",
            title="Find similar episodes",
            description="Episodes that mean something like the text, filtered by tags, outcomes, "
            "actions and value; near-duplicates are left out.",
            scopes=SCOPES,
            params=EpisodeQuery,
            result=EpisodeMatches,
            handler=self.search,
            audit=CallAudit(what="memory.read", when=When.AFTER, ids=("items.episode.subject",)),
        )

    def store(self, params: StoreEpisode, context: CallContext) -> Episode:
        """Keeps an episode. Raises ``NotFound`` for an unknown lead, ``IdTaken``."""
        if not self._platform.episodes.enabled:
            raise Unprocessable("Episodic memory is switched off (episodes.enabled is false).")
        episode_id = f"rpc-{params.episode_id or self._platform.new_id()}"
        if params.episode_id and (kept := self._kept(episode_id)):
            if context.again:
                return kept
            raise IdTaken("an episode", params.episode_id)
        subject = conversation = None
        if params.lead_id:
            lead = self._platform.area(Leads).leads.get(params.lead_id)
            subject = person_of(lead.lead_id, lead.details)
            conversation = conversation_of(lead.lead_id)
        now = self._platform.clock()
        episode = Episode(
            episode_id=episode_id,
            situation=params.situation,
            action=params.action,
            outcome=params.outcome,
            value=params.value,
            tags=masked(params.tags),
            text=masked(params.text),
            at=min(params.at or now, now),
            subject=subject,
            conversation_id=conversation,
        )
        self._platform.episodes.keep([episode])
        return episode

    def _kept(self, episode_id: str) -> Episode | None:
        try:
            return self._platform.episodes.get(episode_id)
        except NotFound:
            return None

    def get(self, params: EpisodeId, _context: CallContext) -> Episode:
        """One episode. Raises ``NotFound``."""
        return self._platform.episodes.get(params.episode_id)

    def search(self, params: EpisodeQuery, _context: CallContext) -> EpisodeMatches:
        """The best matches."""
        return EpisodeMatches(items=self._platform.episodes.search(params))
