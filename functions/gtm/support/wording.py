"""A sentence of a model's before a quote, and the check that it says nothing of its own."""

import re
from pathlib import Path

from pydantic import BaseModel, Field

from baton.core.text import folded_words
from baton.gtm.support import SupportQuote, SupportTask
from baton.language.generation import GenerationRequest, Language, WrittenBy
from baton.language.prompts import prompts_of
from functions.gtm.support.question import Question

MOST_WORDS = 15
PATIENCE = 8.0
"""Seconds: whoever asked waits."""

_PROMPTS = Path(__file__).with_name("prompts.yaml")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NEUTRAL_WORDS = _words(
    "a an the and or of in on to for with by from at as you your we our us this that these here about"
    " what how please find following says say thank thanks hello question answer information documents"
    " page text"
    " der die das und oder von in im zu zum zur fur mit bei aus als sie ihr ihre wir unser unsere dies"
    " diese hier finden folgendes danke frage antwort dazu unterlagen steht"
    " le la les l un une des du de et ou en dans pour avec par sur vous votre vos nous notre ce cette"
    " voici merci question reponse documents"
    " el los las uno una y o en para con por usted su sus nuestro nuestra esto esta aqui gracias"
    " pregunta respuesta documentos"
    " il lo gli i un e con per su nel della lei suo sua nostro nostra questo questa ecco grazie domanda"
    " risposta documenti"
)
"""Words that lead over, and with which nothing can be claimed."""

_CLAIMING = _words(
    "can could may might must will would should is are was be been do does did have has had not never no"
    " yes allowed possible free always every everything"
    " kann konnen konnte darf durfen muss mussen wird werden ist sind war sein hat haben nicht nie kein"
    " keine erlaubt moglich kostenlos immer alles"
    " peut peuvent pouvez doit devez est sont sera etes avez a ont pas jamais permis possible gratuit"
    " toujours tout"
    " puede pueden debe es son sera tiene tienen no nunca permitido posible gratis siempre todo"
    " puo possono deve e sara ha hanno avete mai permesso possibile gratuito sempre tutto"
)
"""Words of which claims are made. A heading may have them, as in "Can I return it?"; a sentence must
not, or it could say "you can return it"."""

_HERE_IS = re.compile(r"^(here is|here are|hier ist|hier sind|hier steht|ecco|voici) ")

_ANSWERS = _words("yes no ja nein oui non si correct right genau stimmt exacto esatto")


class LeadIn(BaseModel):
    """The form of the answer."""

    sentence: str = Field(max_length=200)


def lead_in(
    language: Language, task: SupportTask, question: Question, quote: SupportQuote, code: str
) -> tuple[str | None, str | None]:
    """The sentence and who wrote it; none of a model that says too much, or if the question may not be
    given to one: it holds an address or number, and nobody knows whose.
    """
    if question.is_personal and task.person is None:
        return None, None
    named = " ".join((quote.title, *quote.place.headings))
    written = language.write(
        GenerationRequest(
            prompt=prompts_of(_PROMPTS)["lead_in"],
            form=LeadIn,
            template=lambda: LeadIn(sentence=""),
            values={"language": code},
            outside={"question": question.searched, "headings": named},
            check=lambda answer: faults_in(answer.sentence, named),
            subject=task.person,
            patience=PATIENCE,
        )
    )
    if written.written_by is not WrittenBy.MODEL or not written.value.sentence.strip():
        return None, None
    return " ".join(written.value.sentence.split()), written.model


def faults_in(sentence: str, named: str) -> tuple[str, ...]:
    """What is wrong with a sentence, in words that the model is given; nothing personal. ``named`` are
    the document's title and headings: words of the text itself could be turned into another claim, as
    "you can return it" of "you cannot return it", and those of the question into a confirmed one.
    """
    words = _HERE_IS.sub("", " ".join(folded_words(sentence))).split()
    allowed = (set(folded_words(named)) | _NEUTRAL_WORDS) - (_CLAIMING - _NEUTRAL_WORDS)
    faults = []
    if len(words) > MOST_WORDS:
        faults.append(f"has more than {MOST_WORDS} words")
    if _ANSWERS & set(words[:1]):
        faults.append("answers yes or no")
    if any(letter.isdigit() for letter in sentence):
        faults.append("has a number")
    if not allowed.issuperset(words):
        faults.append("has words that neither the title nor the headings have")
    return tuple(faults)
