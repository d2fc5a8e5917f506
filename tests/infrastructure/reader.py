"""Reads one piece of code for what it calls, by the types that it declares."""

import ast
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from tests.infrastructure.kinds import (
    NOTHING,
    Callback,
    ClassItself,
    Code,
    Instance,
    Kinds,
    Many,
    Method,
    ModuleItself,
    annotated,
    elements,
    filled,
    held_by,
    instance,
)
from tests.infrastructure.signatures import Signatures
from tests.infrastructure.source import Module, dotted, is_decorated, is_ours

if TYPE_CHECKING:
    from tests.infrastructure.calls import Reach

CONTRIBUTIONS = Code("baton.core.areas", "contributions")
_PROPERTIES = {"property", "cached_property"}

Env = dict[str, Kinds]
Note = tuple[str, str, str]
"""What was found, as the name of a method of ``Reach``, and whose: an owner, and a name in it."""


@cache
def _expressions(node: ast.AST) -> tuple[ast.expr, ...]:
    """Those right below a node, which many functions reach."""
    return tuple(one for one in ast.iter_child_nodes(node) if isinstance(one, ast.expr))


class Reader:
    """Reads one piece of code for what it calls (``notes``). A ``silent`` one only looks what
    ``self``'s attributes are given (``own``)."""

    def __init__(
        self, reach: "Reach", module: Module, own_class: str, *, silent: bool = False
    ) -> None:
        self._reach, self._module = reach, module
        self._source, self._class, self._silent = reach.source, own_class, silent
        self._signatures = Signatures(reach)
        self.own: Env = {}
        self.notes: dict[Note, None] = {}

    def run(self, body: Iterable[ast.stmt], env: Env) -> None:
        """Reads statements, in order."""
        for one in body:
            self._statement(one, env)

    def _statement(self, node: ast.stmt, env: Env) -> None:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            inner = self._reach.parameters(self._module, node, "")
            gives = annotated(node.returns, self._module, self._source, self._class)
            env[node.name] = frozenset({Callback(tuple(inner.values()), gives)})
            self.run(node.body, env | inner)
            return
        if isinstance(node, ast.ClassDef):
            return
        self._assignments(node, env)
        for field in ("body", "orelse", "finalbody"):
            self.run(getattr(node, field, []), env)
        for part in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
            self.run(part.body, env)

    def _assignments(self, node: ast.stmt, env: Env) -> None:
        """Reads the expressions of a statement, and keeps what names are given."""
        if isinstance(node, ast.Assign):
            given = self.kinds(node.value, env)
            for target in node.targets:
                self._bind(target, given, env)
        elif isinstance(node, ast.AnnAssign):
            given = self.kinds(node.value, env) if node.value else NOTHING
            said = annotated(node.annotation, self._module, self._source, self._class)
            self._bind(node.target, said | given, env)
        elif isinstance(node, ast.For | ast.AsyncFor):
            self._bind(node.target, elements(self.kinds(node.iter, env)), env)
        elif isinstance(node, ast.With | ast.AsyncWith):
            for item in node.items:
                given = self.kinds(item.context_expr, env)
                if item.optional_vars:
                    self._bind(item.optional_vars, given, env)
        else:
            for child in _expressions(node):
                self.kinds(child, env)

    def _bind(self, target: ast.expr, given: Kinds, env: Env) -> None:
        if isinstance(target, ast.Name):
            env[target.id] = given
        elif isinstance(target, ast.Tuple | ast.List):
            parts = elements(given) or given
            for one in target.elts:
                self._bind(one, parts, env)
        elif isinstance(target, ast.Starred):
            self._bind(target.value, frozenset({Many(given)}), env)
        elif isinstance(target, ast.Attribute):
            owner = self.kinds(target.value, env)
            if Instance(self._class) in owner and isinstance(target.value, ast.Name):
                self.own[target.attr] = self.own.get(target.attr, NOTHING) | given
        else:
            self.kinds(target, env)

    def kinds(self, node: ast.expr | None, env: Env) -> Kinds:
        """What an expression gives; whatever it calls is noted on the way."""
        if node is None:
            return NOTHING
        if handler := getattr(self, f"_of_{type(node).__name__.lower()}", None):
            return frozenset(handler(node, env))
        parts = [self.kinds(child, env) for child in _expressions(node)]
        return NOTHING if not parts else frozenset().union(*parts)

    def _of_name(self, node: ast.Name, env: Env) -> Kinds:
        return env[node.id] if node.id in env else self._global(dotted(node, self._module))

    def _global(self, name: str) -> Kinds:
        """What a dotted name means: a class, a function, or a value of a module of ours."""
        name = self._source.resolved(name)
        if self._source.class_of(name):
            return frozenset({ClassItself(name)})
        if self._source.function_of(name):
            owner, _, own = name.rpartition(".")
            self._note("call", owner, own)
            return frozenset({Code(owner, own)})
        if self._source.module(name):
            return frozenset({ModuleItself(name)})
        owner, _, own = name.rpartition(".")
        module = self._source.module(owner) if owner else self._module
        if module and own in module.values and module is not self._module:
            self._note("call", owner, own)
            return Reader(self._reach, module, "", silent=True).kinds(module.values[own], {})
        if module is self._module and own in module.values and not self._silent:
            silent = Reader(self._reach, module, "", silent=True)
            return silent.kinds(module.values[own], {own: NOTHING})
        return frozenset({ClassItself(name)}) if "." in name and not is_ours(name) else NOTHING

    def _of_attribute(self, node: ast.Attribute, env: Env) -> Kinds:
        if self._is_module_path(node, env):
            return self._global(dotted(node, self._module))
        owner = self.kinds(node.value, env)
        found = [self._member(one, node.attr) for one in owner]
        return frozenset().union(*found) if found else NOTHING

    def _is_module_path(self, node: ast.Attribute, env: Env) -> bool:
        """Whether an attribute is a name in a module, as ``graph.walk``."""
        if not isinstance(node.value, ast.Name) or node.value.id in env:
            return False
        return self._source.module(dotted(node.value, self._module)) is not None

    def _member(self, owner: Any, name: str) -> Kinds:
        if isinstance(owner, Many):
            return held_by(owner, name)
        if isinstance(owner, ModuleItself):
            self._note("call", owner.name)
            return self._global(f"{owner.name}.{name}")
        if not isinstance(owner, Instance | ClassItself):
            return NOTHING
        of = dict(owner.of) if isinstance(owner, Instance) else {}
        for base in self._source.foreign_bases(owner.name):
            self._note("call_foreign", base, name)
        if found := self._source.method(owner.name, name):
            self._note("call_method", owner.name, name)
            if is_decorated(found[1], _PROPERTIES):
                module = found[0].module
                return filled(annotated(found[1].returns, module, self._source, owner.name), of)
            return frozenset({Method(Code(found[0].name, name), instance(owner.name, of))})
        self._note("read_field", owner.name, name)
        held = self._reach.attribute(owner.name, name)
        return filled(held, of) if of else held

    def _of_call(self, node: ast.Call, env: Env) -> Kinds:
        if dotted(node.func, self._module) == "super" and self._class:
            bases = self._source.line_of(self._class)[1:2]
            return frozenset(Instance(one.name) for one in bases)
        called = self._callable(self.kinds(node.func, env))
        arguments = {
            **dict(enumerate(node.args)),
            **{one.arg or f"**{place}": one.value for place, one in enumerate(node.keywords)},
        }
        given = {key: self._argument(called, key, one, env) for key, one in arguments.items()}
        if CONTRIBUTIONS in called:
            return self._contributions(node)
        results = [self._result(one, given, node) for one in called]
        return frozenset().union(*results) if results else NOTHING

    def _callable(self, called: Kinds) -> Kinds:
        """An instance that is called is its ``__call__``."""
        instances = (one for one in called if isinstance(one, Instance))
        methods = (
            self._member(one, "__call__")
            for one in instances
            if self._source.method(one.name, "__call__")
        )
        return called.union(*methods)

    def _argument(self, called: Kinds, key: Any, node: ast.expr, env: Env) -> Kinds:
        """What is given; the parameters of a lambda are what the called function gives it."""
        if not isinstance(node, ast.Lambda):
            given = self.kinds(node, env)
            for one in given:
                if isinstance(one, ClassItself) and called:
                    self._note("make", one.name)  # whoever is given a class may call it
            return given | {
                self._signatures.as_callback(one)
                for one in given
                if self._signatures.is_function(one)
            }
        takes: tuple[Kinds, ...] = ()
        for wanted in (self._signatures.wanted(one, key) for one in called):
            callbacks = [one for one in wanted if isinstance(one, Callback)]
            takes = callbacks[0].takes if callbacks else takes
        names = [one.arg for one in node.args.args]
        inner = {**env, **dict.fromkeys(names, NOTHING), **dict(zip(names, takes, strict=False))}
        return frozenset({Callback(takes, self.kinds(node.body, inner))})

    def _result(self, called: Any, given: Mapping[Any, Kinds], node: ast.Call) -> Kinds:
        if isinstance(called, ClassItself):
            self._note("make", called.name)
            return frozenset({instance(called.name, self._signatures.solved(called, given))})
        if isinstance(called, Callback):
            return called.gives
        found = self._signatures.definition(called)
        if found is None:
            return NOTHING
        return filled(self._signatures.gives(called), self._signatures.solved(called, given))

    def _contributions(self, node: ast.Call) -> Kinds:
        """The modules of this name of all areas."""
        name = node.args[0]
        assert isinstance(name, ast.Constant), "contributions are named where they are asked for"
        modules = (f"baton.{area}.{name.value}" for area in self._reach.areas)
        there = (ModuleItself(one) for one in modules if self._source.module(one))
        return frozenset({Many(frozenset(there))})

    def _of_lambda(self, node: ast.Lambda, env: Env) -> Kinds:
        inner = {**env, **{one.arg: NOTHING for one in node.args.args}}
        return frozenset({Callback((), self.kinds(node.body, inner))})

    def _of_subscript(self, node: ast.Subscript, env: Env) -> Kinds:
        self.kinds(node.slice, env)
        owner = self.kinds(node.value, env)
        return elements(owner)

    def _comprehension(self, node: Any, env: Env) -> Kinds:
        inner = dict(env)
        for one in node.generators:
            self._bind(one.target, elements(self.kinds(one.iter, inner)), inner)
            for condition in one.ifs:
                self.kinds(condition, inner)
        parts = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        kinds = [self.kinds(one, inner) for one in parts]
        return frozenset({Many(frozenset().union(*kinds))})

    _of_listcomp = _of_setcomp = _of_generatorexp = _of_dictcomp = _comprehension

    def _gathered(self, node: Any, env: Env) -> Kinds:
        parts = [self.kinds(child, env) for child in _expressions(node)]
        return frozenset({Many(frozenset().union(*parts))})

    _of_list = _of_tuple = _of_set = _of_dict = _gathered

    def _of_starred(self, node: ast.Starred, env: Env) -> Kinds:
        return elements(self.kinds(node.value, env))

    def _of_namedexpr(self, node: ast.NamedExpr, env: Env) -> Kinds:
        given = self.kinds(node.value, env)
        self._bind(node.target, given, env)
        return given

    def _of_compare(self, node: ast.Compare, env: Env) -> Kinds:
        for one in (node.left, *node.comparators):
            self.kinds(one, env)
        return NOTHING

    def _of_ifexp(self, node: ast.IfExp, env: Env) -> Kinds:
        self.kinds(node.test, env)
        return self.kinds(node.body, env) | self.kinds(node.orelse, env)

    def _note(self, what: str, owner: str, name: str = "") -> None:
        if not self._silent:
            self.notes[what, owner, name] = None
