"""Which country, channel and currency people mean. English. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from baton.core.amounts import is_currency
from baton.core.countries import country_code
from functions.gtm.supervisor.said_period import lowered

_WORD = re.compile(r"(?<!\w)(?<!\d-)[^\W\d_]+(?:['\u2019.-][^\W\d_]+)*(?!\w|-\d)\.?")
"""A word that is not a piece of an order's id or of a number such as ``AT-1001``."""

_ONE_NAME = re.compile(r"[\w .,'\u2019()-]+")
_MOST_WORDS = 5
_CODE_LETTERS = 3

_NAMES_OF_PEOPLE = {
    "american": "US", "austrian": "AT", "belgian": "BE", "brazilian": "BR", "british": "GB",
    "canadian": "CA", "czech": "CZ", "danish": "DK", "dutch": "NL", "finnish": "FI",
    "french": "FR", "german": "DE", "irish": "IE", "italian": "IT", "norwegian": "NO",
    "polish": "PL", "portuguese": "PT", "spanish": "ES", "swedish": "SE", "swiss": "CH",
}  # fmt: skip
_BEFORE = frozenset({"and", "at", "by", "for", "from", "in", "of", "on", "or", "to", "vs", "with"})
"""What no name of a country begins with: "in DE" would else be India in French."""

_ABBREVIATIONS = {
    "AD", "AI", "AM", "BI", "CI", "CO", "GM", "HR", "IT", "KW", "MA", "MD", "ME", "MS", "NO",
    "PA", "PM", "PR", "PS", "QA", "SC", "SM", "SO", "TO", "TV", "VC", "AND",
    "ARE", "CAN", "COG", "COM", "FIN", "IOT", "MAR", "PER", "VAT",
}  # fmt: skip
"""Codes that are more often something else: they count after "in" and "from" only."""

_CALLED_SO = frozenset({"uk", "us", "usa", "uae"})
"""Codes that count in small letters after "the"."""

_CHANNELS = {
    "google": "google", "adwords": "google", "linkedin": "linkedin", "meta": "meta",
    "facebook": "meta", "instagram": "meta", "email": "email", "e-mail": "email",
    "newsletter": "email", "organic search": "organic", "organic": "organic", "seo": "organic",
    "direct": "direct", "referrals": "referral", "referral": "referral",
    "affiliates": "affiliate", "affiliate": "affiliate", "tiktok": "tiktok", "bing": "bing",
}  # fmt: skip
_OTHERWISE = frozenset({"email", "e-mail", "newsletter", "direct"})
"""Words that name a channel only after one like "via", or before one like "ads"."""


def _listed(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, sorted(words)), key=len, reverse=True))


_CHANNEL = re.compile(
    rf"\b(?:(?:via|through|by|from|on|with|in|using|of|for)\s+(?:the\s+|our\s+)?)?"
    rf"(?:\b(?P<sure>{_listed(_CHANNELS.keys() - _OTHERWISE)})\b"
    rf"|(?:(?<=via )|(?<=through )|(?<=by )|(?<=from )|(?<=on )|(?<=with )|(?<=in )|(?<=using )|(?<=of )"
    rf"|(?<=for )|(?<=the )|(?<=our ))(?P<after>{_listed(_OTHERWISE)})\b"
    rf"|\b(?P<ads>{_listed(_OTHERWISE)})(?=\s+(?:ads?|adverts?|advertising|campaigns?|channel)\b)"
    r"|(?:(?<=the )|(?<=our ))(?P<own>\w{2,40})(?=\s+channel\b))"
    r"(?:['\u2019]s)?(?:\s+(?:ads?|adverts?|advertising|campaigns?|channel)\b)?"
)
_NO_NAMES = re.compile(
    r"(?:\w+est|best|worst|which|what|each|every|one|other|same|paid|right|main|new|sales|marketing|only)"
)

