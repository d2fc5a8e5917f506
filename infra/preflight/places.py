"""Whether the domain, the network and the secrets that the configuration names are there."""

from collections.abc import Iterator

from infra.configuration import Configuration
from infra.names import DEPLOYMENT_TAG
from infra.preflight.account import Account
from infra.preflight.finding import Finding, good, stop, warn

SEARCH_ROLE = "AWSServiceRoleForAmazonOpenSearchService"


def check_domain(configuration: Configuration, account: Account) -> Iterator[Finding]:
    """The certificate must be issued for the name, and the zone must be the name's."""
    address = configuration.address
    if not address.domain:
        return
    if address.certificate_arn:
        found = account.certificate(address.certificate_arn)
        if found is None:
            yield stop(
                "address.certificate_arn: there is no such certificate.", "Look in us-east-1."
            )
        elif found.status != "ISSUED":
            yield stop(
                f"address.certificate_arn: the certificate is {found.status}.",
                "Make the records that ACM shows, and wait until it is ISSUED.",
            )
        elif not any(_covers(name, address.domain) for name in found.names):
            yield stop(
                f"address.certificate_arn: the certificate is for {', '.join(found.names)}.",
                f"Request one for {address.domain}, in us-east-1.",
            )
        else:
            yield good(f"The certificate of {address.domain} is issued.")
    if address.hosted_zone_id:
        yield from _zone(account, "address", address.domain, address.hosted_zone_id)


def check_mail_zone(configuration: Configuration, account: Account) -> Iterator[Finding]:
    """The zone that gets the records of the mail domain."""
    if configuration.mail.domain and configuration.mail.hosted_zone_id:
        mail = configuration.mail
        yield from _zone(account, "mail", mail.domain, mail.hosted_zone_id)


def _zone(account: Account, section: str, domain: str, zone_id: str) -> Iterator[Finding]:
    name = account.zone_name(zone_id)
    if name is None:
        yield stop(
            f"{section}.hosted_zone_id: there is no zone {zone_id}.",
            "aws route53 list-hosted-zones shows the account's zones.",
        )
    elif domain != name and not domain.endswith(f".{name}"):
        yield stop(
            f"{section}.hosted_zone_id: {zone_id} is the zone of {name}, not of {domain}.",
            "Give the zone that the domain is in.",
        )
    else:
        yield good(f"{domain} is in the zone {name}.")


def _covers(name: str, domain: str) -> bool:
    return name == domain or (name.startswith("*.") and name[2:] == domain.partition(".")[2])


def check_network(configuration: Configuration, account: Account) -> Iterator[Finding]:
    """Subnets and groups must be there, and a search node has a zone of its own."""
    network = configuration.network
    if not network.is_own:
        return
    zones = account.subnet_zones(network.subnet_ids)
    groups = account.security_groups(network.security_group_ids)
    missing = [
        *(one for one in network.subnet_ids if one not in zones),
        *(one for one in network.security_group_ids if one not in groups),
    ]
    if missing:
        yield stop(
            f"network: {', '.join(missing)} cannot be found in {configuration.region}.",
            "aws ec2 describe-subnets, aws ec2 describe-security-groups show those of the region.",
        )
        return
    episodes = configuration.episodes
    nodes = min(episodes.instances, 3) if episodes.enabled else 1
    if len({zones[one] for one in network.subnet_ids[:nodes]}) < nodes:
        yield stop(
            f"network.subnet_ids: the first {nodes} must be in {nodes} availability zones.",
            "Put subnets of different zones first.",
        )
    if episodes.enabled and not account.has_role(SEARCH_ROLE):
        yield stop(
            "OpenSearch needs its role to work in a VPC, which this account lacks.",
            "aws iam create-service-linked-role --aws-service-name opensearchservice.amazonaws.com",
        )
    yield warn(
        "Functions in a VPC reach nothing but what its subnets reach.",
        "See that they have a NAT gateway or endpoints (docs/runbook.md, 'A VPC').",
    )


def check_secrets(configuration: Configuration, account: Account) -> Iterator[Finding]:
    """Functions that need one fail without it, or write without a model."""
    named = {
        "language.secret": configuration.language.secret,
        "embeddings.secret": configuration.embeddings.secret,
        **{
            f"behaviour.{name}": str(secret)
            for name, secret in configuration.behaviour.model_dump().items()
            if name.endswith("_secret")
        },
    }
    for setting, secret in named.items():
        if secret and not account.has_secret(secret):
            yield stop(
                f"{setting}: there is no secret {secret!r} in {configuration.region}.",
                f"aws secretsmanager create-secret --name {secret} --secret-string …",
            )
        elif secret:
            yield good(f"The secret {secret} is there.")


def check_people(configuration: Configuration, account: Account) -> Iterator[Finding]:
    """Somebody must hear of alarms, and a budget by tag must have its tag counted."""

    if not configuration.alarms.email:
        yield warn(
            "Nobody gets the alarms.",
            "Set alarms.email, or subscribe to the topic (the output AlarmTopicArn) afterwards.",
        )
    if configuration.operations.budget_by_tag and not account.counts_by_tag(DEPLOYMENT_TAG):
        yield warn(
            f"operations.budget_by_tag: the tag {DEPLOYMENT_TAG} is not active in Billing, so the "
            "budget counts nothing.",
            "Deploy once, wait a day until Billing has seen it, then activate it: Billing, Cost "
            "allocation tags. In an organisation only its management account can.",
        )
