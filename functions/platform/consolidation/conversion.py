"""When what was done has worked well enough to be told as an episode (requirement B5)."""

WORTH_AN_EPISODE = 0.8
"""A turn with a higher rate becomes an episode, and what was done then has worked (B5)."""


def has_worked(rate: float | None) -> bool:
    """Whether a rate is worth an episode."""
    return rate is not None and rate > WORTH_AN_EPISODE
