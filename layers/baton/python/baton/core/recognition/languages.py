"""Which language a text is written in, by the small words that every sentence needs. Pure."""

import re
from functools import cache

from baton.core.packaged_yaml import packaged_text
from baton.core.recognition.words import Reading

_SMALL_WORDS = {
    "en": "the and you your we our is are for with from have has would like please can could this "
    "that what how when do does not any need want send me us i my it of to in at thanks "
    "thank hello hi by",
    "de": "der die das und ist sind fur mit von haben hat wir sie ihr ihre ihren ihnen ich uns unser "
    "unsere bitte ein eine einen einem einer wie was wann nicht auch auf zu zum zur im den dem des "
    "mochte mochten wurde wurden konnen kann danke hallo guten tag brauchen suche suchen es um als",
    "fr": "le la les des du et est sont pour avec vous votre vos nous notre nos je mon ma une un que "
    "qui dans sur pas plus bonjour merci voudrais voudrions souhaite souhaitons besoin avons suis ce "
    "cette au aux en quel quelle comment par sans il elle",
    "es": "el la los las de del y es son para con su sus nosotros nuestro nuestra yo mi una un que en "
    "por no se me nos hola gracias quiero queremos quisiera necesito necesitamos buenos dias tardes "
    "esta este como cuanto cuando donde tenemos tienen ustedes le les al o muy",
    "it": "il lo la gli le di del della e sono per con vi vostro vostra noi nostro una un che in non si "
    "buongiorno ciao grazie vorrei vorremmo avete come quanto quando dove sul nel alla dei delle",
    "pt": "o os as de do da e sao para com voce voces nos nosso nossa eu meu uma um que em nao se ola "
    "obrigado obrigada gostaria quero queremos preciso precisamos como quanto quando na no dos das por",
    "nl": "de het een en is zijn voor met van wij jullie uw ons onze ik mijn dat niet ook op te hallo "
    "bedankt graag willen wil kunt kunnen hebben heeft hoe wat wanneer naar aan om bij",
    "pl": "i w na z do nie jest sa dla ze sie to jak czy prosze dzien dobry dziekuje mamy o od",
}
"""Without accents, as ``Reading`` gives words."""

_TELLING = {
    "de": "angebot angebote preis preise ruckruf termin",
    "en": "quote pricing prices price information about",
    "es": "presupuesto cotizacion hola precio precios",
    "fr": "devis bonjour tarif tarifs renseignements",
    "it": "preventivo buongiorno prezzo prezzi",
    "nl": "offerte prijs prijzen",
    "pt": "orcamento preco precos ola",
}
"""Words with which people ask for something and that few others of the languages have: one is enough.
``telling_words.txt`` has more."""

_SIGNS = {"de": "ßä", "es": "ñ¿¡", "fr": "œçê", "pt": "ã"}

SMALL_WORDS = {tongue: frozenset(words.split()) for tongue, words in _SMALL_WORDS.items()}
_JOINED_LETTER = re.compile(r"(?<!\w)\w-(?=\w)")
"""As that of "e-mail" and "e-bike", which are words of no language alone."""

_LANGUAGES_OF = {
    word: frozenset(tongue for tongue, words in SMALL_WORDS.items() if word in words)
    for every in SMALL_WORDS.values()
    for word in every
}
_LEAST = 1.3
"""Points that a language must have; a word of several languages is shared between them."""


def written_in(text: str) -> str | None:
    """The ISO 639-1 code of the language that a text is written in, if it can be told: one of the
    shipped ones, or one that is close enough to be taken for one of them.
    """
    points: dict[str, float] = {}
    told = _told_by()
    for word in set(Reading.of(_JOINED_LETTER.sub("", text)).words):
        tongues = _LANGUAGES_OF.get(word, frozenset())
        for tongue in tongues:
            points[tongue] = points.get(tongue, 0) + 1 / len(tongues)
        points.update({tongue: points.get(tongue, 0) + _LEAST for tongue in told.get(word, ())})
    seen = set(text.lower())
    for tongue, signs in _SIGNS.items():
        points[tongue] = points.get(tongue, 0) + len(seen & set(signs))
    ranked = sorted(points.items(), key=lambda one: -one[1])
    if not ranked or ranked[0][1] < _LEAST:
        return None
    if len(ranked) > 1 and ranked[0][1] == ranked[1][1]:
        return None
    return ranked[0][0]


@cache
def _told_by() -> dict[str, frozenset[str]]:
    """The languages that a word tells; read once."""
    text = packaged_text(__package__, "telling_words.txt")
    lines = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    told: dict[str, frozenset[str]] = {}
    for tongue, words in (*lines, *_TELLING.items()):
        alone = frozenset({tongue})
        for word in words.split():
            told[word] = told[word] | alone if word in told else alone
    return told


def prepare() -> None:
    """Reads the words now: before a snapshot is taken, and not while somebody waits."""
    _told_by()
