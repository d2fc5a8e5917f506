"""What a table or another system's record says of a person's will, by usual headers and words. Pure.

Lists of contacts come with columns such as ``Unsubscribed``, ``HasOptedOutOfEmail`` or ``Status``, which
no mapping may name. English, German, French and Spanish are known,
and the plainest words of some more (``will_vocabulary``). There are four kinds of columns:

- of refusals (``Do not call: yes``): what is not understood in such a cell closes too, for caution;
- of agreements (``Newsletter opt-in: no``): yes and no count, and other words say nothing;
- of a way or of marketing as such (``Marketing: stop``, ``Calls: no``): only a refusal counts;
- any other, in which a word that can mean nothing else counts (``Status: unsubscribed``); in columns of
  notes, what a colleague wrote of it is read too (``will_notes``).
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from itertools import combinations

from baton.core.text import folded
from baton.leads import will_columns as columns
from baton.leads import will_vocabulary as words
from baton.leads.will_notes import refused_in_notes
from baton.leads.will_vocabulary import EMAIL, EVERY, PHONE, SMS

LISTS = (EMAIL, SMS)
"""The channels of which nobody says that they unsubscribed from one, when they say that they did."""

_STATUS = re.compile(r"status|state$|statut|estado|zustand|subscri|abo$|abonn|suscri")
_NO_STATEMENT = re.compile(
    r"(?:link|url|token|count|anzahl|nombre|numero|rate|quote|taux|tasa|id|source)$"
)
_REASON = re.compile(r"reason|grund|raison|motif|motivo|campaign|comment|kommentar")
_CHANNELS = (
    (SMS, re.compile(r"sms|text|whatsapp")),
    (
        PHONE,
        re.compile(
            r"phone|call|tele?fon|telephon|^tel$|anruf|appel|llama|chiam|mobile|handy|bloctel|tps|opposizion"
        ),
    ),
    (EMAIL, re.compile(r"e?mail|newsletter|correo|courriel|bounce")),
)
_ALL = re.compile(
    r"contact|kontakt|contatt|marketable|dnc|dnd|robinson|everything|all(?:channels|communication)|optout|optedout|widerspr|erase|erasure|delet"
    r"|forgotten|objection|opposition|werbesperr|sperrvermerk"
)
_ELSEWHERE = re.compile(r"fax|postal|briefpost|postweg")
"""Ways to a person that Baton does not go."""

_DATE = re.compile(r"(?=.*[1-9])[0-9][0-9 .:/t+\-]{5,34}z?(?: ?utc| ?gmt)?")
"""In lower case, as words are; ``0000-00-00`` is no date."""

_NO_DATE = re.compile(r"[0 .:/t+\-]{6,}z?")
_NOTHING = frozenset(
    ["n/a", "na", "null", "none", "nan", "-", "--", "unknown", "unbekannt", "inconnu"]
)
_LONGEST = 200
_NOTES = re.compile(
    r"(?:notes?|comments?|remarks?|memos?|description|notiz(?:en)?|bemerkung(?:en)?|anmerkung(?:en)?|kommentare?"
    r"|vermerke?|remarques?|commentaires?|observations?|observacion(?:es)?|notas?|comentarios?|annotazion[ei]"
    r"|osservazion[ei]|commenti)[0-9]{0,2}$"
)
"""Columns in which colleagues write what they know."""

_LABELS = re.compile(r"tag|label|etikett|etiquet|schlagw|segment|group|gruppe|^list|listen$")
"""Columns of which a cell has several words."""

_SPACES = re.compile(r"[ ']")
_IN_A_STATUS = re.compile(r"\w+(?:['-]\w+)*")
_MOST_WORDS = 6
_BETWEEN = re.compile(r"[][,;|\n]")
_MOST_LABELS = 200


class Sort(Enum):
    """What a column tells of a person's will."""

    REFUSAL = "refusal"
    AGREEMENT = "agreement"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class StatedWill:
    """What a record says: the channels that are refused, and those that are agreed to."""

    refused: frozenset[str] = frozenset()
    agreed: frozenset[str] = frozenset()
    noted: Mapping[str, str] = field(default_factory=dict)
    """Of what is refused, what only somebody's notes say: the column of notes by channel"""
    unclear: Mapping[str, str] = field(default_factory=dict)
    """And what is closed for caution only, since nobody understands the cell: its column by channel"""


