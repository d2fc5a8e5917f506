"""Pages of websites: what a reader sees of them, without what stands on every page."""

from collections.abc import Sequence
from html.parser import HTMLParser

from baton.core.text import readable
from baton.knowledge_base.document import Outcome
from baton.knowledge_base.text import MOST_CHARACTERS, ReadText, TextWriter, language_code

_NEVER_SEEN = frozenset({"script", "style", "template", "noscript", "svg", "math", "iframe"})
_AROUND = frozenset({"nav", "footer", "aside", "form", "button", "select", "dialog"})
"""What stands around the text of a page, not in it."""

_BLOCKS = frozenset(
    (
        *("address", "article", "blockquote", "body", "br", "dd", "details", "div", "dl", "dt"),
        *(
            "fieldset",
            "figcaption",
            "figure",
            "header",
            "hr",
            "html",
            "li",
            "main",
            "ol",
            "p",
            "pre",
        ),
        *("section", "summary", "table", "tbody", "td", "th", "tfoot", "thead", "tr", "ul"),
    )
)
_LEVELS = {f"h{level}": level for level in range(1, 7)}


def web_page_text(page: str) -> ReadText | Outcome:
    """The text of a page. If nothing is left without what stands around it, that is taken, too: some
    pages are written as one form, or never close their navigation."""
    for skipped in (_NEVER_SEEN | _AROUND, _NEVER_SEEN):
        reader = _Reader(skipped)
        reader.feed(page)
        reader.close()
        reader.end_block()
        if reader.writer.length > MOST_CHARACTERS:
            return Outcome.TOO_LARGE
        if reader.writer.length:
            return reader.writer.written(
                title=readable("".join(reader.title)), language=reader.language
            )
    return Outcome.EMPTY


class _Reader(HTMLParser):
    """Gathers the text between tags into blocks. Cells of a row are one block."""

    def __init__(self, skipped: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.writer = TextWriter()
        self.title: list[str] = []
        self.language: str | None = None
        self._skipped = skipped
        self._inside: list[str] = []
        self._parts: list[str] = []
        self._level = 0
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        """See ``HTMLParser``."""
        if tag == "html":
            self.language = language_code(dict(attrs).get("lang"))
        self._in_title = tag == "title" and not self.title
        if tag in self._skipped:
            self._inside.append(tag)
        elif tag in _LEVELS:
            self.end_block()
            self._level = _LEVELS[tag]
        elif tag in ("td", "th"):
            self._parts.append(" | " if "".join(self._parts[-1:]).strip() else "")
        elif tag in _BLOCKS:
            self.end_block()

    def handle_endtag(self, tag: str) -> None:
        """See ``HTMLParser``."""
        self._in_title = False
        if tag in self._inside:
            del self._inside[self._inside.index(tag) :]
        elif tag in _LEVELS or (tag in _BLOCKS and tag not in ("td", "th")):
            self.end_block()

    def handle_data(self, data: str) -> None:
        """See ``HTMLParser``."""
        if self._in_title:
            self.title.append(data)
        elif not self._inside and self.writer.length <= MOST_CHARACTERS:
            self._parts.append(data)

    def end_block(self) -> None:
        """Writes what came since the last block."""
        text = readable(" ".join("".join(self._parts).split())).strip(" |")
        self._parts, level, self._level = [], self._level, 0
        if level:
            self.writer.heading(level, text)
        else:
            self.writer.block(text)
