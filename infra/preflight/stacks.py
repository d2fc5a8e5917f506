"""Whether the stacks can be made or changed, and whether the names that they take are free."""

from collections.abc import Iterator, Mapping

from infra.app_stacks import stack_names
from infra.area_specs import functions_on
from infra.configuration import Configuration
from infra.deployment_options import EDGE_REGION
from infra.names import function_name, search_domain, stack_name
from infra.preflight.account import Account
from infra.preflight.finding import Finding, good, stop

LEAST_BOOTSTRAP = 21
"""The version of the bootstrap stack that the templates ask for."""

KINDS: Mapping[str, str] = {
    "search domain": "aws opensearch delete-domain --domain-name {name}",
    "event bus": "aws events delete-event-bus --name {name}",
    "backup vault": "aws backup delete-backup-vault --backup-vault-name {name}",
    "mail configuration set": "aws sesv2 delete-configuration-set --configuration-set-name {name}",
    "function": "aws lambda delete-function --function-name {name}",
    "sign-in domain": "another account of this region may have it: change stack_name or stage",
}
"""What has a fixed name, and how it is removed if nobody needs it."""

_BROKEN: Mapping[str, str] = {
    "ROLLBACK_COMPLETE": "Its first deployment failed; remove it, nothing is in it: "
    "aws cloudformation delete-stack --stack-name {name} --region {region}",
    "ROLLBACK_FAILED": "Its first deployment failed and could not be taken back: "
    "aws cloudformation delete-stack --stack-name {name} --region {region} "
    "--deletion-mode FORCE_DELETE_STACK",
    "UPDATE_ROLLBACK_FAILED": "Take its last deployment back first: "
    "aws cloudformation continue-update-rollback --stack-name {name} --region {region}",
    "DELETE_FAILED": "Its removal stopped half-way; the console says at what. Remove that, then: "
    "aws cloudformation delete-stack --stack-name {name} --region {region}",
}


def check_bootstrap(configuration: Configuration, account: Account) -> Iterator[Finding]:
    """The CDK puts templates and packages into a bucket that its own stack makes."""
    regions = [configuration.region]
    if configuration.address.needs_edge_region and configuration.region != EDGE_REGION:
        regions.append(EDGE_REGION)
    for region in regions:
        version = account.bootstrap_version(region)
        if version is None or version < LEAST_BOOTSTRAP:
            said = "is not prepared" if version is None else f"is prepared by version {version}"
            yield stop(
                f"{region} {said} for the CDK.",
                f"make bootstrap ARGS=aws://{account.identity()}/{region}",
            )
        else:
            yield good(f"{region} is prepared for the CDK (version {version}).")


def check_stacks(configuration: Configuration, account: Account) -> Iterator[Finding]:
    """A stack must be whole, or not there."""
    for name, region in stack_names(configuration):
        status = account.stack_status(name, region)
        if status is not None and status in _BROKEN:
            yield stop(f"{name} is {status}.", _BROKEN[status].format(name=name, region=region))
        elif status and status.endswith("IN_PROGRESS"):
            yield stop(f"{name} is {status}: somebody else deploys it.", "Wait until that is over.")
        elif status:
            yield good(f"{name} is there ({status}).")


def check_names(configuration: Configuration, account: Account) -> Iterator[Finding]:
    """What an earlier deployment has left would be in the way of a first one."""
    foundation = stack_name(configuration.prefix, "foundation")
    if account.stack_status(foundation, configuration.region):
        return
    taken = [(kind, name) for kind, name in named(configuration) if account.is_there(kind, name)]
    for kind, name in taken:
        yield stop(
            f"The {kind} {name} is there already, and the stack that would make it is not.",
            f"Import it (docs/runbook.md, 'A deployment fails'), or remove it: "
            f"{KINDS[kind].format(name=name)}",
        )
    if not taken:
        yield good(f"The names of {configuration.prefix} are free.")


def named(configuration: Configuration) -> Iterator[tuple[str, str]]:
    """What has a fixed name and may be left over, or be somebody else's."""
    prefix = configuration.prefix
    if configuration.episodes.enabled:
        own_key, in_vpc = configuration.own_key, configuration.in_vpc
        yield "search domain", search_domain(prefix, own_key=own_key, in_vpc=in_vpc)
    yield "event bus", prefix
    yield "backup vault", prefix.lower()
    yield "mail configuration set", prefix
    yield "sign-in domain", prefix.lower()
    for spec in functions_on(configuration):
        yield "function", function_name(prefix, spec.name)


def check_aliases(configuration: Configuration, account: Account) -> Iterator[Finding]:
    """CodeDeploy moves an alias from the version that the template had: if operations or a person has
    taken it back, it would refuse, and with it the whole deployment."""
    areas = [stack_name(configuration.prefix, area) for area in ("platform", *configuration.areas)]
    moved = False
    for stack in areas:
        if not account.stack_status(stack, configuration.region):
            continue
        for function, versions in sorted(account.stack_versions(stack).items()):
            now = account.alias_version(function)
            if now is None or now in versions:
                continue
            moved = True
            newest = max(versions, key=int)
            yield stop(
                f"{function} was taken back to version {now}; the stack says {newest}.",
                f"aws lambda update-alias --function-name {function} --name live "
                f"--function-version {newest}, and deploy at once: until then calls get what was "
                "taken back.",
            )
    if not moved:
        yield good("Every alias calls the version that its stack says.")