def told_by(cells: Mapping[str, object], known: Collection[str] = ()) -> StatedWill:
    """What the cells of a record say by column. Columns in ``known`` are read by somebody else."""
    refused: set[str] = set()
    agreed: set[str] = set()
    noted: dict[str, str] = {}
    unclear: dict[str, str] = {}
    for column, cell in cells.items():
        if column not in known and _NOTES.search(_key(column)):
            noted |= dict.fromkeys(refused_in_notes(cell), column)
        for word in () if column in known else _words_in(cell, column):
            sort, channels = _column(column)
            said = _said(sort, word, column)
            if said is None and sort is Sort.REFUSAL:
                unclear |= dict.fromkeys(channels, column)
            elif said is True:
                agreed.update(channels)
            elif isinstance(said, tuple):
                every = (
                    sort is Sort.AGREEMENT
                    and _ALL.search(_key(column))
                    and not _named(_key(column))
                )
                refused.update(said or (EVERY if every else channels))
    unclear = {channel: column for channel, column in unclear.items() if channel not in refused}
    refused.update(unclear)
    noted = {channel: column for channel, column in noted.items() if channel not in refused}
    refused.update(noted)
    return StatedWill(frozenset(refused), frozenset(agreed - refused), noted, unclear)


def cautions(told: StatedWill) -> Iterator[tuple[str, str, str]]:
    """The channels that are closed though nobody says so plainly: channel, column and why, in words that
    follow the channel's consent.
    """
    for channel, column in told.noted.items():
        yield channel, column, f"is refused by the notes in {column!r}"
    for channel, column in told.unclear.items():
        why = f"{column!r} does not say whether the person refused; write yes, no or a date"
        yield channel, column, f"is closed for caution: {why}"


def permission(cell: object) -> bool | None:
    """A cell of consent: whether it is given; ``None`` if the words are not known."""
    word = _word(cell)
    said = _said(Sort.AGREEMENT, word, "consent") if word else None
    return False if isinstance(said, tuple) else said


def _said(sort: Sort, word: str, column: str) -> bool | tuple[str, ...] | None:
    """``True`` for an agreement, the channels that are refused (none named: those of the column),
    ``False`` for neither, ``None`` for words that are not known.
    """
    key, listed = _key(column), _listed(word)
    if sort is Sort.REFUSAL and listed is not None and columns.REGISTER.search(key):
        return () if listed else False
    if closed := _closing(word, key) or _closed_within(word, key):
        return closed
    if sort is Sort.OTHER:
        return () if _barred(word, key) else False
    yes = word in words.YES or word in words.STAYED or _DATE.fullmatch(word) is not None
    if sort is Sort.AGREEMENT:
        return () if word in words.NO or _denied(word) else (True if yes else None)
    return _refused(word, key, yes=yes, listed=listed)


def _refused(word: str, key: str, *, yes: bool, listed: bool | None) -> bool | tuple[()] | None:
    """What a word says in a column of refusals; as ``_said``."""
    if word in words.NO or (word in words.STAYED and listed is None) or _is_none(word):
        return False
    if listed is not None:
        return () if listed else False
    told = word in words.OF_A_STATUS or word in words.OF_A_BOUNCE
    return () if yes or told or _REASON.search(key) else None


def _listed(word: str) -> bool | None:
    """Whether a word says that something stands in a register or was received; ``None`` if neither."""
    negated, rest = _parts(word)
    there = words.JOINED | words.RECEIVED
    if word[0].isdigit() or not all(one in there or one in words.UNLISTED for one in rest):
        return None
    return not negated and not any(one in words.UNLISTED for one in rest)


def _denied(word: str) -> bool:
    """Whether a word says that somebody does not agree, or is not on a list."""
    negated, rest = _parts(word)
    joined = all(one in words.JOINED or one in words.STAYED for one in rest)
    plain = " ".join(one for one in _SPACES.split(word) if not one.strip("(")[:1].isdigit())
    denied = words.DENIED | words.OF_A_STATUS
    since = plain != word and plain in words.NO  # "no (2023-05-01)"
    return word in denied or plain in denied or since or (negated and joined)


