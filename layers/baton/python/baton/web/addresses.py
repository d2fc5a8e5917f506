"""Which addresses of the network a crawler may connect to: public ones, and nothing of ours. Pure.

Whoever controls a name decides which addresses it has, so a website could have this function ask
the cloud's metadata service or a neighbour (server-side request forgery). Every address is
therefore looked at before a connection is made to that very address. IPv6 is let through only where
a host on the internet can be (2000::/3); what carries an IPv4 address inside (mapped, NAT64, 6to4,
Teredo, ISATAP) is refused whatever that is. Sources: the IANA special-purpose address registries,
RFC 6890, 6052, 3056, 4380, 5214.
"""

from collections.abc import Collection
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address

_NOT_PUBLIC_4 = (
    *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
    *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24"),
    *("192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24"),
    *("203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
)
"""This network, private, carrier-grade NAT, loopback, link-local, protocols, documentation, AMT,
AS112, 6to4 relays, benchmarks, multicast, reserved and broadcast."""

_PUBLIC_6 = "2000::/3"
_NOT_PUBLIC_6 = ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
"""Protocols with Teredo, ORCHID and benchmarks; documentation; 6to4; AS112."""

_LOCAL = ("local", "localhost", "internal", "home.arpa", "invalid", "onion", "alt")
"""The IANA registry of special-use domain names, without ``example`` and ``test``, which name nobody
either but do no harm; and ``internal``, which ICANN has reserved."""

_ISATAP = frozenset({0x00005EFE, 0x02005EFE})
"""The third quarter of an IPv6 address whose last is an IPv4 address (RFC 5214, 6.1)."""


def why_refused(address: str) -> str | None:
    """Why a crawler may not connect to an address, in words for a finding; ``None`` if it may."""
    try:
        found = ip_address(address)
    except ValueError:
        return "is no address"
    return None if _is_public(found) else "is not an address of the public internet"


def is_literal(host: str) -> bool:
    """Whether a host is an IP address and no name, in any form that a resolver might take for one."""
    bare = host.strip("[]")
    last = bare.rsplit(".", 1)[-1].lower()
    return ":" in bare or last.isdigit() or last.startswith("0x")


def is_local_name(host: str) -> bool:
    """Whether a name can only be one of a network of its own, or of none."""
    return host in _LOCAL or host.endswith(tuple(f".{name}" for name in _LOCAL))


def public_addresses(addresses: Collection[str]) -> tuple[str, ...]:
    """Those that a crawler may connect to, IPv4 first, since a Lambda has no other way out."""
    found = [one for one in addresses if why_refused(one) is None]
    return tuple(sorted(found, key=lambda one: ":" in one))


def _is_public(address: Address) -> bool:
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _networks_4())
    public, special = _networks_6()
    if address not in public or address.scope_id is not None:
        return False
    if (int(address) >> 32) & 0xFFFFFFFF in _ISATAP:
        return False
    return not any(address in network for network in special)


@cache
def _networks_4() -> tuple[IPv4Network, ...]:
    return tuple(map(IPv4Network, _NOT_PUBLIC_4))


@cache
def _networks_6() -> tuple[IPv6Network, tuple[IPv6Network, ...]]:
    return IPv6Network(_PUBLIC_6), tuple(map(IPv6Network, _NOT_PUBLIC_6))
