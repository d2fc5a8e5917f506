"""HTML and SVG, written so that text never becomes markup: what is not marked as such is escaped."""

from html import escape

_WITHOUT_CONTENT = frozenset({"br", "meta"})


class Markup(str):
    """Text that is markup already. Only ``tag`` and ``joined`` make it, and constants of ours."""

    __slots__ = ()


def tag(name: str, /, *content: str, **attributes: object) -> Markup:
    """One element. Underscores in an attribute's name are hyphens, one at its end is dropped; an
    attribute that is ``None`` is left out."""
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _WITHOUT_CONTENT:
        return Markup(f"<{name}{given}>")
    return Markup(f"<{name}{given}>{joined(*content)}</{name}>")


def joined(*content: str) -> Markup:
    """Pieces one after the other, those that are plain text escaped."""
    return Markup("".join(one if isinstance(one, Markup) else escape(one) for one in content))
