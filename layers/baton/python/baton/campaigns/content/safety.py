"""Whether a text could do harm whatever it says: links, markup, personal data, what was to be filled in.
The recognisers are those that every mail passes (``baton.language.guards``). Pure.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from baton.campaigns.content.brand_rules import BrandRules
from baton.campaigns.content.findings import Check, Severity, TextFinding
from baton.campaigns.content.text import BODY, ContentText, Span, links, plain
from baton.core.recognition.personal import found_in
from baton.language.guards.form import markup_in, places_in, repeats_marks
from baton.language.guards.links import hosts_in, points_elsewhere

_HIDDEN = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
_JOINERS = frozenset("\u200d\u200c")
_STEERS = re.compile(
    r"\b(?:ignore|disregard|forget|override) (?:all |any |the |your |these ){0,3}"
    r"(?:previous|prior|above|earlier)?\s?(?:instructions|rules|prompts?)\b"
    r"|\b(?:system|assistant|user) ?:\s|<\|[a-z_]{1,20}\|>",
    re.IGNORECASE,
)
"""What speaks to a model instead of a reader."""


def safety_findings(
    text: ContentText, rules: BrandRules, hosts: Sequence[str], own: Sequence[str]
) -> list[TextFinding]:
    """Why ``text`` may not go out. Links may lead to ``hosts`` and where the rules allow; ``own`` are
    texts of the company whose addresses and numbers may be repeated.
    """
    ours = _bare(" ".join(own))
    found: list[TextFinding] = []
    for at, words in text.written():
        shown = plain(words) if text.parts[at].name == BODY else words
        found += _form(at, words, shown)
        found += _links(at, words, rules, hosts)
        found += _personal(at, words, ours)
    return found


def _form(at: int, words: str, shown: str) -> Iterator[TextFinding]:
    whole = Span(part=at, begin=0, end=len(words))
    for place, one in enumerate(words):
        if one not in "\n\t" and unicodedata.category(one) in _HIDDEN and one not in _JOINERS:
            span = Span(part=at, begin=place, end=place + 1)
            yield _finding("hidden", "The text holds an invisible character.", "Delete it.", span)
            break
    if markup_in(shown):
        why = "The text holds markup other than headings, lists and links of the body."
        yield _finding("markup", why, "Write plain text.", whole)
    if repeats_marks(words):
        yield _finding("marks", "The text repeats marks of a prompt.", "Write it anew.", whole)
    if steers := _STEERS.search(words):
        span = Span(part=at, begin=steers.start(), end=steers.end())
        yield _finding("steers", "The text speaks to a machine.", "Leave it out.", span)
    for place_word in places_in(shown):
        begin = max(0, words.find(place_word))
        span = Span(part=at, begin=begin, end=min(len(words), begin + len(place_word)))
        yield _finding("placeholder", "Something was to be filled in here.", "Fill it in.", span)


def _links(at: int, words: str, rules: BrandRules, hosts: Sequence[str]) -> Iterator[TextFinding]:
    whole = Span(part=at, begin=0, end=len(words))
    if points_elsewhere(words):
        why = "The text holds a link that does not lead to a page."
        yield _finding("scheme", why, "Link to a page with https.", whole)
    for link in links(words):
        if not link.address.startswith("https://"):
            why = "A link must begin with https://."
            yield _finding("link", why, "Link to a page with https.", link.whole.within(at))
    for host in hosts_in(words):
        allowed = rules.may_link(host) or any(
            host == one or host.endswith(f".{one}") for one in hosts
        )
        if not allowed:
            begin = words.casefold().find(host)
            end = min(len(words), begin + len(host))
            span = Span(part=at, begin=begin, end=end) if begin >= 0 else whole
            why = f"The brand rules do not allow a link to {host[:100]}."
            yield _finding("host", why, "Link to a page of the company's.", span)


def _personal(at: int, words: str, ours: str) -> Iterator[TextFinding]:
    for one in found_in(words):
        if _bare(words[one.begin : one.end]) not in ours:
            span = Span(part=at, begin=one.begin, end=one.end)
            why = f"The text names a {one.kind.value} that is not in the company's own texts."
            yield _finding("personal", why, "Leave it out.", span)


def _bare(value: str) -> str:
    return re.sub(r"[^\w@.]", "", value.casefold())


def _finding(rule: str, reason: str, fix: str, span: Span) -> TextFinding:
    return TextFinding(
        check=Check.SAFETY, rule=rule, severity=Severity.FAULT, reason=reason, fix=fix, span=span
    )
