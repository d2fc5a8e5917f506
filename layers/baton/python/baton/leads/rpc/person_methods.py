"""Methods ``memory.long_term.*``: what is known of people."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import Field, StringConstraints, model_validator

from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.core.errors import FieldError, InvalidInput, NotFound
from baton.core.sizes import KIB, how_many_fit, json_bytes
from baton.core.text import words_of
from baton.http.audit import CallAudit
from baton.http.methods import CallContext, Method, PreviousCursor, checked, refused
from baton.leads.container import Leads
from baton.leads.engagement import Channel
from baton.leads.lead import Lead
from baton.leads.person_keys import person_of
from baton.memory.person import Fact, PastTurn, Person
from baton.persistence.page import cursor_after, position
from baton.persistence.retry_on_conflict import retry_on_conflict
from baton.privacy.auditor import When
from baton.privacy.subject import PersonKey

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

SCOPES = ("memory.long_term",)

MOST_HISTORY = 500
FactName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
FactValue = (
    bool
    | int
    | Annotated[float, Field(allow_inf_nan=False)]
    | Annotated[str, StringConstraints(max_length=1_000)]
    | Annotated[tuple[Annotated[str, StringConstraints(max_length=200)], ...], Field(max_length=50)]
)

MOST_OF_FACTS_KIB = 64
"""Of a person's profile, and of their preferences: each is one item in DynamoDB."""


class StatedFact(Contract):
    """A fact as a caller states it: its value, since when (now if not said), and how sure (0 to 1)."""

    value: FactValue
    at: UtcDatetime | None = None
    confidence: float = Field(default=1.0, ge=0, le=1)


class StorePerson(Contract):
    """What is to be known of the person of a lead: facts of the profile, and preferences (``channel``,
    ``hour`` from 0 to 23, ``timezone``, and others). Of two facts of one name the later one stays.
    """

    lead_id: Ulid
    profile: dict[FactName, StatedFact] = Field(default_factory=dict, max_length=40)
    preferences: dict[FactName, StatedFact] = Field(default_factory=dict, max_length=40)

    @model_validator(mode="after")
    def _tells_something(self) -> Self:
        if not (self.profile or self.preferences):
            raise ValueError("tell something in profile or preferences")
        return self


class GetPerson(Contract):
    """Which person: that of a lead, or a ``subject`` as memories and episodes name it."""

    lead_id: Ulid | None = None
    subject: PersonKey | None = None
    history: int = Field(default=50, ge=0, le=MOST_HISTORY, description="latest past turns")
    cursor: str | None = PreviousCursor

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if (self.lead_id is None) == (self.subject is None):
            raise ValueError("name either lead_id or subject")
        return self


class RecalledPerson(Person):
    """What is known of a person. ``next_cursor`` leads to the past turns before these."""

    next_cursor: str | None = None


class SearchPerson(GetPerson):
    """What is known of a person that has every one of these words, in whatever case."""

    text: str = Field(min_length=1, max_length=400)


class PersonMatches(Contract):
    """The facts and past turns with the words."""

    subject: PersonKey
    profile: dict[str, Fact] = Field(default_factory=dict)
    preferences: dict[str, Fact] = Field(default_factory=dict)
    history: tuple[PastTurn, ...] = ()
    next_cursor: str | None = None