def _is_none(word: str) -> bool:
    """Whether a word says of a refusal that there is none: ``kein Widerspruch``."""
    first, _, rest = word.partition(" ")
    return first in words.NOT and (rest in words.LEFT or rest in words.REFUSED)


def _parts(word: str) -> tuple[bool, list[str]]:
    """Whether a cell has a "not", and its other words but for dates and those that change nothing."""
    parts = [one for one in _SPACES.split(word) if one and not one[0].isdigit()]
    known = words.AROUND | words.BESIDE | words.NOT
    return any(one in words.NOT for one in parts), [one for one in parts if one not in known]


def _barred(word: str, key: str) -> bool:
    """Whether a word refuses in a column of marketing as such, of a way or of an address."""
    if columns.MARKETING.fullmatch(key):
        return word in words.NO or word in words.ENDED or _denied(word)
    if columns.WAY.fullmatch(key):
        return (word in words.NO and len(word) > 1) or _denied(word)
    return columns.ADDRESS.fullmatch(key) is not None and (
        word in words.DENIED or word in words.OF_A_STATUS
    )


def _closing(word: str, key: str) -> tuple[str, ...]:
    """The channels that a word closes by itself, also if it says since when or how."""
    word = " ".join(one for one in word.split() if one not in words.BESIDE) or word
    told = word in words.OF_A_STATUS or word in words.OF_A_BOUNCE
    told = told and _STATUS.search(key) is not None and not columns.MARKETING.fullmatch(key)
    over = (
        word in words.ENDED and columns.SUBSCRIPTION.search(key) and not columns.LEAVING.search(key)
    )
    if word in words.LEFT or told or over:
        return _named(key) or LISTS
    return EVERY if word in words.REFUSED else words.BY_CHANNEL.get(word, ())


def _closed_within(word: str, key: str) -> tuple[str, ...]:
    """The channels that some of the words of a short status close: ``Inactive - opted out``."""
    said = _IN_A_STATUS.findall(word)
    if not _STATUS.search(key) or len(said) > _MOST_WORDS:
        return ()
    spans = combinations(range(len(said) + 1), 2)
    found = (
        _closing(" ".join(said[start:end]), "")
        for start, end in sorted(spans, key=lambda span: span[0] - span[1])
        if words.NOT.isdisjoint(said[:start])
    )
    closed = next((one for one in found if one), ())
    return (_named(key) or closed) if closed == LISTS else closed


def _named(key: str) -> tuple[str, ...]:
    """The channels that a column's name names."""
    return tuple(channel for channel, words in _CHANNELS if words.search(key))


@lru_cache(maxsize=4_096)
def _column(column: str) -> tuple[Sort, tuple[str, ...]]:
    """What a column tells by its name, and of which channels."""
    name = _key(column)
    leaving = columns.LEAVING.search(name) or columns.LEAVING_WORD.search(folded(column))
    joining = columns.JOINING.search(name)
    if _NO_STATEMENT.search(name) or _ELSEWHERE.search(name) or not (leaving or joining):
        return Sort.OTHER, _named(name) or EVERY
    if leaving:
        whole = EVERY if _ALL.search(name) else LISTS
        return Sort.REFUSAL, _named(name) or whole
    return Sort.AGREEMENT, _named(name) or (EMAIL,)


@lru_cache(maxsize=4_096)
def _key(column: str) -> str:
    return "".join(filter(str.isalnum, folded(column)))


def _words_in(cell: object, column: str) -> list[str]:
    """What a cell says; each of several labels (``unsubscribed, vip``) says something."""
    several = cell if isinstance(cell, list) else [cell]
    if _LABELS.search(_key(column)):
        split = (_BETWEEN.split(one) if isinstance(one, str) else [one] for one in several)
        several = [part for parts in split for part in parts]
    return [word for one in several[:_MOST_LABELS] if (word := _word(one))]


def _word(cell: object) -> str:
    """A cell in lower case without accents; empty if it says nothing, or is a long text."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if cell is None or isinstance(cell, list | dict):
        return ""
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
    word = (
        ""
        if len(text) > _LONGEST
        else " ".join(folded(text).replace("_", " ").strip(" .!'\"").split())
    )
    return "" if word in _NOTHING or _NO_DATE.fullmatch(word) else word
