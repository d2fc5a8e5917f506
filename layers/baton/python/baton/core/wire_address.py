"""E-mail addresses as they go over the wire: ASCII, with the domain in punycode."""

import re
from email.headerregistry import Address

_MAILBOX = re.compile(
    r"(?P<name>[^<>\r\n]{0,200})<(?P<named>[^<>@\s]+@[^<>@\s]+)>|(?P<bare>[^<>@\s]+@[^<>@\s]+)"
)
_QUOTED = re.compile(r'\A"([^"]*)"\Z')

_LOCAL = 64
"""Characters before the @ (RFC 5321, 4.5.3.1.1), which SES counts."""


def wire_address(text: str) -> str:
    """``text`` (``ada@müller.example``) as mail services take it: ``ada@xn--mller-kva.example``
    (RFC 5891).

    Raises ``ValueError``, with the reason for an operator, for a local part that is too long, or not
    ASCII: only servers with SMTPUTF8 (RFC 6531) take one, and Amazon SES has none.
    """
    local, at, domain = text.rpartition("@")
    if not at or not local or not domain:
        raise ValueError("it is no e-mail address")
    if not local.isascii():
        raise ValueError("the mail service takes only ASCII letters before the @")
    if len(local) > _LOCAL:
        raise ValueError(
            f"the mail service takes at most {_LOCAL} characters before the @, not {len(local)}"
        )
    if domain.isascii():
        return text
    import idna  # 10 ms of CPU, for the few addresses that need it

    try:
        return f"{local}@{idna.encode(domain, uts46=True).decode('ascii')}"
    except idna.IDNAError as error:
        raise ValueError(f"its domain has no form in ASCII ({error})") from error


def mailbox(text: str) -> Address:
    """A sender as people write one, ``hello@a.example`` or ``Ada's shop <hello@a.example>``, with the
    address in its wire form. Raises ``ValueError`` if it is none.
    """
    found = _MAILBOX.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text!r} is no sender, as Baton <hello@baton.example>")
    name = _QUOTED.sub(r"\1", (found["name"] or "").strip()).strip()
    return Address(display_name=name, addr_spec=wire_address(found["named"] or found["bare"]))
