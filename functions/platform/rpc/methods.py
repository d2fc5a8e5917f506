"""What can be called: one list of methods, which both protocols offer."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import ValidationError

from baton.core.contract import Contract
from baton.core.errors import FieldError, Forbidden, InvalidInput
from baton.core.json_text import faults_in
from baton.core.message import AgentName
from baton.http.caller import Caller

RESOURCE_SERVER = "baton/"


@dataclass(frozen=True, slots=True)
class CallContext:
    """Who asks. ``agent`` is whose identity the caller has, if it has one of our agents'."""

    caller: Caller
    correlation_id: str
    agent: AgentName | None = None

    @property
    def name(self) -> AgentName:
        """Whom to name as the speaker or source."""
        return self.agent or "rpc"


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One method. A caller needs one of its ``scopes``.

    ``changes`` says that it writes; ``repeatable`` that the same call again changes nothing more.
    """

    name: str
    title: str
    does: str
    scopes: tuple[str, ...]
    params: type[Contract]
    result: type[Contract]
    work: Callable[[Any, CallContext], Contract]
    changes: bool = False
    repeatable: bool = True

    @property
    def tool(self) -> str:
        """Its name where a name may have no dots, as with most language models."""
        return self.name.replace(".", "_")

    def is_open_to(self, caller: Caller) -> bool:
        """Whether the caller has one of the scopes."""
        return any(f"{RESOURCE_SERVER}{scope}" in caller.scopes for scope in self.scopes)

    def check(self, caller: Caller) -> None:
        """Raises ``Forbidden`` unless the caller may call it."""
        if not self.is_open_to(caller):
            wanted = " or ".join(f"{RESOURCE_SERVER}{scope}" for scope in self.scopes)
            raise Forbidden(f"{self.name} needs a token with the scope {wanted}.")

    def call(self, params: Any, asked: CallContext) -> Contract:
        """Calls it. Raises ``Forbidden``, ``InvalidInput`` with every fault, or what it raises."""
        self.check(asked.caller)
        return self.work(checked(self.params, params), asked)


class Methods:
    """The list, in the order in which it is shown."""

    def __init__(self, methods: Iterable[Method]) -> None:
        self._methods = tuple(methods)
        self._by_name: Mapping[str, Method] = {one.name: one for one in self._methods}
        self._by_tool: Mapping[str, Method] = {one.tool: one for one in self._methods}

    def __iter__(self) -> Iterator[Method]:
        return iter(self._methods)

    def named(self, name: str) -> Method | None:
        """The method of that name."""
        return self._by_name.get(name)

    def tool(self, name: str) -> Method | None:
        """The method of that tool's name, or of its own."""
        return self._by_tool.get(name) or self._by_name.get(name)


Model = TypeVar("Model", bound=Contract)


def checked(model: type[Model], params: Any) -> Model:
    """The parameters of a call. Raises ``InvalidInput`` with every fault where it is."""
    if params is None:
        params = {}
    if not isinstance(params, dict):
        raise InvalidInput(
            [FieldError("", "give the parameters by name, as an object", "dict_type")]
        )
    try:
        return model.model_validate(params)
    except ValidationError as error:
        errors = error.errors(include_url=False)
        raise InvalidInput(faults_in(params, errors), "The parameters are not valid.") from error


def refused(pointer: str, detail: str, code: str = "invalid") -> InvalidInput:
    """One thing that is wrong with the parameters of a call."""
    return InvalidInput([FieldError(pointer, detail, code)], "The parameters are not valid.")
