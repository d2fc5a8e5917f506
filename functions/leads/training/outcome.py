"""Which column says whether a lead converted, and what it says."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from baton.leads.scoring.lead_values import NO_ANSWER
from baton.tabular.cells import column_key
from functions.leads.training.account import OutcomeRead
from functions.leads.training.column_names import words_of
from functions.leads.training.dictionary_column import DictionaryColumn
from functions.leads.training.rejection import Refusal
from functions.leads.training.table import Table

_CLEAR_NAMES = frozenset(
    {
        "converted", "conversion", "convert", "outcome", "won", "closedwon", "sale", "sold", "bought",
        "purchased", "purchase", "subscribed", "enrolled", "becamecustomer", "iscustomer", "success",
        "ordered", "signed",
    }
)  # fmt: skip
_OTHER_NAMES = frozenset(
    {
        "customer", "deposit", "response", "responded", "target", "label", "y", "class", "result",
        "status", "stage", "leadstatus", "leadstage", "win", "buyer",
    }
)  # fmt: skip
_SMALL_WORDS = frozenset(
    {
        "is", "has", "have", "had", "did", "was", "became", "been", "got", "the", "a", "lead", "deal",
        "opportunity", "flag", "y", "n", "yn",
    }
)  # fmt: skip
_YES = frozenset(
    {
        "1", "yes", "y", "true", "t", "won", "closed won", "converted", "customer", "sold", "bought",
        "purchased", "subscribed", "enrolled", "success", "successful", "signed", "ja", "j", "oui",
        "si", "sí", "sim",
    }
)  # fmt: skip
_NO = frozenset(
    {
        "0", "-1", "no", "n", "false", "f", "lost", "closed lost", "not converted", "unconverted",
        "not sold", "unsold", "rejected", "refused", "failed", "failure", "unsuccessful", "none",
        "nein", "non", "não", "nao", "no sale", "not interested", "not a customer", "not won",
    }
)  # fmt: skip
_NEGATIONS = ("not ", "no ", "non ", "never ", "un")
_SPACES = re.compile("[\\s_\u2013-]+")
_NUMBER = re.compile(r"([+-]?\d{1,15})(?:[.,]0{1,15})?")

SAME_SHARE = 0.99
"""Two columns that agree in this share of rows say the same thing."""

FEW_TEXTS = 12
"""A column with more different texts does not say yes or no."""

_NO_NAME = 2
_SHOWN = 5
_TOLD = 8

Words = frozenset[str]


@dataclass(frozen=True, slots=True)
class OutcomeColumn:
    """The outcome's column, and the words in it that mean converted; ``false`` those that do not, if
    not all others do.
    """

    column: str
    true: Words
    false: Words | None = None
    notes: tuple[str, ...] = ()

    def of(self, text: str) -> bool | None:
        """Whether the lead converted; ``None`` if the cell does not say."""
        word = _word(text)
        if word in self.true:
            return True
        if self.false is not None:
            return False if word in self.false else None
        return None if word in NO_ANSWER else False

    def read(self, cells: DictionaryColumn) -> OutcomeRead:
        """What was read in the column's cells; of very many texts the most frequent."""
        told: dict[bool | None, Counter[str]] = {True: Counter(), False: Counter(), None: Counter()}
        for value, rows in zip(cells.values, cells.counts.tolist(), strict=True):
            told[self.of(str(value))][str(value).strip()] += rows
        return OutcomeRead(
            column=self.column,
            converted=dict(told[True].most_common(_TOLD)),
            not_converted=dict(told[False].most_common(_TOLD)),
        )

    def answers(self, cells: DictionaryColumn) -> NDArray[np.float64]:
        """1 for every row that converted, 0 for one that did not, not a number where nothing is said."""
        said = [self.of(str(value)) for value in cells.values]
        return cells.spread([np.nan if one is None else float(one) for one in said], np.float64)


def outcome_column(
    table: Table,
    column: str | None = None,
    true: Sequence[str] = (),
    false: Sequence[str] = (),
) -> OutcomeColumn:
    """The outcome that was named, or the one column that looks like it. Raises ``Refusal``, which is
    a question if it is not sure.
    """
    if column is None:
        return _found(table)
    name = _named(table, column)
    words = _words(table, name)
    if not true:
        return _understood(table, name, words)
    wanted = frozenset(map(_word, true))
    if not wanted & words.keys():
        raise Refusal(
            f'The outcome "{name}" never holds {_examples(true)}, but {_examples(words)}.'
        )
    if false:
        return OutcomeColumn(name, wanted, frozenset(map(_word, false)))
    others = words.keys() - wanted
    strange = others - _NO - _YES
    if wanted <= _YES and others & _NO and strange:
        raise Refusal(_strange(name, strange))
    return OutcomeColumn(name, wanted)


