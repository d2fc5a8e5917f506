"""The link with which a person leaves a list, without a login.

Its token is good for one person and one list, and for nothing else; it has no end, since a mail may
be read after years. Whoever has it can stop mail, and neither read anything nor start mail again.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime

from baton.core.errors import BatonError
from baton.effects.contact_status import Suppression, SuppressionReason
from baton.effects.effect import Purpose
from baton.privacy.subject import digest_of, person_key

_VERSION = b"\x01"
_PERSON_BYTES, _SIGNATURE_BYTES = 32, 16
"""128 bits of HMAC-SHA256 (RFC 2104, section 5, on truncation)."""

_LISTS = {Purpose.ANSWER: b"\x01", Purpose.MARKETING: b"\x02"}


class NotOurToken(BatonError):
    """The token was not made here, or was changed."""


def link_key(secret: str) -> bytes:
    """What signs links, of the text that the store of secrets keeps for it: up to its first comma."""
    return next(iter(link_keys([secret])))


def link_keys(secrets: Iterable[str]) -> tuple[bytes, ...]:
    """What has signed links, of such texts. Behind its commas one has keys from before: a link is good
    for years, and the store itself remembers one replacement alone.
    """
    parts = (part.strip() for text in secrets for part in text.split(","))
    return tuple(hashlib.sha256(part.encode()).digest() for part in parts)


def token_for(subject: str, purpose: Purpose, key: bytes) -> str:
    """The token of a person (``person#`` and 64 hexadecimal digits) and a list; 67 characters."""
    claim = _VERSION + _LISTS[purpose] + bytes.fromhex(digest_of(subject))
    return base64.urlsafe_b64encode(claim + _signature(claim, key)).rstrip(b"=").decode()


def read_token(token: str, keys: Iterable[bytes]) -> tuple[str, Purpose]:
    """The person and the list of a token that one of the keys signed. Raises ``NotOurToken``."""
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotOurToken("This link is not one of ours.") from error
    claim, signature = raw[:-_SIGNATURE_BYTES], raw[-_SIGNATURE_BYTES:]
    lists = {code: purpose for purpose, code in _LISTS.items()}
    whole = len(claim) == len(_VERSION) + 1 + _PERSON_BYTES
    if not whole or not any(hmac.compare_digest(signature, _signature(claim, key)) for key in keys):
        raise NotOurToken("This link is not one of ours.")
    if claim[:1] != _VERSION or claim[1:2] not in lists:
        raise NotOurToken("This link is not one of ours.")
    canonical = base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
    if canonical != token:
        raise NotOurToken("This link is not one of ours.")
    return person_key(claim[2:].hex()), lists[claim[1:2]]


def suppression_for(purpose: Purpose, at: datetime) -> Suppression:
    """What leaving a list by its link closes, by every channel. Who wants no answer to what they
    asked wants nothing else either.
    """
    return Suppression(
        purpose=None if purpose is Purpose.ANSWER else purpose,
        why=SuppressionReason.OPTED_OUT,
        at=at,
        source="link",
    )


def _signature(claim: bytes, key: bytes) -> bytes:
    return hmac.digest(key, b"unsubscribe:" + claim, hashlib.sha256)[:_SIGNATURE_BYTES]
