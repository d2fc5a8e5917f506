"""Questions and their answers, as a table (CSV): each answer stands under its question."""

import csv
import re
from collections.abc import Sequence
from io import StringIO

from baton.core.text import folded_words, readable
from baton.knowledge_base.document import Outcome
from baton.knowledge_base.text import MOST_CHARACTERS, ReadText, TextWriter

_QUESTION = frozenset(
    ("q", "question", "questions", "frage", "fragen", "pregunta", "preguntas", "domanda", "domande")
)
_ANSWER = frozenset(
    (
        *("a", "answer", "answers", "antwort", "antworten", "respuesta", "respuestas"),
        *("reponse", "reponses", "risposta", "risposte"),
    )
)
_BEFORE_NAMES = re.compile(r"[\n ]*(?:sep=.[\n ]*)?")
_SEPARATORS = (",", ";", "\t")


def questions_text(table: str) -> ReadText | Outcome:
    """The answers of a table whose first line names a column of questions and one of answers, after what
    spreadsheets put before it. A row that lacks one of both is left out. Any other table is of no kind
    that is read."""
    lines = _BEFORE_NAMES.sub("", table, count=1).split("\n", 1)
    for separator in _SEPARATORS:
        names = [folded_words(one) for one in lines[0].split(separator)]
        question, answer = _column(names, _QUESTION), _column(names, _ANSWER)
        if question is not None and answer is not None and question != answer:
            return _text(lines[1] if lines[1:] else "", separator, question, answer)
    return Outcome.UNKNOWN_KIND


def _column(names: Sequence[Sequence[str]], wanted: frozenset[str]) -> int | None:
    """The column that is called so, or the only one with such a word in its name ("Our answer")."""
    called = [place for place, one in enumerate(names) if wanted.issuperset(one) and one]
    spelt = {word for word in wanted if len(word) > 1}
    named = [place for place, one in enumerate(names) if spelt.intersection(one)]
    return called[0] if called else named[0] if len(named) == 1 else None


def _text(rows: str, separator: str, question: int, answer: int) -> ReadText | Outcome:
    writer = TextWriter()
    try:
        for row in csv.reader(StringIO(rows, newline=""), delimiter=separator):
            if len(row) > max(question, answer):
                asked, said = readable(row[question]).strip(), readable(row[answer]).strip()
                if asked and said:
                    writer.heading(1, asked)
                    writer.block(said)
            if writer.length > MOST_CHARACTERS:
                return Outcome.TOO_LARGE
    except csv.Error:
        return Outcome.DAMAGED
    if not writer.length:
        return Outcome.EMPTY
    return writer.written().model_copy(update={"title": None})  # no question names them all
