"""Checks access tokens of the user pool: JSON Web Tokens signed with RS256.

The signature is checked with Python's own integers and hashes. That takes nothing but public values,
so there is no secret that its timing could tell, and a cold start need not import a library for it
(docs/decisions.md).
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from baton.runtime.clock import Clock
from baton.runtime.errors import Forbidden

LEEWAY = timedelta(seconds=30)
"""How far the clocks of who issues and who checks may be apart."""

ASK_AGAIN = timedelta(seconds=60)
"""How soon the keys are read anew for a key that is not known."""

_LONGEST = 8_192
_MODULUS_BITS = 2_048
_SHA256_PREFIX = bytes.fromhex("3031300d060960864801650304020105000420")
"""The DigestInfo of SHA-256 (RFC 8017, 9.2, note 1)."""

FetchKeys = Callable[[], Mapping[str, Any]]
"""Gives the pool's JSON Web Key Set (RFC 7517)."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """An RSA key: modulus and exponent."""

    modulus: int
    exponent: int

    def has_signed(self, signed: bytes, signature: bytes) -> bool:
        """RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, 8.2.2): the whole padded block is compared with
        the one it must be, so that nothing about it is parsed."""
        length = (self.modulus.bit_length() + 7) // 8
        number = int.from_bytes(signature, "big")
        if len(signature) != length or number >= self.modulus:
            return False
        block = pow(number, self.exponent, self.modulus).to_bytes(length, "big")
        digest = _SHA256_PREFIX + hashlib.sha256(signed).digest()
        padding = b"\xff" * (length - len(digest) - 3)
        return block == b"\x00\x01" + padding + b"\x00" + digest


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose token it is, what it permits, and until when."""

    client_id: str
    scopes: frozenset[str]
    until: datetime


class TokenCheck:
    """Says who a token is from. Keys are read once, and again for one that is not known."""

    def __init__(self, *, issuer: str, fetch: FetchKeys, clock: Clock) -> None:
        self._issuer = issuer
        self._fetch = fetch
        self._clock = clock
        self._keys: dict[str, PublicKey] = {}
        self._asked_at: datetime | None = None

    def caller(self, token: str) -> Caller:
        """The caller with this token. Raises ``Forbidden`` saying what is wrong with it, and
        ``Unavailable`` if the keys cannot be read."""
        if len(token) > _LONGEST or token.count(".") != 2:  # noqa: PLR2004 (RFC 7515: three parts)
            raise Forbidden("This is not a token.")
        signed, _, signature = token.rpartition(".")
        header, stated = (_object(part) for part in signed.split("."))
        if header.get("alg") != "RS256" or "crit" in header:
            raise Forbidden("The token is not signed with RS256.")
        key = self._key(str(header.get("kid")))
        if key is None or not key.has_signed(signed.encode("ascii"), _decoded(signature)):
            raise Forbidden("The token's signature is not ours.")
        return self._checked(stated)

    def _checked(self, stated: Mapping[str, Any]) -> Caller:
        if stated.get("iss") != self._issuer or stated.get("token_use") != "access":
            raise Forbidden("The token is not an access token of this user pool.")
        now, ends = self._clock(), stated.get("exp")
        if not isinstance(ends, int) or now.timestamp() >= ends + LEEWAY.total_seconds():
            raise Forbidden("The token is over. Get a new one.")
        if not isinstance(client := stated.get("client_id"), str) or not client:
            raise Forbidden("The token names no client.")
        scopes = frozenset(str(stated.get("scope", "")).split())
        return Caller(client, scopes, datetime.fromtimestamp(ends, UTC))

    def _key(self, key_id: str) -> PublicKey | None:
        now = self._clock()
        if key_id not in self._keys and (
            self._asked_at is None or now - self._asked_at >= ASK_AGAIN
        ):
            self._keys, self._asked_at = public_keys(self._fetch()), now
        return self._keys.get(key_id)


def public_keys(document: Mapping[str, Any]) -> dict[str, PublicKey]:
    """The RSA keys of a key set by their ids; shorter ones than 2,048 bits are left out."""
    found = {}
    for one in document.get("keys", ()):
        if one.get("kty") == "RSA" and one.get("use", "sig") == "sig":
            modulus, exponent = (int.from_bytes(_decoded(one[name]), "big") for name in ("n", "e"))
            if modulus.bit_length() >= _MODULUS_BITS:
                found[str(one["kid"])] = PublicKey(modulus, exponent)
    return found


def _object(part: str) -> dict[str, Any]:
    """A JSON object in base64url. Raises ``Forbidden``."""
    try:
        value = json.loads(_decoded(part))
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise Forbidden("This is not a token.")
    return value


def _decoded(text: str) -> bytes:
    """Base64url without padding (RFC 7515, 2). Raises ``Forbidden``."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise Forbidden("This is not a token.") from None
