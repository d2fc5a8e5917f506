"""What would fail on AWS is said before anything is deployed, with what to do; nothing is changed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.configuration import Configuration
from infra.preflight.account import Certificate, CheckUnavailable, MailIdentity, NoCredentials
from infra.preflight.finding import Finding, Level
from infra.preflight.quotas import OTHERS
from infra.preflight.run import CHECKS, findings, may_begin
from infra.preflight.stacks import KINDS, named

VERIFIED = MailIdentity(verified=True, signed=True)


@dataclass
class FakeAccount:
    """An account in which all is well, until a test changes it. ``blind`` is what cannot be asked."""

    number: str | None = "123456789012"
    bootstraps: dict[str, int] = field(default_factory=lambda: {"us-east-1": 30})
    identities: dict[str, MailIdentity] = field(default_factory=dict)
    production: bool = True
    running: int = 1_000
    quotas: dict[str, float] = field(default_factory=dict)
    stacks: dict[str, str] = field(default_factory=dict)
    versions: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    taken: set[tuple[str, str]] = field(default_factory=set)
    certificates: dict[str, Certificate] = field(default_factory=dict)
    zones: dict[str, str] = field(default_factory=dict)
    subnets: dict[str, str] = field(default_factory=dict)
    roles: set[str] = field(default_factory=set)
    secrets: set[str] = field(default_factory=set)
    tags: set[str] = field(default_factory=set)
    blind: str = ""

    def __getattribute__(self, name: str) -> Any:
        if not name.startswith("_") and name == object.__getattribute__(self, "blind"):
            raise CheckUnavailable(f"AccessDenied: {name}")
        return object.__getattribute__(self, name)

    def identity(self) -> str:
        if self.number is None:
            raise NoCredentials("the token has expired")
        return self.number

    def bootstrap_version(self, region: str) -> int | None:
        return self.bootstraps.get(region)

    def mail_leaves_the_sandbox(self) -> bool:
        return self.production

    def mail_identity(self, name: str) -> MailIdentity | None:
        return self.identities.get(name)

    def texts_leave_the_sandbox(self) -> bool:
        return self.production

    def concurrency(self) -> int:
        return self.running

    def quota(self, service: str, name: str) -> float | None:
        return self.quotas.get(service)

    def stack_status(self, name: str, region: str) -> str | None:
        return self.stacks.get(name)

    def stack_versions(self, stack: str) -> Mapping[str, Collection[str]]:
        return self.versions.get(stack, {})

    def alias_version(self, function: str) -> str | None:
        return self.aliases.get(function)

    def is_there(self, kind: str, name: str) -> bool:
        return (kind, name) in self.taken

    def certificate(self, arn: str) -> Certificate | None:
        return self.certificates.get(arn)

    def zone_name(self, zone_id: str) -> str | None:
        return self.zones.get(zone_id)

    def subnet_zones(self, subnets: Sequence[str]) -> Mapping[str, str]:
        return {one: self.subnets[one] for one in subnets if one in self.subnets}

    def security_groups(self, groups: Sequence[str]) -> Collection[str]:
        return {one for one in groups if one.startswith("sg-")}

    def has_role(self, name: str) -> bool:
        return name in self.roles

    def has_secret(self, name: str) -> bool:
        return name in self.secrets

    def counts_by_tag(self, key: str) -> bool:
        return key in self.tags


def found(account: FakeAccount, **given: Any) -> list[Finding]:
    return list(findings(Configuration.model_validate(given), account))


def stops(account: FakeAccount, **given: Any) -> list[Finding]:
    return [one for one in found(account, **given) if one.level is Level.STOP]


def warnings(account: FakeAccount, **given: Any) -> str:
    return " ".join(one.seen for one in found(account, **given) if one.level is Level.WARN)


def test_in_an_account_where_all_is_well_a_deployment_may_begin() -> None:
    seen = found(FakeAccount())
    assert may_begin(seen)
    assert [one.seen for one in seen if one.level is not Level.GOOD] == ["Nobody gets the alarms."]


def test_without_credentials_nothing_else_is_asked() -> None:
    (only,) = found(FakeAccount(number=None))
    assert only.level is Level.STOP
    assert "the token has expired" in only.seen
    assert "aws sso login" in only.do


def test_everything_that_stops_says_what_to_do() -> None:
    account = FakeAccount(bootstraps={}, running=10, stacks={"BatonLeads": "ROLLBACK_COMPLETE"})
    bad = stops(
        account, behaviour={"sending": True, "sender": "a@b.example"}, language={"secret": "k"}
    )
    assert len(bad) == 5
    assert all(one.do for one in bad)


def test_a_new_account_is_too_small_for_a_file_and_is_told_what_fits() -> None:
    (only,) = stops(FakeAccount(running=10))
    assert "new account" in only.seen
    assert "Concurrent executions" in only.do
    assert "intake.concurrency=2" in only.do


@given(rows=st.integers(1, 1_000), limit=st.integers(1, 3_000))
def test_functions_at_a_time_are_enough_or_said_not_to_be(rows: int, limit: int) -> None:
    bad = stops(FakeAccount(running=limit), intake={"concurrency": rows})
    assert bool(bad) == (limit < rows + OTHERS)


def test_a_low_quota_is_a_warning() -> None:
    assert "events a second" in warnings(FakeAccount(quotas={"events": 100}))
    assert "events a second" not in warnings(FakeAccount(quotas={"events": 10_000}))


def test_both_regions_of_an_edge_elsewhere_must_be_prepared() -> None:
    account = FakeAccount(bootstraps={"eu-central-1": 30})
    (only,) = stops(account, region="eu-central-1", address={"firewall": True})
    assert only.do == "make bootstrap ARGS=aws://123456789012/us-east-1"


@pytest.mark.parametrize(
    ("status", "told"),
    [
        ("ROLLBACK_COMPLETE", "delete-stack --stack-name BatonPlatform"),
        ("UPDATE_ROLLBACK_FAILED", "continue-update-rollback --stack-name BatonPlatform"),
        ("UPDATE_IN_PROGRESS", "Wait"),
    ],
)
def test_a_stack_that_is_not_whole_has_its_way_back(status: str, told: str) -> None:
    (only,) = stops(FakeAccount(stacks={"BatonPlatform": status}))
    assert told in only.do


def test_what_an_earlier_deployment_left_is_found_before_it_is_in_the_way() -> None:
    left = ("search domain", "baton-episodes")
    (only,) = stops(FakeAccount(taken={left}))
    assert "baton-episodes is there already" in only.seen
    assert "delete-domain" in only.do
    assert not stops(FakeAccount(taken={left}, stacks={"BatonFoundation": "CREATE_COMPLETE"}))
    assert {kind for kind, _ in named(Configuration())} == set(KINDS)


def test_an_alias_that_was_taken_back_is_named_before_codedeploy_refuses_it() -> None:
    account = FakeAccount(
        stacks={"BatonLeads": "UPDATE_COMPLETE"},
        versions={"BatonLeads": {"Baton-lead_triage": {"9", "10"}, "Baton-intake": {"4"}}},
        aliases={"Baton-lead_triage": "8", "Baton-intake": "4"},
    )
    (only,) = stops(account)
    assert only.seen == "Baton-lead_triage was taken back to version 8; the stack says 10."
    assert "--function-version 10" in only.do


def test_a_sender_must_be_verified_by_address_or_domain_with_dkim() -> None:
    sending = {"sending": True, "sender": "The House <hello@news.house.example>"}
    (only,) = stops(FakeAccount(), behaviour=sending)
    assert "neither hello@news.house.example nor news.house.example" in only.seen
    account = FakeAccount(identities={"house.example": VERIFIED})
    assert not stops(account, behaviour=sending)
    account.identities["house.example"] = MailIdentity(verified=True, signed=False)
    assert "without DKIM" in warnings(account, behaviour=sending)
    assert not stops(FakeAccount(), behaviour=sending, mail={"domain": "house.example"})


def test_a_sandbox_is_said() -> None:
    account = FakeAccount(production=False, identities={"b.example": VERIFIED})
    told = warnings(
        account, behaviour={"sending": True, "sender": "a@b.example", "text_messages": True}
    )
    assert "SES is in its sandbox" in told
    assert "SNS is in its sandbox" in told
    assert "sandbox" not in warnings(account)


def test_an_inbox_needs_a_region_and_a_domain_for_which_ses_receives_mail() -> None:
    inbox = {"inbox_address": "reply@in.house.example"}
    known = FakeAccount(identities={"house.example": VERIFIED})
    assert "inbox_address" not in warnings(known, behaviour=inbox, region="eu-central-1")
    assert "receives no mail in eu-south-1" in warnings(known, behaviour=inbox, region="eu-south-1")
    told = warnings(FakeAccount(), behaviour=inbox, region="eu-central-1")
    assert "SES knows no identity for in.house.example" in told


def test_only_one_deployment_makes_the_mail_domain() -> None:
    account = FakeAccount(identities={"house.example": VERIFIED})
    (only,) = stops(account, mail={"domain": "house.example"})
    assert "Leave mail.domain empty" in only.do


ARN = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"


@pytest.mark.parametrize(
    ("certificate", "told"),
    [
        (None, "no such certificate"),
        (Certificate("PENDING_VALIDATION", ("api.house.example",)), "PENDING_VALIDATION"),
        (Certificate("ISSUED", ("www.house.example",)), "is for www.house.example"),
        (Certificate("ISSUED", ("*.house.example",)), ""),
        (Certificate("ISSUED", ("house.example", "api.house.example")), ""),
    ],
)
def test_a_certificate_must_be_issued_for_the_domain(
    certificate: Certificate | None, told: str
) -> None:
    account = FakeAccount(certificates={ARN: certificate} if certificate else {})
    bad = stops(account, address={"domain": "api.house.example", "certificate_arn": ARN})
    assert [told in one.seen for one in bad] == ([True] if told else [])


def test_a_zone_must_be_the_domains() -> None:
    named = {"domain": "api.house.example", "hosted_zone_id": "Z1"}
    assert "no zone Z1" in stops(FakeAccount(), address=named)[0].seen
    assert (
        "of other.example"
        in stops(FakeAccount(zones={"Z1": "other.example"}), address=named)[0].seen
    )
    assert not stops(FakeAccount(zones={"Z1": "house.example"}), address=named)


def test_a_network_must_be_there_with_a_zone_for_each_search_node() -> None:
    network = {"subnet_ids": "subnet-1,subnet-2", "security_group_ids": "sg-1"}
    (only,) = stops(FakeAccount(subnets={"subnet-1": "a"}), network=network)
    assert "subnet-2 cannot be found" in only.seen
    one_zone = FakeAccount(subnets={"subnet-1": "a", "subnet-2": "a"})
    bad = stops(one_zone, network=network, episodes={"instances": 2})
    assert ["2 availability zones" in bad[0].seen, "its role" in bad[1].seen] == [True, True]


def test_a_secret_must_be_there() -> None:
    (only,) = stops(FakeAccount(), language={"secret": "baton/openai"})
    assert "create-secret --name baton/openai" in only.do
    assert not stops(FakeAccount(secrets={"baton/openai"}), language={"secret": "baton/openai"})


def test_a_budget_by_a_tag_that_billing_does_not_count_is_said() -> None:
    wanted = {"operations": {"budget_by_tag": True}}
    assert "counts nothing" in warnings(FakeAccount(), **wanted)
    assert "counts nothing" not in warnings(FakeAccount(tags={"baton-deployment"}), **wanted)


ASKED = (
    "bootstrap_version",
    "mail_leaves_the_sandbox",
    "mail_identity",
    "texts_leave_the_sandbox",
    "concurrency",
    "quota",
    "stack_status",
    "stack_versions",
    "alias_version",
    "is_there",
    "certificate",
    "zone_name",
    "subnet_zones",
    "security_groups",
    "has_role",
    "has_secret",
    "counts_by_tag",
)

EVERYTHING: dict[str, Any] = {
    "address": {"domain": "api.house.example", "certificate_arn": ARN, "hosted_zone_id": "Z1"},
    "mail": {"domain": "house.example", "hosted_zone_id": "Z1"},
    "network": {"subnet_ids": "subnet-1", "security_group_ids": "sg-1"},
    "behaviour": {"sending": True, "sender": "a@other.example", "text_messages": True},
    "language": {"secret": "k"},
    "operations": {"budget_by_tag": True},
}


@pytest.mark.parametrize("question", ASKED)
def test_what_cannot_be_asked_is_said_and_the_rest_is_looked_at(question: str) -> None:
    def account(blind: str) -> FakeAccount:
        return FakeAccount(
            blind=blind,
            stacks={"BatonLeads": "UPDATE_COMPLETE"},
            versions={"BatonLeads": {"Baton-intake": {"4"}}},
            aliases={"Baton-intake": "4"},
            subnets={"subnet-1": "a"},
        )

    seen = found(account(question), **EVERYTHING)
    unseen = [one.seen for one in seen if one.level is Level.UNSEEN]
    assert unseen
    assert all(question in one for one in unseen)
    assert len(unseen) < len(CHECKS)
    assert not [one for one in found(account(""), **EVERYTHING) if one.level is Level.UNSEEN]
