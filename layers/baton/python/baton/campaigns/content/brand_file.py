"""Reading a company's ``brand.yaml``: every fault is told with its line and column. Pure.

The file is a stranger's: before anything is made of it, its size, depth and aliases are looked at, so
that no file makes a program slow or big.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml
from pydantic import ValidationError

from baton.campaigns.content.brand_rules import BrandRules
from baton.campaigns.content.shipped import shipped
from baton.core.errors import FieldError, InvalidInput
from baton.core.packaged_yaml import yaml_of

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

MOST_BYTES = 128_000
MOST_DEPTH = 12
MOST_FAULTS = 20

KEY = "brand/brand.yaml"
"""Where a company drops its own rules, in the bucket of its files."""


@dataclass(frozen=True, slots=True)
class BrandFault:
    """What is wrong with the file and where: lines and columns count from 1."""

    line: int
    column: int
    place: str
    says: str

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.place}{self.says}"


class BrandFileError(InvalidInput):
    """The file cannot be used; ``places`` say where and why."""

    def __init__(self, places: list[BrandFault]) -> None:
        faults = [FieldError(f"/{one.place.rstrip(': ')}", str(one), "brand") for one in places]
        super().__init__(faults, f"{KEY} cannot be used: {places[0]}.")
        self.places = tuple(places)


def read_brand(text: str) -> BrandRules:
    """The rules of a file over the shipped ones. Raises ``BrandFileError`` with every fault."""
    _check_form(text)
    try:
        tree = yaml.compose(text, Loader=_LOADER)
        given = yaml_of(text)
    except (yaml.YAMLError, ValueError) as error:
        raise BrandFileError([_of_yaml(error)]) from error
    if given is None:
        return shipped_brand()
    try:
        return BrandRules.model_validate(given).with_shipped(shipped_brand())
    except ValidationError as error:
        faults = [_fault(tree, dict(one)) for one in error.errors()[:MOST_FAULTS]]
        raise BrandFileError(faults) from None


@cache
def shipped_brand() -> BrandRules:
    """The rules as they are shipped: careful ones."""
    return BrandRules.model_validate(shipped("brand.yaml"))


def _check_form(text: str) -> None:
    if len(text.encode("utf-8", "replace")) > MOST_BYTES:
        raise BrandFileError([BrandFault(1, 1, "", f"the file has more than {MOST_BYTES} bytes")])
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            mark = event.start_mark
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise BrandFileError([_at(mark, "anchors and aliases (& and *) are not taken")])
            if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
                depth += 1
                if depth > MOST_DEPTH:
                    raise BrandFileError([_at(mark, f"is deeper than {MOST_DEPTH} levels")])
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                depth -= 1
    except yaml.YAMLError as error:
        raise BrandFileError([_of_yaml(error)]) from error


def _of_yaml(error: Exception) -> BrandFault:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    says = getattr(error, "problem", None) or "is not YAML that can be read"
    return _at(mark, str(says))


def _at(mark: Any, says: str) -> BrandFault:
    if mark is None:
        return BrandFault(1, 1, "", says)
    return BrandFault(mark.line + 1, mark.column + 1, "", says)


def _fault(tree: Any, error: dict[str, Any]) -> BrandFault:
    """Where in the file a fault of the rules stands: as deep as the file goes along its place."""
    node = tree
    for name in error["loc"]:
        found = _below(node, name)
        if found is None:
            break
        node = found
    says = error["msg"].removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        says = "there is no such field"
    place = ".".join(str(one) for one in error["loc"] if one != "[key]")
    mark = node.start_mark
    return BrandFault(mark.line + 1, mark.column + 1, f"{place}: " if place else "", says)


def _below(node: Any, name: Any) -> Any:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(name)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(name, int) and name < len(node.value):
        return node.value[name]
    return None
