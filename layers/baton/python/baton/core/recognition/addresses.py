"""E-mail and IP addresses in a text, by their form (RFC 5322, 6531; RFC 4291)."""

import re
from collections.abc import Iterator

_AT_WORD = r"(?:at|ät|arroba|arobase|chiocciola|klammeraffe)"
_DOT_WORD = r"(?:dot|punkt|punto|point|ponto)"
_AT = re.compile(
    r"@|\uff20|\ufe6b|%40|&(?:#64|#x40|commat);"
    rf"|[ \u00a0]?(?:\( ?(?:@|{_AT_WORD}) ?\)|\[ ?(?:@|{_AT_WORD}) ?\]|\{{ ?(?:@|{_AT_WORD}) ?\}}"
    rf"|< ?(?:@|{_AT_WORD}) ?>)[ \u00a0]?|[ \u00a0]{_AT_WORD}[ \u00a0]",
    re.IGNORECASE,
)
"""Also full-width and small, as links and pages have it, and as people write it to hide it."""

_DOT = (
    rf"(?:[.\u3002\uff0e\uff61]|[ \u00a0]?(?:\( ?(?:\.|{_DOT_WORD}) ?\)|\[ ?(?:\.|{_DOT_WORD}) ?\]"
    rf"|\{{ ?(?:\.|{_DOT_WORD}) ?\}})[ \u00a0]?|[ \u00a0]{_DOT_WORD}[ \u00a0])"
)
_OF_MAIL = re.compile(
    r"mail|addre|adress|write|reach|contact|schreib|kontakt|erreich|[eé]cri|courriel|correo|escr[ií]b|scriv|posta",
    re.IGNORECASE,
)
"""What stands before an address that is spelt in plain words; else they say where something is."""

_SPELT = re.compile(
    rf"(?<![\w.-])(?:[\w-]{{1,24}}[ \u00a0(\[{{]{{1,2}}{_DOT_WORD}[ \u00a0)\]}}]{{1,2}}){{1,3}}\Z",
    re.IGNORECASE,
)
"""The first parts of ``joe dot doe``."""

_BEFORE = 32
_DOMAIN = re.compile(
    rf"(?:[\w-]{{1,63}}{_DOT}){{1,8}}(?:xn--[a-z0-9-]{{1,59}}|[^\W\d_]{{2,63}})"
    r"(?![^\W_])|\[(?:\d{1,3}(?:\.\d{1,3}){3}|IPv6:[0-9a-fA-F:.]{2,45})\]",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"[1-9]x\.(?:png|jpe?g|webp|gif|svg|avif)", re.IGNORECASE)
"""``logo@2x.png`` is a file."""

_NOT_LOCAL = frozenset(' \t\r\n\f\v<>@,;:()[]{}|\\"/=?&\0\u3000\u00a0')
_LONGEST_LOCAL = 64

_V4 = re.compile(r"(?<![\w.-])(?:\d{1,3}\.){3}\d{1,3}(?![\w-]|\.\d)")
_V6 = re.compile(
    r"(?<![\w:.])(?=[0-9a-fA-F:.]{0,45}::|(?:[0-9a-fA-F]{1,4}:){7})[0-9a-fA-F:.]{2,45}"
)
_VERSION = re.compile(r"(?:\bv|version|release|build|firmware)[\s:.=]{0,3}$", re.IGNORECASE)
_LARGEST_OCTET = 255


def may_hold_email(text: str) -> bool:
    """Whether ``emails_in`` has anything to look at."""
    return _AT.search(text) is not None


def emails_in(text: str) -> Iterator[tuple[int, int]]:
    """Where e-mail addresses stand, with quotes around the name if it has any. ``joe (at) example.com``
    and ``joe [at] example [dot] com`` are some, too.
    """
    taken = 0
    for at in _AT.finditer(text):
        domain = _DOMAIN.match(text, at.end())
        if domain is None or _PICTURE.fullmatch(domain[0]):
            continue
        begin = _quoted_from(text, at.start(), taken)
        if begin is None:
            begin = _local_from(text, at.start(), taken)
        if begin < at.start() and not _says_where(text, begin, at[0], domain[0]):
            spelt = _SPELT.search(text, max(taken, begin - _LONGEST_LOCAL), begin)
            begin, taken = spelt.start() if spelt else begin, domain.end()
            yield begin, taken


def _says_where(text: str, begin: int, at: str, domain: str) -> bool:
    """Whether the words between are a sentence's, as in ``look at example.com``."""
    if not at.strip().isalpha():
        return False
    if " " not in domain:
        return True
    shouted = at.isupper() and any(word.isupper() for word in domain.split())
    return not shouted and _OF_MAIL.search(text, max(0, begin - _BEFORE), begin) is None


def _local_from(text: str, end: int, first: int) -> int:
    """Where the part before the @ begins."""
    begin, first = end, max(first, end - _LONGEST_LOCAL)
    while begin > first and text[begin - 1] not in _NOT_LOCAL:
        begin -= 1
    begin = _after_escape(text, begin, end)
    bare = begin
    while bare < end and text[bare] in ".'`*_\u2018\u201c\u201e\u00ab":  # a sign before it
        bare += 1
    return bare if bare < end else begin


def _after_escape(text: str, begin: int, end: int) -> int:
    r"""In a line of JSON a tab is ``\t``, which must not become half an escape."""
    slashes = begin
    while slashes and text[slashes - 1] == "\\":
        slashes -= 1
        if begin - slashes > _LONGEST_LOCAL:
            break
    if (begin - slashes) % 2 == 0:
        return begin
    return min(end, begin + (5 if text[begin : begin + 1] == "u" else 1))


def _quoted_from(text: str, end: int, first: int) -> int | None:
    r"""Where a name in quotes before the @ begins; in a line of JSON its quotes are ``\"``."""
    if not text.endswith('"', 0, end):
        return None
    quote = '\\"' if text.endswith('\\"', 0, end) else '"'
    close = end - len(quote)
    begin = text.rfind(quote, max(first, close - _LONGEST_LOCAL), close)
    inner = text[begin + len(quote) : close]
    if begin < 0 or not inner.strip() or set(inner) & set("\n\0"):
        return None
    before = text[begin - 1 : begin]  # empty at the beginning
    between_strings = inner[0] in ",:]}" or before in {'"', "\\"} or before.isalnum()
    return None if between_strings else begin


def machines_in(text: str) -> Iterator[tuple[int, int]]:
    """Where IP addresses stand. Numbers of versions are none."""
    found = [
        one.span()
        for one in _V4.finditer(text)
        if all(int(part) <= _LARGEST_OCTET for part in one[0].split("."))
        and not _VERSION.search(text, max(0, one.start() - 16), one.start())
    ]
    if "::" in text or text.count(":") >= 7:  # noqa: PLR2004 (the colons of a whole address)
        found += [one.span() for one in _V6.finditer(text) if _is_v6(one[0])]
    yield from sorted(found)


def _is_v6(text: str) -> bool:
    """Whether it is an address of somebody: one that begins with zeros is of this machine."""
    import ipaddress

    try:
        return ipaddress.IPv6Address(text).packed[:1] != b"\0"
    except ValueError:
        return False
