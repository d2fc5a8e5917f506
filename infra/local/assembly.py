"""The stacks of a cloud assembly: their templates and files, in the order in which they are deployed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class AssembledStack:
    """One stack. ``assets`` are its files, as ``<name>.assets.json`` lists them: the template too.
    ``addresses`` take the place of names that nobody has, which templates call local servers by.
    """

    name: str
    folder: Path
    assets: tuple[Mapping[str, Any], ...]
    addresses: Mapping[str, str]

    @property
    def template(self) -> Path:
        """Its template's file."""
        return self.folder / f"{self.name}.template.json"

    @property
    def body(self) -> str:
        """Its template as it is deployed."""
        text = self.template.read_text(encoding="utf-8")
        for name, address in self.addresses.items():
            text = text.replace(name, address)
        return text

    def source(self, asset: Mapping[str, Any]) -> Path:
        """Where a file or folder of it is."""
        return self.folder / str(asset["source"]["path"])


def stacks_of(
    folder: Path, addresses: Mapping[str, str] | None = None
) -> tuple[AssembledStack, ...]:
    """The assembly's stacks, each after those that it depends on."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    artifacts = manifest["artifacts"]
    wanted = {
        name: [one for one in found.get("dependencies", ()) if one in artifacts]
        for name, found in artifacts.items()
    }
    order = TopologicalSorter(wanted).static_order()
    return tuple(
        _stack(folder, name, addresses or {})
        for name in order
        if artifacts[name]["type"] == "aws:cloudformation:stack"
    )


def _stack(folder: Path, name: str, addresses: Mapping[str, str]) -> AssembledStack:
    text = (folder / f"{name}.assets.json").read_text(encoding="utf-8")
    return AssembledStack(name, folder, tuple(json.loads(text)["files"].values()), addresses)
