"""Fits what a whole message says of its kind; run by hand, never by a function.

python -m tests.benchmarks.message_fitting

Reads ``message_examples/`` and the examples of ``tests/unit/leads/reading/messages.yaml``, and writes
``whole_message.json`` of ``baton.leads.reading``. It prints what the phrases say alone and what both say
together of examples that the fit has not seen. What was kept for measuring, ``message_heldout.yaml``,
is not read here.
"""

import json
import math
import sys
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import yaml

from baton.leads.reading import whole_message
from baton.leads.reading.kinds import signs_in
from baton.leads.reading.message_kind import MessageKind
from baton.leads.reading.whole_message import WEIGHED, Limits, Weights

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

_HERE = Path(__file__).parent
_KNOWN = _HERE.parent / "unit" / "leads" / "reading" / "messages.yaml"

FALSE_ALARMS = {
    MessageKind.COMPLAINS: 0.005,
    MessageKind.NEEDS_SUPPORT: 0.005,
    MessageKind.SELLS: 0.0075,
    MessageKind.APPLIES: 0.0025,
    MessageKind.REFUSES: 0.0075,
}
"""The most of those who want or ask something, as a share, who may be taken for a kind by weights that
have not seen them: 1 % are not written to. Most were written to be hard."""

_PENALTY, _FOLDS, _BLOCKS, _LEAST, _LEAST_SEEN = 1.0, 5, 30, 0.35, 3
"""The inverse of the penalty; folds; parts of a file, whose lines are alike in every language and stay
in one fold; weights below which a sign is left out; examples in which a sign must be."""

_KNOWN_COUNT = 3
"""How often an example counts whose kind a test promises."""

_BESIDE = {
    MessageKind.COMPLAINS: 2.0,
    MessageKind.NEEDS_SUPPORT: 2.0,
    MessageKind.SELLS: 3.0,
    MessageKind.APPLIES: 4.0,
    MessageKind.REFUSES: 0.0,
}
"""How far below a limit phrases are still believed."""

DOUBTS = 0.075
"""The most of them, as a share, who are not answered at once: a person reads what they write."""

_WANTS = (MessageKind.BUYS, MessageKind.ASKS, MessageKind.OTHER)


class Example(NamedTuple):
    """A message, its kind, the block whose lines stay together, and what its phrases and signs are."""

    message: str
    kind: MessageKind
    block: str
    said: MessageKind
    signs: Mapping[str, float]

    @property
    def known(self) -> bool:
        """Whether a test promises its kind."""
        return self.block == self.message


def examples() -> list[Example]:
    """All that there is to fit to."""
    return [
        Example(message, MessageKind(kind), block, *signs_in(message))
        for kind, message, block in (*_written(), *_known())
    ]


def _written() -> Iterator[tuple[str, str, str]]:
    for path in sorted((_HERE / "message_examples").glob("*.yaml")):
        for kind, lines in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            messages = lines.splitlines()
            for at, message in enumerate(messages):
                yield kind, message, f"{kind}/{_BLOCKS * at // len(messages)}"


def _known() -> Iterator[tuple[str, str, str]]:
    for kind, messages in yaml.safe_load(_KNOWN.read_text(encoding="utf-8")).items():
        for message in messages:
            yield kind, message, message


def fitted(
    given: Sequence[Example], limits: Mapping[MessageKind, Limits], doubt: float = math.inf
) -> Weights:
    """Weights for the examples, each kind's against those of whoever wants something."""
    from sklearn.linear_model import LogisticRegression

    seen = Counter(sign for one in given for sign in one.signs)
    names = sorted(sign for sign, often in seen.items() if often >= _LEAST_SEEN)
    classes = [WEIGHED.index(one.kind) + 1 if one.kind in WEIGHED else 0 for one in given]
    model = LogisticRegression(C=_PENALTY, max_iter=200, tol=1e-3)
    model.fit(_matrix(given, names), classes, [_KNOWN_COUNT if one.known else 1 for one in given])
    against, bias = model.coef_[1:] - model.coef_[0], model.intercept_[1:] - model.intercept_[0]
    signs = {name: against[:, at].tolist() for at, name in enumerate(names)}
    return Weights(bias.tolist(), signs, limits, doubt)


def _matrix(given: Sequence[Example], names: Sequence[str]) -> "Matrix":
    import numpy as np

    places = {name: at for at, name in enumerate(names)}
    matrix = np.zeros((len(given), len(names)))
    for row, one in enumerate(given):
        for sign, value in one.signs.items():
            if sign in places:
                matrix[row, places[sign]] = value
    return matrix


