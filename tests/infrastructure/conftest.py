"""The synthesized stacks, made once a run."""

import os
from pathlib import Path

import pytest

from tests.infrastructure.synthesis import Template, synthesize


@pytest.fixture(scope="session")
def assemblies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of both cloud assemblies, ``aws`` and ``local``, shared by parallel workers."""
    base = tmp_path_factory.getbasetemp()
    return synthesize((base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "synthesis")


@pytest.fixture(scope="session")
def application(assemblies: Path) -> Template:
    """The application stack on AWS."""
    return Template.read(assemblies / "aws" / "Baton.template.json")


@pytest.fixture(scope="session")
def operations(assemblies: Path) -> Template:
    """The stack of what only AWS has."""
    return Template.read(assemblies / "aws" / "BatonOperations.template.json")


@pytest.fixture(scope="session")
def local(assemblies: Path) -> Template:
    """The application stack on one machine."""
    return Template.read(assemblies / "local" / "Baton.template.json")


@pytest.fixture(params=["application", "operations"])
def on_aws(request: pytest.FixtureRequest) -> Template:
    """Each stack that goes to AWS."""
    template: Template = request.getfixturevalue(request.param)
    return template
