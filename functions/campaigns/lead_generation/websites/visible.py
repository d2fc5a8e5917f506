"""Contact data that a page shows to people: links for mail and calls, addresses and numbers in its
text. Pure.

Numbers of a text are taken if they are written as phone numbers, exist, and nothing before them
calls them a fax or something else; those without a country's code only where the site's country is
known.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import unquote

from baton.core.email import email_address
from baton.core.phone import phone_number
from baton.core.recognition.addresses import emails_in
from baton.core.recognition.phones import phones_in
from functions.campaigns.lead_generation.websites.html import elements, is_hidden

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MOST = 50
"""Of each kind on a page."""

_LONGEST_HREF = 1_000
_AT = re.compile(
    r"[ \t]{0,2}(?:[\[({<][ \t]?(?:at|@|ät|a|arroba|arobase|chiocciola)[ \t]?[\])}>])[ \t]{0,2}",
    re.IGNORECASE,
)
_DOT = re.compile(
    r"[ \t]{0,2}[\[({<][ \t]?(?:dot|\.|punkt|point|punto)[ \t]?[\])}>][ \t]{0,2}", re.IGNORECASE
)
_SPOKEN = re.compile(
    r"(?<![\w.+-])([\w.+-]{1,64}) AT ([\w-]{1,63}(?: DOT [\w-]{1,63}){1,4})(?![\w-])"
)
_EXAMPLES = frozenset({"example.com", "example.org", "example.net", "domain.com", "yourdomain.com"})
_FAX = re.compile(r"(?:tele)?fax\w{0,8}[\s.:/-]{0,4}(?:\(?\+?[\d /()-]{0,4})$", re.IGNORECASE)
_BEFORE = 24


def mail_links(tree: "HtmlElement") -> list[str]:
    """Addresses of links for mail (RFC 6068)."""
    found: list[str] = []
    for href in _hrefs(tree, "mailto:"):
        for one in unquote(href.partition("?")[0]).split(","):
            found += _address(one)
    return _once(found)


def call_links(tree: "HtmlElement", country: str | None) -> list[str]:
    """Numbers of links for calls (RFC 3966) in E.164 form."""
    return _once(one for href in _hrefs(tree, "tel:") for one in _number(unquote(href), country))


def emails_of(text: str) -> list[str]:
    """Addresses in a text, also as ``name (at) domain (dot) tld``, and ``name AT domain DOT tld``."""
    plain = _DOT.sub(".", _AT.sub("@", text))
    if " DOT " in plain:
        plain = _SPOKEN.sub(lambda one: f"{one[1]}@{one[2].replace(' DOT ', '.')}", plain)
    spans = islice(emails_in(plain), 2 * _MOST)
    return _once(one for begin, end in spans for one in _address(plain[begin:end]))


def phones_of(text: str, country: str | None) -> list[str]:
    """Phone numbers in a text in E.164 form, without those that are called a fax."""
    regions = (country,) if country else ()
    found: list[str] = []
    for begin, end in islice(phones_in(text, regions), 4 * _MOST):
        if not _FAX.search(text, max(0, begin - _BEFORE), begin):
            found += _existing(text[begin:end], country)
    return _once(found)


def site_name(tree: "HtmlElement") -> str | None:
    """The name that a page says its site has (Open Graph)."""
    for element in elements(tree):
        if element.tag == "meta" and element.get("property") == "og:site_name":
            return str(element.get("content") or "")
        if element.tag == "body":
            break
    return None


def language_region(tree: "HtmlElement") -> str | None:
    """The country of the page's language, as ``AT`` of ``de-AT``."""
    found = re.fullmatch(r"[a-zA-Z]{2,3}[-_]([a-zA-Z]{2})", (tree.get("lang") or "").strip()[:20])
    return found[1].upper() if found else None


def _hrefs(tree: "HtmlElement", scheme: str) -> Iterator[str]:
    links = ((one.get("href") or "", one) for one in elements(tree) if one.tag in {"a", "area"})
    chosen = (
        (href.strip(), one) for href, one in links if href.strip()[: len(scheme)].lower() == scheme
    )
    return (
        href[len(scheme) : _LONGEST_HREF]
        for href, one in islice(chosen, _MOST)
        if not _is_unseen(one)
    )


def _is_unseen(link: "HtmlElement") -> bool:
    return any(map(is_hidden, (link, *link.iterancestors())))


def _address(text: str) -> list[str]:
    try:
        found = email_address(text.strip().strip(".'\""))
    except ValueError:
        return []
    domain = found.rpartition("@")[2]
    return [] if domain in _EXAMPLES else [found]


def _number(text: str, country: str | None) -> list[str]:
    try:
        return [phone_number(text, country).number]
    except ValueError:
        return []


def _existing(text: str, country: str | None) -> list[str]:
    import phonenumbers

    found = _number(text, country)
    return [one for one in found if phonenumbers.is_valid_number(phonenumbers.parse(one))]


def _once(found: Sequence[str] | Iterator[str]) -> list[str]:
    return list(dict.fromkeys(found))[:_MOST]
