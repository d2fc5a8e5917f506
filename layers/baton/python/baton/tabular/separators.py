"""What separates the cells of a table in a text file."""

import re

SEPARATORS = (",", ";", "\t", "|")
_SAID = re.compile(r'"?sep *= *("?(?:tab|\\t|[^\w\s"]|\t)?)[,;|\t"]{0,1000}', re.IGNORECASE)


def said_separator(text: str) -> str:
    """The separator that a line says which some spreadsheets write first: ``sep=;``, also in quotation
    marks, padded with separators, or with a tab as itself, as ``\\t``, by its name or stripped.
    """
    found = _SAID.fullmatch(text.strip(" \r\n\ufeff"))
    if not found:
        return ""
    said = found[1].strip('"') or "\t"
    return "\t" if said.casefold() in ("tab", "\\t") else said[0]