class PersonMethods:
    """Long-term memory."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform

    def all(self) -> Iterator[Method]:
        """The methods."""
        yield Method(
            name="memory.long_term.store",
            title="Learn about a person",
            description="Adds facts to a person's profile and preferences; what is not named stays.",
            scopes=SCOPES,
            params=StorePerson,
            result=Person,
            handler=self.store,
            changes=True,
            audit=CallAudit(what="memory.changed", when=When.BESIDE, ids=("lead_id",)),
        )
        yield Method(
            name="memory.long_term.get",
            title="Recall a person",
            description="All that is known of a person: profile, preferences, purchases, past turns.",
            scopes=SCOPES,
            params=GetPerson,
            result=RecalledPerson,
            handler=self.get,
            audit=CallAudit(what="memory.read", when=When.BESIDE, ids=("lead_id", "subject")),
        )
        yield Method(
            name="memory.long_term.search",
            title="Search what is known of a person",
            description="The facts and past turns of a person that have all of the given words.",
            scopes=SCOPES,
            params=SearchPerson,
            result=PersonMatches,
            handler=self.search,
            audit=CallAudit(what="memory.read", when=When.BESIDE, ids=("lead_id", "subject")),
        )

    def store(self, params: StorePerson, context: CallContext) -> Person:
        """Adds to what is known, while the lead is there (``NotFound``)."""
        lead = self._platform.area(Leads).leads.get(params.lead_id)
        profile, preferences = (
            self._facts(params.profile, context),
            self._facts(params.preferences, context),
        )
        _check_preferences(preferences)
        subject = person_of(lead.lead_id, lead.details)

        def attempt() -> None:
            self._learn(lead, subject, profile, preferences)

        retry_on_conflict(attempt)
        return self._platform.long_term.recall(subject)

    def get(self, params: GetPerson, _context: CallContext) -> RecalledPerson:
        """All that is known, with as many past turns as fit into an answer; an empty person if nothing
        is. The pages after the first have past turns only.
        """
        subject = self._subject(params)
        person = self._recalled(params, subject, subject, params.history + 1)
        history, more = _latest(person.history, subject, params.history)
        known = {name: getattr(person, name) for name in Person.model_fields}
        return RecalledPerson(**{**known, "history": history}, next_cursor=more)

    def search(self, params: SearchPerson, _context: CallContext) -> PersonMatches:
        """What has the words."""
        wanted = words_of(params.text)
        subject = self._subject(params)
        query = "\n".join((subject, *sorted(wanted)))
        person = self._recalled(params, query, subject, MOST_HISTORY)

        def matching(facts: dict[str, Fact]) -> dict[str, Fact]:
            return {
                name: fact
                for name, fact in facts.items()
                if wanted <= words_of(f"{name.replace('_', ' ')} {fact.value}")
            }

        past = [turn for turn in person.history if wanted <= words_of(f"{turn.kind} {turn.text}")]
        history, more = _latest(past, query, params.history)
        return PersonMatches(
            subject=person.subject,
            profile=matching(person.profile),
            preferences=matching(person.preferences),
            history=history,
            next_cursor=more,
        )

    def _recalled(self, params: GetPerson, query: str, subject: str, history: int) -> Person:
        return self._platform.long_term.recall(
            subject, history=history, before=position(query, params.cursor)
        )

    def _learn(
        self, lead: Lead, subject: str, profile: dict[str, Fact], preferences: dict[str, Fact]
    ) -> None:
        self._platform.area(Leads).leads.get(lead.lead_id)  # gone: nothing is learned of it again
        known = self._platform.long_term.recall(subject, history=0)
        _check_size("/profile", {**known.profile, **profile})
        _check_size("/preferences", {**known.preferences, **preferences})
        with self._platform.transactions.begin() as within:
            self._platform.area(Leads).leads.hold(lead.lead_id, within)
            if profile:
                self._platform.long_term.learn(subject, profile, within)
            if preferences:
                self._platform.long_term.prefer(subject, preferences, within)

    def _facts(self, stated: dict[str, StatedFact], context: CallContext) -> dict[str, Fact]:
        now = self._platform.clock()
        return {
            name: Fact(
                value=one.value,
                at=min(one.at or now, now),
                source=context.name,
                confidence=one.confidence,
            )
            for name, one in stated.items()
        }

    def _subject(self, params: GetPerson) -> str:
        if params.subject:
            return params.subject
        if params.lead_id is None:
            raise NotFound("person", "none")
        lead = self._platform.area(Leads).leads.get(params.lead_id)
        return person_of(lead.lead_id, lead.details)


def _latest(
    found: Sequence[PastTurn], query: str, most: int
) -> tuple[tuple[PastTurn, ...], str | None]:
    """The latest past turns that an answer can carry, and the cursor to those before them."""
    latest = found[-most:] if most else ()
    shown = tuple(latest[len(latest) - how_many_fit(reversed(latest)) :])
    more = cursor_after(query, shown[0].turn_id) if shown and len(shown) < len(found) else None
    return shown, more


def _check_size(pointer: str, facts: Mapping[str, Fact]) -> None:
    """Raises ``InvalidInput`` for more facts of a person than are kept together."""
    if sum(json_bytes(fact) for fact in facts.values()) > MOST_OF_FACTS_KIB * KIB:
        text = f"of a person are kept {MOST_OF_FACTS_KIB} KiB at most, with what is known already"
        raise refused(pointer, text, "too_long")


class _Usual(Contract):
    """The preferences that agents act upon, which must therefore be what they say."""

    channel: Channel | None = None
    hour: int | None = Field(default=None, ge=0, le=23)


def _check_preferences(preferences: dict[str, Fact]) -> None:
    usual: dict[str, Any] = {
        name: fact.value for name, fact in preferences.items() if name in _Usual.model_fields
    }
    try:
        checked(_Usual, usual)
    except InvalidInput as error:
        faults = [
            FieldError(f"/preferences{one.pointer}/value", one.detail, one.code)
            for one in error.faults
        ]
        raise InvalidInput(faults, str(error)) from error
