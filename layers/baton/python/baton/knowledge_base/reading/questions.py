"""Questions and their answers, as a table (CSV): each answer stands under its question."""

import csv
from io import StringIO

from baton.core.text import readable
from baton.knowledge_base.document import Outcome
from baton.knowledge_base.text import MOST_CHARACTERS, ReadText, TextWriter

_QUESTION = (
    "question",
    "questions",
    "frage",
    "fragen",
    "pregunta",
    "preguntas",
    "domanda",
    "domande",
)
_ANSWER = (
    *("answer", "answers", "antwort", "antworten", "respuesta", "respuestas"),
    *("réponse", "réponses", "reponse", "reponses", "risposta", "risposte"),
)
_SEPARATORS = (",", ";", "\t")


def questions_text(table: str) -> ReadText | Outcome:
    """The answers of a table whose first line names a column of questions and one of answers. A row that
    lacks one of both is left out. Any other table is of no kind that is read."""
    lines = table.split("\n", 1)
    for separator in _SEPARATORS:
        names = [one.strip().strip('"').lower() for one in lines[0].split(separator)]
        question = next((names.index(one) for one in _QUESTION if one in names), None)
        answer = next((names.index(one) for one in _ANSWER if one in names), None)
        if question is not None and answer is not None:
            return _text(lines[1] if lines[1:] else "", separator, question, answer)
    return Outcome.UNKNOWN_KIND


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
