"""What stands around a number and says what it is, in the languages that Baton meets most.

For ``phones`` and ``payment_numbers``. Words are looked up, since patterns of so many would take
longer to make than everything else here; a number is looked at with forty characters around it.
"""

import re
from collections.abc import Sequence
from enum import Enum, auto

AROUND = 40
"""Characters before a number that may say what it is."""


class Said(Enum):
    """What the words before a number call it."""

    PHONE = auto()
    CARD = auto()
    OTHER = auto()
    """an order, an amount, a page ..."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PHONE = _words(
    "tel tél t phone ph telephone téléphone telefoon telefone teléfono telefono tlf tfn puhelin"
    " mobile mob mobil mobiel móvil movil celular cel cell cellphone cellulare handy portable"
    " komórka fax call called calling ring dial reach reached reachable hotline whatsapp signal"
    " viber telegram sms text durchwahl appel joindre joignable appelez appelle bel bellen zadzwoń"
    " dzwonić hívjon ara arayın ligue тел телефон телефону звоните 電話 电话 手机 携帯 هاتف"  # noqa: RUF001
)
_PHONE_STEMS = (
    *(
        "telefon",
        "handynummer",
        "mobilnummer",
        "mobiltelefon",
        "rufnummer",
        "ruf",
        "anruf",
        "rückruf",
    ),
    *("erreich", "zurückruf", "llám", "llam", "chiam", "zadzwo"),
)
_NUMBER = _words("number num nummer nr no numéro numero número numer n m p номер")
_MINE = _words(
    "my our his her their mein meine meiner unsere mon notre mi nuestro mio il mój mijn meu minha"
    " мой"
)
_LINKS = _words(
    "me us him her back now at on under to is it direct directly best please unter an auf am der"
    " die das ist lautet bitte au al le la les el il lo op do na pod est es é est e the or oder ou"
    " o and und et y auch"
)
_CARD = _words(
    "card cards karte karten kreditkarte visa mastercard amex maestro carte bancaire tarjeta"
    " carta karta cartão cartao"
)
_OTHER = _words(
    "order orders ordernumber orderid invoice invoices ref reference ticket tickets case id ids"
    " item sku article part serial tracking parcel batch lot policy vat uid tax issn isbn isbn-10"
    " isbn-13 ean gtin upc zip postcode version v release build model page pages po room seat"
    " flight contract booking reservation epoch row rows line step record process pid port section"
    " chapter bestellung rechnung auftrag vorgang aktenzeichen plz seite zimmer artikel sendung"
    " commande facture référence dossier colis siret siren contrat pedido factura referencia"
    " expediente contrato nif cif ordine fattura pratica riferimento iva zamówienia zamówienie"
    " zamówieniem faktura faktury nip regon factuur заказ заказа счёт счет инн 注文 订单 eur usd gbp"
    " chf inr jpy cny pln czk huf sek nok dkk try brl aud cad rs budget"
)
_OTHER_NUMBERS = _words(
    "customer client student account member kunde kunden konto client cliente klant"
)
"""What has a number that is no phone's, but may have a phone as well."""

_UNITS = _words(
    "eur usd gbp chf inr jpy cny pln czk huf sek nok dkk try brl aud cad aed zar euro euros"
    " dollar dollars pound pounds rupee rupees franc francs franken peso pesos zł kč ft kr lei лв"
    " k mio mn bn tsd million millions millionen milliarden billion billions thousand tausend ms"
    " ns µs sec secs second seconds sekunden minute minutes minuten hour hours stunden day days"
    " tage week weeks month months year years jahre byte bytes kb mb gb tb kib mib gib km cm mm kg"
    " mg kwh wh kw hz px qm sqm user users seat seats licence licences license licenses row rows"
    " lead leads click clicks impression impressions visit visits visitor visitors view views"
    " session sessions token tokens people person persons employees customers clients members"
    " pieces pcs items units points votes records events messages requests copies nutzer personen"
    " mitarbeiter zeilen stück kunden einwohner klicks aufrufe punkte times mal utilisateurs"
    " personnes habitants pièces fois usuarios personas clientes habitantes piezas veces utenti"
    " persone clienti pezzi osób sztuk użytkowników рублей руб"  # noqa: RUF001
)
_MONEY = "€$£¥₹₺₽₴₩₪"
_SIGNS = f"%‰°{_MONEY}"

_TOKEN = re.compile(r"[^\W\d_]+(?:-1[03](?!\d))?|\d+|[^\w\s]")
_BETWEEN = frozenset(".:#='\"([,/-°№*|>")
_NEXT = re.compile(r"[ \u00a0\u202f]?([^\W\d_]+|[^\w\s])")
_MOST_LINKS = 5


