"""Which country, channel and currency people mean. English. Pure."""

import re
from collections.abc import Iterator

from baton.core.countries import country_code

_WORD = re.compile(r"(?<!\w)(?<!\d-)[^\W\d_]+(?:['\u2019.-][^\W\d_]+)*(?!\w|-\d)\.?")
"""A word that is not a piece of an order's id or of a number such as ``AT-1001``."""

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

_CHANNELS = {
    "google": "google", "adwords": "google", "linkedin": "linkedin", "meta": "meta",
    "facebook": "meta", "instagram": "meta", "email": "email", "e-mail": "email",
    "newsletter": "email", "organic": "organic", "organic search": "organic", "seo": "organic",
    "direct": "direct", "referral": "referral", "referrals": "referral", "affiliate": "affiliate",
    "affiliates": "affiliate", "tiktok": "tiktok", "bing": "bing",
}  # fmt: skip
_NAMED = "|".join(sorted(map(re.escape, _CHANNELS), key=len, reverse=True))
_CHANNEL = re.compile(
    rf"\b(?:via|through|by|from|on|with|in|using)\s+(?:the\s+)?(?P<before>{_NAMED})\b"
    rf"|\b(?P<ads>{_NAMED})\s+(?:ads?|adverts?|advertising|campaigns?|channel)\b"
)
_ANY_CHANNEL = re.compile(rf"\b(?:{_NAMED})\b")

_CURRENCIES = {
    "euro": "EUR", "euros": "EUR", "dollar": "USD", "dollars": "USD", "us dollars": "USD",
    "pounds": "GBP", "sterling": "GBP", "francs": "CHF", "yen": "JPY", "zloty": "PLN",
}  # fmt: skip
_CURRENCY = re.compile(
    rf"\b[Ii]n (?:(?P<code>EUR|USD|GBP|CHF|JPY|PLN|SEK|NOK|DKK|CZK|HUF|CAD|AUD|CNY|INR|BRL|MXN)\b"
    rf"|(?P<word>{'|'.join(sorted(_CURRENCIES, key=len, reverse=True))})\b)"
)


def countries_in(text: str) -> tuple[str, ...]:
    """The countries (ISO 3166) that ``text`` names, each once, in their order. Codes count in
    capitals only, and not in a text that has no other letters: "in DE" is a country, "it" is none.
    """
    return tuple(dict.fromkeys(code for code, _, _ in _named_countries(text)))


def without_places(text: str) -> str:
    """``text`` without the countries and channels that it names."""
    for _, begin, end in reversed(list(_named_countries(text))):
        text = f"{text[:begin]} {text[end:]}"
    return re.sub(_ANY_CHANNEL.pattern, " ", text, flags=re.I)


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


def channel_in(text: str) -> str | None:
    """The channel that ``text`` names, as facts have it: after a word like "via", or before "ads".
    None where it names several: "from facebook to google" is about both.
    """
    lowered = text.casefold()
    found = _CHANNEL.search(lowered)
    if len({_CHANNELS[one] for one in _ANY_CHANNEL.findall(lowered)} - {"direct", "email"}) > 1:
        return None
    return _CHANNELS[found["before"] or found["ads"]] if found else None


def currency_in(text: str) -> str | None:
    """The currency that figures are wanted in."""
    found = _CURRENCY.search(text)
    if found is None:
        return None
    return found["code"] or _CURRENCIES[found["word"]]


def _country_at(
    text: str, words: list[re.Match[str]], at: int, *, codes: bool
) -> tuple[int, str | None]:
    """How many words name a country from ``at`` on, and which; one word and none if none does."""
    for last in _ends(words, at):
        name = text[words[at].start() : words[last].end()].rstrip(".")
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
    if len(name) <= _CODE_LETTERS and not (codes and name.isupper()):
        return None
    try:
        return str(country_code(name))
    except ValueError:
        return None
