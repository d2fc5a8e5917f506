"""The dependencies outside that have a circuit breaker, by the names that breakers go by."""

from enum import StrEnum


class Dependency(StrEnum):
    """What is not ours and can be left alone."""

    LANGUAGE = "language model"
    EPISODES = "episodic memory"
    EMBEDDINGS = "embeddings"
    WEBHOOK = "webhook"
