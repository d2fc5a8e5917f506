"""What the content creator's prompts are filled with, of the company's own words and ours. Pure."""

from collections.abc import Iterable, Mapping

from baton.campaigns.brief import Brief
from baton.campaigns.content.brand_rules import Kind
from baton.campaigns.content.checks import Standards
from baton.campaigns.content.findings import TextFinding
from baton.campaigns.content.formats import formats
from baton.campaigns.content.text import STRUCTURED_DATA, ContentText
from functions.campaigns.content_creator.piece_requests import PieceRequest

LANGUAGE_NAMES = {
    "en": "English",
    "de": "German",
    "fr": "French",
    "es": "Spanish",
    "it": "Italian",
    "pt": "Portuguese",
    "nl": "Dutch",
    "pl": "Polish",
}
MOST_AVOIDED = 60
MOST_TOLD = 12
_AROUND = 40


def values_of(order: PieceRequest, brief: Brief, standards: Standards) -> Mapping[str, str]:
    """The places of every prompt."""
    return {
        "kind": order.kind.value.replace("_", " "),
        "format": order.format.replace("_", " "),
        "parts": parts_in_words(order.format),
        "language_name": LANGUAGE_NAMES.get(order.language, order.language),
        "tone": brief.tone.value,
        "goal": brief.goal,
        "audience": _audience(brief),
        "keyword": standards.keywords[0] if standards.keywords else "(none)",
        "angle": order.angle,
        "advice": f"What to do better than before: {order.advice}" if order.advice else "",
        "link": brief.landing_url or "no page at all",
        "avoid": ", ".join(_avoided(standards)) or "(nothing)",
    }


def parts_in_words(name: str) -> str:
    """The parts of a format with their limits, one a line."""
    form = formats()[name]
    lines = []
    for part, rule in form.parts.items():
        if part == STRUCTURED_DATA:
            continue
        count = str(rule.least) if rule.least == rule.most else f"{rule.least} to {rule.most}"
        most = min(rule.longest, rule.wanted or rule.longest)
        without = f", without {' '.join(map(repr, rule.without))}" if rule.without else ""
        lines.append(f"- {part}: {count} of it, {most} characters at most{without}")
    if form.words:
        lines.append(f"All together {form.words[0]} to {form.words[1]} words.")
    return "\n".join(lines)


def findings_in_words(found: Iterable[TextFinding], text: ContentText) -> str:
    """What is wrong, each with the words that it stands in, for whoever corrects it."""
    lines = []
    for one in list(found)[:MOST_TOLD]:
        where = ""
        if one.span is not None and text.holds(one.span):
            part = text.parts[one.span.part]
            near = part.text[max(0, one.span.begin - _AROUND) : one.span.end + _AROUND]
            where = f" ({part.name}: {' '.join(near.split())[:160]!r})"
        lines.append(f"- {one.reason} {one.fix}{where}")
    return "\n".join(lines) or "(nothing)"


def _audience(brief: Brief) -> str:
    audience = brief.audience
    said = [*audience.titles[:5], *audience.industries[:5]]
    return ", ".join(said) or "people at companies"


def _avoided(standards: Standards) -> list[str]:
    found = [
        token.rstrip("*")
        for rule in standards.rules.rules.values()
        if rule.extends in {Kind.EXISTENCE, Kind.CLAIM}
        and (not rule.languages or standards.language in rule.languages)
        for token in rule.tokens
    ]
    own_first = list(dict.fromkeys(reversed(found)))
    return own_first[:MOST_AVOIDED]
