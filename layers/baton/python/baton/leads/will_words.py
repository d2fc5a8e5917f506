"""What a table or another system's record says of a person's will, by usual headers and words. Pure.

Lists of contacts come with columns such as ``Unsubscribed``, ``HasOptedOutOfEmail`` or ``Status``, which
no mapping may name. English, German, French and Spanish are known. There are three kinds of columns:

- of refusals (``Do not call: yes``): what is in such a cell is understood, or is a fault;
- of agreements (``Newsletter opt-in: no``): yes and no count, and other words say nothing;
- any other, in which a word that can mean nothing else counts (``Status: unsubscribed``).
"""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache

EMAIL, PHONE, SMS = "email", "phone", "sms"
EVERY = (EMAIL, PHONE, SMS)
LISTS = (EMAIL, SMS)
"""The channels of which nobody says that they unsubscribed from one, when they say that they did."""

_YES = frozenset(
    {
        *("yes", "y", "true", "t", "on", "1", "x", "✓", "✔", "ja", "wahr", "oui", "o", "vrai"),
        *("si", "s", "verdadero"),
    }
)
_NO = frozenset(
    ("no", "n", "false", "f", "off", "0", "nein", "falsch", "non", "faux", "falso", "never")
)
_LEFT = frozenset(
    {
        *(
            "unsubscribed",
            "unsubscribe",
            "un-subscribed",
            "opted out",
            "opted-out",
            "opt out",
            "opt-out",
        ),
        *(
            "optout",
            "optedout",
            "opted_out",
            "opt_out",
            "unsub",
            "unsubbed",
            "no longer subscribed",
        ),
        *("abgemeldet", "abbestellt", "ausgetragen", "newsletter abbestellt", "abmeldung"),
        *(
            "desabonne",
            "desabonnee",
            "desinscrit",
            "desinscrite",
            "desinscription",
            "desabonnement",
        ),
        *("dado de baja", "dada de baja", "de baja", "desuscrito", "desuscrita", "desubscrito"),
        *("baja voluntaria", "do not allow", "not allowed", "nicht erlaubt", "nicht zulassen"),
    }
)
"""Words of who left a list."""

_REFUSED = frozenset(
    {
        *(
            "do not contact",
            "do-not-contact",
            "do_not_contact",
            "donotcontact",
            "dnc",
            "no contact",
        ),
        *("do not disturb", "consent withdrawn", "consent revoked", "complained", "spam complaint"),
        *("marketing opt-out", "marketing refused", "no marketing", "opposed", "objected"),
        *("nicht kontaktieren", "kein kontakt", "keine werbung", "werbesperre", "werbewiderspruch"),
        *("widersprochen", "widerspruch", "einwilligung widerrufen", "kontaktsperre"),
        *("ne pas contacter", "ne plus contacter", "pas de contact", "consentement retire"),
        *("no contactar", "no molestar", "consentimiento revocado", "lista robinson"),
    }
)
"""Words of who wants to hear nothing by any channel."""

_BY_CHANNEL = {
    **dict.fromkeys(
        (
            *(
                "do not email",
                "do not e-mail",
                "do not mail",
                "no email",
                "no e-mail",
                "email opt-out",
            ),
            *("unsubscribed from email", "keine e-mail", "keine e-mails", "keine mails"),
            *("pas d'e-mail", "pas d'email", "pas d'emails", "no enviar correo", "sin correo"),
        ),
        (EMAIL,),
    ),
    **dict.fromkeys(
        (
            *("do not call", "do-not-call", "no calls", "nicht anrufen", "keine anrufe"),
            *("ne pas appeler", "pas d'appel", "no llamar", "sin llamadas"),
        ),
        (PHONE,),
    ),
    **dict.fromkeys(
        ("do not text", "no sms", "no texts", "keine sms", "pas de sms", "sin sms"), (SMS,)
    ),
}
_OF_A_STATUS = frozenset(
    {
        *(
            "cleaned",
            "bounced",
            "hard bounce",
            "hard bounced",
            "suppressed",
            "blocked",
            "blacklisted",
        ),
        *(
            "blocklisted",
            "spam",
            "complaint",
            "abuse",
            "removed",
            "inactive - unsubscribed",
            "left",
        ),
        *("gesperrt", "unzustellbar", "bloque", "rejete", "oppose", "refuse", "refusee", "baja"),
        *("bloqueado", "rebotado", "revoked", "withdrawn", "declined", "refused", "widerrufen"),
    }
)
"""Words that say it in a column of somebody's status, and may say something else in another one."""

