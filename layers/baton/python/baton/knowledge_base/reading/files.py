"""Files of any kind that is read, by their names and their first bytes."""

from collections.abc import Callable, Mapping

from baton.knowledge_base.document import Outcome
from baton.knowledge_base.reading.characters import characters_of
from baton.knowledge_base.reading.markdown import markdown_text, plain_text_of
from baton.knowledge_base.reading.pdf import pdf_text
from baton.knowledge_base.reading.questions import questions_text
from baton.knowledge_base.reading.time_limit import TooSlow, time_limit
from baton.knowledge_base.reading.web_page import web_page_text
from baton.knowledge_base.reading.word import word_text
from baton.knowledge_base.text import MOST_CHARACTERS, ReadText

READ_AS = "2"
"""Another wherever files are read in another way: what is dropped again is then read again, though it is
the same."""

MOST_BYTES = 25 * 1024 * 1024
MOST_SECONDS = 300.0

_TEXTS: Mapping[str, Callable[[str], ReadText | Outcome]] = {
    "txt": plain_text_of,
    "md": markdown_text,
    "markdown": markdown_text,
    "html": web_page_text,
    "htm": web_page_text,
    "csv": questions_text,
}
_OTHERS: Mapping[str, Callable[[bytes], ReadText | Outcome]] = {"pdf": pdf_text, "docx": word_text}

_MOST_TEXT = 4 * MOST_CHARACTERS
"""Characters of a page of a website, with what is around its text."""


def read_file(name: str, content: bytes, *, seconds: float = MOST_SECONDS) -> ReadText | Outcome:
    """The text of a file, or why there is none, after so many seconds at most."""
    if len(content) > MOST_BYTES:
        return Outcome.TOO_LARGE
    if not content.strip():
        return Outcome.EMPTY
    try:
        with time_limit(seconds):
            return _read(name.rpartition(".")[2].lower(), content)
    except TooSlow:
        return Outcome.TOO_SLOW


def _read(kind: str, content: bytes) -> ReadText | Outcome:
    if kind in _OTHERS:
        return _OTHERS[kind](content)
    if kind not in _TEXTS:
        return Outcome.UNKNOWN_KIND
    text = characters_of(content)
    if isinstance(text, Outcome):
        return text
    most = _MOST_TEXT if kind.startswith("htm") else MOST_CHARACTERS
    return Outcome.TOO_LARGE if len(text) > most else _TEXTS[kind](text)
