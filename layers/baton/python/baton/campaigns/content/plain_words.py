"""Lists of plain words as one pattern that a text is walked over once with."""

import re
from functools import lru_cache


@lru_cache(maxsize=512)
def words_pattern(words: tuple[str, ...], *, ignorecase: bool = True) -> re.Pattern[str]:
    """Any of ``words``, whole, the longest first; a ``*`` at its end stands for the rest of a word, one
    at its beginning for what a word begins with, and a space for any white space. It never goes back
    over more than one word.
    """
    ordered = sorted(set(words), key=lambda one: (-len(one), one))
    return re.compile("|".join(map(_one, ordered)), re.IGNORECASE if ignorecase else re.NOFLAG)


def _one(words: str) -> str:
    rest = words.endswith("*")
    begun = words.startswith("*")
    bare = words.removesuffix("*").removeprefix("*").strip()
    joined = r"[ \t\n\u00a0]{1,3}".join(re.escape(one) for one in bare.split())
    before = r"(?<!\w)" if bare[:1].isalnum() else ""
    before += r"\w{0,40}" if begun else ""
    after = r"\w{0,40}" if rest else r"(?!\w)" if bare[-1:].isalnum() else ""
    return f"{before}{joined}{after}"