_STAYED = frozenset(
    {
        *("subscribed", "active", "opted in", "opted-in", "opt in", "opt-in", "optin", "confirmed"),
        *(
            "allow",
            "allowed",
            "angemeldet",
            "abonniert",
            "aktiv",
            "erlaubt",
            "zulassen",
            "bestatigt",
        ),
        *("abonne", "abonnee", "inscrit", "inscrite", "autorise", "suscrito", "suscrita", "activo"),
        *("permitido", "permitir"),
    }
)
"""Words of who is on a list."""

_LEAVING = re.compile(
    r"unsub|optout|optedout|outofemail|donot(?:allow|bulk)?(?:e?mail|contact|call|phone|text|sms|market|disturb|send|sell)"
    r"|dontemail|dontcall|dontcontact|^dnc$|^dnd$|suppress|blacklist|blocklist|nomarketing|noemail|nocall"
    r"|abgemeld|abmeld|abbestell|austrag|ausgetrag|widerspr|widerruf|werbesperre|sperrvermerk|kontaktsperre"
    r"|keinewerbung|nichtkontakt|nichtanruf|keineemail|keineanruf"
    r"|desabonn|desinscri|nepascontact|nepasappel|nepasenvoy|oppositionau|oppositionmark|refusdepro|bloctel"
    r"|desuscri|debaja|fechabaja|nocontact|nollamar|noenviar|robinson"
)
_JOINING = re.compile(
    r"optin|optedin|subscri|consent|permission|gdpr|newsletter|mayemail|maycall|maycontact"
    r"|einwillig|zustimm|werbeerlaubnis|abonn|rgpd|suscri|dsgvo|emailok|marketingallowed|accepts(?:email|sms)?marketing"
)
_STATUS = re.compile(r"status|state$|statut|estado|zustand|subscri|abo$|abonn|suscri")
_NO_STATEMENT = re.compile(
    r"(?:link|url|token|count|anzahl|nombre|numero|rate|quote|taux|tasa|id|source)$"
)
_REASON = re.compile(r"reason|grund|raison|motif|motivo|campaign|comment|kommentar")
_CHANNELS = (
    (SMS, re.compile(r"sms|text|whatsapp")),
    (PHONE, re.compile(r"phone|call|telefon|telephon|anruf|appel|llamar|llamada|mobile|bloctel")),
    (EMAIL, re.compile(r"e?mail|newsletter|correo|courriel")),
)
_ALL = re.compile(
    r"contact|kontakt|robinson|everything|all(?:channels|communication)|optout|optedout|widerspr"
)
_ELSEWHERE = re.compile(r"fax|postal|briefpost|postweg")
"""Ways to a person that Baton does not go."""

_DATE = re.compile(r"[0-9][0-9 .:/T+\-]{5,34}Z?")
_NOTHING = frozenset(
    ["n/a", "na", "null", "none", "nan", "-", "--", "unknown", "unbekannt", "inconnu"]
)
_LONGEST = 200


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


def told_by(cells: Mapping[str, object], known: Collection[str] = ()) -> Told:
    """What the cells of a record say by column. Columns in ``known`` are read by somebody else."""
    refused: set[str] = set()
    agreed: set[str] = set()
    faults: dict[str, str] = {}
    for column, cell in cells.items():
        if column in known or (word := _word(cell)) == "":
            continue
        sort, channels = _column(column)
        said = _said(sort, word, column)
        if said is None and sort is Sort.REFUSAL:
            faults[column] = "does not say whether the person refused: write yes, no or a date"
        elif said is True:
            agreed.update(channels)
        elif isinstance(said, tuple):
            refused.update(said or channels)
    return Told(frozenset(refused), frozenset(agreed - refused), faults)


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
    yes = word in _YES or word in _STAYED or _DATE.fullmatch(word) is not None
    if sort is Sort.AGREEMENT:
        return True if yes else (() if word in _NO else None)
    if word in _NO or word in _STAYED:
        return False
    return () if yes or word in _OF_A_STATUS or _REASON.search(_key(column)) else None


def _closing(word: str, column: str) -> tuple[str, ...]:
    """The channels that a word closes by itself."""
    if word in _LEFT or (word in _OF_A_STATUS and _STATUS.search(_key(column))):
        return _named(column) or LISTS
    return EVERY if word in _REFUSED else _BY_CHANNEL.get(word, ())


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


def _word(cell: object) -> str:
    """A cell in lower case without accents; empty if it says nothing, or is a long text."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if cell is None or isinstance(cell, list | dict):
        return ""
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
    word = "" if len(text) > _LONGEST else " ".join(_bare(text).strip(" .!'\"").split())
    return "" if word in _NOTHING else word


def _bare(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss"))
    return "".join(one for one in letters if not unicodedata.combining(one))
