"""What goes to AWS is taken by the local AWS too, with every option off and on, and the two stand
side by side. What the local AWS does not know at all is left out, and listed.
"""

import json
import os
import re
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.app_stacks import stack_names
from infra.configuration import Configuration
from infra.local.assembly import AssembledStack, stacks_of
from infra.local.deploy import deploy_stacks
from infra.local.ministack import MiniStack
from infra.local.process import Note
from infra.preflight.aws_account import AwsAccount
from infra.preflight.finding import Level
from infra.preflight.run import findings
from tests.infrastructure.synthesis import EVERY_OPTION, assemblies_of_run
from tests.infrastructure.test_local import UNKNOWN_TYPES


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MiniStack]:
    there = MiniStack(tmp_path_factory.mktemp("dry-run"))
    there.start({"PERSIST_STATE": "0", "S3_PERSIST": "0"})
    try:
        yield there
    finally:
        if process := Note(there.folder).read():
            os.killpg(int(process["pid"]), signal.SIGKILL)


@pytest.fixture(scope="module")
def own(aws: MiniStack) -> dict[str, str]:
    """The company's zone, network and secrets, by what stands for them in ``EVERY_OPTION``."""
    zone = aws.client("route53").create_hosted_zone(Name="example.com", CallerReference="dry-run")
    computers = aws.client("ec2")
    vpc = computers.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        computers.create_subnet(
            VpcId=vpc, CidrBlock=f"10.0.{number}.0/24", AvailabilityZone=f"us-east-1{letter}"
        )["Subnet"]["SubnetId"]
        for number, letter in enumerate("ab")
    ]
    group = computers.create_security_group(GroupName="baton", Description="Baton", VpcId=vpc)
    for secret in ("baton/crm", "baton/notices", "baton/openai"):
        aws.client("secretsmanager").create_secret(Name=secret, SecretString="x")
    return {
        "Z0EXAMPLE": zone["HostedZone"]["Id"].rpartition("/")[2],
        "subnet-1": subnets[0],
        "subnet-2": subnets[1],
        "sg-1": group["GroupId"],
    }


def named(text: str, own: dict[str, str]) -> str:
    """The JSON with the company's own in place of what stands for it."""
    for example, name in own.items():
        text = re.sub(rf"\b{example}\b", name, text)
    return text


@pytest.fixture(scope="module")
def options(own: dict[str, str]) -> dict[str, Any]:
    """Every option, in the local AWS's region."""
    there: dict[str, Any] = json.loads(named(json.dumps(EVERY_OPTION), own))
    return there | {"region": "us-east-1"}


@pytest.fixture(scope="module")
def assemblies(tmp_path_factory: pytest.TempPathFactory, own: dict[str, str]) -> Path:
    folder = tmp_path_factory.mktemp("assemblies")
    there = assemblies_of_run(tmp_path_factory)
    shutil.copytree(there / "aws", folder / "off")
    shutil.copytree(there / "deployed", folder / "on")
    for path in folder.glob("*/*.template.json"):
        template = json.loads(named(path.read_text("utf-8"), own))
        path.write_text(json.dumps(known(template)), encoding="utf-8")
    return folder


def known(template: dict[str, Any]) -> dict[str, Any]:
    """The template without what the local AWS has no notion of: some types, alarms that compute, and the
    names that SES gives DKIM's records."""
    resources = template["Resources"]
    left_out = {
        name
        for name, resource in resources.items()
        if resource["Type"] in UNKNOWN_TYPES
        or (resource["Type"] == "AWS::CloudWatch::Alarm" and "Metrics" in resource["Properties"])
        or "DkimDNSToken" in json.dumps(resource)
    }
    kept = {name: one for name, one in resources.items() if name not in left_out}
    for resource in kept.values():
        if waits := resource.get("DependsOn"):
            resource["DependsOn"] = [one for one in waits if one not in left_out]
    return template | {"Resources": kept}


def deployed(aws: MiniStack, assembly: Path) -> dict[str, str]:
    stacks: tuple[AssembledStack, ...] = stacks_of(assembly)
    assert len(stacks) == len(list(stack_names(Configuration())))
    return deploy_stacks(aws, stacks)


def test_a_deployment_is_taken_with_every_option_off_and_on_side_by_side(
    aws: MiniStack, assemblies: Path, options: dict[str, Any]
) -> None:
    assert "good: The names of Baton are free." in preflight(aws)
    seen = preflight(aws, **options)
    for told in ("names of BatonProd are free", "api.example.com is in the zone example.com"):
        assert any(told in one for one in seen), seen
    assert sum("The secret" in one for one in seen) == 3
    off = deployed(aws, assemblies / "off")
    on = deployed(aws, assemblies / "on")
    assert off["ApiUrl"].startswith("https://")
    assert on["ApiUrl"] == "https://api.example.com"
    stacks = {
        one["StackName"]: one["StackStatus"]
        for one in aws.client("cloudformation").describe_stacks()["Stacks"]
    }
    assert set(stacks.values()) == {"CREATE_COMPLETE"}
    assert {name.replace("BatonProd", "Baton") for name in stacks} < set(stacks)
    pages = aws.client("lambda").get_paginator("list_functions").paginate()
    names = [one["FunctionName"] for page in pages for one in page["Functions"]]
    dev = {name for name in names if name.startswith("Baton-")}
    assert {name.replace("BatonProd-", "Baton-") for name in names} == dev
    assert len(names) == 2 * len(dev)
    (domain,) = aws.client("sesv2").list_email_identities()["EmailIdentities"]
    assert domain["IdentityName"] == "example.com"


def test_deploying_the_same_again_changes_nothing(aws: MiniStack, assemblies: Path) -> None:
    first = deployed(aws, assemblies / "off")
    events = aws.client("cloudformation").describe_stack_events(StackName="BatonFoundation")
    assert deployed(aws, assemblies / "off") == first
    again = aws.client("cloudformation").describe_stack_events(StackName="BatonFoundation")
    assert len(again["StackEvents"]) == len(events["StackEvents"])


def test_the_preflight_asks_a_real_account_and_sees_what_is_deployed(
    aws: MiniStack, assemblies: Path
) -> None:
    deployed(aws, assemblies / "off")
    seen = preflight(aws)
    assert any(one.startswith("good: Account 000000000000") for one in seen), seen
    assert any("BatonFoundation is there (CREATE_COMPLETE)" in one for one in seen), seen
    assert "good: Every alias calls the version that its stack says." in seen
    function = aws.client("lambda")
    function.publish_version(FunctionName="Baton-intake")
    newest = function.get_alias(FunctionName="Baton-intake", Name="live")["FunctionVersion"]
    moved = str(int(newest) + 1)
    function.update_alias(FunctionName="Baton-intake", Name="live", FunctionVersion=moved)
    taken = f"Baton-intake was taken back to version {moved}; the stack says {newest}."
    assert f"stop: {taken}" in preflight(aws)
    function.update_alias(FunctionName="Baton-intake", Name="live", FunctionVersion=newest)


def preflight(aws: MiniStack, **given: Any) -> list[str]:
    """Everything that is found, but for what the local AWS cannot be asked."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "000000000000")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        account = AwsAccount("us-east-1", aws.endpoint)
        found = list(findings(Configuration.model_validate(given), account))
    unseen = {one.seen.partition(":")[0] for one in found if one.level is Level.UNSEEN}
    assert unseen <= {"rates", "people", "sandboxes"}, found
    return [f"{one.level}: {one.seen}" for one in found]
