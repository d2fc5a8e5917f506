"""Whether SES and SNS will send what the configuration has them send."""

from collections.abc import Iterator
from email.utils import parseaddr

from infra.configuration import Configuration
from infra.names import stack_name
from infra.preflight.account import Account
from infra.preflight.finding import Finding, good, stop, warn


def check_senders(configuration: Configuration, account: Account) -> Iterator[Finding]:
    """Every sender, or its domain, must be verified; DKIM keeps its mail out of the spam."""
    behaviour, made = configuration.behaviour, configuration.mail.domain
    for setting in ("sender", "report_sender"):
        given = str(getattr(behaviour, setting))
        _, address = parseaddr(given)
        if not given:
            continue
        domain = address.rpartition("@")[2]
        if not domain:
            yield stop(f"behaviour.{setting}: {given!r} is no address.", "Write name@example.com.")
        elif made and (domain == made or domain.endswith(f".{made}")):
            yield good(f"{address} is of {made}, which is verified with this deployment.")
        else:
            yield from _known(account, setting, address, domain)
    if behaviour.sending and not behaviour.sender:
        yield warn(
            "behaviour.sending is on and behaviour.sender is empty: no e-mail will go out.",
            "Set behaviour.sender.",
        )


def _known(account: Account, setting: str, address: str, domain: str) -> Iterator[Finding]:
    parents = [domain]
    while parents[-1].count(".") > 1:
        parents.append(parents[-1].partition(".")[2])
    found = {name: account.mail_identity(name) for name in (address, *parents)}
    known = {name: one for name, one in found.items() if one}
    verified = {name: one for name, one in known.items() if one.verified}
    if not verified:
        waiting = f" ({', '.join(known)} waits to be verified)" if known else ""
        yield stop(
            f"behaviour.{setting}: SES has verified neither {address} nor {domain}{waiting}.",
            f"Set mail.domain to {domain} and this deployment makes the identity with DKIM; or verify "
            "one in SES, Identities, and make the records it shows.",
        )
    elif not any(one.signed for one in verified.values()):
        yield warn(
            f"behaviour.{setting}: {next(iter(verified))} is verified without DKIM; much of its mail "
            "will be taken for spam.",
            "Switch DKIM on in SES, Identities, and make its three CNAME records.",
        )
    else:
        yield good(f"SES knows {address} by {next(iter(verified))}, with DKIM.")


def check_sandboxes(configuration: Configuration, account: Account) -> Iterator[Finding]:
    """In the sandbox only verified addresses get anything."""
    behaviour = configuration.behaviour
    if (behaviour.sending or behaviour.report_sender) and not account.mail_leaves_the_sandbox():
        yield warn(
            "SES is in its sandbox in this region: only verified addresses get mail, 200 a day.",
            "Ask for production access: SES, Account dashboard. It takes about a day.",
        )
    if behaviour.sending and behaviour.text_messages and not account.texts_leave_the_sandbox():
        yield warn(
            "SNS is in its sandbox for text messages: only verified numbers get them.",
            "Leave it: SNS, Text messaging, Exit SMS sandbox.",
        )


RECEIVING = frozenset(
    {
        *("us-east-1", "us-east-2", "us-west-2", "ca-central-1"),
        *("eu-central-1", "eu-west-1", "eu-west-2"),
        *("ap-northeast-1", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3"),
    }
)
"""Regions in which SES receives mail (AWS General Reference, "Email receiving endpoints")."""


def check_inbox(configuration: Configuration, account: Account) -> Iterator[Finding]:
    """Answers come in only where SES receives mail, for a domain that it knows."""
    address, region = configuration.behaviour.inbox_address, configuration.region
    if not address:
        return
    if region not in RECEIVING:
        yield warn(
            f"behaviour.inbox_address: SES receives no mail in {region}, as far as is known here.",
            "Deploy in a region where it does, or bring answers by POST /api/v1/replies.",
        )
    domain = address.rpartition("@")[2]
    parents = [domain[at:] for at in _starts(domain)]
    if configuration.mail.domain not in parents and not any(map(account.mail_identity, parents)):
        yield warn(
            f"behaviour.inbox_address: SES knows no identity for {domain}, and takes no mail for it.",
            f"Verify {domain} in SES, in {region}.",
        )
    yield good(
        f"Answers to {address} come in once {configuration.prefix}-inbox is the active rule set of SES "
        f"and the MX record of {domain} is inbound-smtp.{region}.amazonaws.com."
    )


def _starts(domain: str) -> Iterator[int]:
    """Where a domain, and each of its parents that has a dot, begins."""
    yield 0
    yield from (at + 1 for at, sign in enumerate(domain) if sign == "." and "." in domain[at + 1 :])


def check_mail_domain(configuration: Configuration, account: Account) -> Iterator[Finding]:
    """An identity is one for the account and region: only one deployment can make it."""
    domain = configuration.mail.domain
    stack = stack_name(configuration.prefix, "foundation")
    if domain and account.mail_identity(domain):
        if account.stack_status(stack, configuration.region) is None:
            yield stop(
                f"mail.domain: SES has an identity {domain} already in this account and region.",
                "Leave mail.domain empty: this deployment may send from it all the same.",
            )
        else:
            yield good(f"SES has the identity {domain}.")
