"""Only tokens that the user pool signed, for this pool and for now, say who somebody is."""

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from baton.core.errors import Forbidden, Unavailable
from baton.http.tokens import ASK_AGAIN, LEEWAY, TokenCheck, public_keys
from tests.fakes.platform.clock import NOON, SteerableClock

ISSUER = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Pool"
KEY = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
OTHER = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
WEAK = rsa.generate_private_key(public_exponent=65_537, key_size=1_024)  # noqa: S505 (to be refused)


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def jwk(key: rsa.RSAPrivateKey, kid: str = "k-1") -> dict[str, str]:
    numbers = key.public_key().public_numbers()
    return {
        "kty": "RSA",
        "alg": "RS256",
        "use": "sig",
        "kid": kid,
        "n": encoded(numbers.n.to_bytes((numbers.n.bit_length() + 7) // 8, "big")),
        "e": encoded(numbers.e.to_bytes(3, "big")),
    }


def a_token(
    key: rsa.RSAPrivateKey = KEY, header: dict[str, Any] | None = None, **changes: Any
) -> str:
    stated = {
        "iss": ISSUER,
        "token_use": "access",
        "client_id": "client-1",
        "scope": "baton/leads.read baton/agent.status",
        "exp": int(NOON.timestamp()) + 60,
        **changes,
    }
    head = {"alg": "RS256", "kid": "k-1"} | (header or {})
    signed = ".".join(encoded(json.dumps(part).encode()) for part in (head, stated))
    signature = key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{signed}.{encoded(signature)}"


GOOD = a_token()


class Keys:
    """The pool's key set, and how often it was asked for."""

    def __init__(self, *keys: dict[str, str]) -> None:
        self.keys = list(keys)
        self.asked = 0

    def __call__(self) -> dict[str, Any]:
        self.asked += 1
        return {"keys": self.keys}


@pytest.fixture
def keys() -> Keys:
    return Keys(jwk(KEY))


@pytest.fixture
def clock() -> SteerableClock:
    return SteerableClock()


@pytest.fixture
def check(keys: Keys, clock: SteerableClock) -> TokenCheck:
    return TokenCheck(issuer=ISSUER, fetch=keys, clock=clock)


def test_a_good_token_says_who_what_and_until_when(check: TokenCheck) -> None:
    caller = check.caller(a_token())
    assert caller.client_id == "client-1"
    assert caller.scopes == {"baton/leads.read", "baton/agent.status"}
    assert caller.until == NOON + timedelta(seconds=60)


@pytest.mark.parametrize(
    "token",
    [
        "",
        "a.b.c",
        "....",
        "é.é.é",
        "x" * 9_000,
        a_token(OTHER),
        a_token(header={"alg": "none"}),
        a_token(header={"alg": "HS256"}),
        a_token(header={"kid": "unknown"}),
        a_token(header={"crit": ["exp"]}),
        a_token(iss=f"{ISSUER}2"),
        a_token(token_use="id"),
        a_token(client_id=None),
        a_token(exp=None),
        a_token(exp="9999999999"),
        a_token(exp=int((NOON - LEEWAY).timestamp())),
        a_token() + "A",
        a_token()[:-2],
        ".".join([*a_token().split(".")[:2], ""]),
    ],
)
def test_any_other_token_says_nothing(check: TokenCheck, token: str) -> None:
    with pytest.raises(Forbidden) as refused:
        check.caller(token)
    assert not token or token not in str(refused.value)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 255), st.integers(0, 7))
def test_a_signature_with_one_bit_changed_is_none(place: int, bit: int) -> None:
    check = TokenCheck(issuer=ISSUER, fetch=Keys(jwk(KEY)), clock=SteerableClock())
    signed, _, signature = GOOD.rpartition(".")
    changed = bytearray(base64.urlsafe_b64decode(signature + "=="))
    changed[place] ^= 1 << bit
    assert check.caller(GOOD).client_id == "client-1"
    with pytest.raises(Forbidden):
        check.caller(f"{signed}.{encoded(bytes(changed))}")


def test_a_key_of_ours_is_no_secret_to_sign_with(check: TokenCheck) -> None:
    """The public key taken as an HMAC secret, which a checker that believes ``alg`` would accept."""
    import hashlib
    import hmac

    secret = KEY.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    head = encoded(json.dumps({"alg": "HS256", "kid": "k-1"}).encode())
    signed = f"{head}.{GOOD.split('.')[1]}"
    forged = encoded(hmac.new(secret, signed.encode(), hashlib.sha256).digest())
    with pytest.raises(Forbidden):
        check.caller(f"{signed}.{forged}")


def test_keys_are_read_once_and_again_for_a_new_one_but_not_at_any_strangers_wish(
    check: TokenCheck, keys: Keys, clock: SteerableClock
) -> None:
    check.caller(a_token())
    check.caller(a_token())
    for number in range(50):
        with pytest.raises(Forbidden):
            check.caller(a_token(header={"kid": f"unknown-{number}"}))
    assert keys.asked == 1
    keys.keys.append(jwk(OTHER, "k-2"))
    clock.advance(ASK_AGAIN.total_seconds())
    later = int(clock().timestamp()) + 60
    assert check.caller(a_token(OTHER, {"kid": "k-2"}, exp=later)).client_id == "client-1"
    assert keys.asked == 2


def test_keys_that_cannot_be_read_are_read_at_the_next_token(clock: SteerableClock) -> None:
    answers: list[Any] = [Unavailable("The keys cannot be read."), {"keys": [jwk(KEY)]}]

    def fetch() -> Any:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    check = TokenCheck(issuer=ISSUER, fetch=fetch, clock=clock)
    with pytest.raises(Unavailable):
        check.caller(a_token())
    assert check.caller(a_token()).client_id == "client-1"


def test_short_keys_and_keys_for_other_uses_are_left_out() -> None:
    found = public_keys(
        {"keys": [jwk(WEAK, "weak"), jwk(KEY) | {"use": "enc", "kid": "enc"}, {"kty": "EC"}]}
    )
    assert found == {}
