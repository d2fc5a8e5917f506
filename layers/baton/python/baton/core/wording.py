"""Sentences for people."""


def counted(count: int, one: str, many: str | None = None) -> str:
    """How many of what: "1 day", "2 days", "1,200 people". ``many`` is for words without an s."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
