"""What kind of thing an annotation names: enough of Python's types to follow calls."""

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tests.infrastructure.source import Class, Module, Source, dotted


@dataclass(frozen=True)
class Instance:
    """An instance of a class, of ours or of others, by its dotted name; ``of`` says what the class's
    type variables are, as far as it is known."""

    name: str
    of: tuple[tuple[str, "Kinds"], ...] = ()


@dataclass(frozen=True)
class ClassItself:
    """A class itself."""

    name: str


@dataclass(frozen=True)
class Many:
    """Something that holds others: a sequence, a mapping, an iterator."""

    of: "Kinds"


@dataclass(frozen=True)
class Callback:
    """A callable that is given ``takes`` and gives ``gives``."""

    takes: tuple["Kinds", ...]
    gives: "Kinds"


@dataclass(frozen=True)
class Variable:
    """A type variable."""

    name: str


@dataclass(frozen=True)
class ClassOfVariable:
    """The class that a type variable is."""

    name: str


@dataclass(frozen=True)
class Code:
    """A function of ours, of a module or of a class (``owner``), or a value of a module."""

    owner: str
    name: str


@dataclass(frozen=True)
class ModuleItself:
    """A module of ours, as a value."""

    name: str


@dataclass(frozen=True)
class Method:
    """A method of ours, with what it was taken from: an instance, or its class."""

    code: Code
    receiver: Instance


Kind = (
    Instance
    | ClassItself
    | Many
    | Callback
    | Variable
    | ClassOfVariable
    | Code
    | Method
    | ModuleItself
)
Kinds = frozenset[Kind]
NOTHING: Kinds = frozenset()

_TRANSPARENT = {"Optional", "Annotated", "ClassVar", "Final", "Required", "NotRequired"}


def annotated(node: ast.expr | None, module: Module, source: Source, own: str = "") -> Kinds:
    """The kinds of an annotation; ``own`` is the class in which ``Self`` stands."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        node = ast.parse(node.value, mode="eval").body
    if isinstance(node, ast.BinOp):
        sides = (annotated(side, module, source, own) for side in (node.left, node.right))
        return frozenset().union(*sides)
    if isinstance(node, ast.Subscript):
        return _subscripted(node, module, source, own)
    return NOTHING if node is None else _named(node, module, source, own)


def _named(node: ast.expr, module: Module, source: Source, own: str) -> Kinds:
    name = source.resolved(dotted(node, module))
    short = name.rpartition(".")[2]
    if short == "Self":
        return frozenset({Instance(own)})
    if _is_variable(name, module, source):
        return frozenset({Variable(short)})
    alias = _alias(name, module, source)
    if alias is not None:
        return alias
    return frozenset({Instance(name)}) if "." in name else NOTHING


def _subscripted(node: ast.Subscript, module: Module, source: Source, own: str) -> Kinds:
    base = dotted(node.value, module)
    short = base.rpartition(".")[2]
    if short == "Literal":
        return NOTHING
    inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    if short == "Callable":
        takes = inner[0].elts if isinstance(inner[0], ast.List) else []
        given = tuple(annotated(one, module, source, own) for one in takes)
        return frozenset({Callback(given, annotated(inner[-1], module, source, own))})
    parts = [annotated(one, module, source, own) for one in inner]
    if found := source.class_of(source.resolved(base)):
        names = variables(found, source)
        return frozenset({instance(found.name, dict(zip(names, parts, strict=False)))})
    if short == "type":
        return frozenset(_class_of(one) for one in parts[0])
    return parts[0] if short in _TRANSPARENT else frozenset({Many(frozenset().union(*parts))})


def instance(name: str, of: Mapping[str, Kinds]) -> Instance:
    """An instance of a class whose type variables are ``of`` these."""
    return Instance(name, tuple(sorted((key, kinds) for key, kinds in of.items() if kinds)))


def variables(owner: Class, source: Source) -> list[str]:
    """The names of a class's own type variables, in order: those of ``Generic``, or of all its bases."""
    bases = [one for one in owner.node.bases if isinstance(one, ast.Subscript)]
    generic = [one for one in bases if dotted(one.value, owner.module).endswith(".Generic")]
    found: dict[str, None] = {}
    for base in generic or bases:
        for node in ast.walk(base.slice):
            if isinstance(node, ast.Name) and _is_variable(
                source.resolved(dotted(node, owner.module)), owner.module, source
            ):
                found[node.id] = None
    return list(found)


