"""What a piece of a campaign is held to, from its brief, the company's rules and its own words. Pure."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from baton.campaigns.brief import Brief
from baton.campaigns.content.brand_rules import BrandRules
from baton.campaigns.content.checks import Standards
from baton.campaigns.content.claim_words import language_of
from baton.campaigns.content.claims import Support
from baton.campaigns.content.knowledge import MOST_QUOTE, Passage, Source
from baton.campaigns.content.piece import ContentPiece

OFFER = Source(document="brief", place="offer")
"""Where the campaign's own words stand."""


def offer_of(brief: Brief) -> Passage:
    """The offer, as a passage that supports claims like any other of the company's."""
    return Passage(quote=brief.offer[:MOST_QUOTE], source=OFFER, language=language_of(brief.offer))


def standards_for(
    brief: Brief,
    rules: BrandRules,
    passages: Sequence[Passage],
    *,
    form: str,
    language: str,
    company: str = "",
) -> Standards:
    """The standards of a piece in a format and language. The brief's offer counts as the company's
    word, its goal does not: that is for its own people.
    """
    known = (offer_of(brief), *passages)
    keywords = keywords_of(brief, language)
    names = (company, rules.company, *rules.names, *keywords)
    lines = tuple(line for rule in rules.rules.values() for line in rule.lines)
    host = urlsplit(brief.landing_url).hostname if brief.landing_url else None
    return Standards(
        format=form,
        language=language,
        tone=brief.tone.value,
        rules=rules,
        support=Support(known, language, (*names, *lines)),
        hosts=(host,) if host else (),
        own=(*(one.quote for one in known), *lines),
        keywords=keywords,
    )


def standards_of(piece: ContentPiece, brief: Brief, rules: BrandRules) -> Standards:
    """What a piece that is kept is held to: the same sources as when it was written."""
    return standards_for(
        brief,
        rules,
        piece.passages,
        form=piece.format,
        language=piece.language,
        company=piece.company,
    )


def keywords_of(brief: Brief, language: str) -> tuple[str, ...]:
    """The brief's keywords, which are in its first language."""
    return brief.audience.keywords if language == brief.languages[0] else ()
