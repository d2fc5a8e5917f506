"""Adding an agent touches its own folder: the README's steps are followed here to the letter."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from infra.local.places import clean_environment
from tests.infrastructure.synthesis import ROOT

COPIED = ("functions", "infra", "layers/baton", "cdk.json")
_FILE = re.compile(r"^`(functions/[\w/.]+)`.*?```\w+\n(.*?)^```", re.MULTILINE | re.DOTALL)


def said() -> dict[str, str]:
    """The files that the README says to write, by their paths."""
    text = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Add an agent")[2]
    return dict(_FILE.findall(text))


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository with the README's agent in it, and nothing else changed."""
    copy = tmp_path_factory.mktemp("repository")
    for name in COPIED:
        source, target = ROOT / name, copy / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(source, target)
    for path, text in said().items():
        (copy / path).parent.mkdir(parents=True, exist_ok=True)
        (copy / path).write_text(text, encoding="utf-8")
    return copy


def run(repository: Path, *command: str, **more: str) -> str:
    paths = os.pathsep.join([str(repository), str(repository / "layers" / "baton" / "python")])
    environment = {**clean_environment(), "PYTHONPATH": paths, **more}
    done = subprocess.run(  # noqa: S603 (ours)
        [sys.executable, *command],
        cwd=repository,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_readme_says_which_files_an_agent_is() -> None:
    names = {Path(path).name for path in said()}
    assert names == {"__init__.py", "models.py", "agent.py", "handler.py", "function.yaml"}
    assert {str(Path(path).parent) for path in said()} == {"functions/leads/thanks"}


def test_the_new_agent_is_deployed_with_its_areas_stack(repository: Path, tmp_path: Path) -> None:
    its_area = json.dumps({"areas": "leads"})
    way = {"BATON_LOCAL": "1", "CDK_OUTDIR": str(tmp_path / "out"), "CDK_CONTEXT_JSON": its_area}
    run(repository, "-m", "infra.app", **way)
    found = [
        resource
        for template in (tmp_path / "out").glob("*Leads*.template.json")
        for resource in json.loads(template.read_text("utf-8"))["Resources"].values()
        if resource["Type"] == "AWS::Lambda::Function"
        and resource["Properties"]["Handler"] == "functions.leads.thanks.handler.handler"
    ]
    (function,) = found
    assert function["Properties"]["MemorySize"] == 256


def test_the_new_agent_does_its_task_when_it_is_called(repository: Path) -> None:
    call = (
        "import json; from functions.leads.thanks.handler import handler; "
        "task = {'lead_id': '01JNB3V5QZ8W2Y4X6T7R9P0K1M', 'score': 85}; "
        "print(json.dumps(handler({'task': task, 'trace': {'correlation_id': 'c'}}, None)))"
    )
    assert json.loads(run(repository, "-c", call).splitlines()[-1]) == {"thank": True}
