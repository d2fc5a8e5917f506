"""Which code can be reached from a function's handler: a call graph over the repository's own code.

Calls are followed by the types that the code declares, which mypy holds it to. A call by a protocol or a
base class leads to whichever fitting classes are made in reachable code (rapid type analysis: Bacon and
Sweeney, "Fast Static Analysis of C++ Virtual Function Calls", OOPSLA 1996). Naming a function counts as
calling it. ``areas.contributions("…")`` gives the modules of that name of all areas.
"""

import ast
from collections import defaultdict
from collections.abc import Iterable

from tests.infrastructure.kinds import (
    NOTHING,
    ClassItself,
    Code,
    Instance,
    Kinds,
    Many,
    annotated,
)
from tests.infrastructure.reader import Env, Note, Reader
from tests.infrastructure.source import Function, Module, Source, is_decorated

_ON_CLASS = {"classmethod"}

_WITHOUT_CODE = ("typing.", "abc.", "enum.")
"""Others' classes that call nothing of what inherits from them."""


class Reach:
    """What is reached from some code. ``calls`` has for each reached piece of code what it calls, and
    ``foreign`` the methods of others' classes that it calls, as ``("pynamodb.models.Model", "save")``.
    ``fields`` are all that is read of instances, by class and name; ``areas`` are packages of baton."""

    def __init__(self, source: Source, areas: Iterable[str]) -> None:
        self.source = source
        self.calls: dict[Code, set[Code]] = defaultdict(set)
        self.foreign: dict[Code, set[tuple[str, str]]] = defaultdict(set)
        self.fields: set[tuple[str, str]] = set()
        self.areas = tuple(areas)
        self._made: set[str] = set()
        self._virtual: set[tuple[Code, str, str]] = set()
        self._waiting: list[Code] = []
        self._seen: set[Code] = set()

    @property
    def codes(self) -> set[Code]:
        """All that is reached."""
        return self._seen

    def follow(self, module: str) -> None:
        """Adds what a module's top reaches, and all that follows from it."""
        self.reach(Code(module, ""))
        while self._waiting:
            self._look(self._waiting.pop())

    # -- the graph ----------------------------------------------------------------------------

    def reach(self, code: Code, caller: Code | None = None) -> None:
        """A piece of code is reached."""
        if caller:
            self.calls[caller].add(code)
        if code not in self._seen:
            self._seen.add(code)
            self._waiting.append(code)

    def run_top(self, _caller: Code, module: str, _: str) -> None:
        """A module is imported."""
        self.reach(Code(module, ""))

    def call(self, caller: Code, owner: str, name: str) -> None:
        """A function, a value or the top of a module is named."""
        self.reach(Code(owner, name), caller)

    def call_foreign(self, caller: Code, owner: str, name: str) -> None:
        """A method of a class of others."""
        self.foreign[caller].add((owner, name))

    def read_field(self, _caller: Code, owner: str, name: str) -> None:
        """What is read of an instance."""
        self.fields.add((owner, name))

    def make(self, caller: Code, name: str, _: str = "") -> None:
        """A class is called: its ``__init__`` runs, and calls by its protocols may lead here. Whoever
        has an instance that can be called may call it; others' code, whatever inherits from theirs."""
        foreign = {base for base in self.source.foreign_bases(name) if "." in base}
        open_to_others = any(not base.startswith(_WITHOUT_CODE) for base in foreign)
        for one in self.source.line_of(name):
            for method in one.methods:
                if method in {"__init__", "__call__"} or open_to_others:
                    self.reach(Code(one.name, method), caller)
        if name in self._made or self.source.class_of(name) is None:
            return
        self._made.add(name)
        for by, wanted, method in tuple(self._virtual):
            self._dispatch(by, wanted, method, [name])

    def call_method(self, caller: Code, owner: str, method: str) -> None:
        """A method of a class of ours: the class's own, and those of whatever fits in its place."""
        if found := self.source.method(owner, method):
            self.reach(Code(found[0].name, method), caller)
        if (caller, owner, method) in self._virtual:
            return
        self._virtual.add((caller, owner, method))
        self._dispatch(caller, owner, method, tuple(self._made))

    def _dispatch(self, caller: Code, owner: str, method: str, those: Iterable[str]) -> None:
        for name in those:
            if name != owner and self.source.fits(name, owner):
                found = self.source.method(name, method)
                if found:
                    self.reach(Code(found[0].name, method), caller)

    def _look(self, code: Code) -> None:
        """Follows what a piece of code calls; it is read once, whoever reaches it."""
        known = self.source.notes
        if (code, self.areas) not in known:
            known[code, self.areas] = tuple(self._read(code))
        for what, owner, name in known[code, self.areas]:
            getattr(self, what)(code, owner, name)

    def _read(self, code: Code) -> Iterable[Note]:
        """Reads a function or a method, the top of a module, or one value there."""
        if owner := self.source.class_of(code.owner):
            return self._body(owner.module, owner.methods[code.name], owner.name)
        if found := self.source.function_of(f"{code.owner}.{code.name}"):
            return self._body(*found, "")
        module = self.source.module(code.owner)
        if module is None:
            return ()
        reader = Reader(self, module, "")
        if code.name:
            reader.kinds(module.values[code.name], {})
        else:
            reader.run([one for one in module.tree.body if not _is_definition(one)], {})
        return reader.notes

    def _body(self, module: Module, function: Function, own: str) -> Iterable[Note]:
        reader = Reader(self, module, own)
        reader.run(function.body, self.parameters(module, function, own))
        return ("run_top", module.name, ""), *reader.notes

    # -- what the readers ask -----------------------------------------------------------------

    def parameters(self, module: Module, function: Function, own: str) -> Env:
        """What a function's parameters are, by their annotations."""
        known = self.source.parameters
        if (function, own) not in known:
            known[function, own] = self._parameters(module, function, own)
        return dict(known[function, own])

    def _parameters(self, module: Module, function: Function, own: str) -> Env:
        given = function.args
        listed = [*given.posonlyargs, *given.args, *given.kwonlyargs]
        env = {one.arg: annotated(one.annotation, module, self.source, own) for one in listed}
        if own and listed and not is_decorated(function, {"staticmethod"}):
            itself = ClassItself(own) if is_decorated(function, _ON_CLASS) else Instance(own)
            env[listed[0].arg] = frozenset({itself})
        if given.vararg:
            of = annotated(given.vararg.annotation, module, self.source, own)
            env[given.vararg.arg] = frozenset({Many(of)})
        return env

    def attribute(self, owner: str, name: str) -> Kinds:
        """What an instance's attribute holds: a field, a class's value, or what a method gives it."""
        for one in self.source.line_of(owner):
            if name in (own := self._own_attributes(one.name)):
                return own[name]
        return NOTHING

    def _own_attributes(self, name: str) -> Env:
        known = self.source.attributes
        if (name, self.areas) in known:
            return known[name, self.areas]
        found = known[name, self.areas] = {}
        owner = self.source.class_of(name)
        if owner is None:
            return found
        silent = Reader(self, owner.module, name, silent=True)
        for one in owner.node.body:
            if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name):
                kinds = annotated(one.annotation, owner.module, self.source, name)
                found[one.target.id] = kinds
            elif isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name):
                found[one.targets[0].id] = silent.kinds(one.value, {})
        for method in owner.methods.values():
            env = self.parameters(owner.module, method, name)
            silent.run(method.body, env)
        found |= {key: kinds for key, kinds in silent.own.items() if key not in found}
        return found


def _is_definition(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
