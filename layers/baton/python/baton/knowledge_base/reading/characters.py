"""The characters of a text that comes as bytes."""

import codecs
import re

from baton.core.text import readable
from baton.knowledge_base.document import Outcome

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset=[\"']?([A-Za-z0-9_-]{2,40})", re.IGNORECASE)
_CHARSET_WITHIN = 1_024
_ENCRYPTED = (b"-----BEGIN PGP MESSAGE-----", b"-----BEGIN AGE ENCRYPTED FILE-----", b"Salted__")
"""How texts begin that OpenPGP, age and OpenSSL encrypted: characters, and nothing to be quoted."""


def characters_of(content: bytes, charset: str | None = None) -> str | Outcome:
    """The characters of a text that may be kept, its lines ended alike, unless it is encrypted: by its
    byte order mark, as its server says, as UTF-8, or as its own HTML says. Nothing is guessed: a text
    that is read wrong would be quoted wrong.
    """
    text = _decoded(content, charset)
    if isinstance(text, Outcome):
        return text
    return readable(text.replace("\r\n", "\n").replace("\r", "\n"))


def _decoded(content: bytes, charset: str | None) -> str | Outcome:
    if content.lstrip().startswith(_ENCRYPTED):
        return Outcome.ENCRYPTED
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _as(content[len(mark) :], encoding)
    if b"\0" in content:
        return Outcome.DAMAGED
    if charset:
        return _as(content, charset)
    text = _as(content, "utf-8")
    told = _CHARSET.search(content[:_CHARSET_WITHIN])
    if isinstance(text, Outcome) and told:
        return _as(content, told[1].decode("ascii"))
    return text


def _as(content: bytes, encoding: str) -> str | Outcome:
    try:
        return content.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return Outcome.ENCODING
