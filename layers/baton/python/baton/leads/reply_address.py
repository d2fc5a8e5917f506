"""The address to which a person answers a mail: it names the step, or the message, that is answered.

``reply+01jnbx5t00abcdefghjkmnpqrs.0123456789ab.1.k3v9…@in.company.example``: the effect's key in small
letters, since mail programs may make them so, and 60 bits of an HMAC over it (RFC 2104), so that
nobody can make one up.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable

_LONGEST = 64
"""Characters of a local part (RFC 5321, section 4.5.3.1.1)."""

_LETTERS = 12
_TOKEN = re.compile(
    r"\+(?P<id>[0-9a-hjkmnp-tv-z]{26})(?:\.(?P<rest>[0-9a-f]{12}\.\d{1,3}))?\.(?P<sign>[a-z2-7]{12})@",
    re.IGNORECASE,
)


def reply_address(inbox: str, effect_id: str, key: bytes) -> str:
    """Where an answer to an effect goes: ``inbox`` with a token, or as it is if there is no room."""
    local, _, domain = inbox.partition("@")
    tagged = f"{local}+{effect_id.lower()}.{_signature(effect_id, key)}"
    return f"{tagged}@{domain}" if len(tagged) <= _LONGEST else inbox


def answered_effect(address: str, keys: Iterable[bytes]) -> str | None:
    """The key of the effect that somebody who wrote to ``address`` answers; ``None`` if none of the
    keys signed it.
    """
    found = _TOKEN.search(address[:320])
    if found is None:
        return None
    rest = f".{found['rest'].lower()}" if found["rest"] else ""
    effect_id = f"{found['id'].upper()}{rest}"
    given = found["sign"].lower()
    signed = (hmac.compare_digest(given, _signature(effect_id, key)) for key in keys)
    return effect_id if any(signed) else None


def _signature(effect_id: str, key: bytes) -> str:
    digest = hmac.digest(key, b"reply:" + effect_id.encode(), hashlib.sha256)
    return base64.b32encode(digest).decode().lower()[:_LETTERS]