def fold_of(example: Example) -> int:
    """The fold in which an example is kept back."""
    return zlib.crc32(example.block.encode()) % _FOLDS


def unseen(given: Sequence[Example]) -> list[Weights]:
    """For every fold, weights fitted to all others; without limits."""
    return [fitted([one for one in given if fold_of(one) != fold], {}) for fold in range(_FOLDS)]


def limits_for(given: Sequence[Example], folds: Sequence[Weights]) -> dict[MessageKind, Limits]:
    """The limits at which no more than ``FALSE_ALARMS`` are called a kind."""
    wants = [folds[fold_of(one)].odds(one.signs) for one in given if one.kind in _WANTS]
    limits = {}
    for kind, share in FALSE_ALARMS.items():
        alike = WEIGHED[:2] if kind.needs_a_person else (kind,)
        highest = sorted((max(odds[one] for one in alike) for odds in wants), reverse=True)
        alone = round(highest[int(share * len(wants))] + 0.01, 2)
        limits[kind] = Limits(alone=alone, beside=round(alone - _BESIDE[kind], 2))
    return limits


def doubt_for(
    given: Sequence[Example], folds: Sequence[Weights], limits: Mapping[MessageKind, Limits]
) -> float:
    """The odds of no customer at which, with all limits, no more than ``DOUBTS`` are not answered."""
    wants = [one for one in given if one.kind in _WANTS]
    limited = [Weights(one.bias, one.signs, limits) for one in folds]
    read = [limited[fold_of(one)].joined(one.said, one.signs) for one in wants]
    left = int(DOUBTS * len(wants)) - sum(what_happens(kind) != "answered" for kind in read)
    odds = sorted(
        (
            folds[fold_of(one)].no_customer(one.signs)
            for one, kind in zip(wants, read, strict=True)
            if what_happens(kind) == "answered"
        ),
        reverse=True,
    )
    return round(odds[max(0, left)] + 0.01, 2)


def _written_weights(weights: Weights) -> str:
    signs = {
        name: [round(one, 2) for one in some]
        for name, some in weights.signs.items()
        if max(map(abs, some)) >= _LEAST
    }
    head = {
        "bias": [round(one, 2) for one in weights.bias],
        "doubt": weights.doubt,
        "limits": {kind: asdict(limit) for kind, limit in weights.limits.items()},
    }
    lines = (
        f"{json.dumps(name)}:{json.dumps(some, separators=(',', ':'))}"
        for name, some in signs.items()
    )
    return f'{json.dumps(head)[:-1]}, "signs": {{\n' + ",\n".join(lines) + "\n}}\n"


def what_happens(kind: MessageKind) -> str:
    """What a kind leads to: ``answered``, ``person``, ``not answered`` or ``refuses``."""
    if kind.needs_a_person:
        return "person"
    if kind in (MessageKind.SELLS, MessageKind.APPLIES):
        return "not answered"
    return "refuses" if kind is MessageKind.REFUSES else "answered"


def table(rows: Sequence[tuple[str, MessageKind]]) -> str:
    """Of each sort of message, what happens to how many."""
    outcomes = ("answered", "person", "not answered", "refuses")
    counts = Counter((sort, what_happens(kind)) for sort, kind in rows)
    lines = [f"{'':14}" + "".join(f"{one:>14}" for one in outcomes)]
    lines += (
        f"{sort:14}" + "".join(f"{counts[sort, one]:>14}" for one in outcomes)
        for sort in dict.fromkeys(sort for sort, _ in rows)
    )
    return "\n".join(lines)


def main() -> None:
    """Fits with all examples and writes the weights beside the reading."""
    given = examples()
    folds = unseen(given)
    limits = limits_for(given, folds)
    doubt = doubt_for(given, folds, limits)
    unknown = [one for one in given if not one.known]
    told = ["Phrases alone", table([(one.kind, one.said) for one in unknown])]
    limited = [Weights(one.bias, one.signs, limits, doubt) for one in folds]
    joined = [(one.kind, limited[fold_of(one)].joined(one.said, one.signs)) for one in unknown]
    told += [f"Both, of {len(given)} in {_FOLDS} folds", table(joined)]
    sys.stdout.write("\n".join(told) + "\n")
    path = Path(whole_message.__file__).with_name("whole_message.json")
    path.write_text(_written_weights(fitted(given, limits, doubt)), encoding="utf-8")


if __name__ == "__main__":
    main()
