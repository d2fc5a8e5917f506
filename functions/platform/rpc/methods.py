"""What can be called and read: what the platform and the areas that are on contribute."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from baton.core.areas import contributions
from baton.http.methods import Method, RpcContribution
from functions.platform.rpc.agent_methods import AgentMethods
from functions.platform.rpc.document_methods import DocumentMethods
from functions.platform.rpc.knowledge_methods import KnowledgeMethods
from functions.platform.rpc.site_methods import SiteMethods

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


def every_contribution(platform: "Platform") -> list[RpcContribution]:
    """The platform's contribution, then those of the areas that are on."""
    own = (
        AgentMethods(platform),
        DocumentMethods(platform),
        SiteMethods(platform),
        KnowledgeMethods(platform),
    )
    methods = tuple(method for group in own for method in group.all())
    areas = [module.contribution(platform) for module in contributions("rpc_methods")]
    return [RpcContribution(methods=methods), *areas]


class Methods:
    """The list, by name: so that a group stands together, whoever contributes to it."""

    def __init__(self, methods: Iterable[Method]) -> None:
        self._methods = tuple(sorted(methods, key=lambda method: method.name))
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
