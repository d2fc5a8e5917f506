"""What one page says of how to reach its company. Pure."""

from typing import TYPE_CHECKING, NamedTuple

from baton.core.countries import country_code
from baton.core.no_answer import Holds, is_no_answer
from baton.core.phone import phone_number
from baton.core.text import readable, seen
from functions.campaigns.lead_generation.websites import visible
from functions.campaigns.lead_generation.websites.findings import DetectionMethod, FieldName, Found
from functions.campaigns.lead_generation.websites.html import text_of
from functions.campaigns.lead_generation.websites.organisations import Said, said_by
from functions.campaigns.lead_generation.websites.structured import items_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_TOP_LEVEL = {"uk": "GB"}
"""Top-level domains of a country whose letters are not its code."""

_GENERIC = frozenset(
    {"io", "ai", "co", "me", "tv", "cc", "ws", "fm", "gg", "to", "ly", "sh", "so", "ac", "nu", "la"}
    | {"vc", "bz", "fo", "gs", "st", "tk", "ms"}
)
"""Top-level domains of countries and islands that companies of all others use."""


class PageContacts(NamedTuple):
    """What was found, the surest first; whether all structured data of the page could be read; and the
    country by which its numbers were read.
    """

    found: list[Found]
    is_whole: bool
    country: str | None


def contacts_of(tree: "HtmlElement", url: str, host: str, country: str | None) -> PageContacts:
    """What a page says. ``country`` (ISO 3166) is the company's, if it is known: numbers without a
    country's code are of it; else the country that the page, its domain or its language names.
    """
    items, whole = items_of(tree, url)
    said = said_by(items)
    of = _country_of(said, tree, host) if country is None else country
    found = [one for said_one in said if (one := _structured(said_one, url, of))]
    text = text_of(tree)
    shown: list[tuple[FieldName, DetectionMethod, list[str]]] = [
        ("email", DetectionMethod.LINK, visible.mail_links(tree)),
        ("phone", DetectionMethod.LINK, visible.call_links(tree, of)),
        ("name", DetectionMethod.META, _name(visible.site_name(tree))),
        ("email", DetectionMethod.TEXT, visible.emails_of(text)),
        ("phone", DetectionMethod.TEXT, visible.phones_of(text, of)),
    ]
    for field, by, values in shown:
        found += [Found(field=field, value=one, url=url, by=by) for one in values]
    return PageContacts(_once(found), whole, of)


def _structured(said: Said, url: str, country: str | None) -> Found | None:
    value = said.value
    if said.field == "phone":
        try:
            value = phone_number(value, country).number
        except ValueError:
            # As the page has it: without a country, "(408) 714-1489" is still its number.
            value = said.value[:60]
    return Found(field=said.field, value=value, url=url, by=DetectionMethod.STRUCTURED, of=said.of)


def _country_of(said: list[Said], tree: "HtmlElement", host: str) -> str | None:
    named = [one.value for one in said if one.field == "country" and not one.of]
    top = host.rsplit(".", 1)[-1].lower()
    by_domain = None if top in _GENERIC else _TOP_LEVEL.get(top, top.upper())
    for one in filter(None, (*named, by_domain, visible.language_region(tree))):
        try:
            return str(country_code(one if len(one) == len("AT") else ""))
        except ValueError:
            continue
    return None


def _name(given: str | None) -> list[str]:
    name = seen(" ".join(readable((given or "")[:1_000]).split()))[:200]
    return [name] if name and not is_no_answer(name, Holds.NAME) else []


def _once(found: list[Found]) -> list[Found]:
    """Each value of a field once, as it is said first; what is the page's own, and surest, first."""
    ordered = sorted(found, key=lambda one: (bool(one.of), list(DetectionMethod).index(one.by)))
    kept: dict[tuple[str, str], Found] = {}
    for one in ordered:
        kept.setdefault((one.field, one.value.casefold()), one)
    return list(kept.values())
