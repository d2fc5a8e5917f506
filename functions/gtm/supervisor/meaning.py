"""A linear model of the meaning of texts: multinomial logistic regression over their embeddings,
to its optimum by accelerated gradient descent (Nesterov 1983). The same examples give the same
model.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]
    Matrix = NDArray[np.float32]

_ROUNDS = 200
_CONSTANT = 0.3
"""What stands beside every vector, of length 1, for how common an intent is."""

_PENALTY = 0.02
"""On the weights' squares, by examples: of few examples little can be learned (Hoerl and Kennard
1970).
"""


class MeaningModel:
    """Scores of intents, by the embedding of a text."""

    def __init__(self, intents: Sequence[str], weights: "Matrix") -> None:
        self.intents = tuple(intents)
        self._weights = weights

    @classmethod
    def trained(cls, vectors: Sequence[Sequence[float]], intents: Sequence[str]) -> Self:
        """The model of examples: a vector of length 1 and an intent each."""
        import numpy as np

        known = sorted(set(intents))
        number = {intent: column for column, intent in enumerate(known)}
        given = _with_constant(np, np.asarray(vectors, np.float32))
        wanted = np.zeros((len(intents), len(known)), np.float32)
        wanted[np.arange(len(intents)), [number[one] for one in intents]] = 1
        return cls(known, _optimum(np, given, wanted))

    def scores(self, vector: Sequence[float]) -> "Vector":
        """A score for every intent."""
        import numpy as np

        scored: Vector = _with_constant(np, np.asarray([vector], np.float32))[0] @ self._weights
        return scored


def _with_constant(np: Any, vectors: "Matrix") -> "Matrix":
    constant = np.full((len(vectors), 1), _CONSTANT, np.float32)
    together: Matrix = np.hstack([vectors, constant])
    return together


def _optimum(np: Any, given: "Matrix", wanted: "Matrix") -> "Matrix":
    """The weights with the least log loss and penalty; steps are as long as its curvature allows."""
    count, penalty = len(given), _PENALTY / len(given)
    curvature = 0.5 * float(np.linalg.norm(given, 2)) ** 2 / count + penalty
    weights = np.zeros((given.shape[1], wanted.shape[1]), np.float32)
    ahead, pace = weights, 1.0
    for _ in range(_ROUNDS):
        scores = given @ ahead
        scores -= scores.max(axis=1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=1, keepdims=True)
        slope = given.T @ (scores - wanted) / count + penalty * ahead
        moved = ahead - slope / curvature
        faster = (1 + (1 + 4 * pace * pace) ** 0.5) / 2
        ahead = moved + (pace - 1) / faster * (moved - weights)
        weights, pace = moved, faster
    result: Matrix = weights
    return result
