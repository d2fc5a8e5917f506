"""E-mail and IP addresses in a text, by their form (RFC 5322, 6531; RFC 4291)."""

import re
from collections.abc import Iterator


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_AT_WORD = (
    r"(?:at|ät|arroba|arobase|chiocciola|klammeraffe|apenstaartje|ma[lł]pa|kukac"
    r"|zavin[aá][cč]|собака)"
)
_DOT_WORD = r"(?:dot|punkt|punto|point|ponto|kropka|te[cč]ka|точка)"
_AT = re.compile(
    r"[ \u00a0]{0,3}[@\uff20\ufe6b][ \u00a0]{0,3}|%40|&(?:#64|#x40|commat);"
    rf"|[ \u00a0]?(?:\( ?(?:[@a]|{_AT_WORD}) ?\)|\[ ?(?:[@a]|{_AT_WORD}) ?\]"
    rf"|\{{ ?(?:[@a]|{_AT_WORD}) ?\}}|< ?(?:@|{_AT_WORD}) ?>|([*#~|+=^]){_AT_WORD}\1)[ \u00a0]?"
    rf"|[ \u00a0](?:{_AT_WORD}|-{_AT_WORD}-)[ \u00a0]|[-_]{_AT_WORD}[-_]",
    re.IGNORECASE,
)
"""Also full-width and small, as links and pages have it, and as people write it to hide it."""

_HINTS = (
    *("@", "\uff20", "\ufe6b", "%40", "&#64", "&#x40", "&commat", "ät", "arroba", "arobase"),
    *("chiocciola", "klammeraffe", "apenstaartje", "malpa", "małpa", "kukac", "zavin", "собака"),
    *(f"{sign}{word}" for sign in "([{" for word in ("at", " at", "a)", "a]", "a}", " a ")),
    *("<at", "< at", "_at_", "-at-", *(f"{sign}at{sign}" for sign in "*#~|+=^ \u00a0")),
    *(" at\u00a0", "\u00a0at "),
)
"""One of them is in whatever ``_AT`` finds, in small letters."""

_DOT = (
    rf"(?:[.\u3002\uff0e\uff61]|[ \u00a0]?(?:\( ?(?:\.|{_DOT_WORD}) ?\)|\[ ?(?:\.|{_DOT_WORD}) ?\]"
    rf"|\{{ ?(?:\.|{_DOT_WORD}) ?\}}|< ?{_DOT_WORD} ?>|-{_DOT_WORD}-)[ \u00a0]?"
    rf"|[ \u00a0]{_DOT_WORD}[ \u00a0])"
)
_JOINED = re.compile(
    rf"(?:[^\W_]{{1,63}}([-_]){_DOT_WORD}\1){{1,4}}[^\W\d_]{{2,24}}(?!\w)"
    r"|(?<=_)(?:[^\W_]{1,63}(?:-[^\W_]{1,63}){0,4}\.){1,4}[^\W\d_]{2,24}(?![\w(]|\.\w)",
    re.IGNORECASE,
)
"""What follows ``joe_at_`` and ``joe-at-``; hosts have names like ``stay-at-home.com``."""

_TOPS = _words(
    "com net org info biz edu gov eu io de at ch li fr es it pt nl be lu uk ie us ca mx br ar cl co au"
    " nz za in jp cn kr ru ua kz cz sk hu ro bg gr tr se no dk fi is ee lv lt pl hr si il ae sg hk рф"
)
"""Where mail goes; a name that ends otherwise is a file's or a variable's as often."""

_TOP = re.compile(r"[^\W\d_]{2,63}\Z")
_CHOICES = _words(
    "a about all an and are as at both but by case choice clause either example for from has have in"
    " is item like means of on or option options page part plan point see section site step than the"
    " to try under use using variant version via visit was website were with auf bei beide entweder"
    " fall für ist mit oder optionen punkt seite siehe sind und variante von zu avec choix dans est et"
    " ou par pour soit voir como con e es está o opción para sea ver è opzione per sia vedi"
)
"""Words before ``(a)`` where it is the first of several things."""

_NEXT_CHOICE = re.compile(r"[(\[{ ]b[)\]}]", re.IGNORECASE)
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

_MAILBOX = re.compile(
    r"[^\W\d_]{1,24}(?:-[^\W\d_]{1,24})?(?:[._][^\W\d_]{2,24}){1,3}\d{0,4}|[^\W\d_]{2,24}\d{2,4}"
)
"""What nobody calls a thing: ``joe.doe``, ``joe_doe``, ``joe77``."""

