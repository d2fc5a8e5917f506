"""Which hosts a text leads to, as mail programs and browsers make links of it.

A name with dots is a host's if its last part is one that the public suffix list has (publicsuffix.org;
the package ``publicsuffixlist`` brings it along): ``x.com/acme`` and ``пример.рф``, but not ``Node.js``.
"""

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from baton.core.recognition.addresses import emails_in

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

_SCHEME = re.compile(
    r"\b(?:mailto|tel|sms|smsto|callto|javascript|vbscript|data|file|ftp|sftp|whatsapp|skype|tg|viber"
    r"|facetime|geo|market|intent|magnet|bitcoin|ethereum|blob|ws|wss|ldap|ssh|telnet|view-source|webcal"
    r"|zoommtg|steam|itms-[a-z]{1,10}|ms-[a-z-]{1,20}):\S",
    re.IGNORECASE,
)
_LINK = re.compile(r"\b[a-z][a-z0-9+.-]{1,20}://[^\s<>\"']*|\bwww\.[^\s<>\"']*", re.IGNORECASE)
_NUMBERED = re.compile(
    r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?=:\d{2,5}|/\w)|\blocalhost(?=:\d{2,5}|/\w)"
    r"|\[(?=[0-9a-f]{0,4}:[0-9a-f]{0,4}:)[0-9a-f:.]{2,45}\](?=:\d|/)"
    r"|(?<![\w:.])(?:[0-9a-f]{1,4}:){1,7}:[0-9a-f:]{0,30}(?=/[a-z])"
    r"|(?<![\w.,/-])(?:[1-4]\d{8,9}(?=/[a-z]{2})|0x[0-9a-f]{7,8}(?=/\w))",
    re.IGNORECASE,
)
"""A machine by its number, with a port or a page; ``1.2.3.4`` alone may be a section."""
_NAME = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63}){1,20}")
_DOT = re.compile(r"[\u3002\uff0e\uff61\u2024]")
_SPELLED = re.compile(
    r"\s?[\[({]\s?(?:\.|dot|punkt|point|punto)\s?[\])}]\s?"
    r"|(?<=[^\W_]) (?:dot|punkt|point|punto) (?=(?:com?|net|org|info|biz|de|at|ch|eu|fr|es|io)\b)"
    r"|(?<=[^\W_]) \.(?=(?:com?|net|org|info|biz|io|app|shop)\b)"
    r"|(?<=[^\W_])\. (?=(?-i:com|org|io|biz)\b)",
    re.IGNORECASE,
)
_SPACED = re.compile(
    r"\bwww\.? ([\w-]{1,63})\.? ?[. ](?=(?:com?|net|org|info|biz|de|at|ch|eu|fr|es|io|shop)\b)",
    re.IGNORECASE,
)
_HEAD = re.compile(r"[^\W_]{2,63}")
_TITLES = frozenset({"dr", "mag", "prof", "ing", "dipl"})
_HALF_DAYS = frozenset({"am", "pm"})


def points_elsewhere(text: str) -> bool:
    """Whether a link opens something else than a page: a call, a mail, a program."""
    return _SCHEME.search(unicodedata.normalize("NFKC", text)) is not None


def hosts_in(text: str) -> list[str]:
    """The hosts that ``text`` leads to, in small letters. Addresses of e-mail are none of them."""
    plain = _DOT.sub(".", unicodedata.normalize("NFKC", text))  # full-width letters are linked, too
    plain = _SPELLED.sub(".", _SPACED.sub(r"www.\1.", plain))
    found = [_host(link[0]) for link in _LINK.finditer(plain)]
    left = _without_emails(_LINK.sub(" ", plain))
    found += _NUMBERED.findall(left)
    return found + [host for name in _NAME.findall(left) if (host := _named(name))]


def _without_emails(text: str) -> str:
    pieces, at = [], 0
    for begin, end in emails_in(text):
        pieces.append(text[at:begin])
        at = end
    return " ".join([*pieces, text[at:]])


def _host(link: str) -> str:
    """Where a browser goes: what stands before an @ is a name, and a port is no part of it."""
    _, _, rest = link.rpartition("://") if "://" in link else ("", "", link)
    authority = re.split(r"[/?#\\]", rest, maxsplit=1)[0]
    return authority.rpartition("@")[2].partition(":")[0].rstrip(".,;)!?").casefold()


def _named(name: str) -> str:
    """The host that a name with dots in it is, or begins with; empty if it is none."""
    labels = [label.strip("_") for label in name.casefold().split(".")]
    for at in range(len(labels) - 1, 0, -1):
        head = _HEAD.match(labels[at]) if not labels[at].startswith("xn--") else None
        top = head[0] if head else labels[at]
        if labels[at - 1] and not _is_abbreviation(labels[:at], top) and _is_top(top):
            return ".".join([*labels[:at], top])
    return ""


def _is_abbreviation(before: list[str], top: str) -> bool:
    """``9.am`` and ``Dr.in``."""
    first = before[-1]
    return (top in _HALF_DAYS and first.isdigit()) or (top == "in" and first in _TITLES)


def _is_top(label: str) -> bool:
    """Whether names end so."""
    return not label.isdigit() and _suffixes().publicsuffix(f"a.b.{label}") is not None


@cache
def _suffixes() -> "PublicSuffixList":
    """The list; reading it takes 40 ms, so only a text with a dot inside a word does."""
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList(accept_unknown=False)
