"""What the memories are asked for a lead: similar episodes, and what has to do with its situation."""

from typing import Any

from baton.leads.assessment import Temperature
from baton.leads.lead import NewLead
from baton.memory.context import MOST_EPISODES
from baton.memory.episode import EpisodeQuery
from baton.memory.keys import key_of


def temperature_of(said: Any) -> Temperature:
    """What the source agent said, or the middle if it said nothing that is one."""
    known = {one.value: one for one in Temperature}
    return known.get(str(said), Temperature.WARM)


def walks_of(situation: str, details: NewLead) -> tuple[str, ...]:
    """Where walks begin: at the lead's situation, its industry, and where it came from."""
    named = {"industry": details.industry, "channel": details.source}
    return (
        f"situation:{situation}",
        *(f"{kind}:{key_of(text)}" for kind, text in named.items() if text),
    )


def episodes_like(situation: str, details: NewLead) -> EpisodeQuery:
    """What is looked for. The text is not kept anywhere, and names nobody all the same."""
    industry, temperature, source = situation.split("/")
    words = [f"A {temperature} lead", f"from {industry}", f"that came by {source}"]
    topic = key_of(details.interest)
    text = f"{' '.join(words)}, interested in {topic}. {situation}".replace("_", " ")
    return EpisodeQuery(text=text, limit=MOST_EPISODES)