def said_before(text: str, begin: int) -> Said | None:
    """What the words before ``begin`` call the number that begins there."""
    tokens = _TOKEN.findall(text, max(0, begin - AROUND), begin)
    links, numbered = 0, False
    for token in reversed(tokens):
        word = token.casefold()
        if word in _BETWEEN or token in _MONEY:
            if word == "#" or token in _MONEY:
                return Said.OTHER
            continue
        if (said := _said(word, numbered=numbered)) is not None:
            return said
        numbered = numbered or word in _NUMBER
        links += 1
        if links > _MOST_LINKS or not (word in _LINKS or word in _NUMBER or _is_a_name(token)):
            return None
    return None


def _said(word: str, *, numbered: bool) -> Said | None:
    if word in _PHONE or word.startswith(_PHONE_STEMS) or (numbered and word in _MINE):
        return Said.PHONE
    if word in _CARD:
        return Said.CARD
    compound = len(word) > len("nummer") and word.endswith(("nummer", "nr"))
    if word in _OTHER or compound or (numbered and word in _OTHER_NUMBERS):
        return Said.OTHER
    return None


def _is_a_name(token: str) -> bool:
    """``Call Bo 451 5986``: whom the number reaches."""
    return token.istitle()


def unit_after(text: str, end: int) -> bool:
    """Whether what stands after ``end`` makes an amount of the number before it."""
    found = _NEXT.match(text, end)
    return found is not None and (found[1].casefold() in _UNITS or found[1] in _SIGNS)


def with_a_day(groups: Sequence[str]) -> bool:
    """Whether four groups of digits are the number of a thing and a day, in either order:
    ``0087 12 03 2026``.
    """
    if len(groups) != 4:  # noqa: PLR2004 (day, month, year, and another)
        return False
    threes = (tuple(groups[1:]), tuple(groups[:3]))
    return any(_is_day(*three) or _is_day(*reversed(three)) for three in threes)


def _is_day(day: str, month: str, year: str) -> bool:
    """Whether three groups of digits are one, with two, two and four of them."""
    two = len(day) == len(month) == 2  # noqa: PLR2004
    known = two and len(year) == 4 and year[:2] in {"19", "20"}  # noqa: PLR2004
    return known and 1 <= int(day) <= 31 and 1 <= int(month) <= 12  # noqa: PLR2004


_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d\d"
_TIME = r"(?:[T ,]{1,2}\d{1,2}[:.h]\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?: ?[+-]\d\d:?\d\d)?)"
_APART = r"(?<![\d+])(?<!\d[ .\-/(])"
_ENDS = r"(?!\d)(?![ .\-/]\d)"
_MOMENTS = re.compile(
    rf"{_APART}(?:{_YEAR}([-/.]){_MONTH}\1{_DAY}(?!\d){_TIME}?"
    rf"|(?:{_DAY}([-/.]){_MONTH}\2|{_MONTH}([-/]){_DAY}\3)(?:{_YEAR}|\d\d)(?:{_TIME}|{_ENDS})"
    rf"|{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:T?\d{{4}}(?:\d\d)?)?{_ENDS}"
    rf"|{_YEAR}(?:(?: ?[,/\u2013-] ?| ){_YEAR}){{1,40}}{_ENDS})"
    r"|(?<![\d+])\d{1,4}(?::\d{1,4}){1,8}(?:[.,]\d{1,9})?(?!\d)"
)
_LINK = re.compile(r"://[^\s<>\"]+")


def without_moments(text: str) -> str:
    """``text``, as long as before, without dates, times, years in a row, and links."""
    if "://" in text:
        text = _LINK.sub(_blank, text)
    return _MOMENTS.sub(_blank, text)


def _blank(found: re.Match[str]) -> str:
    return "\0" * len(found[0])


_UNDERLINED = re.compile(
    r"(?<!\w)(?:(?:\+|00)[1-9]\d{0,2}|0[1-9]\d{0,4}|(?:1_)?\d{3}(?=_\d{3}_\d{4}(?!\w)))"
    r"(?:_\d{2,10}){1,6}(?!\w)"
)
"""Numbers with ``_`` between the groups, as no date, amount or file's name has them."""


def with_hyphens(text: str) -> str:
    """The text with numbers that have ``_`` between their groups as they are with hyphens, as long."""
    return _UNDERLINED.sub(lambda one: one[0].replace("_", "-"), text)
