"""What stands in a field for a name, company or interest that nobody gave. Pure."""

import re

from baton.leads.reading.words import Reading

_NOBODY = frozenset(
    ["na", "none", "null", "nil", "nan", "undefined", "unknown", "empty", "blank", "default", "string", "tbd", "tba", "test", "tester", "testing", "dummy", "example", "sample", "first", "last", "name", "firstname", "lastname", "fullname", "noname", "vorname", "nachname", "prenom", "nom", "nombre", "apellido", "customer", "client", "user", "username", "admin", "administrator", "anonymous", "anonym", "anonyme", "anonimo", "guest", "gast", "sir", "madam", "dear", "asdf", "asdfgh", "qwerty", "qwertz", "abc", "xyz", "foo", "bar", "foobar", "unbekannt", "leer", "inconnu", "inconnue", "desconocido", "desconocida", "ninguno", "aucun", "select", "choose", "other", "others", "contact", "kontakt", "lead", "prospect", "person", "company", "firma", "firmenname", "private", "privat"]
)
_NOBODY_EITHER = frozenset(
    phrase.strip()
    for phrase in ["\n    n a", " k a", " first name", " last name", " full name", " your name", " my name", " no name", " ihr name", " votre nom", "\n    su nombre", " sir madam", " sir or madam", " dear customer", " to whom it may concern", " keine angabe", "\n    kein name", " sans nom", " sin nombre", " not specified", " not provided", " not applicable", " not available", "\n    select an option", " please select", " please choose", " company name\n    "]
)
"""As ``Reading`` gives them, with spaces for underscores."""

_TOKEN = re.compile(r"[{}\[\]<>%|$]|\*\|")
"""What marks a field of a mailing program that was not filled in: ``{{first_name}}``, ``%FNAME%``."""


def holds_a_place(text: str) -> bool:
    """Whether ``text`` is no answer: empty, ``N/A``, ``{{first_name}}``, ``xxx``."""
    line = Reading.of(text.replace("_", " ")).line
    letters = line.replace(" ", "")
    return (
        not any(map(str.isalpha, letters))
        or line in _NOBODY | _NOBODY_EITHER
        or bool(_TOKEN.search(text))
        or (len(letters) > 1 and len(set(letters)) == 1)
    )
