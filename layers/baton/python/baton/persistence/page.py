"""One page of a listing, and the cursor that leads to the next."""

import base64
import binascii
import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2s
from typing import Generic, TypeVar

from baton.core.contract import Contract
from baton.core.errors import FieldError, InvalidInput
from baton.core.sizes import how_many_fit

Item = TypeVar("Item")

MAX_LIMIT = 100
"""The most items a page may have."""


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Items in order, and the opaque cursor of the next page (``None`` at the end)."""

    items: tuple[Item, ...]
    cursor: str | None = None


Document = TypeVar("Document", bound=Contract)


def fitting(page_of: Callable[[int], Page[Document]], limit: int) -> Page[Document]:
    """The page of at most ``limit`` items that an answer can carry: where they are too long together,
    ``page_of`` is asked again for as many as fit, so that the cursor is that of the last one shown.
    """
    page = page_of(limit)
    fit = how_many_fit(page.items)
    return page if fit == len(page.items) else page_of(fit)


def checked_limit(limit: int) -> int:
    """``limit`` if it is 1 to 100. Raises ``InvalidInput`` if not."""
    if not 1 <= limit <= MAX_LIMIT:
        raise InvalidInput([FieldError("/limit", f"must be 1 to {MAX_LIMIT}", "out_of_range")])
    return limit


def cursor_after(query: str, key: str) -> str:
    """The cursor that goes on after the sort key ``key`` of a query, given with all its filters."""
    text = json.dumps({"after": key, "check": _check(query, key)}, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def position(query: str, cursor: str | None) -> str | None:
    """The sort key after which the page begins; ``None`` without a cursor.

    Raises ``InvalidInput`` for a cursor that was changed, or that belongs to another query: the
    check ties it to its filters. It is a guard against mix-ups, not a secret; a forged cursor shows
    nobody more than the listing itself does.
    """
    if cursor is None:
        return None
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        given = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        key, check = given["after"], given["check"]
    except (binascii.Error, ValueError, TypeError, KeyError) as error:
        raise _foreign() from error
    if not isinstance(key, str) or check != _check(query, key):
        raise _foreign()
    return key


def _check(query: str, key: str) -> str:
    try:
        return blake2s(f"{query}\n{key}".encode(), digest_size=6).hexdigest()
    except UnicodeEncodeError as error:
        raise _foreign() from error


def _foreign() -> InvalidInput:
    text = "is not a cursor of this listing; take the one its last page gave, with the same filters"
    return InvalidInput([FieldError("/cursor", text, "foreign_cursor")])
