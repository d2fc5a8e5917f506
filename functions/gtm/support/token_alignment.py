"""Whether all that a question says is met in an answer, token by token. Pure but for the vectors.

The vector of a whole text blurs what tells "How do I delete my account?" from "How do I open an
account?". Each token of the question is compared with the token of the answer that is nearest to it
(late interaction: Khattab and Zaharia, "ColBERT", 2020), and what is met nowhere counts against the
answer more than what is met well counts for it.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from functions.gtm.support.evidence import ALIGNED, Evidence, Found, Judged

if TYPE_CHECKING:
    from baton.memory.embedding import Tokens

STEEP = 8.0
"""How much more a token that is met badly counts than one that is met well: by this, times their
cosines' difference, as the exponent of e. At 0 it would be their mean, without end their minimum."""

KEPT_TEXTS = 256
"""Headings and texts whose tokens stay in memory: 0.4 MB each at most, a tenth of that as usual."""


class TokenAlignment:
    """Compares questions with answers. ``tokens`` makes vectors of a text's tokens."""

    def __init__(self, tokens: "Callable[[str], Tokens]") -> None:
        self._of_question = tokens
        self._of_passage = lru_cache(KEPT_TEXTS)(tokens)

    def aligned(self, question: str, evidence: Evidence, found: Sequence[Found]) -> Evidence:
        """The evidence with how the question is met in the best passage of each answer. Lists stay as
        they are: their many questions an answer say more. Raises ``Unavailable``.
        """
        if evidence.of_list or not evidence.answers:
            return evidence
        asked = self._of_question(question)

        def compared(one: Judged) -> Judged:
            passage = found[one.passage]
            parts = dict.fromkeys((passage.written, passage.answer))
            features = list(one.features)
            features[ALIGNED] = alignment(asked, [self._of_passage(part) for part in parts])
            return replace(one, features=tuple(features))

        return replace(evidence, answers=tuple(map(compared, evidence.answers)))


def alignment(question: "Tokens", parts: "Sequence[Tokens]") -> float:
    """How well the tokens of the question are met in the parts of a passage, -1 to 1: 1 if each is met
    by its like. 0 where there are no tokens.
    """
    import numpy as np

    there = np.concatenate([part.vectors for part in parts])
    if not len(question.vectors) or not len(there):
        return 0.0
    nearest = (question.vectors @ there.T).max(axis=1)
    return -math.log(float(question.weights @ np.exp(-STEEP * nearest))) / STEEP
