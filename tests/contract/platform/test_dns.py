"""The domain name system says what is there, what is not, and when nobody knows."""

import socket
import time
from collections.abc import Iterator

import pytest

from baton.web.dns_lookup import DnsLookup
from baton.web.dns_port import Dns, DnsAnswer, DnsOutcome
from tests.fakes.platform.dns import FakeDns, Zone
from tests.fakes.platform.dns_server import DnsServer

_ZONE: Zone = {
    "shop.example": {"MX": ("mx1.shop.example", "mx2.shop.example"), "A": ("192.0.2.1",)},
    "nomail.example": {"MX": ("",)},
    "web.example": {"A": ("192.0.2.2", "192.0.2.3"), "AAAA": ("2001:db8::1",)},
    "long.example": {"MX": ("mx.long.example",)},
}
_ILL = {
    "silent.example": "silent",
    "servfail.example": "servfail",
    "refused.example": "refused",
    "garbage.example": "garbage",
    "another.example": "another",
    "cut.example": "cut",
}


@pytest.fixture(params=["fake", "real"])
def dns(request: pytest.FixtureRequest) -> Iterator[Dns]:
    if request.param == "fake":
        yield FakeDns(_ZONE, ill=_ILL)
        return
    with DnsServer(_ZONE, {**_ILL, "long.example": "truncated"}) as server:
        yield DnsLookup(servers=["127.0.0.1"], port=server.port, seconds=0.6)


def test_records_are_found(dns: Dns) -> None:
    mail = dns.look_up("shop.example", "MX")
    assert mail == DnsAnswer(DnsOutcome.FOUND, ("mx1.shop.example", "mx2.shop.example"))
    assert dns.look_up("Web.Example.", "A").values == ("192.0.2.2", "192.0.2.3")
    assert dns.look_up("web.example", "AAAA").values == ("2001:db8::1",)


def test_an_answer_too_long_for_a_packet_is_asked_for_again(dns: Dns) -> None:
    assert dns.look_up("long.example", "MX").values == ("mx.long.example",)


def test_a_domain_may_say_that_it_takes_no_mail(dns: Dns) -> None:
    assert dns.look_up("nomail.example", "MX") == DnsAnswer(DnsOutcome.FOUND, ("",))


def test_what_is_not_there_is_told_apart(dns: Dns) -> None:
    assert dns.look_up("none.example", "MX").outcome is DnsOutcome.NO_NAME
    assert dns.look_up("web.example", "MX").outcome is DnsOutcome.NO_RECORD


@pytest.mark.parametrize("name", sorted(_ILL))
def test_of_whom_nobody_answers_nothing_is_known(dns: Dns, name: str) -> None:
    begun = time.monotonic()
    assert dns.look_up(name, "MX") == DnsAnswer(DnsOutcome.UNKNOWN)
    assert time.monotonic() - begun < 3


@pytest.mark.parametrize("name", ["a" * 64 + ".example", "a..example", "a." * 130 + "example"])
def test_a_name_that_cannot_be_asked_for_raises_nothing(name: str) -> None:
    with DnsServer(_ZONE, {}) as server:
        real = DnsLookup(servers=["127.0.0.1"], port=server.port, seconds=0.6)
        assert real.look_up(name, "MX").outcome is DnsOutcome.UNKNOWN


def test_where_nobody_ever_answers_nobody_waits_for_each_name() -> None:
    now = [0.0]
    with DnsServer(_ZONE, dict.fromkeys(map("a{}.example".format, range(5)), "silent")) as server:
        real = DnsLookup(servers=["127.0.0.1"], port=server.port, seconds=0.1, now=lambda: now[0])
        for number in range(5):
            assert real.look_up(f"a{number}.example", "MX").outcome is DnsOutcome.UNKNOWN
        assert real.look_up("web.example", "A").outcome is DnsOutcome.UNKNOWN
        now[0] = 31
        assert real.look_up("web.example", "A").outcome is DnsOutcome.FOUND


def test_a_closed_port_says_nothing_of_a_domain() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    real = DnsLookup(servers=["127.0.0.1"], port=port, seconds=0.4)
    assert real.look_up("shop.example", "MX").outcome is DnsOutcome.UNKNOWN
