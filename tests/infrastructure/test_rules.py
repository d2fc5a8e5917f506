"""What cdk-nag and cfn-lint are told of the stacks; `make check` runs cfn-lint over both."""

import json
from collections import Counter
from pathlib import Path

from tests.infrastructure.synthesis import ROOT, Template, run_with_node

_WITH_A_FINDING = """
import sys
from aws_cdk import Stack
from aws_cdk.aws_sns import Topic
from infra.app import checked
from infra.configuration import read_context
from aws_cdk import App
app = checked(App(outdir=sys.argv[1], context=read_context()))
Topic(Stack(app, "Open"), "Topic")
try:
    app.synth()
except Exception as error:
    print("refused", error)
"""


def test_a_finding_of_cdk_nag_ends_the_synthesis(tmp_path: Path) -> None:
    """So that the stacks of this run could be synthesized says that there is none."""
    assert "refused" in run_with_node(_WITH_A_FINDING, str(tmp_path))


def test_findings_are_acknowledged_where_they_are_and_with_a_reason(assemblies: Path) -> None:
    """Each on one resource: not on a stack, nor on a part of it that holds several."""
    for path in (assemblies / "aws").glob("*.metadata.json"):
        metadata = json.loads(path.read_text(encoding="utf-8"))
        types_at = {place: {entry["type"] for entry in found} for place, found in metadata.items()}
        for place, entries in metadata.items():
            for entry in entries:
                if "acknowledged" not in entry["type"]:
                    continue
                one = f"{place}/Resource" in metadata or "aws:cdk:logicalId" in types_at[place]
                assert one, f"{place} acknowledges for all that is in it"
                for rule, reason in entry["data"].items():
                    assert len(str(reason)) > 20, f"{place}: {rule}"


def test_every_rule_of_cfn_lint_that_is_not_followed_has_its_reason() -> None:
    lines = (ROOT / ".cfnlintrc").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        if line.strip().startswith("- "):
            assert lines[number - 1].strip().startswith("#"), line


def test_templates_stay_far_from_cloudformations_limits(assemblies: Path) -> None:
    """A megabyte, 500 resources, 200 outputs (CloudFormation quotas)."""
    for path in assemblies.glob("*/*.template.json"):
        assert path.stat().st_size < 700_000, path
        body = json.loads(path.read_text(encoding="utf-8"))
        assert len(body["Resources"]) < 300, path
        assert len(body.get("Outputs", {})) < 180, path


def test_an_api_has_as_many_routes_as_api_gateway_allows(options: dict[str, Template]) -> None:
    """300 an API, unless AWS raised the quota (L-65B5C802)."""
    routes = Counter(
        json.dumps(resource["Properties"]["ApiId"])
        for template in options.values()
        for resource in template.resources.values()
        if resource["Type"] == "AWS::ApiGatewayV2::Route"
    )
    assert 100 < max(routes.values()) <= 300
