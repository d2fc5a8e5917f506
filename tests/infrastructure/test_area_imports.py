"""Areas never import each other, and the platform imports none of them.

Which packages are an area's, its ``area.yaml`` says: a new area is held to this without a line here.
"""

from collections.abc import Iterator

import pytest
from grimp import ImportGraph, build_graph

from infra.area_specs import area_specs
from infra.configuration import PLATFORM

AREA_OF = {
    package: area.name
    for area in area_specs().values()
    if area.name != PLATFORM
    for package in area.packages
}


@pytest.fixture(scope="module")
def graph() -> ImportGraph:
    return build_graph("baton", "functions", cache_dir=None)


def area_of(module: str) -> str:
    """Whose a module of the shared library or of a function is."""
    root, _, rest = module.partition(".")
    name = rest.partition(".")[0]
    return name if root == "functions" else AREA_OF.get(name, PLATFORM)


def imports(graph: ImportGraph) -> Iterator[tuple[str, str]]:
    """Every import, as importer and imported."""
    for importer in graph.modules:
        for imported in graph.find_modules_directly_imported_by(importer):
            yield importer, imported


def test_a_module_imports_its_own_area_and_the_platform_and_nothing_else(
    graph: ImportGraph,
) -> None:
    across = [
        (importer, imported)
        for importer, imported in imports(graph)
        if area_of(imported) not in {area_of(importer), PLATFORM}
    ]

    assert len(graph.modules) > 400
    assert across == []


def test_packages_of_one_area_do_not_close_a_circle(graph: ImportGraph) -> None:
    def packages(name: str) -> set[str]:
        return {package for package, area in AREA_OF.items() if area == name}

    between = {
        (importer.split(".")[1], imported.split(".")[1])
        for importer, imported in imports(graph)
        if importer.startswith("baton.") and imported.startswith("baton.")
    }
    for name in set(AREA_OF.values()):
        pairs = {pair for pair in between if set(pair) <= packages(name) and len(set(pair)) == 2}
        assert not {(b, a) for a, b in pairs} & pairs, name