_PROVIDER = re.compile(
    r"(?:[\w-]{0,20}mail|outlook|yahoo|icloud|gmx|web|live|aol|proton|hey|t-online)\.[a-z.]{2,6}\Z",
    re.IGNORECASE,
)
"""Where people have their mailboxes and do nothing else."""

_PLAIN_DOMAIN = re.compile(r"[\w.-]+")
_BEFORE, _AHEAD = 32, 200
_SIGNS = frozenset("@\uff20\ufe6b")
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
    """Whether ``emails_in`` may find something. Most lines of a log hold none of its signs, and looking
    for these costs a twentieth of looking for addresses.
    """
    lower = text.lower()
    return any(sign in lower for sign in _HINTS)


def emails_in(text: str) -> Iterator[tuple[int, int]]:
    """Where e-mail addresses stand, with quotes around the name if it has any. ``joe (at) example.com``,
    ``joe_at_example.com`` and ``joe [at] example [dot] com`` are some, too.
    """
    taken = 0
    for at in _AT.finditer(text):
        domain = (_JOINED if at[0][0] in "-_" else _DOMAIN).match(text, at.end())
        if domain is None or _PICTURE.fullmatch(domain[0]):
            continue
        begin = _quoted_from(text, at.start(), taken)
        if begin is None:
            begin = _local_from(text, at.start(), taken)
        if begin < at.start() and not _says_where(text, begin, at, domain):
            spelt = _SPELT.search(text, max(taken, begin - _LONGEST_LOCAL), begin)
            begin, taken = spelt.start() if spelt else begin, domain.end()
            yield begin, taken


def _says_where(text: str, begin: int, at: re.Match[str], domain: re.Match[str]) -> bool:
    """Whether what is between is a sentence's, as in ``look at example.com``."""
    sign = at[0].strip(" \u00a0")
    if at[0][0] in "-_":
        return not _is_a_top(domain[0])
    if sign[1:-1].strip().casefold() == "a":
        return _is_a_choice(text, begin, at, domain)
    if sign in _SIGNS and at[0][0] != sign:
        return not _is_a_mailbox(text, begin, at, domain)
    return sign.isalpha() and not _is_told_in_words(text, begin, at, domain)


def _is_told_in_words(text: str, begin: int, at: re.Match[str], domain: re.Match[str]) -> bool:
    """Whether ``joe at example dot com`` is an address: where mail is spoken of, or only its AT and DOT
    are shouted, or by whom it names and where.
    """
    sign, local = at[0].strip(" \u00a0"), text[begin : at.start()]
    told = (_hides(domain[0]) and _is_a_name(local)) or (sign.isupper() and local.islower())
    if told and _is_a_top(domain[0]):
        return True
    shouted = sign.isupper() and any(word.isupper() for word in domain[0].split())
    return " " in domain[0] and (shouted or _of_mail(text, begin))


def _is_a_mailbox(text: str, begin: int, at: re.Match[str], domain: re.Match[str]) -> bool:
    """Whether ``joe @ example.com`` is somebody's address, and not where something is, as in ``lunch @
    example.com``: mail is spoken of, or the form, the domain or a name tells.
    """
    local = text[begin : at.start()]
    if _of_mail(text, begin) or _MAILBOX.fullmatch(local) or local.endswith('"'):
        return True
    enclosed = text[max(0, begin - 1) : begin] + text[domain.end() : domain.end() + 1] == "<>"
    return _is_a_top(domain[0]) and (enclosed or _hides(domain[0]) or _is_a_name(local))


def _hides(domain: str) -> bool:
    """Whether a domain is spelt, or is one of mailboxes only."""
    return not _PLAIN_DOMAIN.fullmatch(domain) or _PROVIDER.match(domain) is not None


def _is_a_name(local: str) -> bool:
    from baton.core.recognition.given_names import given_names
    from baton.core.text import folded

    return _MAILBOX.fullmatch(local) is not None or folded(local) in given_names()


def _is_a_choice(text: str, begin: int, at: re.Match[str], domain: re.Match[str]) -> bool:
    """Whether ``(a)`` is the first of several things, as in ``option (a) example.com``."""
    if not _is_a_top(domain[0]) or text[begin : at.start()].casefold() in _CHOICES:
        return True
    return _NEXT_CHOICE.search(text, domain.end(), domain.end() + _AHEAD) is not None


def _is_a_top(domain: str) -> bool:
    top = _TOP.search(domain)
    return top is not None and top[0].casefold() in _TOPS


def _of_mail(text: str, begin: int) -> bool:
    """Whether mail is spoken of just before."""
    return _OF_MAIL.search(text, max(0, begin - _BEFORE), begin) is not None


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
