"""What can be called by name of commerce (see ``baton.http.methods``)."""

from typing import TYPE_CHECKING

from baton.commerce.rpc.catalogue_methods import CatalogueMethods
from baton.commerce.rpc.order_methods import OrderMethods
from baton.http.methods import RpcContribution

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


def contribution(platform: "Platform") -> RpcContribution:
    """The methods of this area."""
    return RpcContribution(
        methods=(*CatalogueMethods(platform).all(), *OrderMethods(platform).all())
    )
