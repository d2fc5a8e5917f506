"""The synthesized stacks, made once a run."""

from pathlib import Path

import pytest

from tests.infrastructure.synthesis import Template, assemblies_of_run

OPERATIONS = "BatonOperations.template.json"


@pytest.fixture(scope="session")
def assemblies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the cloud assemblies."""
    return assemblies_of_run(tmp_path_factory)


@pytest.fixture(scope="session")
def stacks(assemblies: Path) -> dict[str, Template]:
    """Every stack that goes to AWS, by its name."""
    paths = (assemblies / "aws").glob("*.template.json")
    return {path.name.partition(".")[0]: Template.read(path) for path in paths}


@pytest.fixture(scope="session")
def application(assemblies: Path) -> Template:
    """What also runs on one machine, on AWS: all stacks but operations, as one."""
    return whole(assemblies / "aws")


@pytest.fixture(scope="session")
def operations(assemblies: Path) -> Template:
    """The stack of what only AWS has."""
    return Template.read(assemblies / "aws" / OPERATIONS)


@pytest.fixture(scope="session")
def local(assemblies: Path) -> Template:
    """All stacks on one machine, as one."""
    return whole(assemblies / "local")


@pytest.fixture(scope="session")
def options(assemblies: Path) -> dict[str, Template]:
    """Every stack of a deployment with ``EVERY_OPTION``, by its name."""
    paths = (assemblies / "options").glob("*.template.json")
    return {path.name.partition(".")[0]: Template.read(path) for path in paths}


@pytest.fixture(scope="session")
def bare(assemblies: Path) -> Template:
    """The deployment with no area on, as one."""
    return whole(assemblies / "bare")


@pytest.fixture(params=["application", "operations"])
def on_aws(request: pytest.FixtureRequest) -> Template:
    """Each stack that goes to AWS."""
    template: Template = request.getfixturevalue(request.param)
    return template


def whole(assembly: Path) -> Template:
    """All stacks of an assembly but operations, as one."""
    paths = assembly.glob("*.template.json")
    return Template.of_all(path for path in paths if path.name != OPERATIONS)
