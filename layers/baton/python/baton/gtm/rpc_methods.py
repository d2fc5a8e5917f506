"""What can be called by name of the go-to-market agents (see ``baton.http.methods``)."""

from typing import TYPE_CHECKING

from baton.gtm.container import Gtm
from baton.gtm.figures import FinanceAnswer
from baton.gtm.finance_service import FiguresQuestion
from baton.gtm.support_methods import support_methods
from baton.http.methods import CallContext, Method, RpcContribution

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


def contribution(platform: "Platform") -> RpcContribution:
    """The methods of this area."""

    def figures(params: FiguresQuestion, context: CallContext) -> FinanceAnswer:
        service = platform.area(Gtm).finance
        return service.figures(params, platform.new_id(), context.correlation_id)

    return RpcContribution(
        methods=(
            Method(
                name="finance.figures",
                title="Work out figures of the business",
                description="Acquisition cost, lifetime value, recurring revenue, retention, cash, "
                "budget, forecast and anomalies, each with its formula, inputs and steps. What is "
                "missing is named.",
                scopes=("gtm.read",),
                params=FiguresQuestion,
                result=FinanceAnswer,
                handler=figures,
            ),
            *support_methods(platform),
        )
    )
