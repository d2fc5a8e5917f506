"""A page of a listing in memory, with the real cursors."""

from collections.abc import Iterable

from baton.persistence.page import Item, Page, checked_limit, cursor_after, position


def newest_first(
    items: Iterable[tuple[str, Item]], query: str, cursor: str | None, limit: int
) -> Page[Item]:
    """The page of ``items`` (sort key, item) that follows the cursor, in descending order."""
    checked_limit(limit)
    after = position(query, cursor)
    ordered = sorted(items, key=lambda pair: pair[0], reverse=True)
    left = [pair for pair in ordered if after is None or pair[0] < after]
    page = left[:limit]
    more = cursor_after(query, page[-1][0]) if len(left) > limit else None
    return Page(tuple(item for _, item in page), more)
