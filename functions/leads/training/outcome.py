"""Which column says whether a lead converted, and what it says."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from baton.leads.files.cells import column_key
from baton.leads.scoring.lead_values import NO_ANSWER
from functions.leads.training.rejection import Refusal
from functions.leads.training.table import Table

_NAMES = (
    "converted", "conversion", "isconverted", "hasconverted", "didconvert", "convertedflag",
    "outcome", "won", "iswon", "closedwon", "dealwon", "becamecustomer", "iscustomer", "customer",
    "sale", "sold", "bought", "purchased", "subscribed", "enrolled", "deposit", "response", "success",
    "target", "label", "y", "class", "result", "status", "stage", "leadstatus", "leadstage",
)  # fmt: skip
_YES = frozenset(
    {
        "1", "1.0", "yes", "y", "true", "t", "won", "closed won", "converted", "customer", "sold",
        "bought", "purchased", "subscribed", "enrolled", "success", "successful", "signed",
    }
)  # fmt: skip
_NO = frozenset(
    {
        "0", "0.0", "no", "n", "false", "f", "lost", "closed lost", "not converted", "unconverted",
        "not sold", "rejected", "refused", "failed", "failure", "unsuccessful", "none",
    }
)  # fmt: skip
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class OutcomeColumn:
    """The outcome's column, and the texts in it, case-folded, that mean converted."""

    column: str
    true: frozenset[str]

    def of(self, text: str) -> bool | None:
        """Whether the lead converted; ``None`` if the cell does not say."""
        word = text.strip().casefold()
        return None if word in NO_ANSWER else word in self.true


def outcome_column(
    table: Table, column: str | None = None, true: Sequence[str] = ()
) -> OutcomeColumn:
    """The outcome that was named, or the one column that looks like it. Raises ``Refusal``."""
    if column is None:
        return _found(table)
    name = _named(table, column)
    texts = _texts(table, name)
    if true:
        words = frozenset(text.strip().casefold() for text in true)
    elif (words := _YES & texts.keys()) or texts.keys() <= _NO:
        words = words or _YES
    else:
        raise Refusal(
            f'The outcome "{name}" holds {_examples(texts)}. Say which of them mean converted.'
        )
    if words <= _YES and (strange := texts.keys() - words - _NO - _YES):
        raise Refusal(
            f'The outcome "{name}" should hold yes or no, or 1 or 0, but also holds '
            f"{_examples(strange)}. Correct these rows, leave their outcome empty, or say which "
            "texts mean converted."
        )
    return OutcomeColumn(name, words)


def _found(table: Table) -> OutcomeColumn:
    keys = {column_key(name): name for name in table.header}
    for key in _NAMES:
        if name := keys.get(key):
            texts = set(_texts(table, name))
            if texts and texts <= _YES | _NO:
                return OutcomeColumn(name, _YES)
            if texts & _YES and texts & _NO:
                return outcome_column(table, name)
            if len(texts) == 2 and len(texts & _YES) == 1:  # noqa: PLR2004 - yes and its opposite
                return OutcomeColumn(name, frozenset(texts & _YES))
    raise Refusal(
        "No column says whether a lead converted. Name it, for example as "
        '`outcome: {column: Converted, "true": ["1"]}` in the mapping; the columns are '
        f"{', '.join(table.header[:30])}."
    )


def _named(table: Table, column: str) -> str:
    for name in table.header:
        if column_key(name) == column_key(column):
            return name
    raise Refusal(
        f'The file has no column "{column}" for the outcome; it has {", ".join(table.header[:30])}.'
    )


def _texts(table: Table, name: str) -> Counter[str]:
    place = table.header.index(name)
    texts = Counter(row[place].strip().casefold() for row in table.rows)
    return Counter({text: times for text, times in texts.items() if text not in NO_ANSWER})


def _examples(texts: Iterable[str]) -> str:
    shown = [f'"{text[:30]}"' for text in sorted(texts)[: _SHOWN + 1]]
    return ", ".join(shown[:_SHOWN]) + (", …" if len(shown) > _SHOWN else "")
