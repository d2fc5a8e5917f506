"""Whether an address was bought, rented or collected, and so not given to us by its person. Pure."""

import re
from functools import lru_cache

from baton.core.text import folded

_GOT = (
    r"bought|purchased?|rented|cold|bulk|third[ -]?party|gekauft\w*|eingekauft\w*"
    r"|zugekauft\w*|gemietet\w*|drittanbieter|achete\w*|louee?s?|comprad\w*|alquilad\w*"
    r"|acquistat\w*|gekocht|gekochte|kupion\w*"
)
_GOT_OF_THINGS = r"external|fremd|achat|externe|compra|extern[ao]s?"
"""Says it only before or behind a list: alone it may be a page, a place or an order."""

_THINGS = (
    r"lists?|contacts?|leads?|data(?:base|set)?s?|address(?:es)?|emails?|names|records|liste|listen"
    r"|adressen|daten|kontakte|fichiers?|bases?|adresses|contactos?|listas?|datos|direcciones|prospects?"
    r"|lijst|lijsten|bestand|adresbestand|elenco|baza"
)
_BY_ITSELF = (
    # English, German, French, Spanish
    r"scrap(?:ed|er|ing)|crawl(?:ed|er|ing)|harvest(?:ed|ing)|(?:data|list) brokers?|cold outreach",
    r"cold (?:call(?:ing)?|e-?mail(?:ing)?)|mailing list provider|contact database|prospecting",
    r"(?:kauf|miet|fremd)(?:adressen|daten|liste|listen)|adress(?:handel|kauf|haendler|handler|verlag|miete|liste)|kaltakquise|listenkauf|gescrapt\w*",
    r"courtier en donnees|aspiration (?:de|web)|prospection|raspad\w*|rastread\w*|scrapead\w*",
    # who sells them
    r"zoominfo|apollo(?:\.?io)?|lusha|rocketreach|cognism|uplead|hunter\.?io|people ?data ?labs",
    r"seamless(?:\.?ai)|leadiq|kaspr|dropcontact|snov\.?io|sales ?navigator|dun (?:&|and) bradstreet",
    r"clearbit|adapt\.?io|lead411|salesintel",
)
_BOUGHT = re.compile(
    rf"(?<!\w)(?:{'|'.join(_BY_ITSELF)})(?!\w)"
    rf"|(?<!\w)(?:{_GOT}|{_GOT_OF_THINGS}) (?:\w+ )?(?:{_THINGS})(?!\w)"
    rf"|(?<!\w)(?:{_THINGS}) (?:\w+ )?(?:{_GOT}|{_GOT_OF_THINGS})(?!\w)"
    r"|(?<!\w)(?:rental (?:lists?|addresses)|(?:list|address) rental|location (?:de )?fichiers?)(?!\w)"
    rf"|^(?:{_GOT})$"
)
_NOT_WORDS = re.compile(r"[_\-/,;:()\[\]]+| {2,}")


@lru_cache(maxsize=1_024)
def was_bought(source: str | None) -> bool:
    """Whether a lead's ``source`` says so, in any of the shipped languages or by its seller's name."""
    if not source:
        return False
    words = " ".join(_NOT_WORDS.sub(" ", folded(source)).split())
    return _BOUGHT.search(words) is not None
