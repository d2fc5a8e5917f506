"""The parts of the go-to-market agents in memory."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from baton.gtm.container import Gtm
from baton.gtm.figures import FinanceTask
from baton.gtm.finance_service import FinanceService
from baton.gtm.insights import InsightsTask
from baton.gtm.insights_service import InsightsService
from baton.gtm.marketing import MarketingTask
from baton.gtm.marketing_service import MarketingService
from baton.gtm.request_service import RequestService
from baton.gtm.segment_repository import SegmentRepository
from baton.gtm.settings import GtmSettings
from baton.gtm.support import SupportTask
from baton.gtm.support_service import SupportService
from tests.fakes.gtm.customer_contacts import FakeCustomerContacts
from tests.fakes.gtm.message_sets import FakeMessageSets
from tests.fakes.gtm.requests import FakeRequests
from tests.fakes.gtm.support import FakeSupport
from tests.fakes.platform.transaction import Ground
from tests.fakes.platform.workflows import Script

if TYPE_CHECKING:
    from baton.runtime.platform import Platform
    from tests.fakes.platform.container import FakePlatform

SETTINGS = {Gtm: GtmSettings}


def parts(platform: "FakePlatform", ground: Ground) -> dict[str, Any]:
    """As ``baton.gtm.container.Gtm`` has them, by name."""
    store = FakeSupport(ground)
    workflows, files = cast("Any", platform.workflows), cast("Any", platform.files)
    requests = FakeRequests(ground)
    return {
        "conversations": requests,
        "questions": RequestService(requests, workflows, platform.clock),
        "finance": FinanceService(workflows),
        "support_store": store,
        "support": SupportService.of(cast("Platform", platform), store),
        "insights": InsightsService(workflows),
        "marketing": MarketingService(workflows),
        "customer_contacts": FakeCustomerContacts(ground),
        "message_sets": FakeMessageSets(ground),
        "segments": SegmentRepository(files, platform.clock),
    }


def scripts(platform: "FakePlatform") -> Mapping[str, Script]:
    """What this area's workflows do: they ask the real agents."""
    from functions.gtm.finance.agent import Finance
    from functions.gtm.insights.agent import Insights
    from functions.gtm.marketing.agent import Marketing
    from functions.gtm.support.agent import Support

    def in_words(given: dict[str, Any]) -> dict[str, Any]:
        from tests.fakes.gtm.request_workflow import answered

        return answered(platform, given)

    def figures(given: dict[str, Any]) -> dict[str, Any]:
        agent = Finance.assemble(cast("Platform", platform))
        return {"answer": agent.perform(FinanceTask.model_validate(given["task"])).to_json()}

    def insights(given: dict[str, Any]) -> dict[str, Any]:
        agent = Insights.assemble(cast("Platform", platform))
        return {"answer": agent.perform(InsightsTask.model_validate(given["task"])).to_json()}

    def marketing(given: dict[str, Any]) -> dict[str, Any]:
        agent = Marketing.assemble(cast("Platform", platform))
        return {"answer": agent.perform(MarketingTask.model_validate(given["task"])).to_json()}

    def answer(given: dict[str, Any]) -> dict[str, Any]:
        agent = Support.assemble(cast("Platform", platform))
        return {"answer": agent.perform(SupportTask.model_validate(given["task"])).to_json()}

    return {
        "support_question": answer,
        "finance_figures": figures,
        "customer_insights": insights,
        "marketing_work": marketing,
        "gtm_request": in_words,
    }