_CURRENCIES = {
    "euro": "EUR", "euros": "EUR", "dollar": "USD", "dollars": "USD", "us dollars": "USD",
    "american dollars": "USD", "canadian dollars": "CAD", "australian dollars": "AUD",
    "pound": "GBP", "pounds": "GBP", "british pounds": "GBP", "pounds sterling": "GBP",
    "sterling": "GBP", "francs": "CHF", "swiss francs": "CHF", "yen": "JPY", "zloty": "PLN",
    "rubles": "RUB", "roubles": "RUB", "rupees": "INR", "yuan": "CNY", "renminbi": "CNY",
    "reais": "BRL", "lira": "TRY", "rand": "ZAR", "forints": "HUF", "swedish kronor": "SEK",
    "danish kroner": "DKK", "norwegian kroner": "NOK", "czech crowns": "CZK", "\u20ac": "EUR",
    "$": "USD", "\u00a3": "GBP", "eur": "EUR", "usd": "USD", "gbp": "GBP", "chf": "CHF",
}  # fmt: skip
_CURRENCY = re.compile(
    rf"\b(?:in|In|into|as)\s+(?:(?P<code>[A-Z]{{3}})\b|(?P<word>(?i:{_listed(_CURRENCIES)}))(?!\w))"
)

_NO_CODES = frozenset({"ALL", "TOP"})
"""Codes of currencies that are words."""


@dataclass(frozen=True, slots=True)
class Places:
    """Which part of the business a text names. ``left`` is the text without it."""

    countries: tuple[str, ...]
    channels: tuple[str, ...]
    currency: str | None
    left: str


def places_in(text: str) -> Places:
    """The countries (ISO 3166), channels as facts have them, and the currency that is wanted, each once,
    in their order. Codes of countries count in capitals only, and not in a text that has no
    other letters: "in DE" is a country, "it" is none.
    """
    left, currency = _without_currency(text)
    named = list(_named_countries(left))
    for _, begin, end in reversed(named):
        left = f"{left[:begin]} {left[end:]}"
    found: list[str] = []

    def blanked(match: re.Match[str]) -> str:
        name = match["sure"] or match["after"] or match["ads"] or match["own"]
        if match["own"] and _NO_NAMES.fullmatch(name):
            return match[0]
        found.append(_CHANNELS.get(name, name))
        return " "

    left = _CHANNEL.sub(blanked, lowered(left))
    countries = dict.fromkeys(code for code, _, _ in named)
    return Places(tuple(countries), tuple(dict.fromkeys(found)), currency, left)


def _without_currency(text: str) -> tuple[str, str | None]:
    if is_currency(alone := text.strip(" .?!")) or (alone := _CURRENCIES.get(alone.lower(), "")):
        return " ", alone
    for found in _CURRENCY.finditer(text):
        code = found["code"] or _CURRENCIES[found["word"].lower()]
        if is_currency(code) and code not in _NO_CODES:
            return f"{text[: found.start()]} {text[found.end() :]}", code
    return text, None


def _named_countries(text: str) -> Iterator[tuple[str, int, int]]:
    """Each country's code, and where its name begins and ends."""
    words = list(_WORD.finditer(text))
    shouted = text.isupper()
    at = 0
    while at < len(words):
        length, code = _country_at(text, words, at, codes=not shouted)
        if code:
            yield code, words[at].start(), words[at + length - 1].end()
        at += length


def _country_at(
    text: str, words: list[re.Match[str]], at: int, *, codes: bool
) -> tuple[int, str | None]:
    """How many words name a country from ``at`` on, and which; one word and none if none does."""
    for last in _ends(words, at):
        name = text[words[at].start() : words[last].end()].rstrip(".")
        before_it = words[at - 1][0].casefold() if at else ""
        if not _ONE_NAME.fullmatch(name):
            continue
        if name in _ABBREVIATIONS and before_it not in {"in", "from"}:
            continue
        if code := _country(name, codes=codes):
            return last - at + 1, code
    return 1, None


def _ends(words: list[re.Match[str]], at: int) -> Iterator[int]:
    yield from range(min(at + _MOST_WORDS, len(words)) - 1, at - 1, -1)


def _country(name: str, *, codes: bool) -> str | None:
    if name.partition(" ")[0].casefold() in _BEFORE and " " in name:
        return None
    if people := _NAMES_OF_PEOPLE.get(name.casefold()):
        return people
    code = re.sub(r"^the\s+", "", name, flags=re.I)
    is_called_so = code != name and code.casefold() in _CALLED_SO
    if len(code) <= _CODE_LETTERS and not is_called_so and not (codes and code.isupper()):
        return None
    try:
        return str(country_code(name))
    except ValueError:
        return None
