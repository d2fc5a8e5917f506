"""Checks access tokens of the user pool: JSON Web Tokens signed with RS256."""

import json
import os
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from baton.core.clock import Clock
from baton.core.errors import Forbidden, Unavailable
from baton.http.caller import caller_from

if TYPE_CHECKING:
    from jwt import PyJWK
    from jwt.types import Options

LEEWAY = timedelta(seconds=30)
"""How far the clocks of who issues and who checks may be apart."""

ASK_AGAIN = timedelta(seconds=60)
"""How soon the keys are read anew for a key that is not known."""

_LONGEST = 8_192
READ_SECONDS = 3
_MODULUS_BITS = 2_048

FetchKeys = Callable[[], Mapping[str, Any]]
"""Gives the pool's JSON Web Key Set (RFC 7517)."""


@dataclass(frozen=True, slots=True)
class TokenCaller:
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
        self._keys: dict[str, PyJWK] = {}
        self._asked_at: datetime | None = None

    @classmethod
    def of(cls, issuer: str, clock: Clock) -> Self:
        """The check with the keys of the user pool that is ``issuer``."""
        url = keys_url(issuer, os.environ.get("AWS_ENDPOINT_URL"))
        return cls(issuer=issuer, fetch=lambda: read_keys(url), clock=clock)

    def caller(self, token: str) -> TokenCaller:
        """The caller with this token. Raises ``Forbidden`` saying what is wrong with it, and
        ``Unavailable`` if the keys cannot be read."""
        import jwt

        if len(token) > _LONGEST:
            raise Forbidden("This is not a token.")
        try:
            header = jwt.get_unverified_header(token)
            if header.get("alg") != "RS256" or "crit" in header:
                raise Forbidden("The token is not signed with RS256.")
            if (key := self._key(str(header.get("kid")))) is None:
                raise Forbidden("The token's signature is not ours.")
            # Whether it is over is asked of our own clock, below.
            unasked: Options = {"verify_aud": False, "verify_exp": False, "verify_iat": False}
            stated = jwt.decode(
                token, key, algorithms=["RS256"], issuer=self._issuer, options=unasked
            )
        except jwt.InvalidSignatureError:
            raise Forbidden("The token's signature is not ours.") from None
        except jwt.InvalidIssuerError:
            raise Forbidden("The token is not an access token of this user pool.") from None
        except (jwt.InvalidTokenError, UnicodeError):
            raise Forbidden("This is not a token.") from None
        return self._checked(stated)

    def _checked(self, stated: Mapping[str, Any]) -> TokenCaller:
        if stated.get("token_use") != "access":
            raise Forbidden("The token is not an access token of this user pool.")
        now, ends = self._clock(), stated.get("exp")
        if not isinstance(ends, int) or now.timestamp() >= ends + LEEWAY.total_seconds():
            raise Forbidden("The token is over. Get a new one.")
        if not isinstance(stated.get("client_id"), str) or (caller := caller_from(stated)) is None:
            raise Forbidden("The token names no client.")
        return TokenCaller(caller.client_id, caller.scopes, datetime.fromtimestamp(ends, UTC))

    def _key(self, key_id: str) -> "PyJWK | None":
        now = self._clock()
        if key_id not in self._keys and (
            self._asked_at is None or now - self._asked_at >= ASK_AGAIN
        ):
            self._keys, self._asked_at = public_keys(self._fetch()), now
        return self._keys.get(key_id)


def public_keys(document: Mapping[str, Any]) -> "dict[str, PyJWK]":
    """The RSA keys of a key set by their ids; shorter ones than 2,048 bits are left out."""
    from jwt import PyJWK

    found = {}
    for one in document.get("keys", ()):
        if one.get("kty") == "RSA" and one.get("use", "sig") == "sig":
            key = PyJWK.from_dict(dict(one), algorithm="RS256")
            if key.key.key_size >= _MODULUS_BITS:
                found[str(one["kid"])] = key
    return found


def keys_url(issuer: str, aws_endpoint: str | None) -> str:
    """Where the pool's keys are; a local AWS has one address for everything."""
    base = f"{aws_endpoint}/{issuer.rpartition('/')[2]}" if aws_endpoint else issuer
    return f"{base}/.well-known/jwks.json"


def token_url(address: str, aws_endpoint: str | None) -> str:
    """Where tokens are given, by the pool's own address; as ``keys_url``."""
    return f"{aws_endpoint}{urlsplit(address).path}" if aws_endpoint else address


def read_keys(url: str) -> Mapping[str, Any]:
    """The key set. Raises ``Unavailable``."""
    try:
        with urllib.request.urlopen(url, timeout=READ_SECONDS) as answer:  # noqa: S310 (our pool)
            document = json.load(answer)
    except (OSError, ValueError, urllib.error.URLError) as error:
        raise Unavailable(
            f"The user pool's keys cannot be read ({type(error).__name__})."
        ) from error
    if not isinstance(document, dict):
        raise Unavailable("The user pool's keys are not in a form that is known.")
    return document
