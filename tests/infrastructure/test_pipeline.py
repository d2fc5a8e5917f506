"""The pipeline for a company's own fork uses what is there, and gets no more of AWS than it needs."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from tests.infrastructure.synthesis import ROOT

PIPELINES = ROOT / "docs" / "pipelines"
ACTIONS = {"opensearch": "es", "sesv2": "ses", "service-quotas": "servicequotas"}
"""Services whose permissions have another name than their client."""


def workflow() -> dict[str, Any]:
    return dict(yaml.safe_load((PIPELINES / "deploy.yml").read_text(encoding="utf-8")))


def role_text() -> str:
    return (PIPELINES / "role.yml").read_text(encoding="utf-8")


def test_every_step_makes_what_the_makefile_has() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    made = {
        target
        for job in workflow()["jobs"].values()
        for step in job["steps"]
        for target in re.findall(r"make (\w+)", step.get("run", ""))
    }
    assert made == {"check", "test", "cost", "deploy"}
    assert made <= set(re.findall(r"^(\w+):", makefile, re.MULTILINE))


def test_only_jobs_that_deploy_prove_themselves_to_aws_each_in_its_environment() -> None:
    jobs = workflow()["jobs"]
    assert workflow()["permissions"] == {"contents": "read"}
    proving = {name for name, job in jobs.items() if "id-token" in job.get("permissions", {})}
    assert (
        proving == {"dev", "prod"} == {name for name, job in jobs.items() if "environment" in job}
    )
    assert jobs["prod"]["needs"] == "dev"
    assert jobs["dev"]["needs"] == "check"
    assert "secrets." not in (PIPELINES / "deploy.yml").read_text(encoding="utf-8")


def test_the_role_is_taken_on_from_the_forks_environments_only_and_is_no_administrator() -> None:
    text = role_text()
    assert "repo:${Repository}:environment:${Environment}" in text
    assert "repo:${Repository}:*" not in text
    changing = re.findall(r"- \w[\w-]*:((?!Get|List|Describe|AssumeRole)\w+)\n", text)
    assert changing == []


def test_the_role_may_ask_all_that_the_preflight_asks() -> None:
    code = (ROOT / "infra" / "preflight" / "aws_account.py").read_text(encoding="utf-8")
    asked = set(re.findall(r'_asked\(\s*"([a-z0-9-]+)", "([a-z_]+)"', code))
    asked |= set(re.findall(r': \("([a-z0-9-]+)", "([a-z_]+)", "\w+"\)', code))
    calls = r"(?:get_(?!paginator)|describe_|list_)\w+"
    asked |= set(re.findall(rf'_client\("([a-z0-9-]+)"[^)]*\)\.({calls})', code))
    asked.discard(("sts", "get_caller_identity"))  # anybody may ask who they are
    assert len(asked) > 10
    for service, operation in asked:
        action = "".join(part.capitalize() for part in operation.split("_")).replace("Sms", "SMS")
        assert f"- {ACTIONS.get(service, service)}:{action}\n" in role_text(), (service, operation)


def test_cloudformation_takes_the_role() -> None:
    linter = Path(sys.executable).with_name("cfn-lint")
    done = subprocess.run(  # noqa: S603 - our own linter
        [str(linter), "--", str(PIPELINES / "role.yml")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
