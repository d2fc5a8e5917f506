"""Which parts of a text are somebody's: e-mail addresses, numbers of phones, accounts and cards.

The one recogniser for whatever hides such values (``masking``, ``language.guards.privacy``) and for
whatever looks for them (``language.guards.answer``). A number counts by its check digits, or by how
numbers of its kind are written, never by its length alone: dates, amounts and order numbers stay.

Every finder walks over the text once and looks at a bounded piece around an @ or a digit, so the time
is linear in the length, whatever the text.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from baton.core.recognition.addresses import emails_in, machines_in
from baton.core.recognition.payment_numbers import accounts_in, cards_in
from baton.core.recognition.phones import phones_in
from baton.core.recognition.typed_text import typed_text

Span = tuple[int, int]
"""Where something begins and ends in a text."""


class Personal(StrEnum):
    """Kinds of personal values; the name stands in the placeholder."""

    NAME = "name"
    COMPANY = "company"
    EMAIL = "email"
    PHONE = "phone"
    ACCOUNT = "account"
    CARD = "card"
    ADDRESS = "address"
    """of a machine or place: an IP address, a postal address that the caller tells"""
    ID = "id"


@dataclass(frozen=True, slots=True)
class Found:
    """A personal value in a text, and where it stands."""

    kind: Personal
    begin: int
    end: int


IN_LOGS = frozenset({Personal.EMAIL, Personal.PHONE, Personal.ACCOUNT, Personal.CARD})
"""What operators do not read. They do need the addresses of machines."""

_FINDERS: tuple[tuple[Personal, Callable[[str], Iterable[Span]]], ...] = (
    (Personal.EMAIL, emails_in),
    (Personal.ACCOUNT, accounts_in),
    (Personal.CARD, cards_in),
    (Personal.ADDRESS, machines_in),
)
"""In this order: what one of them found is nothing for the next."""


def found_in(text: str, regions: Sequence[str] = ()) -> list[Found]:
    """The personal values that a text tells by their form, in their order; none overlaps another.

    ``regions`` are the countries (ISO 3166) that numbers without a country's code may belong to.
    """
    found: list[Found] = []
    plain = typed_text(text)
    left = plain.text
    for kind, finder in _FINDERS:
        spans = list(finder(left))
        found += [Found(kind, begin, end) for begin, end in plain.back(spans)]
        left = _without(left, spans)
    phones = plain.back(phones_in(left, regions))
    found += [Found(Personal.PHONE, begin, end) for begin, end in phones]
    return sorted(found, key=lambda one: one.begin)


def replaced(text: str, found: Iterable[Found], by: Callable[[Personal, str], str]) -> str:
    """``text`` with ``by(kind, value)`` in the place of every value found."""
    return "".join(_pieces(text, found, by))


def _pieces(text: str, found: Iterable[Found], by: Callable[[Personal, str], str]) -> Iterator[str]:
    at = 0
    for one in found:
        yield text[at : one.begin]
        yield by(one.kind, text[one.begin : one.end])
        at = one.end
    yield text[at:]


def _without(text: str, spans: Iterable[Span]) -> str:
    """``text``, as long as before, with a character in those places that is part of nothing."""
    pieces, at = [], 0
    for begin, end in spans:
        pieces += [text[at:begin], "\0" * (end - begin)]
        at = end
    return "".join(pieces) + text[at:] if pieces else text
