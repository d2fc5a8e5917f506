"""Only tokens that the user pool signed, for this pool and for now, say who somebody is."""

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from baton.runtime.errors import Forbidden, Unavailable
from functions.live.tokens import ASK_AGAIN, LEEWAY, PublicKey, TokenCheck, public_keys
from tests.fakes.clock import NOON, SteerableClock

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


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 255), st.integers(0, 7))
def test_a_signature_with_one_bit_changed_is_none(place: int, bit: int) -> None:
    numbers = KEY.public_key().public_numbers()
    key = PublicKey(numbers.n, numbers.e)
    signature = bytearray(KEY.sign(b"signed", padding.PKCS1v15(), hashes.SHA256()))
    assert key.has_signed(b"signed", bytes(signature))
    signature[place] ^= 1 << bit
    assert not key.has_signed(b"signed", bytes(signature))


@pytest.mark.parametrize(
    "block",
    [
        b"\x00\x01" + b"\xff" * 8 + b"\x00",  # short padding, the rest free to choose
        b"\x00\x02" + b"\xff" * 202 + b"\x00",
        b"\x00\x01" + b"\x01" * 202 + b"\x00",
    ],
)
def test_a_block_that_is_only_nearly_right_is_no_signature(block: bytes) -> None:
    """Forgeries that work on checkers which parse the block (Bleichenbacher, 2006)."""
    import hashlib

    digest = bytes.fromhex("3031300d060960864801650304020105000420")
    digest += hashlib.sha256(b"signed").digest()
    whole = (block + digest).ljust(256, b"\x00")[:256]
    numbers = KEY.private_numbers()
    n = numbers.public_numbers.n
    signature = pow(int.from_bytes(whole, "big") % n, numbers.d, n).to_bytes(256, "big")
    assert not PublicKey(n, numbers.public_numbers.e).has_signed(b"signed", signature)


def test_a_signature_of_another_hash_or_padding_is_none() -> None:
    numbers = KEY.public_key().public_numbers()
    key = PublicKey(numbers.n, numbers.e)
    others = [
        KEY.sign(b"signed", padding.PKCS1v15(), hashes.SHA512()),
        KEY.sign(b"signed", padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256()),
        numbers.n.to_bytes(256, "big"),
        bytes(256),
        b"",
    ]
    assert not any(key.has_signed(b"signed", one) for one in others)


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
