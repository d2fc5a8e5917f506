"""Methods ``memory.long_term.*``: what is known of people."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import Field, StringConstraints, model_validator

from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.core.errors import FieldError, InvalidInput, NotFound
from baton.leads.container import Leads
from baton.leads.engagement import Channel
from baton.leads.lead import Lead
from baton.leads.person_keys import person_of
from baton.memory.person import Fact, PastTurn, Person
from baton.persistence.retry_on_conflict import retry_on_conflict
from baton.privacy.subject import PersonKey
from functions.platform.rpc.methods import CallContext, Method, checked
from functions.platform.rpc.redaction import words_of

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

MOST_HISTORY = 500
FactName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
FactValue = (
    bool
    | int
    | Annotated[float, Field(allow_inf_nan=False)]
    | Annotated[str, StringConstraints(max_length=1_000)]
    | tuple[Annotated[str, StringConstraints(max_length=200)], ...]
)


class Told(Contract):
    """A fact as a caller tells it: its value, since when (now if not said), and how sure (0 to 1)."""

    value: FactValue
    at: UtcDatetime | None = None
    confidence: float = Field(default=1.0, ge=0, le=1)


class PersonTold(Contract):
    """What is to be known of the person of a lead: facts of the profile, and preferences (``channel``,
    ``hour`` from 0 to 23, ``timezone``, and others). Of two facts of one name the later one stays.
    """

    lead_id: Ulid
    profile: dict[FactName, Told] = Field(default_factory=dict, max_length=40)
    preferences: dict[FactName, Told] = Field(default_factory=dict, max_length=40)

    @model_validator(mode="after")
    def _tells_something(self) -> Self:
        if not (self.profile or self.preferences):
            raise ValueError("tell something in profile or preferences")
        return self


class PersonWanted(Contract):
    """Which person: that of a lead, or a ``subject`` as memories and episodes name it."""

    lead_id: Ulid | None = None
    subject: PersonKey | None = None
    history: int = Field(default=50, ge=0, le=MOST_HISTORY, description="latest past turns")

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if (self.lead_id is None) == (self.subject is None):
            raise ValueError("name either lead_id or subject")
        return self


class PersonSought(PersonWanted):
    """What is known of a person that has every one of these words, in whatever case."""

    text: str = Field(min_length=1, max_length=400)


class PersonFound(Contract):
    """The facts and past turns with the words."""

    subject: PersonKey
    profile: dict[str, Fact] = Field(default_factory=dict)
    preferences: dict[str, Fact] = Field(default_factory=dict)
    history: tuple[PastTurn, ...] = ()


class PersonMethods:
    """Long-term memory."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform

    def all(self) -> Iterator[Method]:
        """The methods."""
        scopes = ("memory.long_term",)
        yield Method(
            name="memory.long_term.store",
            title="Learn about a person",
            does="Adds facts to a person's profile and preferences; what is not named stays.",
            scopes=scopes,
            params=PersonTold,
            result=Person,
            work=self.store,
            changes=True,
        )
        yield Method(
            name="memory.long_term.get",
            title="Recall a person",
            does="All that is known of a person: profile, preferences, purchases, past turns.",
            scopes=scopes,
            params=PersonWanted,
            result=Person,
            work=self.get,
        )
        yield Method(
            name="memory.long_term.search",
            title="Search what is known of a person",
            does="The facts and past turns of a person that have all of the given words.",
            scopes=scopes,
            params=PersonSought,
            result=PersonFound,
            work=self.search,
        )

    def store(self, told: PersonTold, asked: CallContext) -> Person:
        """Adds to what is known, while the lead is there (``NotFound``)."""
        lead = self._platform.area(Leads).leads.get(told.lead_id)
        profile, preferences = (
            self._facts(told.profile, asked),
            self._facts(told.preferences, asked),
        )
        _check_preferences(preferences)
        subject = person_of(lead.lead_id, lead.details)

        def attempt() -> None:
            self._learn(lead, subject, profile, preferences)

        retry_on_conflict(attempt)
        return self._platform.long_term.recall(subject)

    def get(self, wanted: PersonWanted, _asked: CallContext) -> Person:
        """All that is known; an empty person if nothing is."""
        return self._platform.long_term.recall(self._subject(wanted), history=wanted.history)

    def search(self, sought: PersonSought, _asked: CallContext) -> PersonFound:
        """What has the words."""
        wanted = words_of(sought.text)
        person = self._platform.long_term.recall(self._subject(sought), history=MOST_HISTORY)

        def matching(facts: dict[str, Fact]) -> dict[str, Fact]:
            return {
                name: fact
                for name, fact in facts.items()
                if wanted <= words_of(f"{name.replace('_', ' ')} {fact.value}")
            }

        past = [turn for turn in person.history if wanted <= words_of(f"{turn.kind} {turn.text}")]
        return PersonFound(
            subject=person.subject,
            profile=matching(person.profile),
            preferences=matching(person.preferences),
            history=tuple(past[-sought.history :] if sought.history else ()),
        )

    def _learn(
        self, lead: Lead, subject: str, profile: dict[str, Fact], preferences: dict[str, Fact]
    ) -> None:
        self._platform.area(Leads).leads.get(lead.lead_id)  # gone: nothing is learned of it again
        with self._platform.transactions.begin() as within:
            self._platform.area(Leads).leads.hold(lead.lead_id, within)
            if profile:
                self._platform.long_term.learn(subject, profile, within)
            if preferences:
                self._platform.long_term.prefer(subject, preferences, within)

    def _facts(self, told: dict[str, Told], asked: CallContext) -> dict[str, Fact]:
        now = self._platform.clock()
        return {
            name: Fact(
                value=one.value,
                at=min(one.at or now, now),
                source=asked.name,
                confidence=one.confidence,
            )
            for name, one in told.items()
        }

    def _subject(self, wanted: PersonWanted) -> str:
        if wanted.subject:
            return wanted.subject
        if wanted.lead_id is None:
            raise NotFound("person", "none")
        lead = self._platform.area(Leads).leads.get(wanted.lead_id)
        return person_of(lead.lead_id, lead.details)


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
