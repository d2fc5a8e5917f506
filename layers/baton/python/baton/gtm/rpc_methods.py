"""What can be called by name of the go-to-market agents (see ``baton.http.methods``)."""

from typing import TYPE_CHECKING

from pydantic import Field

from baton.core.contract import Contract
from baton.gtm.container import Gtm
from baton.gtm.figures import FinanceAnswer
from baton.gtm.finance_service import FiguresQuestion
from baton.gtm.insights import InsightsAnswer
from baton.gtm.insights_service import InsightsQuestion
from baton.gtm.marketing import MarketingAnswer
from baton.gtm.marketing_service import MarketingQuestion
from baton.gtm.request import RequestAnswer, RequestQuestion
from baton.gtm.request_service import Asker
from baton.gtm.segments import MembersPage
from baton.gtm.support_methods import support_methods
from baton.http.methods import CallContext, Method, RpcContribution

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


class MembersQuestion(Contract):
    """Whose members are wanted."""

    segment: str = Field(
        pattern=r"^[a-z0-9_]{3,32}$",
        description="the segment_id of an answer, or a name as at_risk for the newest of the company",
    )
    page: int = Field(default=0, ge=0, le=99_999, description="as next of the page before says")


def contribution(platform: "Platform") -> RpcContribution:
    """The methods of this area."""
    made = (_asking, _marketing, _figures, _insights, _members)
    return RpcContribution(methods=(*(one(platform) for one in made), *support_methods(platform)))


def _asking(platform: "Platform") -> Method:
    def ask(params: RequestQuestion, context: CallContext) -> RequestAnswer:
        asker = Asker.of(context.caller.client_id, context.caller.scopes)
        return platform.area(Gtm).questions.ask(
            params, asker, request_id=platform.new_id(), correlation_id=context.correlation_id
        )

    return Method(
        name="ask",
        of_nobody="what agents find in sums of many; a question of persons is refused",
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
    )


def _marketing(platform: "Platform") -> Method:
    def marketing(params: MarketingQuestion, context: CallContext) -> MarketingAnswer:
        service = platform.area(Gtm).marketing
        return service.work(params, platform.new_id(), context.correlation_id)

    return Method(
        name="marketing.work",
        of_nobody="drafts name nobody",
        title="Write a concept or drafts, or tell what channels brought",
        description="A campaign's concept, e-mails to a segment of customers, a win-back of "
        "customers at risk, or what channels cost and brought. Drafts wait for a person to "
        "approve them; nothing is sent.",
        scopes=("marketing.write",),
        params=MarketingQuestion,
        result=MarketingAnswer,
        handler=marketing,
        changes=True,
    )


def _figures(platform: "Platform") -> Method:
    def figures(params: FiguresQuestion, context: CallContext) -> FinanceAnswer:
        service = platform.area(Gtm).finance
        return service.figures(params, platform.new_id(), context.correlation_id)

    return Method(
        name="finance.figures",
        of_nobody="sums of many",
        title="Work out figures of the business",
        description="Acquisition cost, lifetime value, recurring revenue, retention, cash, "
        "budget, forecast and anomalies, each with its formula, inputs and steps. What is "
        "missing is named.",
        scopes=("gtm.read",),
        params=FiguresQuestion,
        result=FinanceAnswer,
        handler=figures,
    )


def _insights(platform: "Platform") -> Method:
    def insights(params: InsightsQuestion, context: CallContext) -> InsightsAnswer:
        service = platform.area(Gtm).insights
        return service.ask(params, platform.new_id(), context.correlation_id)

    return Method(
        name="insights.customers",
        of_nobody="sums of many",
        title="Look into customers",
        description="Segments by recency, frequency and spending, churn, lifetime value, "
        "cohorts, and who is at risk, each with what it stands on. Segments are told by id. "
        "What is missing is named.",
        scopes=("gtm.read",),
        params=InsightsQuestion,
        result=InsightsAnswer,
        handler=insights,
    )


def _members(platform: "Platform") -> Method:
    def members(params: MembersQuestion, context: CallContext) -> MembersPage:
        del context
        return platform.area(Gtm).segments.members(params.segment, params.page)

    return Method(
        name="segments.members",
        of_nobody="ids of the company's own facts",
        title="List the members of a segment",
        description="Customers by the company's own ids, 1,000 a page, in the segment's order.",
        scopes=("gtm.read",),
        params=MembersQuestion,
        result=MembersPage,
        handler=members,
    )
