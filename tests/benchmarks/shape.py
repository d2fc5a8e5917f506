"""How Baton is built: resources and alarms by stack, what each API function is told and may touch,
upward imports and circles, the longest file and function. Nothing is called or deployed."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from infra.area_specs import functions_on
from infra.configuration import Configuration
from tests.benchmarks import code_shape
from tests.benchmarks.handlers import ROOT
from tests.benchmarks.report import Section, at_most

MOST_RESOURCES, MOST_ALARMS = 300, 40
NAME_BYTES = 50

_SYNTHESIS = "import sys; from infra.app import build; build(sys.argv[1], install=False).synth()"


def run() -> Section:
    """Synthesizes the stacks for AWS, in half a minute, and reads the code."""
    section = Section(
        "Shape",
        note="Functions are counted without their docstrings; in an environment, which Lambda allows "
        f"4,096 bytes, a name that is made when it is deployed counts as {NAME_BYTES} bytes.",
    )
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-c", _SYNTHESIS, folder], cwd=ROOT, check=True)  # noqa: S603
        stacks = dict(_stacks(Path(folder)))
    for name, resources in stacks.items():
        figure = at_most(f"{name}: resources", len(resources), "", MOST_RESOURCES)
        section.figures.append(figure)
    alarms = sum(
        one["Type"] == "AWS::CloudWatch::Alarm" for own in stacks.values() for one in own.values()
    )
    section.figures.append(at_most("alarms", alarms, "", MOST_ALARMS))
    _add_apis(section, stacks)
    _add_imports(section)
    for length, limit in (
        (code_shape.files(ROOT)[0], code_shape.MOST_LINES_OF_A_FILE),
        (code_shape.functions(ROOT)[0], code_shape.MOST_LINES_OF_A_FUNCTION),
    ):
        section.figures.append(at_most(f"longest: {length.name}", length.lines, "lines", limit))
    return section


def _stacks(folder: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for path in sorted(folder.glob("*.template.json")):
        yield path.name.partition(".")[0], json.loads(path.read_text(encoding="utf-8"))["Resources"]


def _add_apis(section: Section, stacks: Mapping[str, Mapping[str, Any]]) -> None:
    """What each function that serves callers is told, and how many tables it may touch."""
    prefix = Configuration().stack_name
    told = {
        one["Properties"]["FunctionName"]: one["Properties"]["Environment"]["Variables"]
        for own in stacks.values()
        for one in own.values()
        if one["Type"] == "AWS::Lambda::Function"
    }
    for spec in functions_on(Configuration()):
        if spec.serves_callers:
            section.add(f"{spec.name}: tables", len(spec.tables), "")
            section.add(
                f"{spec.name}: environment", environment(told[f"{prefix}-{spec.name}"]), "bytes"
            )


def environment(variables: Mapping[str, Any]) -> int:
    """How many bytes a function's variables have as a template writes them."""
    return sum(len(name.encode()) + _bytes(value) for name, value in variables.items())


def _bytes(value: Any) -> int:
    if isinstance(value, str):
        return len(value.encode())
    parts = value.get("Fn::Join")
    return sum(map(_bytes, parts[1])) if parts else NAME_BYTES


def _add_imports(section: Section) -> None:
    """Imports that look upward in the ladder that ``pyproject.toml`` draws, and imports that would have
    to go for the packages of ``baton`` to have no circle."""
    import tomllib

    import grimp

    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = next(
        contract["layers"]
        for contract in settings["tool"]["importlinter"]["contracts"]
        if contract["type"] == "layers"
    )
    graph = grimp.build_graph("baton", cache_dir=None)
    ladder = [{one.strip() for one in layer.split("|")} for layer in layers]
    upward = graph.find_illegal_dependencies_for_layers(ladder)
    section.figures.append(at_most("upward imports between packages", len(upward), "", 0))
    circular = graph.nominate_cycle_breakers("baton")
    section.figures.append(at_most("imports that close a circle", len(circular), "", 0))
