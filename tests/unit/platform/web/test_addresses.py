"""A crawler connects to the public internet, and to nothing else."""

from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.web.addresses import (
    is_literal,
    public_addresses,
    why_refused,
)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.215.14", "2606:2800:21f::1", "2a00:1450::1"]
)
def test_a_public_address_may_be_asked(address: str) -> None:
    assert why_refused(address) is None


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.9.9.9", "0.0.0.1", "10.1.2.3", "172.16.0.1", "172.31.255.255"),
        *("192.168.1.1", "169.254.169.254", "100.64.0.1", "100.127.255.255", "224.0.0.1"),
        *("255.255.255.255", "240.0.0.1", "198.18.0.1", "192.0.2.1", "192.88.99.1"),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1"),
        *("::ffff:8.8.8.8", "::ffff:169.254.169.254", "::8.8.8.8", "64:ff9b::8.8.8.8"),
        *("64:ff9b:1::1", "2002:a9fe:a9fe::1", "2001::1", "2001:db8::1", "100::1", "5f00::1"),
        *("2a00:1450::5efe:a00:1", "2a00:1450::200:5efe:a00:1", "fec0::1", "not one", ""),
    ],
)
def test_every_other_address_is_refused(address: str) -> None:
    assert why_refused(address)


@given(st.ip_addresses())
def test_no_address_that_python_calls_private_is_let_through(
    address: IPv4Address | IPv6Address,
) -> None:
    if why_refused(str(address)) is None:
        assert address.is_global
        assert not address.is_multicast
        assert not address.is_reserved


def test_of_a_names_addresses_only_the_public_ones_are_left() -> None:
    found = public_addresses(["2606:2800:21f::1", "10.0.0.1", "8.8.8.8"])
    assert found == ("8.8.8.8", "2606:2800:21f::1")


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "0x7f.1", "2130706433", "127.1", "::1"])
def test_an_address_in_any_form_is_no_name(host: str) -> None:
    assert is_literal(host)


@pytest.mark.parametrize("host", ["a.example", "1.a.example", "xn--p1ai", "x0.example"])
def test_a_name_is_no_address(host: str) -> None:
    assert not is_literal(host)
