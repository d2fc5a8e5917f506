"""A piece without a model: the company's own sentences in a plain frame in the piece's language. Pure.

What the checks find is taken out again, sentence by sentence or part by part, so that a template passes
them like any other text or is kept back like any other.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from baton.campaigns.brief import Brief, ContentKind
from baton.campaigns.content.brand_rules import BrandRules
from baton.campaigns.content.checks import Checked, Standards, checked
from baton.campaigns.content.claim_words import language_of
from baton.campaigns.content.findings import TextFinding
from baton.campaigns.content.formats import PartRule, formats, length
from baton.campaigns.content.knowledge import Passage
from baton.campaigns.content.standards import offer_of
from baton.campaigns.content.structured_data import with_structured_data
from baton.campaigns.content.text import BODY, ContentText, Part, sentences
from baton.core.packaged_yaml import packaged_yaml

LANGUAGES = ("en", "de", "fr", "es")
MOST_SENTENCES = 24
TRIES = 4
"""How often faults are taken out: what a sentence's absence makes wrong is seen at the next look."""

_EMPTY_HEADING = re.compile(r"^#{1,6}[ \t]*$|^[ \t]*[-*][ \t]*$", re.MULTILINE)
_BLANK = re.compile(r"\n{3,}")
_NUMBERED = re.compile(r"[ \t]*\d+[.)][ \t]")
WRAPPED_FROM = 60
"""Characters of a line from which one that ends in no mark goes on in the next."""

_PLACE = re.compile(r"\{(topic|company)\}")


@dataclass(frozen=True, slots=True)
class Frame:
    """What a template is made of: its language's lines, and the words for their places."""

    lines: Mapping[str, Any]
    words: Mapping[str, str]
    facts: tuple[str, ...]
    url: str
    turn: int
    """which of several lines comes first: variants begin with another one"""

    def line(self, name: str) -> str:
        """The first line of a name whose places all have a word."""
        return next(iter(self.several(name)), "")

    def several(self, name: str) -> list[str]:
        """The lines of a name whose places all have a word, each variant from another one on."""
        given = self.lines[name]
        said = [_filled(one, self.words) for one in ([given] if isinstance(given, str) else given)]
        return [one for one in said if one]

    def turned(self, name: str) -> list[str]:
        """The same, beginning with the variant's own."""
        found = self.several(name)
        at = self.turn % len(found) if found else 0
        return found[at:] + found[:at]


def frame_of(
    brief: Brief,
    language: str,
    passages: Sequence[Passage],
    *,
    company: str,
    topic: str,
    turn: int = 0,
) -> Frame:
    """The frame in a language, of those that ship or English; only what is written in that language is
    put into it.
    """
    chosen = language if language in LANGUAGES else "en"
    own = [offer_of(brief), *passages]
    facts = [
        one.text
        for passage in own
        if (passage.language or language_of(passage.quote) or language) == chosen
        for one in sentences(_unwrapped(passage.quote))
    ]
    whole = tuple(dict.fromkeys(map(_ended, facts)))[:MOST_SENTENCES]
    words = {"topic": topic, "company": company}
    return Frame(texts(chosen), words, whole, brief.landing_url or "", turn)


def assembled(name: str, frame: Frame) -> ContentText:
    """The text of a format from a frame, not yet checked."""
    kind, platform = formats()[name].kind, formats()[name].platform
    if kind is ContentKind.AD and platform == "google":
        return ContentText.of(*_google(frame))
    made = _MAKERS[kind](frame)
    return ContentText.of(
        *((_FEED_TEXTS.get(name, part) if part == "text" else part, said) for part, said in made)
    )


def finished(
    text: ContentText, kind: ContentKind, standards: Standards, company: str
) -> ContentText:
    """``text`` with what code adds to every text: the legal lines and a page's structured data."""
    lines = standards.rules.legal_lines(kind, standards.language)
    said = " ".join(text.whole().casefold().split())
    for line in lines:
        if " ".join(line.casefold().split()) not in said:
            text = _with_line(text, standards.format, line)
    return with_structured_data(text, kind, standards.language, company, standards.keywords)


def passing(
    text: ContentText, finish: Callable[[ContentText], ContentText], standards: Standards
) -> tuple[ContentText, Checked]:
    """``text`` without what the checks find, as far as it can be taken out, and what they say still."""
    whole = finish(text)
    said = checked(whole, standards)
    for _ in range(TRIES):
        less = _without(whole, said.faults, standards.format)
        if less == whole:
            break
        whole = finish(less)
        said = checked(whole, standards)
    return whole, said


@cache
def texts(language: str) -> Mapping[str, Any]:
    """The lines of a language that ships."""
    found: Mapping[str, Any] = packaged_yaml(__package__, "texts", f"{language}.yaml")
    return found


def _filled(line: str, words: Mapping[str, str]) -> str:
    if any(not words.get(one[1]) for one in _PLACE.finditer(line)):
        return ""
    whole = _PLACE.sub(lambda one: words[one[1]], line)
    return whole[:1].upper() + whole[1:]


def _unwrapped(quote: str) -> str:
    """``quote`` with the sentences in one line that a file's line width breaks."""
    made = ""
    for line in quote.splitlines():
        before = made.rpartition("\n")[2]
        goes_on = len(before) >= WRAPPED_FROM and before[-1] not in ".!?:|" and before[0] != "#"
        begins = line.lstrip()[:1].isalnum() and not _NUMBERED.match(line)
        made += f" {line.strip()}" if goes_on and begins else f"\n{line.rstrip()}"
    return made


def _ended(sentence: str) -> str:
    one_line = " ".join(sentence.split())
    return one_line if one_line[-1] in ".!?:" else f"{one_line}."


