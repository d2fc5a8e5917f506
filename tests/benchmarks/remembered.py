"""What the memory benchmark remembers: invented episodes, conversations, people and the field."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import product

from baton.core.clock import new_id
from baton.leads.conversation import conversation_of
from baton.leads.lead import Lead, NewLead
from baton.leads.person_keys import person_of
from baton.memory.embedding import Embedder
from baton.memory.episode import Episode
from baton.memory.knowledge import Edge, Node
from baton.memory.person import Fact, PastTurn, Turn
from baton.runtime.platform import Platform

INDUSTRIES = ("education", "software", "healthcare", "retail", "logistics", "finance", "travel")
SOURCES = ("google", "webinar", "referral", "linkedin")
TEMPERATURES = ("hot", "warm", "cold")
ACTIONS = ("premium/demo_call", "nurture/case_study", "nurture/welcome", "general/resources")
OUTCOMES = ("converted", "replied")
TOPICS = ("admissions", "reporting", "migration", "pricing", "training", "integration", "support")
TURNS, KNOWN_TURNS = 20, 20

KINDS = tuple(product(INDUSTRIES[:4], TEMPERATURES, SOURCES[:2], ACTIONS[:2], OUTCOMES))
"""What episodes tell: 96 sentences, over and over, as the sentences of consolidation repeat."""


class KnownVectors:
    """An embedder that knows every vector it was asked for before, to measure what is done beside."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._vectors: dict[str, list[float]] = {}

    @property
    def model(self) -> str:
        """The real model's name, so that its vectors are compared."""
        return self._embedder.model

    @property
    def dimensions(self) -> int:
        """As the real model's."""
        return self._embedder.dimensions

    def load(self) -> None:
        """There is nothing to load."""

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """See ``Embedder``. What it does not know the real model embeds."""
        new = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        self._vectors |= zip(new, self._embedder.embed(new), strict=True)
        return [self._vectors[text] for text in texts]


def invented_leads(count: int) -> list[Lead]:
    """Leads with situations and interests that vary."""
    now = datetime.now(UTC)
    kinds = list(product(INDUSTRIES, SOURCES, TOPICS))
    random.Random(3).shuffle(kinds)
    return [
        Lead(
            lead_id=new_id(),
            version=1,
            received_at=now,
            updated_at=now,
            correlation_id="bench",
            details=NewLead(
                email=f"bench-{number}@example.com",
                industry=industry,
                source=source,
                interest=topic,
            ),
        )
        for number, (industry, source, topic) in enumerate(kinds[:count])
    ]


def invented_episodes(count: int, start: int) -> list[Episode]:
    """Episodes from ``start`` on, of which about as many tell each sentence."""
    chosen = random.Random(start).choices(KINDS, k=count)
    return [_episode(start + number, kind) for number, kind in enumerate(chosen)]


def sentence(industry: str, heat: str, source: str, action: str, outcome: str) -> str:
    """What an episode of this kind says."""
    done = action.replace("/", " ").replace("_", " ")
    return f"A {heat} lead from {industry} that came by {source}: {done}, and it {outcome}."


def _episode(number: int, kind: tuple[str, ...]) -> Episode:
    industry, heat, source, action, outcome = kind
    return Episode(
        episode_id=f"bench-{number:06}",
        situation=f"{industry}/{heat}/{source}",
        action=action,
        outcome=outcome,
        value=1 - OUTCOMES.index(outcome) / 4,  # as far as either is on the way
        tags=(industry, source),
        text=sentence(*kind),
        at=datetime.now(UTC) - timedelta(minutes=number),
    )


def remember_lead(platform: Platform, lead: Lead) -> None:
    """A conversation of a day, and a person who is known."""
    subject = person_of(lead.lead_id, lead.details)
    now = datetime.now(UTC)
    for turn in _turns(lead, now):
        platform.short_term.append(turn)
    known = {"channel": Fact(value="email", at=now, source="bench")}
    platform.long_term.prefer(subject, known)
    platform.long_term.learn(subject, {"industry": Fact(value="retail", at=now, source="bench")})
    for turn in _turns(lead, now - timedelta(days=9), KNOWN_TURNS):
        past = turn.model_dump(include=set(PastTurn.model_fields))
        platform.long_term.remember(subject, PastTurn.model_validate(past))


def _turns(lead: Lead, now: datetime, count: int = TURNS) -> Iterator[Turn]:
    for number in range(count):
        yield Turn(
            conversation_id=conversation_of(lead.lead_id),
            turn_id=new_id(),
            speaker="engagement",
            kind="decision",
            text="Chose a channel and a time, and wrote down why. " * 3,
            at=now - timedelta(minutes=count - number),
        )


def the_field() -> tuple[list[Node], list[Edge]]:
    """Industries, channels, plays, objections and what was learned of situations."""
    chance = random.Random(5)
    plays = [f"play:{topic}_{n}" for topic in TOPICS for n in range(4)]
    objections = [f"objection:{topic}" for topic in TOPICS]
    starts = [f"industry:{one}" for one in INDUSTRIES] + [f"channel:{one}" for one in SOURCES]
    situations = [f"situation:{'/'.join(p)}" for p in product(INDUSTRIES, TEMPERATURES, SOURCES)]
    actions = [f"action:{one}" for one in ACTIONS]
    names = [*plays, *objections, *starts, *situations, *actions]
    edges = [
        Edge(source=start, relation=relation, target=target, weight=round(chance.random(), 3))
        for sources, relation, targets, most in (
            (starts, "answers_to", plays, 8),
            (starts, "raises", objections, 4),
            (plays, "answers", objections, 2),
            (situations, "worked_with", actions, 2),
        )
        for start in sources
        for target in chance.sample(targets, most)
    ]
    return [Node(node_id=name, label=name) for name in names], edges
