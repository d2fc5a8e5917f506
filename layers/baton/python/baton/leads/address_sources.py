"""Whether an address was bought, rented or collected, and so not given to us by its person. Pure."""

import re
import unicodedata
from functools import lru_cache

_GOT = (
    r"bought|purchased?|rented|rental|cold|bulk|third[ -]?party|external|gekauft\w*|eingekauft\w*"
    r"|zugekauft\w*|gemietet\w*|fremd|achete\w*|achat|louee?s?|location|externe|comprad\w*|compra"
    r"|alquilad\w*|extern[ao]s?"
)
_THINGS = (
    r"lists?|contacts?|leads?|data(?:base|set)?s?|address(?:es)?|emails?|names|records|liste|listen"
    r"|adressen|daten|kontakte|fichiers?|bases?|adresses|contactos?|listas?|datos|direcciones|prospects?"
)
_BY_ITSELF = (
    # English, German, French, Spanish
    r"scrap(?:ed|er|ing)|crawl(?:ed|er|ing)|harvest(?:ed|ing)|(?:data|list) brokers?|cold outreach",
    r"cold (?:call(?:ing)?|e-?mail(?:ing)?)|mailing list provider|contact database|prospecting",
    r"adress(?:handel|kauf|haendler|handler|verlag|miete|liste)|kaltakquise|listenkauf|gescrapt\w*",
    r"courtier en donnees|aspiration (?:de|web)|prospection|raspad\w*|rastread\w*|scrapead\w*",
    # who sells them
    r"zoominfo|apollo(?:\.?io)?|lusha|rocketreach|cognism|uplead|hunter\.?io|people ?data ?labs",
    r"seamless(?:\.?ai)|leadiq|kaspr|dropcontact|snov\.?io|sales ?navigator|dun (?:&|and) bradstreet",
    r"clearbit|adapt\.?io|lead411|salesintel",
)
_BOUGHT = re.compile(
    rf"(?<!\w)(?:{'|'.join(_BY_ITSELF)})(?!\w)"
    rf"|(?<!\w)(?:{_GOT}) (?:\w+ )?(?:{_THINGS})(?!\w)|(?<!\w)(?:{_THINGS}) (?:\w+ )?(?:{_GOT})(?!\w)"
    rf"|^(?:{_GOT})$"
)
_NOT_WORDS = re.compile(r"[_\-/,;:()\[\]]+| {2,}")


@lru_cache(maxsize=1_024)
def was_bought(source: str | None) -> bool:
    """Whether a lead's ``source`` says so, in any of the shipped languages or by its seller's name."""
    if not source:
        return False
    bare = unicodedata.normalize("NFKD", source.casefold())
    letters = "".join(letter for letter in bare if not unicodedata.combining(letter))
    words = " ".join(_NOT_WORDS.sub(" ", letters).split())
    return _BOUGHT.search(words) is not None
