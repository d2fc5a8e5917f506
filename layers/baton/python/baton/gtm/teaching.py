"""Whether feedback is worth learning from: a question that is one, of nobody, and not taught
otherwise. Pure.
"""

from collections.abc import Sequence

from baton.core.masking import mask
from baton.core.text import words_of
from baton.gtm.kept_request import TaughtExample

MOST_LETTERS = 200
LEAST_WORDS = 2
MOST_A_PERSON = 100
"""Of the examples, so that nobody teaches alone."""


def why_not_taught(
    example: TaughtExample, question: str, known: Sequence[TaughtExample]
) -> str | None:
    """Why an example is not learned from; ``None`` if it is."""
    if len(question) > MOST_LETTERS or len(words_of(question)) < LEAST_WORDS:
        size = f"{LEAST_WORDS} words at least, {MOST_LETTERS} letters at most"
        return f"A question to learn from has {size}."
    if mask(question) != question or "*" in question:
        return "It names a person, and what names a person is not learned from."
    same = [one for one in known if one.text.casefold() == example.text.casefold()]
    if any(one.intent == example.intent for one in same):
        return "It was taught before."
    if same:
        return f"Somebody taught that it is {same[0].intent}. An administrator decides which holds."
    if sum(one.by == example.by for one in known) >= MOST_A_PERSON:
        return (
            f"You taught {MOST_A_PERSON} examples. Add what is still missing to the agents' files."
        )
    return None
