"""One score of two: how near the meaning is, and how many words are in common."""


def mixed(lexical: float, similarity: float, words: float, best: float) -> float:
    """The score of something that was found, where ``best`` is the highest BM25 score among all of it.

    The score by meaning is the cosine, nothing below 0. The score by words is min-max normalised: the
    best BM25 score among the candidates is 1, and the known minimum, no word in common, is 0. The
    result is ``(1 - lexical) * meaning + lexical * words``.
    Source: OpenSearch's normalization processor (min_max with arithmetic_mean).
    """
    return (1 - lexical) * within(similarity) + lexical * words / (best or 1.0)


def within(score: float) -> float:
    """A score that rounding may have put beside 0 to 1."""
    return min(1.0, max(0.0, score))
