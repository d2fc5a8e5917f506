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

    def search(self, question: str, collection: str, k: int) -> Sequence[Passage]:
        """The ``k`` passages of a collection that say most about ``question``, the best first. Raises
        ``Unavailable``.
        """
        ...
