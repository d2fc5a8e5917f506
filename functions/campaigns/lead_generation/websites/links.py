"""Which pages of a site are worth a visit: those that links call contact, imprint, about us. Pure."""

import re
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from baton.core.packaged_yaml import packaged_yaml
from baton.core.text import folded
from baton.web.places import NotVisited, Place
from functions.campaigns.lead_generation.websites.html import elements

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_FILE = "contact_words.yaml"
_MOST_LINKS = 3_000
_LONGEST_TEXT = 60
"""Characters of a link's text: a longer one is a headline."""

_SPLIT = re.compile(r"[^a-z0-9]+")


def contact_places(tree: "HtmlElement", page: Place) -> list[Place]:
    """The pages of the same site that a page's links call by one of the words of ``contact_words.yaml``:
    the surest first, each once.
    """
    ranks: dict[Place, tuple[int, int, int]] = {}
    base = _base_of(tree, page)
    count = 0
    for element in elements(tree):
        if element.tag not in {"a", "area"} or not (href := element.get("href")):
            continue
        count += 1
        if count > _MOST_LINKS:
            break
        place = _place_of(href, page, base)
        rank = _rank(place, _text_of_link(element)) if place else None
        if place and rank is not None:
            found = (rank, place.path.count("/"), count)
            ranks[place] = min(ranks.get(place, found), found)
    return sorted(ranks, key=lambda one: ranks[one])


def _base_of(tree: "HtmlElement", page: Place) -> Place:
    """The address that the page's links start from."""
    for href in tree.xpath("//base[@href][1]/@href")[:1]:
        try:
            return page.to(str(href))
        except NotVisited:
            break
    return page


def _place_of(href: str, page: Place, base: Place) -> Place | None:
    if href.startswith("#"):
        return None
    try:
        place = base.to(href)
    except NotVisited:
        return None
    if place == page or not place.beside(page) or place.is_file:
        return None
    return place


def _text_of_link(element: "HtmlElement") -> str:
    text = "".join(element.itertext())[: 4 * _LONGEST_TEXT]
    return " ".join((text, element.get("title") or "", element.get("aria-label") or ""))


def _rank(place: Place, text: str) -> int | None:
    """The place of the first group of words that a link's text or path has; ``None`` for none."""
    path = _words(unquote(place.path.split("?", 1)[0]))
    said = _words(text) if len(text) <= 3 * _LONGEST_TEXT else ""
    for rank, phrases in enumerate(_phrases()):
        if any(f" {one} " in path or f" {one} " in said for one in phrases):
            return rank
    return None


def _words(text: str) -> str:
    """The words with a space around each, in small letters and without accents."""
    return f" {' '.join(_SPLIT.split(folded(text)))} "


@cache
def _phrases() -> tuple[frozenset[str], ...]:

    groups = packaged_yaml(__package__, _FILE)
    return tuple(frozenset(_words(one).strip() for one in group) for group in groups.values())
