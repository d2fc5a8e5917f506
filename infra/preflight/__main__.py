"""Looks at the account before a deployment and says what to do. It changes nothing.

Checked are credentials, the CDK's bootstrap, the state of the stacks, names that an earlier deployment
left, aliases that were taken back, quotas, SES (identities, DKIM, sandbox), the domain with its
certificate and zone, the network, secrets, who gets the alarms, and whether Billing counts the budget's
tag. The configuration is that of cdk.json, with what -c changes. The exit status is 1 if something stops
a deployment.
"""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence

import boto3
from pydantic import ValidationError
from rich.console import Console

from infra.configuration import Configuration, read_context
from infra.preflight.aws_account import AwsAccount
from infra.preflight.finding import Finding, Level
from infra.preflight.run import findings, may_begin

_MARKS = {
    Level.GOOD: ("ok", "green"),
    Level.WARN: ("look", "yellow"),
    Level.UNSEEN: ("unseen", "magenta"),
    Level.STOP: ("STOP", "bold red"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints what was found; gives the exit status."""
    parser = argparse.ArgumentParser(
        prog="make preflight",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "-c",
        "--context",
        dest="context",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a value of the configuration, as for make deploy",
    )
    parser.add_argument("--quiet", action="store_true", help="leave out what is good")
    given, _of_the_cdk = parser.parse_known_args(arguments)
    console = Console(width=110, highlight=False)
    try:
        configuration = configured(given.context, os.environ)
    except ValidationError as error:
        for fault in error.errors():
            console.print(
                f"STOP  {'.'.join(map(str, fault['loc']))}: {fault['msg']}", style="bold red"
            )
        return 1
    account = AwsAccount(configuration.region, os.environ.get("AWS_ENDPOINT_URL"))
    found: list[Finding] = []
    for finding in findings(configuration, account):
        found.append(finding)
        if finding.level is not Level.GOOD or not given.quiet:
            show(console, finding)
    return 0 if may_begin(found) else 1


def configured(context: Sequence[str], environment: Mapping[str, str]) -> Configuration:
    """The configuration as the CDK would have it. Raises ``ValidationError``."""
    values = read_context() | dict(one.partition("=")[::2] for one in context)
    region = environment.get("CDK_DEFAULT_REGION") or boto3.Session().region_name or ""
    return Configuration.from_context(values.get, {"CDK_DEFAULT_REGION": region})


def show(console: Console, finding: Finding) -> None:
    """One finding: what was seen, and below it what to do."""
    mark, style = _MARKS[finding.level]
    console.print(f"{mark:<7}{finding.seen}", style=style if mark != "ok" else None)
    if finding.do:
        console.print(f"       → {finding.do}", soft_wrap=True)


if __name__ == "__main__":
    sys.exit(main())
