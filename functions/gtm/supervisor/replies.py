"""What is said where no agent is asked: to what is empty, too long, about a person, unclear or
nothing for Baton. Pure.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from baton.gtm.request import RequestAnswer, RequestRoute, RequestState, RouteStage
from baton.runtime.asked_agents import Intent
from functions.gtm.supervisor.composing import without_agents
from functions.gtm.supervisor.intents import NOTHING, PLAN, Vocabulary, agent_of
from functions.gtm.supervisor.models import Asked
from functions.gtm.supervisor.text_features import words_in
from functions.gtm.supervisor.understanding import MOST_LETTERS, Understanding

_MOST_SUGGESTED = 3
_FIRST_ASKED = ("finance.cac", "insights.at_risk", "plan.weekly_report")
"""What is suggested to somebody of whom nothing was understood."""

NOT_READ = RequestRoute(stage=RouteStage.NONE, confidence=0.0)


def to_what_is_no_question(
    asked: Asked, kept: Asked, words: Vocabulary, now: datetime
) -> RequestAnswer | None:
    """The reply to a question that is empty or a letter; ``None`` to any other. ``kept`` is it as
    it is told again.
    """
    if not words_in(asked.question):
        text = "There is no question in this. Ask in words, as in the suggestions."
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
    agents = dict.fromkeys(agent_of(name) for name in found.intents)
    best = next(iter((*found.intents, *found.guesses)), None)
    return RequestRoute(
        agents=tuple(name for name in agents if name not in {PLAN, NOTHING}),
        intent=best,
        stage=found.stage,
        confidence=found.confidence,
    )


def _reply(
    found: Understanding, words: Vocabulary
) -> tuple[RequestState, str, Sequence[str]] | None:
    """The state, the text, and what to suggest near it."""
    agents = {agent_of(name) for name in found.intents}
    if found.about_a_person and agents != {"support"}:
        return (
            RequestState.DECLINED,
            (
                "Questions about one person are not answered here, whoever it is. Who may read that "
                "person's record finds it under leads or customers; here you get figures and segments."
            ),
            (),
        )
    if found.wrong:
        text = f"{found.wrong} Write a year, quarter or month, as 2026, 2026-Q1 or 2026-03."
        return RequestState.ASKED_BACK, text, ()
    if found.intents == (NOTHING,):
        does = "; ".join(one.does for one in words.agents.values())
        return RequestState.DECLINED, f"This is nothing that Baton answers. It answers: {does}.", ()
    if not found.intents:
        return RequestState.ASKED_BACK, _which(found.guesses, words), found.guesses
    return None


def _which(guesses: Sequence[str], words: Vocabulary) -> str:
    known = words.intents()
    meant = [known[name].means for name in guesses if name in known]
    if not meant:
        return "This was not understood. What do you want to know? The suggestions can be answered."
    return (
        f"This was not understood well enough. Do you mean {' or '.join(meant[:_MOST_SUGGESTED])}?"
    )
