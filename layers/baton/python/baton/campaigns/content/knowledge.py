"""What the company knows, as far as its content needs it: the port to its knowledge base."""

from collections.abc import Sequence
from typing import Annotated, Protocol

from pydantic import Field, StringConstraints

from baton.core.contract import Contract

MOST_QUOTE = 4_000
_Name = Annotated[str, StringConstraints(max_length=300)]


class Source(Contract):
    """Where something stands: the document, which version of it, and the place in it."""

    document: _Name
    version: _Name = ""
    place: _Name = ""


class Passage(Contract):
    """The company's own words, as they stand in their source. ``language`` is an ISO 639-1 code, if
    somebody said it.
    """

    quote: Annotated[str, StringConstraints(max_length=MOST_QUOTE)]
    source: Source
    language: str | None = Field(default=None, pattern=r"^[a-z]{2}$")


class Knowledge(Protocol):
    """Where passages are found."""

    def search(self, question: str, k: int, language: str) -> Sequence[Passage]:
        """The ``k`` passages that say most about ``question``, the best first, those in ``language``
        before others. Raises ``Unavailable``.
        """
        ...


class NoKnowledge:
    """See ``Knowledge``: of a company that has dropped nothing."""

    def search(self, question: str, k: int, language: str) -> Sequence[Passage]:
        """Nothing is known."""
        del question, k, language
        return ()


class _Place(Protocol):
    @property
    def headings(self) -> tuple[str, ...]: ...
    @property
    def page(self) -> int | None: ...
    @property
    def begin(self) -> int: ...


class Quoted(Protocol):
    """A quote as the platform's knowledge base gives it (``baton.knowledge_base.quotation``)."""

    @property
    def title(self) -> str:
        """The document's."""
        ...

    @property
    def version(self) -> int:
        """The document's."""
        ...

    @property
    def quote(self) -> str:
        """Word for word."""
        ...

    @property
    def language(self) -> str | None:
        """ISO 639-1, if it is known."""
        ...

    @property
    def place(self) -> _Place:
        """Where it stands in the document."""
        ...


class Searched(Protocol):
    """The platform's knowledge base, as far as it is asked here."""

    def search(
        self, question: str, *, collection: str | None, k: int, language: str | None
    ) -> Sequence[Quoted]:
        """The ``k`` best passages in ``language`` or an unknown one; in any, if none is named."""
        ...


class CompanyKnowledge:
    """See ``Knowledge``: the documents that the company has dropped, of every collection."""

    def __init__(self, base: Searched) -> None:
        self._base = base

    def search(self, question: str, k: int, language: str) -> Sequence[Passage]:
        """See ``Knowledge``. What is in another language supports figures and names still."""
        own = self._base.search(question, collection=None, k=k, language=language)
        if len(own) >= k:
            return tuple(map(passage_of, own))
        every = self._base.search(question, collection=None, k=k, language=None)
        found = dict.fromkeys((*map(passage_of, own), *map(passage_of, every)))
        return tuple(found)[:k]


def passage_of(quoted: Quoted) -> Passage:
    """A quote with its source in words that a person finds it by."""
    place = quoted.place
    where = [" > ".join(place.headings)] if place.headings else []
    where.append(f"page {place.page}" if place.page else f"character {place.begin}")
    return Passage(
        quote=quoted.quote[:MOST_QUOTE],
        source=Source(
            document=quoted.title[:300],
            version=str(quoted.version),
            place=", ".join(where)[:300],
        ),
        language=quoted.language if quoted.language and len(quoted.language) == len("en") else None,
    )
