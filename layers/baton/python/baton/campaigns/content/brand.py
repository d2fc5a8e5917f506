"""Whether a text keeps a company's brand rules. Pure, and linear in the text."""

from collections.abc import Iterable, Iterator

from baton.campaigns.brief import ContentKind
from baton.campaigns.content.brand_rules import BrandRule, BrandRules, Kind, Level
from baton.campaigns.content.findings import Check, Severity, TextFinding
from baton.campaigns.content.plain_words import words_pattern
from baton.campaigns.content.text import ContentText, Span, plain, sentences
from baton.core.wording import counted

MOST_OF_A_RULE = 20
"""Findings of one rule in one text: more say nothing new."""

_CHECKS = {Kind.TONE: Check.TONE, Kind.CLAIM: Check.CLAIMS}


def brand_findings(
    text: ContentText, rules: BrandRules, kind: ContentKind, language: str
) -> list[TextFinding]:
    """What in ``text`` is against the rules for a piece of this kind and language."""
    found: list[TextFinding] = []
    for name, rule in rules.rules.items():
        if rule.concerns(kind, language):
            found += list(_broken(text, name, rule))[:MOST_OF_A_RULE]
    return found


def _broken(text: ContentText, name: str, rule: BrandRule) -> Iterator[TextFinding]:
    if rule.extends is Kind.SUBSTITUTION:
        yield from _substitution(text, name, rule)
    elif rule.extends is Kind.OCCURRENCE:
        yield from _occurrence(text, name, rule)
    elif rule.extends is Kind.CONSISTENCY:
        yield from _consistency(text, name, rule)
    elif rule.extends is Kind.REQUIRED:
        yield from _required(text, name, rule)
    else:
        for span, said in _found(text, rule.tokens, rule):
            yield _finding(name, rule, said, span, "Leave it out or say it in other words.")


def _substitution(text: ContentText, name: str, rule: BrandRule) -> Iterator[TextFinding]:
    instead = {word.casefold(): other for word, other in rule.swap.items()}
    for word, other in instead.items():
        for span, said in _found(text, (word,), rule):
            if said != other:
                yield _finding(name, rule, said, span, f"Write {other!r}.", other)


def _occurrence(text: ContentText, name: str, rule: BrandRule) -> Iterator[TextFinding]:
    found = list(_found(text, (rule.token or "",), rule))
    if rule.scope == "text":
        yield from (
            _finding(name, rule, said, span, f"Have it {counted(rule.max, 'time')} at most.")
            for span, said in found[rule.max :]
        )
        return
    for at, words in text.written():
        for one in sentences(words):
            inside = [
                (span, said)
                for span, said in found
                if span.part == at and one.begin <= span.begin < one.end
            ]
            yield from (
                _finding(
                    name,
                    rule,
                    said,
                    span,
                    f"Have it {counted(rule.max, 'time')} a sentence at most.",
                )
                for span, said in inside[rule.max :]
            )


def _consistency(text: ContentText, name: str, rule: BrandRule) -> Iterator[TextFinding]:
    for one, other in rule.either.items():
        first, second = list(_found(text, (one,), rule)), list(_found(text, (other,), rule))
        if first and second:
            span, said = second[0] if len(second) <= len(first) else first[0]
            kept = one if len(second) <= len(first) else other
            yield _finding(name, rule, said, span, f"Write {kept!r} everywhere.", kept)


def _required(text: ContentText, name: str, rule: BrandRule) -> Iterator[TextFinding]:
    whole = " ".join(text.whole().split()).casefold()
    for line in rule.lines:
        if " ".join(line.split()).casefold() not in whole:
            yield _finding(name, rule, line, None, f"Add the line {line[:200]!r}.")


def _found(text: ContentText, tokens: Iterable[str], rule: BrandRule) -> Iterator[tuple[Span, str]]:
    pattern = words_pattern(tuple(tokens), ignorecase=rule.ignorecase)
    excepted = (
        words_pattern(rule.exceptions, ignorecase=rule.ignorecase) if rule.exceptions else None
    )
    for at, words in text.written():
        shown = plain(words)
        spared = [one.span() for one in excepted.finditer(shown)] if excepted else []
        for one in pattern.finditer(shown):
            if not any(begin <= one.start() and one.end() <= end for begin, end in spared):
                yield Span(part=at, begin=one.start(), end=one.end()), one[0]


def _finding(  # noqa: PLR0917 (a finding has so many)
    name: str, rule: BrandRule, said: str, span: Span | None, fix: str, other: str = ""
) -> TextFinding:
    message = rule.message.replace("%s", said[:100], 1).replace("%s", other, 1)
    severity = Severity.FAULT if rule.level is Level.ERROR else Severity.ADVICE
    return TextFinding(
        check=_CHECKS.get(rule.extends, Check.BRAND),
        rule=name,
        severity=severity,
        reason=message,
        fix=fix,
        span=span,
    )
