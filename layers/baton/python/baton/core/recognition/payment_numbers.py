"""Bank accounts and payment cards in a text, by their check digits.

Sources: ISO 13616 (IBAN, its lengths as in SWIFT's registry; the check is ISO 7064, MOD 97-10), ISO/IEC
7812 (the check of cards is Luhn's).
"""

import re
from collections.abc import Iterator, Sequence

from baton.core.recognition.number_words import Said, said_before

_IBAN_LENGTHS = {
    country: length
    for length, countries in (
        (15, "NO"),
        (16, "BE"),
        (18, "DK FI FK FO GL NL SD"),
        (19, "MK SI"),
        (20, "AT BA EE KZ LT LU MN XK"),
        (21, "CH HR LI LV"),
        (22, "BG BH CR DE GB GE IE ME RS VA"),
        (23, "AE GI IL IQ OM SO TL"),
        (24, "AD CZ ES MD PK RO SA SE SK TN VG"),
        (25, "LY PT ST"),
        (26, "IS TR"),
        (27, "BI DJ FR GR IT MC MR SM"),
        (28, "AL AZ BY CY DO GT HU LB NI PL SV"),
        (29, "BR EG PS QA UA"),
        (30, "JO KW MU YE"),
        (31, "MT SC"),
        (32, "LC"),
        (33, "RU"),
    )
    for country in countries.split()
}
_GAP = "[ ._-]{0,3}"
_IBAN = re.compile(rf"(?<![^\W_])[A-Za-z]{{2}}{_GAP}\d{{2}}(?={_GAP}[A-Za-z0-9])")
_CHARACTER = re.compile(rf"{_GAP}([A-Za-z0-9])")
_REMAINDER = 97

_CARD = re.compile(rf"(?<![\w+.,/#-])\d(?:{_GAP}\d){{11,}}+")
_GROUP = re.compile(r"\d+")
_CARD_LENGTHS = (16, 15, 14, 13, 19, 18, 17, 12)
_SHORTEST = 12
"""So short a number counts only after the word for a card."""

_FOURS = (4, 4, 4, 4)


def accounts_in(text: str) -> Iterator[tuple[int, int]]:
    """Where IBANs stand, in whatever case, with spaces or hyphens between their groups or none."""
    taken = 0
    for start in _IBAN.finditer(text):
        if start.start() < taken:
            continue
        length = _IBAN_LENGTHS.get(start[0][:2].upper(), 0)
        end, iban = _read(text, start.start(), length)
        if length and len(iban) == length and mod_97(iban) == 1:
            taken = end
            yield start.start(), end


def _read(text: str, begin: int, length: int) -> tuple[int, str]:
    """So many letters and digits, with at most three separators between two; and where they end."""
    kept: list[str] = []
    at = begin
    while len(kept) < length and (found := _CHARACTER.match(text, at)):
        kept.append(found[1].upper())
        at = found.end()
    whole = not (at < len(text) and text[at].isalnum())
    return at, "".join(kept) if whole else ""


def mod_97(iban: str) -> int:
    """The remainder of an IBAN in capitals, its first four characters last, letters as 10 to 35."""
    return int("".join(str(int(one, 36)) for one in iban[4:] + iban[:4])) % _REMAINDER


def cards_in(text: str) -> Iterator[tuple[int, int]]:
    """Where numbers of payment cards stand: those of a known scheme whose check digit is right, unless
    a word before says that it is something else; and four groups of four after the word for a card.
    """
    for run in _CARD.finditer(text):
        groups = [one.span() for one in _GROUP.finditer(text, run.start(), run.end())]
        at = 0
        while at < len(groups):
            taken = _card_at(text, groups[at : at + max(_CARD_LENGTHS)])
            if taken:
                yield groups[at][0], groups[at + taken - 1][1]
            at += taken or 1


def _card_at(text: str, groups: Sequence[tuple[int, int]]) -> int:
    """How many groups from the first on are a card's number; 0 if none."""
    sizes = tuple(end - begin for begin, end in groups)
    checked = _checked(text, groups)
    if not checked and sizes[:4] != _FOURS:
        return 0
    said = said_before(text, groups[0][0])
    if said is Said.CARD:
        return checked or len(_FOURS)
    return 0 if said is Said.OTHER or sum(sizes[:checked]) == _SHORTEST else checked


def _checked(text: str, groups: Sequence[tuple[int, int]]) -> int:
    """How many of the first groups are a number of a scheme's length whose check digit is right."""
    digits = ""
    counts: dict[int, int] = {}
    for number, (begin, end) in enumerate(groups):
        digits += text[begin:end]
        if len(digits) > max(_CARD_LENGTHS):
            break
        if not text[end : end + 1].isalnum():
            counts[len(digits)] = number + 1
    lengths = lengths_of(digits) & counts.keys()
    fitting = (length for length in _CARD_LENGTHS if length in lengths)
    return next((counts[length] for length in fitting if luhn(digits[:length])), 0)


def luhn(number: str) -> bool:
    """Whether the last of these digits is right."""
    total = 0
    for place, one in enumerate(reversed(number)):
        digit = int(one) * (1 + place % 2)
        total += digit - 9 if digit > 9 else digit  # noqa: PLR2004 (the sum of its digits)
    return total % 10 == 0


_SCHEMES: tuple[tuple[range, int, frozenset[int]], ...] = tuple(
    (range(first, last + 1), len(str(first)), frozenset(lengths))
    for first, last, lengths in (
        (4, 4, (13, 16, 19)),  # Visa
        (51, 55, (16,)),  # Mastercard
        (2221, 2720, (16,)),
        (34, 34, (15,)),  # American Express
        (37, 37, (15,)),
        (300, 305, (14, 16)),  # Diners Club
        (36, 36, (14, 16)),
        (38, 39, (14, 16)),
        (35, 35, (16,)),  # JCB
        (1800, 1800, (15,)),
        (2131, 2131, (15,)),
        (2200, 2204, (16, 17, 18, 19)),  # Mir
        (50, 50, (12, 16, 18, 19)),  # Maestro, RuPay
        (56, 58, (12, 16, 18, 19)),
        (60, 69, (12, 16, 17, 18, 19)),  # Discover, Maestro, RuPay, UnionPay
        (81, 81, (16, 18, 19)),  # UnionPay, RuPay
        (9792, 9792, (16,)),  # Troy
    )
)


def lengths_of(number: str) -> frozenset[int]:
    """How long the numbers are of the schemes that this one begins like; empty if there is none."""
    begins = [int(number[:digits] or 0) for digits in range(5)]
    found = [lengths for numbers, digits, lengths in _SCHEMES if begins[digits] in numbers]
    return frozenset[int]().union(*found)