def _found(table: Table) -> OutcomeColumn:
    """The column whose name and texts are an outcome's."""
    read: dict[str, OutcomeColumn] = {}
    unsure: dict[str, Refusal] = {}
    for name in table.header:
        words = _words(table, name)
        few = len(words) <= FEW_TEXTS or words.keys() <= _YES | _NO
        if _rank(name) == _NO_NAME or not words or not few:
            continue
        try:
            read[name] = _understood(table, name, words)
        except Refusal as refusal:
            if _rank(name) == 0 or words.keys() & (_YES | _NO):
                unsure[name] = refusal
    if not read and not unsure:
        raise Refusal(
            "No column says whether a lead converted. Name it, for example as "
            '`outcome: {column: Converted, "true": ["1"]}` in the mapping; the columns are '
            f"{', '.join(table.header[:30])}."
        )
    best = min(map(_rank, (*read, *unsure)))
    chosen = next((name for name in read if _rank(name) == best), None)
    if chosen is None:
        raise next(refusal for name, refusal in unsure.items() if _rank(name) == best)
    return _unless_there_are_rivals(table, read, chosen, list(unsure))


def _unless_there_are_rivals(
    table: Table, read: dict[str, OutcomeColumn], chosen: str, unsure: Sequence[str]
) -> OutcomeColumn:
    """The chosen outcome; columns that say something else are told, and asked about if their name is
    as good.
    """
    mine = read[chosen].answers(table.column(chosen))
    notes, rivals = [f'"{name}"' for name in unsure], list[str]()
    for name, other in read.items():
        theirs = other.answers(table.column(name))
        both = ~np.isnan(mine) & ~np.isnan(theirs)
        agree = float((mine[both] == theirs[both]).mean()) if both.any() else 0.0
        if agree < SAME_SHARE:
            said = f'"{name}" (which agrees in {agree:.0%} of the rows)'
            (rivals if _rank(name) == _rank(chosen) else notes).append(said)
    if rivals:
        raise Refusal(
            f'More than one column may be the outcome: "{chosen}" or {" or ".join(rivals)}. Say which '
            'one it is, for example as `outcome: {column: Converted, "true": ["1"]}` in the mapping.'
        )
    told = tuple(f"another column that may be the outcome is {said}" for said in notes)
    one = read[chosen]
    return OutcomeColumn(one.column, one.true, one.false, told)


def _rank(name: str) -> int:
    """How well a column's name is an outcome's, best first."""
    words = words_of(name).split()
    short = "".join(word for word in words if word not in _SMALL_WORDS)
    names = {column_key(name), short}
    if names & _CLEAR_NAMES:
        return 0
    return 1 if names & _OTHER_NAMES else _NO_NAME


def _understood(table: Table, name: str, words: Counter[str]) -> OutcomeColumn:
    """The outcome in a column whose words alone say yes and no. Raises ``Refusal``."""
    yes, no = _YES & words.keys(), _NO & words.keys()
    strange = words.keys() - yes - no
    if not strange and {"0", "-1"} <= words.keys():
        raise Refusal(_question(name, words))
    if len(words) == 2 and len(yes) == 1:  # noqa: PLR2004 - yes and its opposite
        strange = {word for word in strange if not _negates(word)}
    if strange and yes and no:
        raise Refusal(_strange(name, strange))
    if strange or not words:
        raise Refusal(_question(name, words))
    empty = len(table) - words.total()
    if not no and yes and empty and len(words) == len(yes):
        raise Refusal(
            f'The outcome "{name}" holds nothing but {_examples(words)}, and is empty in {empty} rows. '
            "If empty means not converted, say so: "
            f'`outcome: {{column: {name}, "true": [{", ".join(sorted(yes))}], "false": [""]}}`.'
        )
    return OutcomeColumn(name, _YES)


def _negates(word: str) -> bool:
    return any(word.removeprefix(sign) in _YES for sign in _NEGATIONS if word.startswith(sign))


def _strange(name: str, strange: Iterable[str]) -> str:
    return (
        f'The outcome "{name}" should hold yes or no, or 1 or 0, but also holds {_examples(strange)}. '
        'Correct these rows, leave their outcome empty, or say which texts mean converted ("true") and '
        'which do not ("false"); rows with any other text then count as not known.'
    )


def _question(name: str, words: Counter[str]) -> str:
    told = ", ".join(f'"{word[:30]}" ({rows} rows)' for word, rows in words.most_common(_SHOWN))
    return (
        f'The outcome "{name}" holds {told}. Which of them mean converted? Say so, for example as '
        f'`outcome: {{column: {name}, "true": [{next(iter(words), "yes")}]}}`.'
    )


def _named(table: Table, column: str) -> str:
    for name in table.header:
        if column_key(name) == column_key(column):
            return name
    raise Refusal(
        f'The file has no column "{column}" for the outcome; it has {", ".join(table.header[:30])}.'
    )


def _words(table: Table, name: str) -> Counter[str]:
    """How many rows hold each word of a column."""
    column = table.column(name)
    found = Counter[str]()
    for value, rows in zip(column.values, column.counts.tolist(), strict=True):
        word = _word(str(value))
        if word not in NO_ANSWER:
            found[word] += rows
    return found


def _word(text: str) -> str:
    """A text whatever its case, spaces and hyphens; whole numbers without decimals."""
    text = text.strip().casefold()
    if number := _NUMBER.fullmatch(text):
        return str(int(number[1]))
    return text if text in NO_ANSWER else " ".join(_SPACES.split(text)).strip()


def _examples(texts: Iterable[str]) -> str:
    shown = [f'"{text[:30]}"' for text in sorted(texts)[: _SHOWN + 1]]
    return ", ".join(shown[:_SHOWN]) + (", …" if len(shown) > _SHOWN else "")
