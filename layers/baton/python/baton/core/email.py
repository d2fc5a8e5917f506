"""E-mail addresses."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

_PLAIN = re.compile(
    r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@"
    r"(?:[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\.)+(?P<top>[A-Za-z]{2,})"
)
_SPECIAL = {"arpa", "invalid", "local", "localhost", "onion", "test"}
_LOCAL, _LABEL, _WHOLE = 64, 63, 254
"""The most characters of a local part, a domain's label and an address (RFC 5321, 4.5.3.1)."""


def email_address(text: str) -> str:
    """``text`` as an address with its domain in lower case. Raises ``ValueError`` if it is none.

    The rules are those of the package email-validator, which costs 30 ms of CPU to load. Nearly
    every address is of letters, digits and a few signs: about those the rules are short, and said
    here. All others go to the package.
    """
    found = _PLAIN.fullmatch(text)
    if found and len(text) <= _WHOLE and found["top"].lower() not in _SPECIAL:
        local, _, domain = text.partition("@")
        if len(local) <= _LOCAL and all(len(label) <= _LABEL for label in domain.split(".")):
            return f"{local}@{domain.lower()}"
    from pydantic.networks import validate_email

    return validate_email(text)[1]


Email = Annotated[str, AfterValidator(email_address), Field(json_schema_extra={"format": "email"})]
"""An e-mail address, checked for its form only."""
