"""Read, change, write, again if somebody else wrote in between."""

from collections.abc import Callable
from typing import TypeVar

from baton.core.errors import Conflict, StaleVersion

ATTEMPTS = 4

Result = TypeVar("Result")


def retry_on_conflict(attempt: Callable[[], Result]) -> Result:
    """Gives the result of the first attempt that is not overtaken.

    For changes whose caller named no version. Raises ``Conflict`` after ``ATTEMPTS``.
    """
    for _ in range(ATTEMPTS):
        try:
            return attempt()
        except StaleVersion:
            continue
    raise Conflict("It is being changed by several callers at once. Try again.")
