"""A campaign's concept from the company's own words: what stands where no model is. Pure.

The messages are sentences of the company's documents, word for word; where there are too few, what the
question itself says takes their place.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from baton.gtm.marketing_concept import Concept, SuccessMeasure
from baton.gtm.message_set import Language
from baton.gtm.placeholders import filled, without_braces
from functions.gtm.marketing.own_texts import OwnText, stems
from functions.gtm.marketing.wording import ConceptWords, wording

MESSAGES = 3


@dataclass(frozen=True, slots=True)
class Assignment:
    """What a concept is made of."""

    subject: str
    goal: str
    audience: str
    language: Language
    company: str
    own_texts: tuple[OwnText, ...]
    measures: tuple[SuccessMeasure, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """Everything that a text may say."""
        facts = (f"{one.name}: {one.now_text}, {one.goal_text}" for one in self.measures)
        words = (self.subject, self.goal, self.audience, self.company)
        return (*words, *(one.quote for one in self.own_texts), *facts)

    @property
    def documents(self) -> tuple[str, ...]:
        """Where the company's own words are from."""
        return tuple(dict.fromkeys(one.document for one in self.own_texts))


def by_template(given: Assignment, why: str) -> Concept:
    """The concept without a model."""
    words = wording(given.language).concept
    values = _values(given, words)
    goal = f" {filled(words.goal, values)}" if given.goal else ""
    own = list(_own_sentences(given))
    messages = [*own, *(filled(one, values) for one in words.messages)][:MESSAGES]
    return Concept(
        language=given.language,
        idea=f"{filled(words.idea, values)}{goal}"[:600],
        messages=(messages[0][:300], messages[1][:300], messages[2][:300]),
        call_to_action=words.call_to_action,
        measures=given.measures,
        written_by="template",
        why=why[:1_000],
        documents=given.documents if own else (),
    )


def _own_sentences(given: Assignment) -> Iterator[str]:
    """Sentences about the subject, of documents in the language, those first that say most of it."""
    wanted = stems(given.subject)
    every: Sequence[str] = [
        sentence
        for one in given.own_texts
        if one.language in {given.language, None}
        for sentence in one.sentences
        if stems(sentence) & wanted
    ]
    ordered = sorted(dict.fromkeys(every), key=lambda one: -len(stems(one) & wanted))
    yield from ordered[:MESSAGES]


def _values(given: Assignment, words: ConceptWords) -> dict[str, str | None]:
    return {
        "about": without_braces(given.subject).rstrip(". "),
        "audience": without_braces(given.audience).rstrip(". ") or words.audience,
        "goal": without_braces(given.goal).rstrip(". "),
        "company": without_braces(given.company) or wording(given.language).team,
    }
