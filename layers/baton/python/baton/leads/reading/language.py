"""In which language a person is written to. Pure."""

from enum import StrEnum

from baton.core.recognition.languages import written_in


class Language(StrEnum):
    """The languages in which texts ship."""

    ENGLISH = "en"
    GERMAN = "de"
    FRENCH = "fr"
    SPANISH = "es"


_BY_COUNTRY = {
    Language.GERMAN: "AT DE LI",
    Language.FRENCH: "FR MC SN CI ML BF NE TG BJ GA CG GN RE GP MQ GF PF NC",
    Language.SPANISH: "ES MX AR CO CL PE VE EC GT CU BO DO HN PY SV NI CR PA UY PR GQ",
}
"""Where nearly everybody reads it; not where a choice would be a guess, as in Switzerland."""

_COUNTRIES = {code: tongue for tongue, codes in _BY_COUNTRY.items() for code in codes.split()}


def language_for(message: str | None, country: str | None) -> Language:
    """The language in which a person is written to: theirs as far as it ships, by what they wrote, else
    by the country (ISO 3166) they live in; English for all others.
    """
    written = written_in(message) if message else None
    if written:
        return Language(written) if written in set(Language) else Language.ENGLISH
    if message and not any(letter.isascii() for letter in message if letter.isalpha()):
        return Language.ENGLISH  # another script
    return _COUNTRIES.get(country or "", Language.ENGLISH)
