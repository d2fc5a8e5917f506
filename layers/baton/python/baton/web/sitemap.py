"""The pages that a site's ``sitemap.xml`` names (sitemaps.org, protocol 0.9). Pure.

It is searched, not parsed: what an XML parser could be made to do with it is not done.
"""

import re
from html import unescape

MOST_PLACES = 5_000
_LOC = re.compile(r"<loc>([^<]{1,2200})</loc>")
_INDEX = re.compile(r"<sitemapindex[\s>]")


def sitemap_urls(text: str) -> tuple[tuple[str, ...], bool]:
    """The addresses that a sitemap names, and whether they are of further sitemaps."""
    found: list[str] = []
    for one in _LOC.finditer(text):
        if len(found) == MOST_PLACES:
            break
        found.append(unescape(one[1]).strip())
    return tuple(found), _INDEX.search(text[:5_000]) is not None