def _page(frame: Frame) -> Iterator[tuple[str, str]]:
    yield "title", frame.line("titles")
    yield "meta_description", frame.line("descriptions")
    half = (len(frame.facts) + 1) // 2
    blocks = [" ".join(frame.several("opening"))]
    for heading, facts in (("facts", frame.facts[:half]), ("more", frame.facts[half:])):
        if facts:
            blocks += [f"## {frame.line(heading)}", " ".join(facts)]
    blocks += [f"## {frame.line('next')}", " ".join(frame.several("closing"))]
    if frame.url.startswith("https://"):
        blocks.append(f"[{frame.line('link')}]({frame.url})")
    yield BODY, "\n\n".join(blocks)


def _landing(frame: Frame) -> Iterator[tuple[str, str]]:
    yield from _page(frame)
    yield "call_to_action", frame.line("call_to_action")


def _email(frame: Frame) -> Iterator[tuple[str, str]]:
    yield "subject", frame.turned("subjects")[0]
    yield "preheader", frame.line("preheader")
    blocks = [frame.line("greeting"), " ".join(_some(frame, 4)), frame.line("asking")]
    if frame.url.startswith("https://"):
        blocks.append(f"{frame.line('link')}: {frame.url}")
    yield BODY, "\n\n".join(one for one in blocks if one)


def _google(frame: Frame) -> Iterator[tuple[str, str]]:
    rules = formats()["google_ad"].parts
    own = [one.rstrip(".") for one in frame.facts]
    for name, candidates in (
        ("headline", [*own, *frame.turned("headlines")]),
        ("description", [*frame.facts, *frame.turned("lines")]),
    ):
        fit = [one for one in dict.fromkeys(candidates) if _fits(one, rules[name])]
        yield from ((name, one) for one in fit[: rules[name].most])


def _feed(frame: Frame) -> Iterator[tuple[str, str]]:
    """An ad for a feed, of LinkedIn or Meta: its format takes the parts that it has."""
    yield "text", _within(_some(frame, 3), 150, 0) or frame.turned("lines")[0]
    yield "headline", frame.turned("headlines")[-1]


def _post(frame: Frame) -> Iterator[tuple[str, str]]:
    hook, facts = frame.turned("hooks")[0], " ".join(_some(frame, 2)) or frame.turned("lines")[0]
    yield "post", "\n\n".join(one for one in (hook, facts, frame.url) if one)


_FEED_TEXTS = {"linkedin_ad": "introduction", "meta_ad": "primary_text"}

_MAKERS: Mapping[ContentKind, Callable[[Frame], Iterator[tuple[str, str]]]] = {
    ContentKind.BLOG_POST: _page,
    ContentKind.LANDING_PAGE: _landing,
    ContentKind.EMAIL: _email,
    ContentKind.AD: _feed,
    ContentKind.SOCIAL_POST: _post,
}


def _some(frame: Frame, most: int) -> tuple[str, ...]:
    """Some facts, beginning with the variant's own."""
    at = (frame.turn * most) % len(frame.facts) if len(frame.facts) > most else 0
    return frame.facts[at : at + most]


def _within(facts: Sequence[str], most: int, least: int) -> str:
    """As many whole sentences as fit; nothing if that is too little."""
    text = ""
    for one in facts:
        longer = f"{text} {one}".strip()
        if len(longer) > most:
            break
        text = longer
    return text if len(text) >= least else ""


def _fits(text: str, rule: PartRule) -> bool:
    return length(text, rule.count) <= rule.longest and not any(one in text for one in rule.without)


def _with_line(text: ContentText, name: str, line: str) -> ContentText:
    """``text`` with a legal line: at the end of its longest part, or as a description of an ad."""
    rules = formats()[name].parts
    if name == "google_ad":
        return ContentText(parts=(*text.parts, Part(name="description", text=line)))
    into = max(rules, key=lambda one: rules[one].longest if one != "structured_data" else 0)
    parts = tuple(
        one.model_copy(update={"text": f"{one.text}\n\n{line}"}) if one.name == into else one
        for one in text.parts
    )
    return ContentText(parts=parts)


def _without(text: ContentText, faults: Sequence[TextFinding], name: str) -> ContentText:
    """``text`` without the sentences and the spare parts that faults stand in."""
    rules, left = formats()[name].parts, list(text.parts)
    counts = {one: sum(part.name == one for part in left) for one in rules}
    dropped: set[int] = set()
    for at in sorted({one.span.part for one in faults if one.span}, reverse=True):
        part = text.parts[at]
        rule = rules.get(part.name)
        if rule is None or counts[part.name] > rule.least:
            dropped.add(at)
            counts[part.name] = counts.get(part.name, 1) - 1
        elif part.name in {BODY, "post", "introduction", "primary_text"}:
            spans = [one.span for one in faults if one.span and one.span.part == at]
            shorter = _cut(part.text, [(one.begin, one.end) for one in spans])
            left[at] = part.model_copy(update={"text": shorter})
    return ContentText(parts=tuple(one for at, one in enumerate(left) if at not in dropped))


def _cut(text: str, places: Sequence[tuple[int, int]]) -> str:
    for one in reversed(sentences(text)):
        if any(begin < one.end and one.begin <= max(begin, end - 1) for begin, end in places):
            text = text[: one.begin] + text[one.end :]
    return _BLANK.sub("\n\n", _EMPTY_HEADING.sub("", text)).strip()


def company_of(rules: BrandRules, company: str) -> str:
    """The company's name: as its brand rules write it, or as the deployment is told."""
    return rules.company or company
