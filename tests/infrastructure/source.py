"""The repository's own code as syntax trees: modules, classes, functions, and what names mean."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.infrastructure.synthesis import ROOT

Function = ast.FunctionDef | ast.AsyncFunctionDef
PLACES = (ROOT / "layers" / "baton" / "python", ROOT)


def _statements(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Statements with all within them, but for expressions, which are most of a tree."""
    for one in body:
        yield one
        for part in ("body", "orelse", "finalbody", "handlers", "cases"):
            yield from _statements(getattr(one, part, ()))


@dataclass(eq=False)
class Module:
    """A module with what its names mean: ``names`` maps a local name to a dotted one."""

    name: str
    tree: ast.Module
    names: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for node in _statements(self.tree.body):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    top = alias.name if alias.asname else alias.name.partition(".")[0]
                    self.names[alias.asname or top] = top
            elif isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    self.names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        for one in self.tree.body:
            if isinstance(one, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                self.names[one.name] = f"{self.name}.{one.name}"

    @cached_property
    def values(self) -> dict[str, ast.expr]:
        """What is assigned to names at the top of the module."""
        found: dict[str, ast.expr] = {}
        for one in self.tree.body:
            if isinstance(one, ast.Assign):
                found |= {to.id: one.value for to in one.targets if isinstance(to, ast.Name)}
            elif isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name) and one.value:
                found[one.target.id] = one.value
        return found

    @cached_property
    def functions(self) -> dict[str, Function]:
        """Those at the top of the module."""
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
        return {one.name: one for one in reversed(self.tree.body) if isinstance(one, kinds)}


@dataclass(eq=False)
class Class:
    """A class: its methods by name, and the dotted names of its bases."""

    name: str
    module: Module
    node: ast.ClassDef

    @cached_property
    def methods(self) -> dict[str, Function]:
        """Those that the class defines itself."""
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
        return {one.name: one for one in self.node.body if isinstance(one, kinds)}

    @cached_property
    def bases(self) -> list[str]:
        """Dotted names, without type arguments."""
        plain = (one.value if isinstance(one, ast.Subscript) else one for one in self.node.bases)
        return [dotted(one, self.module) for one in plain]


