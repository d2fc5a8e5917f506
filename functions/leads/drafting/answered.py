"""Whether what a model wrote still answers the person, as the standard text does. Pure."""

import re
from collections.abc import Iterator

from baton.leads.lead import NewLead
from baton.leads.reading.noted import noted_of

_CALL = re.compile(
    r"\b(?:calls?|called|calling|phone|telephone|ring you|anruf\w{0,10}|anzurufen|telefon\w{0,12}"
    r"|appel\w{0,8}|t[ée]l[ée]phon\w{0,8}|llam\w{1,10}|tel[ée]fono|telef[óo]nic\w{1,4})\b",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\b(?:not|no|never|without|nicht|kein\w{0,2}|ohne|niemand\w{0,2}|pas|sans|aucun\w?|jamais|sin|"
    r"ninguna?|nunca)\b|n't",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?\n]+")


def unanswered(details: NewLead, standard: str, body: str) -> Iterator[str]:
    """What is wrong with ``body`` in the place of the ``standard`` text, in words for its author."""
    noted = noted_of(details.message)
    if (noted.no_calls or details.consent.phone is False) and _offers_a_call(body):
        yield "The text offers a call to somebody who refuses calls."
    named = (*noted.quantities, *noted.times)
    if any(one in standard and one not in body for one in named):
        yield "The text leaves out a number or time that the person named."


def _offers_a_call(body: str) -> bool:
    sentences = (one[0] for one in _SENTENCE.finditer(body))
    return any(_CALL.search(one) and not _NOT.search(one) for one in sentences)
