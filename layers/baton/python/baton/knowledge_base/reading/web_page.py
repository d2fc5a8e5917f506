"""Pages of websites: what a reader sees of them, without what stands on every page."""

import re
from collections.abc import Mapping, Sequence
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
_CLOSE_THEMSELVES = frozenset({"p", "li", "dt", "dd", "td", "th", "tr", "option"})
"""Elements that need no end before the next of their kind."""
_WITHOUT_END = frozenset(
    {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "wbr"}
)
_DEEPEST = 500
"""Elements within a hidden one that are kept in mind."""
_HIDES = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|font-size:0(?![.\d]*[1-9])|opacity:0(?![.\d]*[1-9])"
    r"|(?:left|top|text-indent):-\d{3}|clip:rect\(0"
)
_COLORS = re.compile(r"(?:^|;)(background(?:-color)?|color):([^;!]{1,40})")
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
        self._hidden: str | None = None
        self._within: list[str] = []

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        """See ``HTMLParser``."""
        if self._is_hidden(tag, attrs):
            return
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
        if self._hidden and self._stays_hidden(tag):
            return
        if tag in self._inside:
            del self._inside[self._inside.index(tag) :]
        elif tag in _LEVELS or (tag in _BLOCKS and tag not in ("td", "th")):
            self.end_block()

    def handle_data(self, data: str) -> None:
        """See ``HTMLParser``."""
        if self._in_title:
            self.title.append(data)
        elif not self._inside and not self._hidden and self.writer.length <= MOST_CHARACTERS:
            self._parts.append(data)

    def _is_hidden(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> bool:
        """Whether an element that begins is one that no reader sees, or in one."""
        if self._hidden == tag and tag in _CLOSE_THEMSELVES:
            self._hidden = None
        if self._hidden:
            if tag not in _WITHOUT_END and len(self._within) < _DEEPEST:
                self._within.append(tag)
            return True
        if tag in _WITHOUT_END or not _hides(dict(attrs)):
            return False
        self.end_block()
        self._hidden, self._within = tag, []
        return True

    def _stays_hidden(self, ended: str) -> bool:
        """After the end of an element: of one within, of the hidden one, or of one around it, which ends
        it too if it needs no end.
        """
        if ended in self._within:
            del self._within[self._within.index(ended) :]
            return True
        if ended == self._hidden:
            self._hidden = None
            return True
        if self._hidden in _CLOSE_THEMSELVES:
            self._hidden = None
        return self._hidden is not None

    def end_block(self) -> None:
        """Writes what came since the last block."""
        text = readable(" ".join("".join(self._parts).split())).strip(" |")
        self._parts, level, self._level = [], self._level, 0
        if level:
            self.writer.heading(level, text)
        else:
            self.writer.block(text)


def _hides(attrs: Mapping[str, str | None]) -> bool:
    """Whether an element hides what is in it by its own attributes; style sheets are not read."""
    if "hidden" in attrs:
        return True
    style = "".join((attrs.get("style") or "").lower().split())[:2_000]
    colors = {name[:5]: value for name, value in _COLORS.findall(style)}
    unseen = "color" in colors and colors["color"] == colors.get("backg")
    return unseen or _HIDES.search(style) is not None
