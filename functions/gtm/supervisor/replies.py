"""What is said where no agent is asked: to what is empty, too long, about a person, unclear or
nothing for Baton. Pure.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from baton.gtm.request import RequestAnswer, RequestRoute, RequestState, RouteStage
from baton.runtime.asked_agents import Intent
from functions.gtm.supervisor.composing import without_agents
from functions.gtm.supervisor.intents import (
    PLAN,
    UNTOLD,
    Vocabulary,
    agent_of,
    is_answered,
    name_of,
)
from functions.gtm.supervisor.models import Asked
from functions.gtm.supervisor.question_reading import MOST_LETTERS
from functions.gtm.supervisor.text_features import words_in
from functions.gtm.supervisor.understanding import Understanding

_MOST_SUGGESTED = 3
_FIRST_ASKED = ("finance.cac", "insights.at_risk", "plan.weekly_report")
"""What is suggested to somebody of whom nothing was understood."""

_OF_DAYS = frozenset({"finance", "insights", PLAN})
"""Whose figures are of a period."""

_GREETINGS = frozenset(
    {
        "hi",
        "hello",
        "hey",
        "help",
        "good morning",
        "good evening",
        "start",
        "what can you do",
        "who are you",
    }
)

_IN_ENGLISH = {
    "en": "Questions about figures are read in English. Please ask in English, as suggested.",
    "de": "Fragen nach Zahlen werden auf Englisch gelesen; bitte so fragen, wie vorgeschlagen. Fragen "
    "zu Unterlagen beantwortet support (/api/v1/gtm/support) auch auf Deutsch.",
    "fr": "Les questions sur les chiffres sont lues en anglais : merci de suivre les suggestions. Sur "
    "les documents, support (/api/v1/gtm/support) répond aussi en français.",
    "es": "Las preguntas sobre cifras se leen en inglés; siga, por favor, las sugerencias. Sobre los "
    "documentos, support (/api/v1/gtm/support) responde también en español.",
    "it": "Le domande sulle cifre vengono lette in inglese: si prega di seguire i suggerimenti. Sui "
    "documenti, support (/api/v1/gtm/support) risponde anche in italiano.",
}
"""Said in the language of who asks."""

NOT_READ = RequestRoute(stage=RouteStage.NONE, confidence=0.0)


def to_what_is_no_question(
    asked: Asked, kept: Asked, words: Vocabulary, now: datetime
) -> RequestAnswer | None:
    """The reply to a question that is empty or a letter; ``None`` to any other. ``kept`` is it as
    it is told again.
    """
    if not words_in(asked.question):
        text = "There is no question in this. Ask in words, as in the suggestions."
    elif " ".join(words_in(asked.question)) in _GREETINGS:
        text = f"Ask in words, as in the suggestions. What is answered: {_what_is_done(words)}."
    elif len(asked.question) > MOST_LETTERS:
        text = (
            f"This has {len(asked.question):,} characters. Ask one question of at most "
            f"{MOST_LETTERS:,}; a document belongs into the knowledge base, a table into the facts."
        )
    else:
        return None
    return without_agents(
        kept,
        now,
        state=RequestState.ASKED_BACK,
        text=text,
        route=NOT_READ,
        suggestions=suggestions((), words),
    )


def to_what_was_read(
    asked: Asked, found: Understanding, route: RequestRoute, words: Vocabulary, now: datetime
) -> RequestAnswer | None:
    """The reply to what needs no agent or more words; ``None`` to what agents answer."""
    said = _reply(found, words)
    if said is None:
        return None
    state, text, about = said
    return without_agents(
        asked, now, state=state, text=text, route=route, suggestions=suggestions(about, words)
    )


def suggestions(guesses: Sequence[str], words: Vocabulary) -> tuple[str, ...]:
    """Questions that can be answered, near what was said."""
    known: Mapping[str, Intent] = words.intents()
    near = [name for name in dict.fromkeys((*guesses, *_FIRST_ASKED)) if name in known]
    return tuple(known[name].examples[0] for name in near[:_MOST_SUGGESTED])


def route_of(found: Understanding) -> RequestRoute:
    """Who answers, as it is told."""
    agents = dict.fromkeys(agent_of(name) for name in found.intents if is_answered(name))
    best = next(iter((*found.intents, *found.guesses)), None)
    return RequestRoute(
        agents=tuple(name for name in agents if name != PLAN),
        intent=best,
        stage=found.stage,
        confidence=found.confidence,
    )


def _reply(
    found: Understanding, words: Vocabulary
) -> tuple[RequestState, str, Sequence[str]] | None:
    """The state, the text, and what to suggest near it."""
    if found.about_a_person and {agent_of(name) for name in found.intents} != {"support"}:
        return (
            RequestState.DECLINED,
            (
                "Questions about one person are not answered here, whoever it is. Who may read that "
                "person's record finds it under leads or customers; here you get figures and segments."
            ),
            (),
        )
    if lacks := _lacks(found, words):
        return RequestState.ASKED_BACK, lacks, found.guesses
    if not any(map(is_answered, found.intents)):
        near = _near(found.intents, words)
        told = "; ".join(words.intents()[one].means for one in near)
        instead = f"What can be asked: {told}" if near else f"It answers: {_what_is_done(words)}"
        return RequestState.DECLINED, f"{_what_is_not(found.intents, words)} {instead}.", near
    return None


def _lacks(found: Understanding, words: Vocabulary) -> str | None:
    """What to say to a question of which something must be known that was not understood."""
    if found.language and {agent_of(name) for name in found.intents} != {"support"}:
        return _IN_ENGLISH.get(found.language, _IN_ENGLISH["en"])
    by_days = found.intents and all(map(_goes_by_days, found.intents))
    if by_days and (days := found.wrong or _not_days(found.unread_time)):
        advice = (
            "Write days, a month, a quarter or a year, as 2026-03-02/2026-03-08, 2026-03, 2026-Q1."
        )
        return f"{days} {advice}"
    if found.goes_on and not found.intents:
        return _no_change(found, words)
    return None if found.intents else _which(found.guesses, words)


def _what_is_not(intents: Sequence[str], words: Vocabulary) -> str:
    untold = [words.untold[name_of(one)].means for one in intents if agent_of(one) == UNTOLD]
    if not untold:
        return "This is nothing that Baton answers."
    return f"Baton has no figure for {'; '.join(untold)}."


def _near(intents: Sequence[str], words: Vocabulary) -> Sequence[str]:
    """What is told beside numbers that nobody tells."""
    untold = [words.untold[name_of(one)] for one in intents if agent_of(one) == UNTOLD]
    return tuple(dict.fromkeys(name for one in untold for name in one.near))


def _what_is_done(words: Vocabulary) -> str:
    return "; ".join(one.does for one in words.agents.values())


def _goes_by_days(intent: str) -> bool:
    return agent_of(intent) in _OF_DAYS or intent == "marketing.channels"


def _not_days(unread: str | None) -> str | None:
    return f"Which days are meant by “{unread}”?" if unread else None


def _no_change(found: Understanding, words: Vocabulary) -> str:
    known = words.intents()
    before = next(
        (known[name].means for name in found.guesses if name in known), "the question before"
    )
    return (
        f"This goes on with {before}, but what it changes was not understood. A follow-up may change "
        "days, a country, a channel, the currency or the figure. An answer's figures are a table in "
        "`figures`."
    )


def _which(guesses: Sequence[str], words: Vocabulary) -> str:
    known = words.intents()
    meant = [known[name].means for name in guesses if name in known]
    if not meant:
        return "This was not understood. What do you want to know? The suggestions can be answered."
    return (
        f"This was not understood well enough. Do you mean {' or '.join(meant[:_MOST_SUGGESTED])}?"
    )
