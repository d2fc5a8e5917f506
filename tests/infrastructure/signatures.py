"""What functions are declared to take and to give, and what type variables are in a call of one."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tests.infrastructure.kinds import (
    NOTHING,
    Callback,
    ClassItself,
    Code,
    Kind,
    Kinds,
    Method,
    annotated,
    filled,
    solved,
    together,
)
from tests.infrastructure.source import Function, Module, is_decorated

if TYPE_CHECKING:
    from tests.infrastructure.calls import Reach


class Signatures:
    """The signatures of all code that is read."""

    def __init__(self, reach: "Reach") -> None:
        self._reach, self._source = reach, reach.source

    def wanted(self, called: Any, key: Any) -> Kinds:
        """What a function's parameter is annotated with."""
        found = self.definition(called)
        if found is None:
            return NOTHING
        names, env = self.names(*found)
        name = key if isinstance(key, str) else names[key] if key < len(names) else ""
        return env.get(name, NOTHING)

    def definition(self, called: Any) -> tuple[Module, Function, str] | None:
        if isinstance(called, ClassItself) and (
            found := self._source.method(called.name, "__init__")
        ):
            return found[0].module, found[1], found[0].name
        if isinstance(called, Method):
            called = called.code
        if isinstance(called, Code):
            if owner := self._source.class_of(called.owner):
                return owner.module, owner.methods[called.name], owner.name
            if top := self._source.function_of(f"{called.owner}.{called.name}"):
                return (*top, "")
        return None

    def gives(self, called: Any) -> Kinds:
        """What a function is annotated to give; ``Self`` is the receiver's class."""
        found = self.definition(called)
        if found is None:
            return NOTHING
        module, function, own = found
        receiver = called.receiver.name if isinstance(called, Method) else own
        return annotated(function.returns, module, self._source, receiver)

    def as_callback(self, function: Any) -> Kind:
        """A function of ours as something that is called by whoever it is given to."""
        found = self.definition(function)
        assert found, function
        names, env = self.names(*found)
        of = dict(function.receiver.of) if isinstance(function, Method) else {}
        takes = tuple(filled(env[name], of) if of else env[name] for name in names)
        gives = self.gives(function)
        return Callback(takes, filled(gives, of) if of else gives)

    def is_function(self, one: Any) -> bool:
        return isinstance(one, Code | Method) and self.definition(one) is not None

    def solved(self, called: Any, given: Mapping[Any, Kinds]) -> dict[str, Kinds]:
        """What type variables are, by the receiver and by what is given."""
        known = dict(called.receiver.of) if isinstance(called, Method) else {}
        found = self.definition(called)
        names, env = self.names(*found) if found else ([], {})
        named = {
            key if isinstance(key, str) else names[key] if key < len(names) else "": kinds
            for key, kinds in given.items()
        }
        learnt = (solved(env.get(name, NOTHING), kinds) for name, kinds in named.items())
        return together([known, *learnt])

    def names(
        self, module: Module, function: Function, own: str
    ) -> tuple[list[str], dict[str, Kinds]]:
        """The names of what a caller gives, in order, and what they are."""
        env = self._reach.parameters(module, function, own)
        bound = own and not is_decorated(function, {"staticmethod"})
        return list(env)[1:] if bound else list(env), env
