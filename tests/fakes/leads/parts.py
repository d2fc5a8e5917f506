"""The parts of the area of leads in memory."""

from typing import TYPE_CHECKING, Any

from baton.leads.container import Leads
from baton.leads.settings import LeadSettings
from tests.fakes.leads.conversion_counts import FakeConversionCounts
from tests.fakes.leads.imports import FakeImports
from tests.fakes.leads.interactions import FakeInteractions
from tests.fakes.leads.leads import FakeLeads
from tests.fakes.leads.messages import FakeMessages
from tests.fakes.leads.notice_deadlines import FakeNoticeDeadlines
from tests.fakes.leads.responses import FakeResponses
from tests.fakes.platform.transaction import Ground

if TYPE_CHECKING:
    from tests.fakes.platform.container import FakePlatform

SETTINGS = {Leads: LeadSettings}


def parts(platform: "FakePlatform", ground: Ground) -> dict[str, Any]:
    """As ``baton.leads.container.Leads`` has them, by name."""
    del platform
    return {
        "leads": FakeLeads(ground),
        "interactions": FakeInteractions(ground),
        "conversion_counts": FakeConversionCounts(ground),
        "imports": FakeImports(ground),
        "responses": FakeResponses(ground),
        "messages": FakeMessages(ground),
        "notice_deadlines": FakeNoticeDeadlines(ground),
    }
