"""What can be called by name of the go-to-market agents (see ``baton.http.methods``)."""

from typing import TYPE_CHECKING

from baton.gtm.container import Gtm
from baton.gtm.figures import FinanceAnswer
from baton.gtm.finance_service import FiguresQuestion
from baton.gtm.marketing import MarketingAnswer
from baton.gtm.marketing_service import MarketingQuestion
from baton.gtm.request import RequestAnswer, RequestQuestion
from baton.gtm.request_service import Asker
from baton.http.methods import CallContext, Method, RpcContribution

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


def contribution(platform: "Platform") -> RpcContribution:
    """The methods of this area."""

    def figures(params: FiguresQuestion, context: CallContext) -> FinanceAnswer:
        service = platform.area(Gtm).finance
        return service.figures(params, platform.new_id(), context.correlation_id)

    def ask(params: RequestQuestion, context: CallContext) -> RequestAnswer:
        asker = Asker.of(context.caller.client_id, context.caller.scopes)
        return platform.area(Gtm).questions.ask(
            params, asker, request_id=platform.new_id(), correlation_id=context.correlation_id
        )

    def marketing(params: MarketingQuestion, context: CallContext) -> MarketingAnswer:
        service = platform.area(Gtm).marketing
        return service.work(params, platform.new_id(), context.correlation_id)

    return RpcContribution(
        methods=(
            Method(
                name="ask",
                title="Ask about the business in words",
                description="A question in words, as “what did we pay for a customer last quarter?”. "
                "The answer's figures come from the company's facts, each with the query that gave it; "
                "what is missing is named. Give session_id to go on with a conversation. If state is "
                "working, the answer will be at /api/v1/gtm/requests/{request_id}.",
                scopes=("gtm.read",),
                params=RequestQuestion,
                result=RequestAnswer,
                handler=ask,
                changes=True,
                idempotent=False,
            ),
            Method(
                name="marketing.work",
                title="Write a concept or drafts, or tell what channels brought",
                description="A campaign's concept, e-mails to a segment of customers, a win-back of "
                "customers at risk, or what channels cost and brought. Drafts wait for a person to "
                "approve them; nothing is sent.",
                scopes=("marketing.write",),
                params=MarketingQuestion,
                result=MarketingAnswer,
                handler=marketing,
            ),
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
        )
    )
