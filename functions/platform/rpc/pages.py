"""Pages of lists that are known whole: tools, prompts, templates."""

from collections.abc import Sequence
from typing import Any, TypeVar

from baton.persistence.page import cursor_after, position

PAGE = 50
Item = TypeVar("Item")


def paged(
    query: str, items: Sequence[Item], cursor: str | None
) -> tuple[list[Item], dict[str, Any]]:
    """A page, and ``nextCursor`` if there is more. Raises ``InvalidInput`` for a foreign cursor."""
    after = position(query, cursor)
    start = int(after) if after else 0
    more = (
        {"nextCursor": cursor_after(query, str(start + PAGE))} if start + PAGE < len(items) else {}
    )
    return list(items[start : start + PAGE]), more