def _class_of(kind: Kind) -> Kind:
    if isinstance(kind, Instance):
        return ClassItself(kind.name)
    return ClassOfVariable(kind.name) if isinstance(kind, Variable) else kind


def filled(kinds: Kinds, known: Mapping[str, Kinds]) -> Kinds:
    """The kinds with what is ``known`` in the place of type variables."""
    found: set[Kind] = set()
    for one in kinds:
        if isinstance(one, Variable):
            found |= known.get(one.name, NOTHING)
        elif isinstance(one, ClassOfVariable):
            found |= {_class_of(kind) for kind in known.get(one.name, NOTHING)}
        elif isinstance(one, Many):
            found.add(Many(filled(one.of, known)))
        elif isinstance(one, Instance) and one.of:
            found.add(instance(one.name, {key: filled(kinds, known) for key, kinds in one.of}))
        elif isinstance(one, Callback):
            takes = tuple(filled(part, known) for part in one.takes)
            found.add(Callback(takes, filled(one.gives, known)))
        else:
            found.add(one)
    return frozenset(found)


def solved(wanted: Kinds, given: Kinds) -> dict[str, Kinds]:
    """What type variables are, if something ``given`` stands where ``wanted`` is said."""
    known: dict[str, Kinds] = {}
    made = frozenset(Instance(one.name) for one in given if isinstance(one, ClassItself))
    for one in wanted:
        if isinstance(one, Variable):
            found = {one.name: given}
        elif isinstance(one, ClassOfVariable):
            found = {one.name: made}
        else:
            pairs = [solved(said, inner) for said, inner in _inner(one, given, made)]
            found = together(pairs)
        known = together([known, found])
    return known


def together(those: Iterable[Mapping[str, Kinds]]) -> dict[str, Kinds]:
    """What type variables are by all of these."""
    found: dict[str, Kinds] = {}
    for one in those:
        for name, kinds in one.items():
            found[name] = found.get(name, NOTHING) | kinds
    return found


def _inner(wanted: Kind, given: Kinds, made: Kinds) -> list[tuple[Kinds, Kinds]]:
    """What is said inside of a kind, with what stands there of the ``given``. A class that is given for
    a callable gives its instances, ``made``."""
    if isinstance(wanted, Many):
        return [(wanted.of, _union(one.of for one in given if isinstance(one, Many)))]
    if isinstance(wanted, Callback):
        gives = _union(one.gives for one in given if isinstance(one, Callback))
        return [(wanted.gives, made | gives)]
    if isinstance(wanted, Instance):
        those = together(dict(one.of) for one in given if isinstance(one, Instance))
        return [(kinds, those.get(name, NOTHING)) for name, kinds in wanted.of]
    return []


def _union(those: Iterable[Kinds]) -> Kinds:
    return NOTHING.union(*those)


def _is_variable(name: str, module: Module, source: Source) -> bool:
    value = _value(name, module, source)
    return isinstance(value, ast.Call) and dotted(value.func, module).endswith("TypeVar")


def _alias(name: str, module: Module, source: Source) -> Kinds | None:
    """What an alias stands for, as ``Handler = Callable[…]``."""
    value = _value(name, module, source)
    if not isinstance(value, ast.Subscript | ast.BinOp):
        return None
    owner = source.module(name.rpartition(".")[0]) or module
    return annotated(value, owner, source)


def _value(name: str, module: Module, source: Source) -> ast.expr | None:
    owner, _, own = name.rpartition(".")
    found = source.module(owner) if owner else module
    return found.values.get(own) if found else None


def held_by(holder: Many, method: str) -> Kinds:
    """What a method of a sequence or a mapping gives."""
    if method in {"get", "pop", "setdefault", "popitem"}:
        return frozenset({Callback((), holder.of)})
    if method in {"values", "items", "copy"}:
        return frozenset({Callback((), frozenset({holder}))})
    return NOTHING


def elements(kinds: Kinds) -> Kinds:
    """What sequences and mappings hold."""
    parts = [one.of for one in kinds if isinstance(one, Many)]
    return frozenset().union(*parts) if parts else NOTHING