class Source:
    """Every module of ``baton`` and ``functions``, read when it is asked for."""

    def __init__(self, places: tuple[Path, ...] = PLACES) -> None:
        self._places = places
        self._modules: dict[str, Module | None] = {}
        self._classes: dict[str, Class | None] = {}
        self._lines: dict[str, list[Class]] = {}
        self._known_members: dict[str, set[str]] = {}
        self._known_fits: dict[tuple[str, str], bool] = {}
        self._resolved: dict[str, str] = {}
        self.parameters: dict[tuple[Function, str], Mapping[str, Any]] = {}
        """What the parameters of functions are, by function and class, kept by who worked it out."""
        self.attributes: dict[tuple[str, tuple[str, ...]], dict[str, Any]] = {}
        """What instances hold, by class and by the areas that are on."""
        self.notes: dict[tuple[Any, tuple[str, ...]], tuple[tuple[str, str, str], ...]] = {}
        """What pieces of code call, likewise."""

    def module(self, name: str) -> Module | None:
        """A module of ours; ``None`` for any other."""
        if name not in self._modules:
            file = next(self._files(name), None) if is_ours(name) else None
            tree = ast.parse(file.read_text(encoding="utf-8")) if file else None
            self._modules[name] = Module(name, tree) if tree else None
        return self._modules[name]

    def resolved(self, name: str) -> str:
        """A dotted name, followed through the modules that only pass it on."""
        if name not in self._resolved:
            self._resolved[name] = self._followed(name)
        return self._resolved[name]

    def _followed(self, name: str) -> str:
        for _ in range(5):
            owner, _, own = name.rpartition(".")
            module = self.module(owner) if owner else None
            if module is None or module.names.get(own, name) == name:
                return name
            name = module.names[own]
        return name

    def class_of(self, name: str) -> Class | None:
        """A class of ours by its dotted name."""
        if name not in self._classes:
            self._classes[name] = self._class(name)
        return self._classes[name]

    def function_of(self, name: str) -> tuple[Module, Function] | None:
        """A function at the top of one of our modules."""
        owner, _, own = name.rpartition(".")
        module = self.module(owner) if owner else None
        found = module.functions.get(own) if module else None
        return (module, found) if module and found else None

    def line_of(self, name: str) -> list[Class]:
        """A class and those of ours that it inherits from."""
        if name in self._lines:
            return self._lines[name]
        found = self._lines[name] = []
        waiting = [name]
        while waiting:
            one = self.class_of(self.resolved(waiting.pop(0)))
            if one and one not in found:
                found.append(one)
                waiting += one.bases
        return found

    def foreign_bases(self, name: str) -> set[str]:
        """The dotted names of the classes of others that a class inherits from."""
        if self.class_of(name) is None:
            return {name}
        bases = {self.resolved(base) for one in self.line_of(name) for base in one.bases}
        return {base for base in bases if self.class_of(base) is None}

    def method(self, owner: str, name: str) -> tuple[Class, Function] | None:
        """A method, from whichever class of ours defines it for ``owner``."""
        for one in self.line_of(owner):
            if name in one.methods:
                return one, one.methods[name]
        return None

    def is_protocol(self, name: str) -> bool:
        """Whether the class only says what others do."""
        found = self.class_of(name)
        return found is not None and any(base.endswith(".Protocol") for base in found.bases)

    def fits(self, name: str, wanted: str) -> bool:
        """Whether a class is, or does what, another one says."""
        if (name, wanted) not in self._known_fits:
            self._known_fits[name, wanted] = self._fits(name, wanted)
        return self._known_fits[name, wanted]

    def _fits(self, name: str, wanted: str) -> bool:
        if wanted in {one.name for one in self.line_of(name)}:
            return True
        if not self.is_protocol(wanted) or self.is_protocol(name):
            return False
        asked = {one for part in self.line_of(wanted) for one in part.methods}
        public = {one for one in asked if not one.startswith("_")}
        if not public or not public <= self._members(name):
            return False
        return all(self._can_stand_in(name, wanted, one) for one in public)

    def _can_stand_in(self, name: str, wanted: str, method: str) -> bool:
        """Whether a class's method can be given what the one of a protocol is given."""
        own, asked = self.method(name, method), self.method(wanted, method)
        if own is None or asked is None:  # a field that holds a function
            return True
        given, takes = asked[1].args, own[1].args
        most = len(takes.posonlyargs) + len(takes.args)
        least = most - len(takes.defaults)
        places = len(given.posonlyargs) + len(given.args)
        return least <= places and (places <= most or takes.vararg is not None)

    def _members(self, name: str) -> set[str]:
        """The names that an instance of a class has: methods, fields, and what ``self`` is given."""
        if name in self._known_members:
            return self._known_members[name]
        found = self._known_members[name] = set()
        for one in self.line_of(name):
            found |= set(one.methods)
            for node in ast.walk(one.node):
                if isinstance(node, ast.AnnAssign | ast.Assign):
                    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                    found |= {to.id for to in targets if isinstance(to, ast.Name)}
                    found |= {to.attr for to in targets if isinstance(to, ast.Attribute)}
        return found

    def _class(self, name: str) -> Class | None:
        owner, _, own = name.rpartition(".")
        module = self.module(owner) if owner else None
        for one in module.tree.body if module else ():
            if isinstance(one, ast.ClassDef) and one.name == own and module:
                return Class(name, module, one)
        return None

    def _files(self, name: str) -> Iterator[Path]:
        for place in self._places:
            path = place / name.replace(".", "/")
            for file in (path.with_suffix(".py"), path / "__init__.py"):
                if file.exists():
                    yield file


def is_ours(name: str) -> bool:
    """Whether a dotted name is in ``baton`` or ``functions``."""
    return name.partition(".")[0] in {"baton", "functions"}


def dotted(node: ast.expr, module: Module) -> str:
    """What a name or an attribute of names means, as ``baton.leads.lead.Lead``; empty for others."""
    if isinstance(node, ast.Name):
        return module.names.get(node.id, node.id)
    if isinstance(node, ast.Attribute):
        owner = dotted(node.value, module)
        return f"{owner}.{node.attr}" if owner else ""
    return ""


def is_decorated(function: Function, decorators: set[str]) -> bool:
    """Whether a function has one of these decorators, by their last names."""
    names = {ast.unparse(one).rpartition(".")[2] for one in function.decorator_list}
    return bool(names & decorators)
