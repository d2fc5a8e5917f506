"""What of a question was not read, so that no figure is taken for the answer to more. Pure.

A time that is not understood is asked back; what else narrows a question is named beside the answer.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from functions.gtm.supervisor.breakdown_words import without_breakdown
from functions.gtm.supervisor.said_period import SaidPeriod, lowered, without
from functions.gtm.supervisor.text_features import words_in

MOST_NAMED = 6
_MOST_LETTERS = 80
"""Of what is named again."""

_UNIT = r"(?:days?|weeks?|months?|quarters?|years?|hours?|minutes?|fortnights?|decades?|semesters?)"
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_TIME = re.compile(
    rf"\b(?<!long )(?<!months )(?<!time )(?:since|until|till)\b(?!\s{{4,}})[^,;.?!]{{1,40}}"
    rf"|\b(?:last|past|previous|same|these|those|(?:in|for|over|within|during)"
    rf"\s+(?:the\s+)?(?:last\s+|next\s+)?\d{{1,4}})\s+(?:\w+\s+)?{_UNIT}\b"
    r"|\b(?:year|quarter|month)[- ]end\b|\bend of (?:the |this )?(?:year|quarter|month)\b"
    r"|\b(?:the\s+)?(?:\w+\s+)?(?:christmas|xmas|easter|thanksgiving|advent|ramadan|"
    r"(?:holiday|high) season)\b"
    r"|\b(?:fiscal|financial)\s+(?:year|quarter|month)|\bfy\s?'?\d*\b|\b(?:in|over)\s+(?:the\s+)?fall\b"
    rf"|\bon\s+{_WEEKDAY}s?\b|\b(?:tomorrow|tonight|all[- ]time)\b|\b\d{{1,2}}\.\d{{1,2}}\."
    rf"|\b(?:first|last)\s+(?:\w+\s+)?{_UNIT}\s+of\b"
    r"|\b(?:early|late|mid)(?=[\s-]{4,})|\b[qh]\d\b|\b\d{1,2}(?:st|nd|rd|th)\s+(?:month|quarter|week)\b"
    r"|\b(?:compared (?:to|with)|versus)\s+(?:the\s+)?(?:first|second|third|fourth|last|other)\b"
)
_AGAINST_BEFORE = re.compile(
    r"\b(?:month|quarter|week|year|period|day)s?\s+(?:before|earlier|ago|(?:on|over)\s+\w+)\b"
    r"|\bsame\s+\w+\s+(?:of\s+)?(?=\s{4,})|\bprevious period\b"
)
_WHAT_IF = re.compile(
    r"\b(?:what if|what would|what happens if|suppose|assuming"
    r"|(?<!me )(?<!see )(?<!know )(?<!check )if(?! (?:possible|any|not)\b))\b[^,;.?!]*"
)
_MONEY = r"(?:€|\$|£|(?:euros?|eur|dollars?|usd|pounds?|gbp)\b)"
_LEFT_OUT = re.compile(
    r"\b(?:without|excluding|excl\.?|including|incl\.?|net of|except(?:\s+for)?|other than|"
    r"not including|outside(?:\s+of)?|apart from)\s+"
    r"(?:the\s+|our\s+)?\S{1,40}"
    r"|\b(?:(?:by|of|from|for|with|worth)\s+)?"
    r"(?:over|above|below|under|at least|at most|(?:more|less|fewer) than)\s+"
    rf"(?!(?:19|20)\d\d\b(?!\s?{_MONEY}))[€$£]?\s?\d[\d.,]{{0,12}}[km]?\b(?:\s(?:thousand|million)\b)?"
    rf"(?!\s{{0,3}}[-/]?\s{{0,3}}(?:{_UNIT}|\d|[a-z]{{3,9}}\s+20\d\d\b))"
    rf"(?:\s?(?:{_MONEY}|%|percent\b|per cent\b))?"
    rf"|\b(?:of|for|from|worth|with)\s+[€$£]?\d[\d.,]{{0,12}}\s?(?:{_MONEY}\s+)?"
    r"(?:or|and)\s+(?:more|less|over|above|under|below|up)\b"
    rf"|\bbetween\s+[€$£]?\d[\d.,]{{0,12}}[km]?\s+and\s+[€$£]?\d[\d.,]{{0,12}}[km]?\s?{_MONEY}"
)
"""What is left out, and the least or most of what is counted: "without Germany", "over 100 euros"."""
_ASKS_WHETHER = re.compile(
    r"\W*(?:and\s+|so\s+)?(?:is|are|was|were|did|do|does|has|have|had|will|can)\b", re.I
)
"""What is held to a number is told with it then: "is our CAC below 300 euros?"."""
_OF_SOME = re.compile(
    r"\b(?:of|from|by|for|to|with|among)\s+(?:our\s+|all\s+)?(?:new|returning|repeat|recurring|existing|loyal|"
    r"old|former|first[- ]time)\s+(?:customers?|buyers?|clients?|shoppers?|subscribers?)\b"
)
_FOR_EACH = re.compile(
    r"\b(?:by|per|for each|for every)\s+(?:(?:our|the|each|single)\s+)*"
    r"(?!(?:how|far|now|then|today|end|start|way|half(?!\s+years?\b)|cent|annum|[^\W\d_]{1,30}+\s+per\s?cent|any|about|more|less|at|a|an|"
    r"that|this|it|us|them|our|the|each|single)\b)[^\W\d_]{2,30}+(?:\s(?:year|person|code|method|group)s?)?\b"
)
_CODE = re.compile(
    r"\b(?=[\w-]{0,30}\d)[a-z]{1,10}-?\d[\w-]{1,30}\b|\b[a-z]{2,10}-[\w-]{0,20}\d[\w-]{0,20}\b"
)
_PREPOSITION = r"in|of|for|from|with|at|on|via|through|among|within|inside|against|versus|vs"
_NARROWS = re.compile(
    rf"\b(?:{_PREPOSITION}|to(?=\s+(?:the\s+|our\s+)?\w+s\b))\s+(?:(?:the|our|a|an|my|all)\s+)*"
    rf"(?P<what>[^\W\d_]+(?:[\s'-](?!(?:{_PREPOSITION}|to)\b)[^\W\d_]+){{0,1}})"
)
_NAME = re.compile(r"(?<=\s)[^\W\d_]*[A-Z][^\W\d_]+")
_WORD = re.compile(r"[^\W\d_]{2,}")
_SMALL = {
    "a", "about", "actually", "administration", "administrative", "against", "altogether", "an",
    "and", "any", "approximately", "are", "as", "be", "been", "business", "but", "by", "can",
    "company", "compare", "could", "currently", "development", "did", "do", "does", "down",
    "each", "entire", "even", "every", "exactly", "for", "from", "general", "had", "has",
    "have", "how", "if", "in", "into", "is", "it", "its", "just", "list", "may", "moment", "more",
    "most", "much", "my", "no", "not", "now", "of", "off", "on", "once", "one", "only", "or", "other",
    "our", "out", "over", "overall", "per", "please", "pls", "really", "research", "roughly",
    "same", "several", "should", "so", "some", "still", "such", "than", "that", "the", "their",
    "them", "then", "there", "these", "they", "this", "those", "to", "today", "too", "total",
    "under", "up", "us", "use", "versus", "very", "was", "way", "we", "well", "were", "what",
    "when", "where", "which", "while", "who", "whole", "why", "will", "with", "would", "yet",
    "you", "your",
}  # fmt: skip
"""Words that narrow nothing."""


def left_out(text: str) -> tuple[str, ...]:
    """What figures are wanted without, as "without Germany", and beyond which number."""
    found = (one[0] for one in _LEFT_OUT.finditer(lowered(text)))
    held_to = _ASKS_WHETHER.match(text) is not None
    return tuple(one for one in found if not (held_to and any(map(str.isdigit, one))))


def without_left_out(text: str) -> str:
    """``text`` with blanks in the place of what figures are wanted without."""
    for found in _LEFT_OUT.finditer(lowered(text)):
        text = text[: found.start()] + " " * len(found[0]) + text[found.end() :]
    return text


def unread_time(text: str, said: Iterable[SaidPeriod]) -> str | None:
    """A time that ``text`` names and that was read as no days."""
    left = _AGAINST_BEFORE.sub(" ", without(lowered(text), said))
    found = _TIME.search(left)
    return " ".join(found[0].split())[:_MOST_LETTERS] if found else None


def for_each(left: str) -> tuple[str, ...]:
    """Whom or what a figure is wanted for one of, as "per customer": no unit that it is told by."""
    return tuple(found[0] for found in _FOR_EACH.finditer(without_breakdown(left)))


def without_each(text: str) -> str:
    """``text`` without that."""
    return _FOR_EACH.sub(" ", lowered(text))


def unread(
    text: str, left: str, knows: Callable[[str], bool], *, by_keywords: Sequence[str]
) -> tuple[str, ...]:
    """What ``text`` says beside what was read; ``left`` is it without that. ``knows`` tells words that
    are asked with; ``by_keywords`` are those by whose name the intent stands there.
    """
    narrowing = _CODE.sub(" ", without_breakdown(_LEFT_OUT.sub(" ", _WHAT_IF.sub(" ", left))))
    found = [
        *(one[0] for one in _WHAT_IF.finditer(lowered(text))),
        *left_out(text),
        *(one[0] for one in _CODE.finditer(left)),
        *(
            one[0]
            for one in _NARROWS.finditer(narrowing)
            if any(_says(word, knows) for word in words_in(one["what"]))
        ),
        *(
            one[0]
            for one in _OF_SOME.finditer(narrowing)
            if by_keywords and not any(name in one[0] for name in by_keywords)
        ),
        *_beside_keywords(text, _NARROWS.sub(" ", narrowing), knows, by_keywords),
    ]
    told = dict.fromkeys(" ".join(one.split()).strip(" ?.!,")[:_MOST_LETTERS] for one in found)
    return tuple(told)[:MOST_NAMED]


def _beside_keywords(
    text: str, left: str, knows: Callable[[str], bool], keywords: Sequence[str]
) -> Iterator[str]:
    """Names, and what stands before the name of a figure or is listed beside it: "wholesale CAC",
    "gizmos and CAC".
    """
    if not keywords:
        return
    names = {word.lower() for word in _NAME.findall(text)}
    listed = "|".join(map(re.escape, keywords))
    before = re.findall(rf"(\w+)(?:\s+|\s*[,&]\s*|\s+and\s+)(?:{listed})\b", left)
    after = re.findall(rf"\b(?:{listed})\s*(?:[,&]|\band\b)\s*(\w+)", left)
    yield from (
        word
        for word in _WORD.findall(left)
        if word in {*names, *before, *after} and _says(word, knows)
    )


def _says(word: str, knows: Callable[[str], bool]) -> bool:
    return _WORD.fullmatch(word) is not None and word not in _SMALL and not knows(word)
