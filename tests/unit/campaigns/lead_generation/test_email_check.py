"""An address is called invalid only if nobody can be behind it."""

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.campaigns.lead_generation.email_check.check import EmailCheck, form_of
from functions.campaigns.lead_generation.email_check.syntax import MOST_CHARACTERS
from functions.campaigns.lead_generation.email_check.verdict import Verdict
from tests.fakes.platform.dns import FakeDns, Zone
from tests.growth import grows_in_proportion

ADDRESSES = Path(__file__).parents[5] / "shared" / "data" / "email_addresses_isemail.csv"
_ZONE: Zone = {
    "shop.example": {"MX": ("mx.shop.example",)},
    "xn--mller-kva.example": {"MX": ("mx.shop.example",)},
    "nomail.example": {"MX": ("",), "A": ("192.0.2.1",)},
    "web.example": {"AAAA": ("2001:db8::1",)},
    "empty.example": {},
    "mailinator.com": {"MX": ("mx.mailinator.com",)},
    "gmail.com": {"MX": ("mx.gmail.com",)},
}


@pytest.mark.skipif(not ADDRESSES.exists(), reason="the shared data is not here")
def test_a_strict_parsers_verdicts_are_ours() -> None:
    with ADDRESSES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 164
    wrong = []
    for row in rows:
        text = re.sub(r"\\u([0-9A-F]{4})", lambda one: chr(int(one[1], 16)), row["address"])
        category, found = row["category"].removeprefix("ISEMAIL_"), form_of(text).verdict
        if category in {"VALID_CATEGORY", "DNSWARN"}:
            # test@io is usual only since "io" had a mail server in 2010; its form is test@org's.
            expected = Verdict.RISKY if text == "test@io" else Verdict.VALID
        else:
            expected = Verdict.INVALID if category == "ERR" else Verdict.RISKY
        if found is not expected:
            wrong.append((text, row["diagnosis"], found))
    assert wrong == []


@pytest.mark.parametrize(
    ("address", "verdict", "why"),
    [
        ("ada@shop.example", Verdict.VALID, "takes mail"),
        ("ada@Müller.example", Verdict.VALID, "takes mail"),
        ("ada@nomail.example", Verdict.INVALID, "says that it takes no mail"),
        ("ada@none.example", Verdict.INVALID, "does not exist"),
        ("ada@empty.example", Verdict.INVALID, "no host"),
        ("ada@web.example", Verdict.RISKY, "only a host"),
        ("ada@ill.example", Verdict.UNKNOWN, "nobody answered"),
        ("ada@mailinator.com", Verdict.RISKY, "thrown away"),
        ("ada@a.mailinator.com", Verdict.INVALID, "does not exist"),
        ("ядро@shop.example", Verdict.RISKY, "only some servers"),
        ("ada@shop.test", Verdict.INVALID, "nobody can register"),
        ("ada@a--.example", Verdict.INVALID, "hyphen"),
        ("ada@[192.0.2.1]", Verdict.RISKY, "IP address"),
        ("no address", Verdict.INVALID, "no @|should"),
    ],
)
def test_the_verdict_says_why(address: str, verdict: Verdict, why: str) -> None:
    found = EmailCheck(FakeDns(_ZONE, ill={"ill.example"})).check(address)
    assert found.verdict is verdict
    assert re.search(why, found.reasons[0])


def test_an_obsolete_address_at_a_domain_nobody_answers_for_stays_risky() -> None:
    check = EmailCheck(FakeDns(_ZONE, ill={"ill.example"}))
    assert check.check('"ada"@ill.example').verdict is Verdict.RISKY


@pytest.mark.parametrize(
    "name", ["info", "Sales", "sales.de", "info+web", "no-reply", "kontakt", "contacto"]
)
def test_a_tasks_address_is_told_and_not_held_against_it(name: str) -> None:
    found = EmailCheck(FakeDns(_ZONE)).check(f"{name}@shop.example")
    assert (found.is_role, found.verdict) == (True, Verdict.VALID)


@pytest.mark.parametrize("name", ["ada.king", "infora", "jobst.meyer", "salesa"])
def test_a_persons_address_is_no_tasks(name: str) -> None:
    assert not form_of(f"{name}@shop.example").is_role


def test_a_free_providers_address_is_told_and_valid() -> None:
    found = EmailCheck(FakeDns(_ZONE)).check("ada@gmail.com")
    assert (found.is_free, found.verdict) == (True, Verdict.VALID)


def test_a_domain_is_asked_once_but_again_if_nobody_answered() -> None:
    dns = FakeDns(_ZONE, ill={"ill.example"})
    check = EmailCheck(dns)
    for name in ("ada", "bo", "cy"):
        check.check(f"{name}@shop.example")
        check.check(f"{name}@ill.example")
    assert dns.asked.count(("shop.example", "MX")) == 1
    assert dns.asked.count(("ill.example", "MX")) == 3


def test_an_address_without_a_domain_of_the_net_is_asked_of_nobody() -> None:
    dns = FakeDns(_ZONE)
    for text in ("ada@[169.254.169.254]", "ada@localhost", "ada@metadata", "x" * 2_000, "a@b@c"):
        EmailCheck(dns).check(text)
    assert dns.asked == []


_ANY = st.text(st.sampled_from('ab.@"\\()[] \r\n\t:\0é'), max_size=60)


@given(st.one_of(st.text(max_size=200), _ANY))
def test_no_text_breaks_the_check(text: str) -> None:
    found = EmailCheck(FakeDns({}, ill=set())).check(text)
    assert found.reasons


@pytest.mark.parametrize("piece", ["(", '"', " ", "a.", "\\", "[", "(\\", " \r\n", "@"])
def test_the_time_is_in_proportion_to_the_text(piece: str) -> None:
    assert grows_in_proportion(lambda size: form_of((piece * size)[:size]), MOST_CHARACTERS)
