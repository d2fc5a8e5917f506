"""All checks, one after the other; what cannot be looked at is said, and stops nothing."""

from collections.abc import Iterator, Mapping

from infra.configuration import Configuration
from infra.preflight.account import Account, CheckUnavailable, NoCredentials
from infra.preflight.finding import Check, Finding, Level, good, stop
from infra.preflight.mail import check_inbox, check_mail_domain, check_sandboxes, check_senders
from infra.preflight.places import (
    check_domain,
    check_mail_zone,
    check_network,
    check_people,
    check_secrets,
)
from infra.preflight.quotas import check_concurrency, check_rates
from infra.preflight.stacks import check_aliases, check_bootstrap, check_names, check_stacks

CHECKS: Mapping[str, Check] = {
    "bootstrap": check_bootstrap,
    "stacks": check_stacks,
    "names": check_names,
    "aliases": check_aliases,
    "functions at a time": check_concurrency,
    "rates": check_rates,
    "senders": check_senders,
    "sandboxes": check_sandboxes,
    "inbox": check_inbox,
    "mail domain": check_mail_domain,
    "domain": check_domain,
    "mail zone": check_mail_zone,
    "network": check_network,
    "secrets": check_secrets,
    "people": check_people,
}


def findings(configuration: Configuration, account: Account) -> Iterator[Finding]:
    """Everything that is found, check by check. Without credentials there is one finding."""
    try:
        number = account.identity()
    except NoCredentials as error:
        yield stop(
            f"There are no credentials that AWS takes: {error}",
            "Sign in (aws sso login, and AWS_PROFILE), or put keys into the environment.",
        )
        return
    yield good(f"Account {number}, region {configuration.region}, as {configuration.prefix}.")
    for name, check in CHECKS.items():
        try:
            yield from check(configuration, account)
        except CheckUnavailable as error:
            yield Finding(Level.UNSEEN, f"{name}: {error}")


def may_begin(found: list[Finding]) -> bool:
    """Whether nothing of it stops a deployment."""
    return all(one.level is not Level.STOP for one in found)
