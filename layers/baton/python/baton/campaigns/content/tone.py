"""Whether a text sounds as the brief asks. Pure; the words stand in ``tones.yaml``."""

import re
from collections.abc import Iterator
from typing import Any

from baton.campaigns.content.findings import Check, Severity, TextFinding
from baton.campaigns.content.plain_words import words_pattern
from baton.campaigns.content.shipped import shipped
from baton.campaigns.content.text import ContentText, Span, plain, sentences, words

LONG_SENTENCE = 35
"""Words: readers lose a longer sentence, whatever its tone."""

_EMOJI = re.compile("[\u2600-\u27bf\U0001f300-\U0001faff]")
_SHOUTS = re.compile(r"\b[A-ZÄÖÜÉÈÀÑ]{4,30}\b")
_EXCLAIMS = re.compile("!")


def tone_findings(text: ContentText, tone: str) -> list[TextFinding]:
    """What in ``text`` does not sound as asked: advice, in the order of the text."""
    wanted = shipped("tones.yaml").get(tone, {})
    return [*_words(text, wanted, tone), *_signs(text, wanted, tone), *_sentences(text)]


def _words(text: ContentText, wanted: dict[str, Any], tone: str) -> Iterator[TextFinding]:
    if not wanted.get("avoid"):
        return
    pattern = words_pattern(tuple(wanted["avoid"]))
    for at, said in text.written():
        for one in pattern.finditer(plain(said)):
            span = Span(part=at, begin=one.start(), end=one.end())
            yield _finding("word", f"{one[0]!r} is not {tone}.", "Say it in another way.", span)


def _signs(text: ContentText, wanted: dict[str, Any], tone: str) -> Iterator[TextFinding]:
    for name, pattern in (("exclamations", _EXCLAIMS), ("emoji", _EMOJI), ("capitals", _SHOUTS)):
        most = wanted.get(name)
        if most is None:
            continue
        found = [
            Span(part=at, begin=one.start(), end=one.end())
            for at, said in text.written()
            for one in pattern.finditer(said)
        ]
        if len(found) > most:
            why = f"{len(found)} {name} are more than a {tone} text has ({most})."
            yield _finding(name, why, "Take some out.", found[most])


def _sentences(text: ContentText) -> Iterator[TextFinding]:
    for at, said in text.written():
        for one in sentences(said):
            if (count := len(words(one.text))) > LONG_SENTENCE:
                why = f"A sentence has {count} words; {LONG_SENTENCE} is the most that reads well."
                yield _finding("sentence", why, "Make two of it.", one.within(at))


def _finding(rule: str, reason: str, fix: str, span: Span) -> TextFinding:
    return TextFinding(
        check=Check.TONE, rule=rule, severity=Severity.ADVICE, reason=reason, fix=fix, span=span
    )
