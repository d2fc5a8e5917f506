"""Somebody whom a campaign found, on the way to a mail: intake, a plan that wants to call and to mail,
and outreach, all in memory.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast

from baton.core.settings import Settings
from baton.effects.effect import EffectKind
from baton.effects.sender import OutboundMessage
from baton.leads.container import Leads
from baton.leads.lead import Lead
from baton.leads.settings import LeadSettings
from baton.runtime.platform import Platform
from functions.leads.found_leads.agent import FoundLeads
from functions.leads.found_leads.models import FoundResult, FoundTask
from functions.leads.outreach.agent import Outreach
from functions.leads.outreach.models import OutreachTask
from functions.leads.result_writer.agent import ResultWriter
from tests.fakes.platform.clock import NOON
from tests.fakes.platform.container import FakePlatform
from tests.fakes.platform.effects import FakeSender, FakeSenders
from tests.fakes.platform.transaction import Ground
from tests.samples.pipeline import an_assembly_task

PROSPECT, RUN = "01JNB3V5QZ8W2Y4X6T7R9P0K1P", "01JNB3V5QZ8W2Y4X6T7R9P0K1N"
COMPANY, ADDRESS = "Nordhang & Co", "Hafenstraße 12;1020 Wien"
CONTROLLER = Settings(
    links="https://api.baton.example",
    link_secret="links",
    company=COMPANY,
    postal_address=ADDRESS,
)


def lead_found(**changes: Any) -> dict[str, Any]:
    """What the event tells of Ada."""
    told = [
        {"field": "email", "source": "hunter", "where": "https://alder.example/team"},
        {"field": "title", "source": "people_data_labs"},
    ]
    return {
        "prospect_id": PROSPECT,
        "campaign_id": "01JNB3V5QZ8W2Y4X6T7R9P0K1M",
        "run_id": RUN,
        "email": "ada@alder.example",
        "first_name": "Ada",
        "last_name": "Amsel",
        "title": "Chief Executive Officer",
        "phone": "+44 20 7946 0123",
        "company": "Alder Ltd",
        "country": "GB",
        "basis": "legitimate_interest",
        "told": told,
        "least": 0.7,
        "most": 1.0,
        "found_at": NOON.isoformat(),
        "notice_by": (NOON + timedelta(days=30)).isoformat(),
    } | changes


@dataclass
class Found:
    """One who was found. ``rules`` are the company's own of sending."""

    event: dict[str, Any] = field(default_factory=lead_found)
    rules: dict[str, Any] = field(default_factory=dict)
    settings: Settings = CONTROLLER
    platform: FakePlatform = field(init=False)
    sender: FakeSender = field(init=False)
    result: FoundResult = field(init=False)

    def __post_init__(self) -> None:
        self.platform = FakePlatform(self.settings)
        self.platform.area_settings[Leads] = LeadSettings(send_rules=self.rules)
        self.sender = FakeSender(Ground(self.platform.faults))
        kinds = (EffectKind.EMAIL, EffectKind.CALL_TASK, EffectKind.SMS)
        self.platform.senders = FakeSenders(dict.fromkeys(kinds, self.sender))
        self.platform.reference_data.documents = {}
        card = {
            "campaign_id": self.event["campaign_id"],
            "name": "Spring",
            "platform": "google",
            "status": "active",
        }
        with self.platform.transactions.begin() as unit:
            self.platform.reference_data.publish("campaign", card["campaign_id"], card, unit)
        self.result = self.take()

    def take(self) -> FoundResult:
        """The event comes (again)."""
        return self._agent().perform(FoundTask.model_validate(self.event))

    def look(self) -> FoundResult:
        """What happens each hour."""
        return self._agent().perform(FoundTask())

    def plan(self) -> Lead:
        """A plan is made that knows nothing of how the lead came: a call and two mails."""
        lead = self.platform.leads.get(self.result.lead_id)
        writer = ResultWriter.assemble(cast("Platform", self.platform))
        return writer.perform(an_assembly_task(lead)).lead

    def run(self, days: int = 12) -> list[OutboundMessage]:
        """All sweeps of some days; gives what went out."""
        outreach = Outreach.assemble(cast("Platform", self.platform))
        until = self.platform.clock() + timedelta(days=days)
        while self.platform.clock() < until:
            outreach.perform(OutreachTask())
            due = [one.due_at for one in self.platform.effects.all() if one.due_at]
            if not due:
                break
            self.platform.clock.set(max(min(due), self.platform.clock() + timedelta(seconds=1)))
        return [message for _, message in self.sender.taken]

    def _agent(self) -> FoundLeads:
        return FoundLeads.assemble(cast("Platform", self.platform))
