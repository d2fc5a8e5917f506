"""Structured data of a page: JSON-LD in the words of schema.org, made of the page itself. Pure."""

import json
from typing import Any

from baton.campaigns.brief import ContentKind
from baton.campaigns.content.text import STRUCTURED_DATA, ContentText, Part

TYPES = {ContentKind.BLOG_POST: "BlogPosting", ContentKind.LANDING_PAGE: "WebPage"}
MOST_HEADLINE = 110
"""Characters of a headline that search engines read."""

_REQUIRED = {
    "BlogPosting": ("headline", "description", "inLanguage"),
    "WebPage": ("name", "description", "inLanguage"),
}


def with_structured_data(
    text: ContentText, kind: ContentKind, language: str, company: str, keywords: tuple[str, ...]
) -> ContentText:
    """``text`` with the data that its title and description give; as it is if its kind has none."""
    if kind not in TYPES:
        return text
    given = json_ld(text, kind, language, company, keywords)
    parts = tuple(one for one in text.parts if one.name != STRUCTURED_DATA)
    return ContentText(parts=(*parts, Part(name=STRUCTURED_DATA, text=given)))


def json_ld(
    text: ContentText, kind: ContentKind, language: str, company: str, keywords: tuple[str, ...]
) -> str:
    """The data. It may stand inside a page's ``<script>``: no ``<`` is in it as such."""
    title, description = text.first("title"), text.first("meta_description")
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": TYPES[kind],
        "headline" if kind is ContentKind.BLOG_POST else "name": title[1][:MOST_HEADLINE]
        if title
        else "",
        "description": description[1] if description else "",
        "inLanguage": language,
    }
    if company:
        data["publisher"] = {"@type": "Organization", "name": company}
    if keywords:
        data["keywords"] = list(keywords)
    return json.dumps(data, ensure_ascii=False, indent=1).replace("<", "\\u003c")


def faults_of(given: str, kind: ContentKind, title: str) -> tuple[str, ...]:
    """What is wrong with a page's data, in words; nothing if search engines can read it."""
    try:
        data = json.loads(given)
    except (ValueError, RecursionError):
        return ("it is not valid JSON",)
    if not isinstance(data, dict):
        return ("it is not one object",)
    found = []
    if data.get("@context") not in ("https://schema.org", "http://schema.org"):
        found.append("its @context is not schema.org")
    if data.get("@type") != TYPES[kind]:
        found.append(f"its @type is not {TYPES[kind]}")
    missing = [name for name in _REQUIRED[TYPES[kind]] if not data.get(name)]
    if missing:
        found.append(f"it lacks {', '.join(missing)}")
    if title and title[:MOST_HEADLINE] not in (data.get("headline"), data.get("name")):
        found.append("its headline is not the title")
    return tuple(found)
