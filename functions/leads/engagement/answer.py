"""How the first words answer what a person wrote: what was understood, and how it goes on. Pure."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from baton.leads.reading.noted import Noted, noted_of

_BEFORE_A_MARK = re.compile(r" (?=[?!;:](?:\s|$))")
"""Spaces of French: no line begins with the mark behind them."""

_NOTHING, _QUESTION, _STATEMENT = "nothing", "question", "statement"
_PRICE, _QUOTE = "price", "quote"

Fit = Callable[[str, str], str]
"""Words of the person's, by their kind (``question`` or ``words``), as a text of ours may repeat them;
empty if it may not."""


@dataclass(frozen=True, slots=True)
class AnswerWords:
    """How one language answers: by what is wanted, and what introduces what was noted."""

    wants: Mapping[str, Mapping[str, str]]
    noted: Mapping[str, str]


def answer_to(message: str | None, words: AnswerWords, fit: Fit) -> dict[str, str]:
    """The phrases ``about``, ``noted`` (a paragraph and its points, or nothing) and ``answer``."""
    noted = noted_of(message)
    points = tuple(_points(noted, words, fit))
    leading = words.wants[_leading(noted)]
    asked = words.noted["asked"] if noted.wants and _asks_more(noted) else ""
    lines = "\n".join(f"- {point}" for point in points)
    return {
        "about": leading["about"],
        "answer": " ".join(filter(None, (leading["answer"], asked))),
        "noted": f"{words.noted['intro']}\n\n{lines}" if points else "",
    }


def _asks_more(noted: Noted) -> bool:
    """Whether a question asks for more than one of the wishes that the answer speaks of."""
    return any(not noted_of(question).wants for question in noted.questions)


def _leading(noted: Noted) -> str:
    """What the answer is about first."""
    if noted.wants:
        return noted.wants[0]
    if noted.questions:
        return _QUESTION
    return _STATEMENT if noted.only_states else _NOTHING


def _points(noted: Noted, words: AnswerWords, fit: Fit) -> Iterator[str]:
    asked = [found for one in noted.questions if (found := fit("question", one))]
    wants = [words.wants[want]["asks"] for want in noted.wants if _is_said(want, noted, asked)]
    if wants:
        yield _said("wants", wants, words)
    for kind, given in (("quantities", noted.quantities), ("times", noted.times)):
        named = [one for text in given if (one := fit("words", text))]
        if named and not any(one in question for one in named for question in asked):
            yield _said(kind, named, words)
    for question in asked:
        kept = _BEFORE_A_MARK.sub("\u202f", question)
        yield words.noted["question"].format(items=kept)
    if noted.no_calls:
        yield words.noted["no_calls"]


def _is_said(want: str, noted: Noted, asked: Sequence[str]) -> bool:
    """Whether a wish is named: that for a price is not beside a quote, or a question that asks it."""
    return want != _PRICE or not (asked or _QUOTE in noted.wants)


def _said(kind: str, items: Sequence[str], words: AnswerWords) -> str:
    *before, last = items
    listed = words.noted["and"].join(filter(None, (", ".join(before), last)))
    return words.noted[kind].format(items=listed)
