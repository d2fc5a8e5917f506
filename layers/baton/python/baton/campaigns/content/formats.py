"""What a platform takes: how many parts, how long, counted as it counts. From ``formats.yaml``; pure."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache

from pydantic import BaseModel, ConfigDict, Field

from baton.campaigns.brief import ContentKind
from baton.campaigns.content.findings import Check, Severity, TextFinding
from baton.campaigns.content.shipped import shipped
from baton.campaigns.content.text import WORD, ContentText, Span
from baton.core.wording import counted

LINK_WEIGHT = 23
"""What a link counts in a weighted post, however long it is."""

_LINK = re.compile(r"https?://[^\s]+")
_HASHTAG = re.compile(r"(?<!\w)#\w+")
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
"""The code points that count once in a weighted post: others twice (twitter-text 3)."""
_JOINER, _SELECTOR = "\u200d", "\ufe0f"
_TONES = range(0x1F3FB, 0x1F400)
_FLAGS = range(0x1F1E6, 0x1F200)


class Count(StrEnum):
    """How a platform counts characters."""

    CHARACTERS = "characters"
    DOUBLE_WIDTH = "double_width"
    """wide letters (Chinese, Japanese, Korean) count twice: Google Ads"""
    UTF16 = "utf16"
    """UTF-16 units, as a browser counts: an emoji twice or more. Never less than characters"""
    WEIGHTED = "weighted"
    """X: most alphabets count once, other letters and whole emoji twice, a link 23"""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PartRule(_Strict):
    """What one part may be."""

    least: int = Field(ge=0)
    most: int = Field(ge=1)
    longest: int = Field(ge=1)
    wanted: int | None = Field(default=None, ge=1)
    count: Count = Count.CHARACTERS
    one_line: bool = False
    without: tuple[str, ...] = ()
    distinct: bool = False


class Format(_Strict):
    """A kind of piece as one platform takes it."""

    kind: ContentKind
    platform: str | None = None
    parts: Mapping[str, PartRule]
    words: tuple[int, int] | None = None
    repeats: tuple[str, ...] = ()
    hashtags: int | None = None


@cache
def formats() -> Mapping[str, Format]:
    """The formats by name."""
    return {name: Format.model_validate(one) for name, one in shipped("formats.yaml").items()}


def formats_for(kind: ContentKind, platforms: tuple[str, ...]) -> tuple[str, ...]:
    """The names of the formats that a brief's kind and platforms ask for: ads one for each platform; a
    post one for each that takes posts, or else the short one; anything else one.
    """
    of_kind = {name: one for name, one in formats().items() if one.kind is kind}
    named = tuple(name for name, one in of_kind.items() if one.platform in platforms)
    return named or tuple(name for name, one in of_kind.items() if one.platform is None)


def length(text: str, count: Count) -> int:
    """How long ``text`` is, as a platform counts."""
    if count is Count.DOUBLE_WIDTH:
        return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)
    if count is Count.UTF16:
        return len(text.encode("utf-16-le")) // 2
    return _weight(text) if count is Count.WEIGHTED else len(text)


def _weight(text: str) -> int:
    whole = unicodedata.normalize("NFC", text)
    links = _LINK.findall(whole)
    left = _LINK.sub("", whole)
    weight, joined, flag = 0, False, False
    for one in left:
        point = ord(one)
        if one == _JOINER and weight:
            joined = True
        elif one == _SELECTOR or point in _TONES or joined or (flag and point in _FLAGS):
            joined = flag = False
        else:
            weight += 1 if any(low <= point <= high for low, high in _LIGHT) else 2
            flag = point in _FLAGS
    return weight + LINK_WEIGHT * len(links)


def format_findings(text: ContentText, name: str) -> list[TextFinding]:
    """What a platform would refuse of ``text``, or cut."""
    form = formats()[name]
    found: list[TextFinding] = []
    for part, rule in form.parts.items():
        found += _number(text, part, rule)
        for at, words in text.named(part):
            found += _part(at, words, part, rule)
        found += _same(text, part, rule)
    found += (
        _finding(
            "part",
            f"The format {name} has no part {one.name}.",
            "Leave it out.",
            _all(at, one.text),
        )
        for at, one in enumerate(text.parts)
        if one.name not in form.parts
    )
    return [*found, *_words(text, form), *_repeats(text, form), *_hashtags(text, form)]


def _number(text: ContentText, part: str, rule: PartRule) -> Iterator[TextFinding]:
    there = sum(1 for _, words in text.named(part) if words.strip())
    all_of_it = sum(1 for _ in text.named(part))
    if there < rule.least:
        yield _finding(
            "number",
            f"It has {there or 'no'} {part}; at least {rule.least} {_is(rule.least)} needed.",
            "Add more.",
        )
    if all_of_it > rule.most:
        yield _finding(
            "number", f"It has {all_of_it} {part}; {rule.most} is the most.", "Drop some."
        )


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


def _part(at: int, words: str, part: str, rule: PartRule) -> Iterator[TextFinding]:
    long = length(words, rule.count)
    if long > rule.longest:
        begin = _fitting(words, rule.longest, rule.count)
        why = f"The {part} counts {counted(long, 'character')}; {rule.longest} is the most."
        yield _finding(
            "longest", why, "Say it in fewer words.", Span(part=at, begin=begin, end=len(words))
        )
    elif rule.wanted and long > rule.wanted:
        begin = _fitting(words, rule.wanted, rule.count)
        span = Span(part=at, begin=begin, end=len(words))
        why = f"The {part} counts {counted(long, 'character')}; about {rule.wanted} are shown."
        yield _finding(
            "shown", why, "Put what matters first, or shorten it.", span, Severity.ADVICE
        )
    if rule.one_line and ("\n" in words or "\r" in words):
        yield _finding(
            "one_line",
            f"The {part} has more than one line.",
            "Write it in one line.",
            _all(at, words),
        )
    for sign in rule.without:
        if (place := words.find(sign)) >= 0:
            span = Span(part=at, begin=place, end=place + len(sign))
            yield _finding("sign", f"The {part} may not hold {sign!r}.", "Leave it out.", span)


def _fitting(words: str, most: int, count: Count) -> int:
    """How many characters fit, found by halving: a longer text never counts less."""
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if length(words[:middle], count) <= most else (low, middle - 1)
    return low


def _same(text: ContentText, part: str, rule: PartRule) -> Iterator[TextFinding]:
    seen: set[str] = set()
    for at, words in text.named(part) if rule.distinct else ():
        said = " ".join(words.casefold().split())
        if said in seen:
            yield _finding(
                "distinct", f"Two of {part} say the same.", "Write another.", _all(at, words)
            )
        seen.add(said)


def _words(text: ContentText, form: Format) -> Iterator[TextFinding]:
    if form.words is None:
        return
    count = sum(len(WORD.findall(words)) for _, words in text.written())
    least, most = form.words
    if count < least:
        yield _finding(
            "words",
            f"The text has {counted(count, 'word')}; {least} are wanted.",
            "Say more.",
            None,
            Severity.ADVICE,
        )
    elif count > most:
        yield _finding(
            "words", f"The text has {counted(count, 'word')}; {most} is the most.", "Shorten it."
        )


def _repeats(text: ContentText, form: Format) -> Iterator[TextFinding]:
    for at, words in text.written() if form.repeats else ():
        for sign in form.repeats:
            if (place := words.find(sign)) >= 0:
                span = Span(part=at, begin=place, end=place + len(sign))
                yield _finding(
                    "repeated", f"The platform refuses {sign!r}.", "Write the sign once.", span
                )


def _hashtags(text: ContentText, form: Format) -> Iterator[TextFinding]:
    if form.hashtags is None:
        return
    for at, words in text.written():
        found = list(_HASHTAG.finditer(words))
        if len(found) > form.hashtags:
            span = Span(part=at, begin=found[form.hashtags].start(), end=found[-1].end())
            yield _finding(
                "hashtags",
                f"There are {len(found)} hashtags; {form.hashtags} is the most.",
                "Drop some.",
                span,
            )


def _all(at: int, words: str) -> Span:
    return Span(part=at, begin=0, end=len(words))


def _finding(
    rule: str, reason: str, fix: str, span: Span | None = None, severity: Severity = Severity.FAULT
) -> TextFinding:
    return TextFinding(
        check=Check.FORMAT, rule=rule, severity=severity, reason=reason, fix=fix, span=span
    )
