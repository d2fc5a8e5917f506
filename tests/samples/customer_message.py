"""A message to a customer of whom no lead is known, from the event that hands it over to a mail."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast

from baton.core.settings import Settings
from baton.effects.effect import Effect, EffectKind
from baton.effects.sweep import SweepResult
from baton.leads.container import Leads
from baton.leads.settings import LeadSettings
from baton.runtime.platform import Platform
from functions.leads.outreach.agent import Outreach
from functions.leads.outreach.models import OutreachTask
from functions.leads.outreach.reports import task_of
from tests.fakes.platform.clock import NOON
from tests.fakes.platform.container import FakePlatform
from tests.fakes.platform.effects import FakeSender, FakeSenders
from tests.fakes.platform.faults import Faults
from tests.fakes.platform.transaction import Ground

ADA = "ada@alder.example"
MESSAGE = "01JNB3V5QZ8W2Y4X6T7R9P0K1P"
COMPANY = Settings(
    links="https://api.baton.example",
    link_secret="links",
    company="Nordhang & Co",
    signature="Mira Berg",
    postal_address="Hafenstraße 12;1020 Wien",
    inbox_address="answers@in.nordhang.example",
)


def message_ready(**changes: Any) -> dict[str, Any]:
    """What the event tells, to Ada in Vienna, of use for a week."""
    return {
        "message_id": MESSAGE,
        "customer_id": "C-17",
        "channel": "email",
        "purpose": "marketing",
        "source": "message_set/01JNB3V5QZ8W2Y4X6T7R9P0K1S",
        "email": ADA,
        "country": "AT",
        "time_zone": "Europe/Vienna",
        "language": "de",
        "subject": "Für Sie: 10 % auf Öle",
        "body": "Guten Tag Ada,\n\n<b>bis Freitag</b> & danach.",
        "not_before": NOON.isoformat(),
        "expires_at": (NOON + timedelta(days=7)).isoformat(),
        "cap": 1,
        "cap_days": 7,
    } | changes


def customer_changed(marketing: str, **changes: Any) -> dict[str, Any]:
    """What the event tells of Ada's will."""
    return {
        "customer_id": "C-17",
        "at": NOON.isoformat(),
        "email": ADA,
        "marketing": marketing,
    } | changes


@dataclass
class Mailroom:
    """Outreach, and senders that take everything."""

    faults: Faults = field(default_factory=Faults)
    rules: dict[str, Any] = field(default_factory=dict)
    kinds: tuple[str, ...] = (EffectKind.EMAIL, EffectKind.SMS, EffectKind.PUSH)
    platform: FakePlatform = field(init=False)
    sender: FakeSender = field(init=False)

    def __post_init__(self) -> None:
        self.platform = FakePlatform(COMPANY, faults=self.faults)
        self.platform.area_settings[Leads] = LeadSettings(send_rules=self.rules)
        self.sender = FakeSender(Ground(self.faults))
        self.platform.senders = FakeSenders(dict.fromkeys(self.kinds, self.sender))

    def hear(self, name: str, payload: dict[str, Any], platform: Any = None) -> SweepResult:
        """An event comes (again), as the bus brings it."""
        said_at = payload.get("at", NOON.isoformat())
        detail = {"payload": payload, "timestamp": said_at, "correlation_id": "c-1"}
        task = task_of({"detail-type": name, "detail": detail})
        assert task is not None
        return self._outreach(platform).perform(OutreachTask.model_validate(task["task"]))

    def ready(self, platform: Any = None, **changes: Any) -> SweepResult:
        """A message is handed over (again)."""
        return self.hear("marketing.message_ready", message_ready(**changes), platform)

    def says(self, marketing: str, platform: Any = None, **changes: Any) -> SweepResult:
        """A customer says something of offers."""
        return self.hear("customer.changed", customer_changed(marketing, **changes), platform)

    def report(self, event: dict[str, Any]) -> SweepResult:
        """The mail service tells of a mail."""
        task = task_of(event)
        assert task is not None
        return self._outreach().perform(OutreachTask.model_validate(task["task"]))

    def sweep(self, platform: Any = None) -> SweepResult:
        """What happens each minute."""
        return self._outreach(platform).perform(OutreachTask())

    def run(self, platform: Any = None, *, days: int = 9) -> list[str]:
        """All sweeps of some days; gives to whom something went out."""
        clock = (platform or self.platform).clock
        until = clock() + timedelta(days=days)
        while clock() < until:
            self.sweep(platform)
            due = [one.due_at for one in self.platform.effects.all() if one.due_at]
            if not due:
                break
            clock.set(max(min(due), clock() + timedelta(seconds=1)))
        return [message.recipient for _, message in self.sender.taken]

    def effect(self, message_id: str = MESSAGE) -> Effect:
        """What became of a message."""
        found = self.platform.effects.find(message_id)
        assert found is not None
        return found

    def _outreach(self, platform: Any = None) -> Outreach:
        return Outreach.assemble(cast("Platform", platform or self.platform))
