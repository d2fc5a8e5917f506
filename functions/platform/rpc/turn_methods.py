"""Methods ``memory.short_term.*``: the turns of conversations, for 24 hours."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, StringConstraints

from baton.core.contract import Contract, Ulid
from baton.core.errors import NotFound, StaleVersion
from baton.leads.container import Leads
from baton.leads.conversation import lead_of
from baton.leads.person_keys import person_of
from baton.memory.person import MOST_TEXT, ConversationId, Turn
from functions.platform.rpc.methods import CallContext, Method, refused
from functions.platform.rpc.redaction import masked, words_of

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

MOST_TURNS = 500


class TurnGiven(Contract):
    """A turn to keep. A lead's conversation is ``lead-<lead_id>``; in any other one, e-mail addresses
    and phone numbers are masked, since nobody could find them to erase them. With a ``turn_id`` of
    the caller's own, trying again is safe.
    """

    conversation_id: ConversationId
    kind: Annotated[str, StringConstraints(min_length=1, max_length=64)] = "note"
    text: str = Field(default="", max_length=MOST_TEXT)
    data: dict[str, Any] = Field(default_factory=dict, max_length=50)
    turn_id: Ulid | None = None


class TurnsWanted(Contract):
    """Which turns: the latest of a conversation."""

    conversation_id: ConversationId
    limit: int = Field(default=50, ge=1, le=MOST_TURNS)


class TurnsSought(TurnsWanted):
    """Turns that have every one of these words, in whatever case."""

    text: str = Field(min_length=1, max_length=400)


class TurnsFound(Contract):
    """Turns, the oldest first; none is 24 hours old."""

    items: tuple[Turn, ...]


class TurnMethods:
    """Short-term memory."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform

    def all(self) -> Iterator[Method]:
        """The methods."""
        scopes = ("memory.short_term",)
        yield Method(
            name="memory.short_term.store",
            title="Remember a turn",
            does="Adds a turn to a conversation. It is remembered for 24 hours; consolidation then "
            "moves what matters on.",
            scopes=scopes,
            params=TurnGiven,
            result=Turn,
            work=self.store,
            changes=True,
            repeatable=False,
        )
        yield Method(
            name="memory.short_term.get",
            title="Recall a conversation",
            does="The latest turns of a conversation, the oldest first.",
            scopes=scopes,
            params=TurnsWanted,
            result=TurnsFound,
            work=self.get,
        )
        yield Method(
            name="memory.short_term.search",
            title="Search a conversation",
            does="The turns of a conversation that have all of the given words.",
            scopes=scopes,
            params=TurnsSought,
            result=TurnsFound,
            work=self.search,
        )

    def store(self, given: TurnGiven, asked: CallContext) -> Turn:
        """Keeps a turn; in a lead's conversation only while the lead is there (``NotFound``)."""
        now = self._platform.clock()
        turn = Turn(
            conversation_id=given.conversation_id,
            turn_id=given.turn_id or self._platform.new_id(),
            speaker=asked.name,
            kind=given.kind,
            text=given.text,
            data=given.data,
            at=now,
        )
        if lead_of(given.conversation_id) is None:
            turn = turn.model_copy(update={"text": masked(given.text), "data": masked(given.data)})
            self._platform.short_term.append(turn)
            return turn
        lead = self._platform.area(Leads).leads.get(_lead_in(given.conversation_id))
        turn = turn.model_copy(update={"subject": person_of(lead.lead_id, lead.details)})
        try:
            with self._platform.transactions.begin() as within:
                self._platform.area(Leads).leads.hold(lead.lead_id, within)
                self._platform.short_term.append(turn, within)
        except StaleVersion:
            raise NotFound("lead", lead.lead_id) from None
        return turn

    def get(self, wanted: TurnsWanted, _asked: CallContext) -> TurnsFound:
        """The latest turns."""
        turns = self._platform.short_term.recent(wanted.conversation_id, limit=wanted.limit)
        return TurnsFound(items=turns)

    def search(self, sought: TurnsSought, _asked: CallContext) -> TurnsFound:
        """The latest turns with the words."""
        wanted = words_of(sought.text)
        turns = self._platform.short_term.recent(sought.conversation_id, limit=MOST_TURNS)
        found = [
            turn for turn in turns if wanted <= words_of(f"{turn.kind} {turn.text} {turn.data}")
        ]
        return TurnsFound(items=tuple(found[-sought.limit :]))


def _lead_in(conversation_id: str) -> str:
    lead_id = lead_of(conversation_id) or ""
    if len(lead_id) != 26:  # noqa: PLR2004 a ULID
        raise refused("/conversation_id", "lead- stands before a lead's id", "not_a_lead")
    return lead_id
