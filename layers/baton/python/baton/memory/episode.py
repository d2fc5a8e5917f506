"""An episode: what was done in a situation, and what came of it (requirement B3)."""

from typing import Annotated

from pydantic import Field, StringConstraints

from baton.core.contract import Contract, UtcDatetime
from baton.privacy.subject import PersonKey

Tag = Annotated[str, StringConstraints(min_length=1, max_length=64)]


class Episode(Contract):
    """``situation``, ``action`` and ``outcome`` are short keys that repeat (``education/warm/google``,
    ``nurture/case_study``, ``converted``); ``text`` says the same in a sentence that is found by its
    meaning and names no person. ``value`` is how well it went, 0 to 1. The same ``episode_id`` again
    replaces the episode. ``subject`` is whom it is about, so that it can be erased.
    """

    episode_id: Annotated[str, StringConstraints(min_length=1, max_length=128)]
    situation: Annotated[str, StringConstraints(min_length=1, max_length=256)]
    action: Annotated[str, StringConstraints(min_length=1, max_length=256)]
    outcome: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    value: float = Field(ge=0, le=1)
    tags: tuple[Tag, ...] = Field(default=(), max_length=32)
    text: str = Field(min_length=1, max_length=4_000)
    at: UtcDatetime
    subject: PersonKey | None = None
    conversation_id: str | None = None


class EpisodeQuery(Contract):
    """What is looked for. Filters hold for every match: all of ``tags``, any of ``outcomes`` and
    ``actions``, at least ``min_value``. ``lexical`` is the weight of BM25 beside the vectors' (0: by
    meaning only, 1: by words only); both scores are normalised to 0 to 1 before they are mixed.
    """

    text: str = Field(min_length=1, max_length=4_000)
    limit: int = Field(default=5, ge=1, le=100)
    tags: tuple[Tag, ...] = ()
    outcomes: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    min_value: float | None = Field(default=None, ge=0, le=1)
    lexical: float = Field(default=0.3, ge=0, le=1)
    distinct: bool = Field(default=True, description="leave near-duplicates of better matches out")


class EpisodeMatch(Contract):
    """An episode that was found. ``score`` is the mixed one, ``similarity`` the cosine; both 0 to 1.
    Episodes of one action, outcome and text are one match, the latest of them, unless near-duplicates
    are wanted; ``times`` is how many there are that pass the filters (while the index is renewed, one
    may be counted twice).
    """

    episode: Episode
    score: float = Field(ge=0, le=1)
    similarity: float = Field(ge=0, le=1)
    times: int = Field(default=1, ge=1)
