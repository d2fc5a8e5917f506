"""What an area or the platform registers to be called by name: over JSON-RPC, and as a tool over MCP.

An area says so in a module ``rpc_methods`` with ``contribution(platform)``, which gives an
``RpcContribution``.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import Field, ValidationError

from baton.core.contract import Contract
from baton.core.errors import FieldError, InvalidInput
from baton.core.json_text import faults_in
from baton.core.message import AgentName
from baton.http.audit import CallAudit, audited_call
from baton.http.caller import Caller
from baton.http.own_ids import OwnIds
from baton.http.permissions import RESOURCE_SERVER, permits, require
from baton.http.resources import Resource, ResourceListing
from baton.privacy.auditor import Auditor

Model = TypeVar("Model", bound=Contract)

PreviousCursor = Field(
    default=None, description="next_cursor of the page before, with the same filters"
)
"""The parameter of a listing that leads to its next page."""


@dataclass(frozen=True, slots=True)
class CallContext:
    """Who calls. ``agent`` is whose identity the caller has, if it has one of our agents'; ``again``
    says that an earlier attempt of this very call may have created what it creates.
    """

    caller: Caller
    correlation_id: str
    agent: AgentName | None = None
    again: bool = False

    @property
    def name(self) -> AgentName:
        """Whom to name as the speaker or source."""
        return self.agent or "rpc"


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One method. A caller needs one of its ``scopes``, which are without the resource server.

    ``changes`` says that it writes; ``idempotent`` that the same call again changes nothing more;
    ``audit`` whose data it reads or changes, if a person's, and ``of_nobody`` else why it is not.
    """

    name: str
    title: str
    description: str
    scopes: tuple[str, ...]
    params: type[Contract]
    result: type[Contract]
    handler: Callable[[Any, CallContext], Contract]
    changes: bool = False
    idempotent: bool = True
    audit: CallAudit | None = None
    of_nobody: str = ""

    @property
    def tool(self) -> str:
        """Its name where a name may have no dots, as with most language models."""
        return self.name.replace(".", "_")

    @property
    def accepted(self) -> tuple[str, ...]:
        """The scopes as a token has them."""
        return tuple(f"{RESOURCE_SERVER}{scope}" for scope in self.scopes)

    def is_open_to(self, caller: Caller) -> bool:
        """Whether the caller has one of the scopes."""
        return permits(caller, [self.accepted])

    def call(self, params: Any, context: CallContext) -> Contract:
        """Calls it. Raises ``InsufficientScope``, ``InvalidInput`` with every fault, or what its handler
        raises.
        """
        require(context.caller, [self.accepted], self.name)
        return self.handler(checked(self.params, params), context)

    def audited(self, auditor: Auditor) -> "Method":
        """The method with its audit lines written, however it is called."""
        audit, handler = self.audit, self.handler
        if audit is None:
            return self

        def audited(params: Any, context: CallContext) -> Contract:
            return audited_call(
                auditor,
                audit,
                route=self.name,
                by=context.caller.client_id,
                correlation_id=context.correlation_id,
                params=params,
                work=lambda: handler(params, context),
            )

        return replace(self, handler=audited)

    def once(self, own_ids: OwnIds) -> "Method":
        """The method that takes effect once for an id of its caller's own, however it is called."""
        handler = self.handler

        def once(params: Any, context: CallContext) -> Contract:
            return own_ids.once(
                self.name,
                params,
                context.caller.client_id,
                lambda again: handler(params, replace(context, again=again)),
            )

        return replace(self, handler=once)


@dataclass(frozen=True, slots=True, kw_only=True)
class RpcContribution:
    """What can be called and read. ``prompts`` is a file of MCP prompts (``functions.platform.rpc``
    says what is in it), each about some of the resources.
    """

    methods: tuple[Method, ...]
    resources: tuple[Resource, ...] = ()
    listings: tuple[ResourceListing, ...] = ()
    prompts: Path | None = None


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
