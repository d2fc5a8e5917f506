"""A page's bytes as a tree of lxml, and its text as a person sees it. Pure."""

import codecs
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MOST_TEXT = 300_000
"""Characters of a page's text that are looked at."""

_MOST_ELEMENTS = 60_000
"""Elements of a page that are looked at; large pages of shops have some 10,000."""

_CHARSET = re.compile(r"charset\s{0,3}=\s{0,3}[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_DECLARED_WITHIN = 2_048
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NOT_SHOWN = re.compile(
    r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden", re.IGNORECASE
)
_LONGEST_STYLE = 1_000
_UNSEEN = frozenset({"script", "style", "noscript", "template", "head", "svg", "iframe", "object"})
_IN_LINE = frozenset(
    {"a", "abbr", "acronym", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font"}
    | {
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
    }
    | {"time", "tt", "u", "var", "wbr"}
)


def tree_of(body: bytes, content_type: str = "") -> "HtmlElement | None":
    """The page's root; ``None`` for a page without any element."""
    from lxml.etree import LxmlError, ParserError
    from lxml.html import HTMLParser, document_fromstring

    text = decoded(body, content_type).replace("\0", "")
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        return cast(
            "HtmlElement", document_fromstring(text.encode("utf-8", "replace"), parser=parser)
        )
    except (ParserError, LxmlError, ValueError, AssertionError):
        return None


def decoded(body: bytes, content_type: str = "") -> str:
    """The page's text by its byte order mark, its server, itself; else UTF-8, else Windows-1252."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    head = body[:_DECLARED_WITHIN].decode("latin-1")
    for place in (content_type, head):
        if (found := _CHARSET.search(place)) and (known := _known(found[1])):
            return body.decode(known, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")


def _known(name: str) -> str | None:
    try:
        found = codecs.lookup(name)
    except LookupError:
        return None
    is_text = getattr(found, "_is_text_encoding", True)
    bare = "cp1252" if found.name in {"iso8859-1", "ascii"} else found.name  # as browsers do
    return bare if is_text and found.name not in {"utf-7", "idna", "punycode"} else None


def elements(tree: "HtmlElement") -> Iterator["HtmlElement"]:
    """The page's first elements in their order."""
    for count, element in enumerate(tree.iter()):
        if count >= _MOST_ELEMENTS:
            return
        if isinstance(element.tag, str):
            yield element


def text_of(tree: "HtmlElement") -> str:
    """What a person reads, a line for each block, at most ``MOST_TEXT`` characters."""
    pieces: list[str] = []
    length = 0
    for piece in _pieces(tree):
        pieces.append(piece)
        length += len(piece)
        if length > MOST_TEXT:
            break
    lines = (" ".join(line.split()) for line in "".join(pieces)[:MOST_TEXT].split("\n"))
    return "\n".join(line for line in lines if line)


def _pieces(tree: "HtmlElement") -> Iterator[str]:
    from lxml.etree import iterwalk

    unseen = 0
    for count, (event, element) in enumerate(iterwalk(tree, events=("start", "end"))):
        if count >= 2 * _MOST_ELEMENTS:
            return
        hidden = is_hidden(element)
        if event == "start":
            unseen += hidden
            if not unseen:
                yield _gap(element.tag) + _in_one_line(element.text)
        else:
            unseen -= hidden
            if not unseen:
                yield _gap(element.tag) + _in_one_line(element.tail)


def is_hidden(element: "HtmlElement") -> bool:
    """Whether nobody sees an element. Addresses are put there to catch whoever collects them unread."""
    if element.tag in _UNSEEN or element.get("hidden") is not None:
        return True
    return _NOT_SHOWN.search((element.get("style") or "")[:_LONGEST_STYLE]) is not None


def _gap(tag: object) -> str:
    if tag in _IN_LINE:
        return ""
    return " " if tag in {"td", "th", "img", "button", "input"} else "\n"


def _in_one_line(text: str | None) -> str:
    return re.sub(r"\s+", " ", text) if text else ""
