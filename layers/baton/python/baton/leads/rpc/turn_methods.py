"""Methods ``memory.short_term.*``: the turns of conversations, for 24 hours."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, StringConstraints

from baton.core.contract import Contract
from baton.core.errors import AlreadyExists, IdTaken, NotFound, StaleVersion
from baton.core.text import words_of
from baton.http.audit import CallAudit
from baton.http.methods import CallContext, Method, refused
from baton.http.own_ids import OwnId
from baton.leads.container import Leads
from baton.leads.conversation import CONVERSATION_PREFIX, lead_of
from baton.leads.person_keys import person_of
from baton.memory.person import MOST_TEXT, ConversationId, Turn
from baton.privacy.auditor import When
from baton.privacy.redaction import masked

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

MOST_TURNS = 500
SCOPES = ("memory.short_term",)


_CHANGED = CallAudit(
    what="memory.changed", when=When.BESIDE, ids=("conversation_id",), prefix=CONVERSATION_PREFIX
)
_READ = CallAudit(
    what="memory.read", when=When.BESIDE, ids=("conversation_id",), prefix=CONVERSATION_PREFIX
)


class StoreTurn(Contract):
    """A turn to keep. A lead's conversation is ``lead-<lead_id>``; in any other one, e-mail addresses
    and phone numbers are masked, since nobody could find them to erase them.
    """

    conversation_id: ConversationId
    kind: Annotated[str, StringConstraints(min_length=1, max_length=64)] = "note"
    text: str = Field(default="", max_length=MOST_TEXT)
    data: dict[str, Any] = Field(default_factory=dict, max_length=50)
    turn_id: OwnId = None


class GetTurns(Contract):
    """Which turns: the latest of a conversation."""

    conversation_id: ConversationId
    limit: int = Field(default=50, ge=1, le=MOST_TURNS)


class SearchTurns(GetTurns):
    """Turns that have every one of these words, in whatever case."""

    text: str = Field(min_length=1, max_length=400)


class TurnList(Contract):
    """Turns, the oldest first; none is 24 hours old."""

    items: tuple[Turn, ...]


class TurnMethods:
    """Short-term memory."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform

    def all(self) -> Iterator[Method]:
        """The methods."""
        yield Method(
            name="memory.short_term.store",
            title="Remember a turn",
            description="Adds a turn to a conversation. It is remembered for 24 hours; consolidation "
            "then moves what matters on.",
            scopes=SCOPES,
            params=StoreTurn,
            result=Turn,
            handler=self.store,
            changes=True,
            idempotent=False,
            audit=_CHANGED,
        )
        yield Method(
            name="memory.short_term.get",
            title="Recall a conversation",
            description="The latest turns of a conversation, the oldest first.",
            scopes=SCOPES,
            params=GetTurns,
            result=TurnList,
            handler=self.get,
            audit=_READ,
        )
        yield Method(
            name="memory.short_term.search",
            title="Search a conversation",
            description="The turns of a conversation that have all of the given words.",
            scopes=SCOPES,
            params=SearchTurns,
            result=TurnList,
            handler=self.search,
            audit=_READ,
        )

    def store(self, params: StoreTurn, context: CallContext) -> Turn:
        """Keeps a turn; in a lead's conversation only while the lead is there (``NotFound``). Raises
        ``IdTaken``.
        """
        if params.turn_id and (kept := self._kept(params.conversation_id, params.turn_id)):
            if context.again:
                return kept
            raise IdTaken("a turn", params.turn_id)
        try:
            return self._stored(params, context)
        except AlreadyExists:
            raise IdTaken("a turn", str(params.turn_id)) from None

    def _kept(self, conversation_id: str, turn_id: str) -> Turn | None:
        return self._platform.short_term.find(conversation_id, turn_id)

    def _stored(self, params: StoreTurn, context: CallContext) -> Turn:
        now = self._platform.clock()
        turn = Turn(
            conversation_id=params.conversation_id,
            turn_id=params.turn_id or self._platform.new_id(),
            speaker=context.name,
            kind=params.kind,
            text=params.text,
            data=params.data,
            at=now,
        )
        if lead_of(params.conversation_id) is None:
            turn = turn.model_copy(
                update={"text": masked(params.text), "data": masked(params.data)}
            )
            self._platform.short_term.append(turn)
            return turn
        lead = self._platform.area(Leads).leads.get(_lead_in(params.conversation_id))
        turn = turn.model_copy(update={"subject": person_of(lead.lead_id, lead.details)})
        try:
            with self._platform.transactions.begin() as within:
                self._platform.area(Leads).leads.hold(lead.lead_id, within)
                self._platform.short_term.append(turn, within)
        except StaleVersion:
            raise NotFound("lead", lead.lead_id) from None
        return turn

    def get(self, params: GetTurns, _context: CallContext) -> TurnList:
        """The latest turns."""
        turns = self._platform.short_term.recent(params.conversation_id, limit=params.limit)
        return TurnList(items=turns)

    def search(self, params: SearchTurns, _context: CallContext) -> TurnList:
        """The latest turns with the words."""
        wanted = words_of(params.text)
        turns = self._platform.short_term.recent(params.conversation_id, limit=MOST_TURNS)
        found = [
            turn for turn in turns if wanted <= words_of(f"{turn.kind} {turn.text} {turn.data}")
        ]
        return TurnList(items=tuple(found[-params.limit :]))


def _lead_in(conversation_id: str) -> str:
    lead_id = lead_of(conversation_id) or ""
    if len(lead_id) != 26:  # noqa: PLR2004 a ULID
        raise refused("/conversation_id", "lead- stands before a lead's id", "not_a_lead")
    return lead_id
