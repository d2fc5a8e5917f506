"""What a table or another system's record says of a person's will, by usual headers and words. Pure.

Lists of contacts come with columns such as ``Unsubscribed``, ``HasOptedOutOfEmail`` or ``Status``, which
no mapping may name. English, German, French and Spanish are known,
and the plainest words of some more (``will_vocabulary``). There are three kinds of columns:

- of refusals (``Do not call: yes``): what is in such a cell is understood, or is a fault;
- of agreements (``Newsletter opt-in: no``): yes and no count, and other words say nothing;
- any other, in which a word that can mean nothing else counts (``Status: unsubscribed``); in columns of
  notes, what a colleague wrote of it is read too (``will_notes``).
"""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache

from baton.leads import will_vocabulary as words
from baton.leads.will_notes import refused_in_notes
from baton.leads.will_vocabulary import EMAIL, EVERY, PHONE, SMS

LISTS = (EMAIL, SMS)
"""The channels of which nobody says that they unsubscribed from one, when they say that they did."""

_LEAVING = re.compile(
    r"unsub|optout|optedout|outofemail|donot(?:allow|bulk)?(?:e?mail|contact|call|phone|text|sms|market|disturb|send|sell)"
    r"|dontemail|dontcall|dontcontact|^(?:is|on|us|national)?dnc(?:list|flag|status|registry)?$|^dnd$"
    r"|^(?:is|on)?c?tps(?:flag|status|registered)?$|telephonepreference"
    r"|^(?:is|has|was)?(?:hard|email)?bounced?(?:type|kind|status)?$"
    r"|suppress|blacklist|blocklist|nomarketing|noemail|nocall"
    r"|abgemeld|abmeld|abbestell|austrag|ausgetrag|widerspr|widerruf|sperrvermerk"
    r"|(?:mail|newsletter|sms|anruf|telefon|kontakt|werbe|werbung)e?n?(?:ge)?sperr"
    r"|keinewerbung|nichtkontakt|nichtanruf|keineemail|keineanruf"
    r"|desabonn|desinscri|nepascontact|nepasappel|nepasenvoy|oppositionau|oppositionmark|refusdepro|bloctel"
    r"|desuscri|debaja|fechabaja|nocontact|nollamar|noenviar|robinson"
    r"|^(?:no|kein|keine|sin|pasde)(?:more|weiteren?|mas)?(?:newsletter|e?mail|sms|text|call|anruf|werbung"
    r"|consent|marketing|appel|publicidad|publicite|prospection|demarchage|llamada|correo)"
    r"|(?:gdpr|dsgvo|rgpd)(?:erase|erasure|delet|forget|objection|losch|efface|borra)"
    r"|disiscri|cancellatodall|uitgeschreven|afgemeld|wypisan|descadastr"
)
_JOINING = re.compile(
    r"^(?:e?mailings?|rundmail|infomails?|infopost)$"
    r"|optin|optedin|subscri|consent|permission|gdpr|newsletter|mayemail|maycall|maycontact"
    r"|(?:contact|kontakt|call|anruf|mail|sms|phone|telefon|werbung|appel|llamad|contacto|contatt)[a-z]{0,5}"
    r"(?:allowed|permitted|erlaubt|gestattet|erwunscht|autoris|permitid|autorizad|consentit)"
    r"|einwillig|zustimm|werbeerlaubnis|werbungerlaubt|abonn|rgpd|suscri|dsgvo|emailok|marketingallowed|accepts(?:email|sms)?marketing"
)
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
            r"phone|call|telefon|telephon|anruf|appel|llamar|llamada|mobile|bloctel|tps|telephonepref"
        ),
    ),
    (EMAIL, re.compile(r"e?mail|newsletter|correo|courriel|bounce")),
)
_ALL = re.compile(
    r"contact|kontakt|dnc|dnd|robinson|everything|all(?:channels|communication)|optout|optedout|widerspr|erase|erasure|delet"
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

_BETWEEN = re.compile(r"[][,;|\n]")
_MOST_LABELS = 200


class Sort(Enum):
    """What a column tells of a person's will."""

    REFUSAL = "refusal"
    AGREEMENT = "agreement"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Told:
    """What a record says: the channels that are refused, those that are agreed to, and the columns whose
    cells nobody understands, with their words.
    """

    refused: frozenset[str] = frozenset()
    agreed: frozenset[str] = frozenset()
    faults: Mapping[str, str] = field(default_factory=dict)
    noted: Mapping[str, str] = field(default_factory=dict)
    """Of what is refused, what only somebody's notes say: the column of notes by channel"""


def told_by(cells: Mapping[str, object], known: Collection[str] = ()) -> Told:
    """What the cells of a record say by column. Columns in ``known`` are read by somebody else."""
    refused: set[str] = set()
    agreed: set[str] = set()
    faults: dict[str, str] = {}
    noted: dict[str, str] = {}
    for column, cell in cells.items():
        if column not in known and _NOTES.search(_key(column)):
            noted |= dict.fromkeys(refused_in_notes(cell), column)
        for word in () if column in known else _words_in(cell, column):
            sort, channels = _column(column)
            said = _said(sort, word, column)
            if said is None and sort is Sort.REFUSAL:
                faults[column] = "does not say whether the person refused: write yes, no or a date"
            elif said is True:
                agreed.update(channels)
            elif isinstance(said, tuple):
                every = sort is Sort.AGREEMENT and _ALL.search(_key(column)) and not _named(column)
                refused.update(said or (EVERY if every else channels))
    only_noted = {channel: column for channel, column in noted.items() if channel not in refused}
    refused.update(noted)
    return Told(frozenset(refused), frozenset(agreed - refused), faults, only_noted)


def permission(cell: object) -> bool | None:
    """A cell of consent: whether it is given; ``None`` if the words are not known."""
    said = _said(Sort.AGREEMENT, _word(cell), "consent")
    return False if isinstance(said, tuple) else said


def _said(sort: Sort, word: str, column: str) -> bool | tuple[str, ...] | None:
    """``True`` for an agreement, the channels that are refused (none named: those of the column),
    ``False`` for neither, ``None`` for words that are not known.
    """
    if closed := _closing(word, column):
        return closed
    if sort is Sort.OTHER:
        return False
    yes = word in words.YES or word in words.STAYED or _DATE.fullmatch(word) is not None
    if sort is Sort.AGREEMENT:
        return True if yes else (() if word in words.NO or word in words.DENIED else None)
    if word in words.NO or word in words.STAYED:
        return False
    return () if yes or word in words.OF_A_STATUS or _REASON.search(_key(column)) else None


def _closing(word: str, column: str) -> tuple[str, ...]:
    """The channels that a word closes by itself, also if it says since when or how."""
    word = " ".join(one for one in word.split() if one not in words.BESIDE) or word
    if word in words.LEFT or (word in words.OF_A_STATUS and _STATUS.search(_key(column))):
        return _named(column) or LISTS
    return EVERY if word in words.REFUSED else words.BY_CHANNEL.get(word, ())


def _named(column: str) -> tuple[str, ...]:
    """The channels that a column's name names."""
    name = _key(column)
    return tuple(channel for channel, words in _CHANNELS if words.search(name))


@lru_cache(maxsize=4_096)
def _column(column: str) -> tuple[Sort, tuple[str, ...]]:
    """What a column tells by its name, and of which channels."""
    name = _key(column)
    leaving, joining = _LEAVING.search(name), _JOINING.search(name)
    if _NO_STATEMENT.search(name) or _ELSEWHERE.search(name) or not (leaving or joining):
        return Sort.OTHER, _named(column)
    if leaving:
        whole = EVERY if _ALL.search(name) else LISTS
        return Sort.REFUSAL, _named(column) or whole
    return Sort.AGREEMENT, _named(column) or (EMAIL,)


@lru_cache(maxsize=4_096)
def _key(column: str) -> str:
    return "".join(filter(str.isalnum, _bare(column)))


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
    word = "" if len(text) > _LONGEST else " ".join(_bare(text).strip(" .!'\"").split())
    return "" if word in _NOTHING or _NO_DATE.fullmatch(word) else word


def _bare(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss"))
    return "".join(one for one in letters if not unicodedata.combining(one))
