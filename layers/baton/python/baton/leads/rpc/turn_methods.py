"""Methods ``memory.short_term.*``: the turns of conversations, for 24 hours."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, StringConstraints

from baton.core.contract import Contract
from baton.core.errors import AlreadyExists, IdTaken, NotFound, StaleVersion
from baton.core.sizes import at_most, how_many_fit
from baton.core.text import words_of
from baton.http.audit import CallAudit
from baton.http.methods import CallContext, Method, PreviousCursor, refused
from baton.http.own_ids import OwnId
from baton.leads.container import Leads
from baton.leads.conversation import (
    CONVERSATION_PREFIX,
    lead_of,
    message_turn,
    must_not_be_first,
)
from baton.leads.person_keys import person_of
from baton.memory.person import MOST_TEXT, ConversationId, Turn
from baton.memory.short_term import with_opening
from baton.persistence.page import cursor_after, position
from baton.privacy.auditor import When
from baton.privacy.redaction import masked

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

MOST_TURNS = 500
MOST_DATA_KIB = 32
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
    data: Annotated[dict[str, Any], at_most(MOST_DATA_KIB)] = Field(
        default_factory=dict, max_length=50
    )
    turn_id: OwnId = None


class GetTurns(Contract):
    """Which turns: the latest of a conversation; with a ``cursor``, those before a page."""

    conversation_id: ConversationId
    limit: int = Field(default=50, ge=1, le=MOST_TURNS)
    cursor: str | None = PreviousCursor


class SearchTurns(GetTurns):
    """Turns that have every one of these words, in whatever case."""

    text: str = Field(min_length=1, max_length=400)


class TurnList(Contract):
    """Turns, the oldest first; none is 24 hours old. ``next_cursor`` leads to those before them."""

    items: tuple[Turn, ...]
    next_cursor: str | None = None


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
        try:
            return self._stored(params, context)
        except AlreadyExists:
            turn_id = str(params.turn_id)
            kept = self._platform.short_term.find(params.conversation_id, turn_id)
            if kept is None or not context.again:
                raise IdTaken("a turn", turn_id) from None
            return kept

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
        must_not_be_first(lead.lead_id, turn.turn_id)
        turn = turn.model_copy(update={"subject": person_of(lead.lead_id, lead.details)})
        try:
            with self._platform.transactions.begin() as within:
                self._platform.area(Leads).leads.hold(lead.lead_id, within)
                self._platform.short_term.append(turn, within)
        except StaleVersion:
            raise NotFound("lead", lead.lead_id) from None
        return turn

    def get(self, params: GetTurns, _context: CallContext) -> TurnList:
        """The latest turns, as many as fit into an answer."""
        query = _query(params.conversation_id)
        turns = self._recent(params, query, params.limit + 1)
        return _listed(turns, query, params.limit)

    def search(self, params: SearchTurns, _context: CallContext) -> TurnList:
        """The latest turns with the words."""
        wanted = words_of(params.text)
        query = _query(params.conversation_id, *sorted(wanted))
        turns = self._recent(params, query, MOST_TURNS)
        found = [
            turn for turn in turns if wanted <= words_of(f"{turn.kind} {turn.text} {turn.data}")
        ]
        return _listed(found, query, params.limit)

    def _recent(self, params: GetTurns, query: str, limit: int) -> tuple[Turn, ...]:
        conversation_id, before = params.conversation_id, position(query, params.cursor)
        turns = self._platform.short_term.recent(conversation_id, limit=limit, before=before)
        now = self._platform.clock()
        opening = self._opening(conversation_id)
        return with_opening(turns, opening, now, limit=limit, before=before)

    def _opening(self, conversation_id: str) -> Turn | None:
        """What the person of a lead said first; ``None`` if it is no lead's conversation."""
        if (lead_id := lead_of(conversation_id)) is None:
            return None
        try:
            return message_turn(self._platform.area(Leads).leads.get(lead_id))
        except NotFound:
            return None


def _query(*parts: str) -> str:
    return "\n".join(("turns", *parts))


def _listed(found: Sequence[Turn], query: str, limit: int) -> TurnList:
    """The latest of the turns that were found; the cursor leads to those before."""
    latest = found[-limit:]
    shown = tuple(latest[len(latest) - how_many_fit(reversed(latest)) :])
    more = cursor_after(query, shown[0].turn_id) if len(shown) < len(found) else None
    return TurnList(items=shown, next_cursor=more)


def _lead_in(conversation_id: str) -> str:
    lead_id = lead_of(conversation_id) or ""
    if len(lead_id) != 26:  # noqa: PLR2004 a ULID
        raise refused("/conversation_id", "lead- stands before a lead's id", "not_a_lead")
    return lead_id
