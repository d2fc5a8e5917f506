"""Whether a text is plain and whole: no markup, and nothing that was to be filled in."""

import re
from collections.abc import Iterator
from functools import cache

from baton.language.guards.vocabulary import one_of, words

_MARKUP = re.compile(
    r"<[a-zA-Z/!][^>\n]{0,200}>"  # HTML
    r"|&(?:[a-z]{2,8}|#\d{1,6}|#x[0-9a-f]{1,5});"
    r"|\]\(|!\[|\[\[|\[/?(?:b|i|u|url|img|quote|code|size|color)\b[^\]\n]{0,100}\]"  # links, BBCode
    r"|(?<![\w:]):[a-z+][a-z0-9_+-]{1,30}:(?![\w:])|==[^=\s](?:[^=\n]{0,120}[^=\s])?=="
    r"|^ {0,3}[*+] [^\n]{1,400}\n {0,3}[*+] |^ {0,3}[-*+] \[[ x]\] "
    r"|`|~~|\*\*|__(?=[^\W_])|(?<=[^\W_])__"
    r"|(?<![\w*])\*[^\s*](?:[^*\n]{0,120}[^\s*])?\*(?![\w*])"
    r"|(?<!\w)_[^\s_](?:[^_\n]{0,120}[^\s_])?_(?!\w)"
    r"|^ {0,3}(?:#{1,6} |> |\*{3}|={3,9} {0,3}$|-{3,9} {0,3}$)"
    r"|^ {0,3}\|.{0,200}\| {0,3}$"
    r"|\\n|\\[rt](?![a-z])|\\(?:text[a-z]{2,4}|begin)\{",
    re.MULTILINE | re.IGNORECASE,
)
_MARKS = re.compile(r"</?data\b|\bmark=", re.IGNORECASE)
_PLACES = (
    r"\{[^{}\n]{0,60}\}|\{\{|\}\}|\$\{|<<[^<>\n]{0,60}>>|<%[^%\n]{0,60}%>|\u2039[^\u203a\n]{1,40}\u203a"
    r"|«(?:\w{0,20}name|firma|anrede|company|titel|prénom|nom|\w{1,20}_\w{1,20})»"
    r"|\[(?:[^\W\d_][^\[\]\n]{1,60}|[a-z]{1,20}-\d{1,4})\]|\[[_.\s\u2026]{1,20}\]"
    r"|\*\|[^|\n]{1,40}\|\*|%%?[a-z][a-z0-9_]{1,30}%%?|%[sd]\b|\$[a-z_]{3,30}\b"
    r"|(?<!\w)(?:__|[#@~])[a-z][a-z_]{1,30}(?:__|[#@~])(?!\w)|_{3,40}|\.{5,40}|\[object object\]"
    r"|::[a-z_]{2,30}::|\|\|[a-z_]{2,30}\|\|"
)
_IN_CAPITALS = re.compile(r"\b(?:XX|[Tt]b[acd]|TB[ACD]|TODO|FIXME)\b")


@cache
def compiled() -> re.Pattern[str]:
    """What stands for something else, and greetings of nobody."""
    greeting = rf"^{one_of(words()['greetings'])}(?: (?:herr|frau|mr|mrs|ms))?"
    dummies = rf"(?<!\w){one_of(words()['dummies'])}(?!\w)"
    nobody = rf"{greeting} {one_of(words()['dummy_names'])}(?=[ ]?(?:[,!\n]|$))"
    return re.compile(
        rf"{_PLACES}|{dummies}|{nobody}|{greeting}(?: ,|,,)", re.IGNORECASE | re.MULTILINE
    )


def markup_in(text: str) -> bool:
    """Whether a program would make something else of it than what is written."""
    return _MARKUP.search(text) is not None


def repeats_marks(text: str) -> bool:
    """Whether it repeats the marks that enclose data in a prompt."""
    return _MARKS.search(text) is not None


def places_in(text: str) -> Iterator[str]:
    """What was to be replaced and was not: a placeholder, a dummy, a greeting of nobody."""
    for pattern in (compiled(), _IN_CAPITALS):
        yield from (found[0] for found in pattern.finditer(text))
