"""A linear model of the words of texts: multinomial logistic regression over tf-idf, by stochastic
gradient.

Bishop, "Pattern Recognition and Machine Learning" (2006), 4.3.4; weights of words by Sparck Jones
(1972). Training is deterministic: the same examples give the same model. Scoring reads only the
rows of the words there are, which is what keeps it at some tens of microseconds.
"""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

from functions.gtm.supervisor.text_features import features

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]
    Matrix = NDArray[np.float32]

_EPOCHS = 6
_LEAST_UPDATES = 6_000
"""Few examples are gone through more often."""
_STEP = 3.0


class LexicalModel:
    """Scores of intents, by the words of a text."""

    def __init__(
        self, intents: Sequence[str], vocabulary: dict[str, int], idf: "Vector", weights: "Matrix"
    ) -> None:
        import numpy as np

        self.intents = tuple(intents)
        self._np = np
        self._row_of = vocabulary.get
        self._idf, self._weights = idf, weights
        self._none = np.zeros(len(self.intents), np.float32)

    @classmethod
    def trained(cls, examples: Sequence[tuple[str, str]]) -> Self:
        """The model of examples, each a text and its intent."""
        import numpy as np

        known = [features(text) for text, _ in examples]
        intents = sorted({intent for _, intent in examples})
        seen = Counter(one for found in known for one in found)
        vocabulary = {name: row for row, name in enumerate(sorted(seen))}
        counts = np.array([seen[name] for name in vocabulary], np.float32)
        idf = (np.log((1 + len(known)) / (1 + counts)) + 1).astype(np.float32)
        number = {intent: column for column, intent in enumerate(intents)}
        weights = np.zeros((len(vocabulary), len(intents)), np.float32)
        model = cls(intents, vocabulary, idf, weights)
        model._fit(
            [(found, number[intent]) for found, (_, intent) in zip(known, examples, strict=True)]
        )
        return model

    def scores(self, text: str) -> "Vector":
        """A score for every intent; all 0 if no word is known."""
        return self._scored(*self._vector(features(text)))

    def _vector(self, found: set[str]) -> "tuple[NDArray[np.intp], Vector]":
        rows = {row for one in found if (row := self._row_of(one)) is not None}
        places = self._np.fromiter(rows, self._np.intp, len(rows))
        values = self._idf[places]
        length = float(values @ values) ** 0.5
        return places, values / length if length else values

    def _scored(self, places: "NDArray[np.intp]", values: "Vector") -> "Vector":
        if not len(places):
            return self._none
        scored: Vector = values @ self._weights[places]
        return scored

    def _fit(self, examples: "Sequence[tuple[set[str], int]]") -> None:
        """Goes through the examples in orders drawn from a fixed seed, with steps that grow
        shorter.
        """
        np, weights = self._np, self._weights
        vectors = [(*self._vector(found), target) for found, target in examples]
        order = np.random.default_rng(7)
        epochs = max(_EPOCHS, _LEAST_UPDATES // max(1, len(vectors)))
        for epoch in range(epochs):
            step = _STEP / (1 + epoch * _EPOCHS / epochs)
            for at in order.permutation(len(vectors)):
                places, values, target = vectors[at]
                rows = weights[places]
                error = _softmax(np, values @ rows)
                error[target] -= 1
                weights[places] = rows - np.outer(values * step, error)


def _softmax(np: Any, scores: "Vector") -> "Vector":
    raised: Vector = np.exp(scores - scores.max(axis=0))
    raised /= raised.sum()
    return raised
