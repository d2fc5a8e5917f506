"""The one place where real parts are wired together."""

import os
from functools import cached_property

from baton.aws import Clients
from baton.messaging.bus import Bus, EventBridgeBus
from baton.messaging.outbox import DynamoOutbox, Outbox
from baton.messaging.workflows import StepFunctions, Workflows
from baton.records.campaigns import CampaignStore, DynamoCampaigns
from baton.records.claims import ClaimStore, DynamoClaims
from baton.records.database import Database
from baton.records.escalations import DynamoEscalations, EscalationStore
from baton.records.files import Files, S3Files
from baton.records.imports import DynamoImports, ImportStore
from baton.records.interactions import DynamoInteractions, InteractionStore
from baton.records.leads import DynamoLeads, LeadStore
from baton.records.requests import DynamoRequests, RequestStore
from baton.records.transaction import DynamoTransactions, Transactions
from baton.runtime import clock as system
from baton.runtime.clock import Clock, NewId, Sleep
from baton.runtime.settings import Settings


class Platform:
    """What an agent can be built from. Every part is made when it is first asked for, so a function
    pays for what it uses, and needs only the settings of that.
    """

    def __init__(self, settings: Settings | None = None, clients: Clients | None = None) -> None:
        self.settings = settings or Settings.from_environment()
        self.clock: Clock = system.now
        self.new_id: NewId = system.new_id
        self.sleep: Sleep = system.sleep
        self._clients = clients or Clients()
        self._database = Database(self._clients, sleep=self.sleep)

    @cached_property
    def worker(self) -> str:
        """A name for this container that no other has, also among those of one snapshot."""
        return f"{os.environ.get('AWS_LAMBDA_FUNCTION_NAME', 'local')}/{self.new_id()}"

    @cached_property
    def transactions(self) -> Transactions:
        """Begins transactions over all tables."""
        return DynamoTransactions(self._database)

    @cached_property
    def leads(self) -> LeadStore:
        """Leads."""
        return DynamoLeads(self._database, self.settings.require("leads_table"))

    @cached_property
    def interactions(self) -> InteractionStore:
        """Interactions."""
        return DynamoInteractions(self._database, self.settings.require("interactions_table"))

    @cached_property
    def campaigns(self) -> CampaignStore:
        """Campaigns and their metrics."""
        return DynamoCampaigns(self._database, self.settings.require("campaigns_table"))

    @cached_property
    def escalations(self) -> EscalationStore:
        """Cases for a person."""
        return DynamoEscalations(self._database, self.settings.require("escalations_table"))

    @cached_property
    def requests(self) -> RequestStore:
        """Idempotency keys and rates."""
        return DynamoRequests(self._database, self.settings.require("requests_table"))

    @cached_property
    def claims(self) -> ClaimStore:
        """Claims, in the requests table."""
        return DynamoClaims(self._database, self.settings.require("requests_table"))

    @cached_property
    def imports(self) -> ImportStore:
        """Files of leads and their rows."""
        return DynamoImports(self._database, self.settings.require("imports_table"), self.clock)

    @cached_property
    def outbox(self) -> Outbox:
        """What is to be done after a transaction."""
        return DynamoOutbox(self._database, self.settings.require("outbox_table"))

    @cached_property
    def bus(self) -> Bus:
        """Events out."""
        return EventBridgeBus(self._clients, self.settings.require("bus_name"))

    @cached_property
    def workflows(self) -> Workflows:
        """The state machines."""
        return StepFunctions(self._clients, lambda name: self.settings.require(f"{name}_arn"))

    @cached_property
    def files(self) -> Files:
        """The intake bucket."""
        return S3Files(self._clients, self.settings.require("intake_bucket"))
