"""Two persons of whom something is kept in every store, and a look into all of it."""

import json
from datetime import timedelta
from typing import Any

import pytest

from baton.core.message import Priority
from baton.core.settings import Settings
from baton.effects.contact_status import Suppression, SuppressionReason
from baton.effects.effect import Effect, EffectKind, Purpose
from baton.escalation.case import Escalation
from baton.experiments.experiment import Experiment, NewExperiment
from baton.experiments.plan import plan_of
from baton.experiments.unit import Exposure
from baton.knowledge_base.given_text import GivenText, take
from baton.leads.assessment import Assessment, Category, Temperature, Urgency
from baton.leads.conversation import message_turn
from baton.leads.engagement import Channel
from baton.leads.files.file_import import FileFormat, FileImport, RowResult, RowStatus
from baton.leads.interaction import Interaction, InteractionKind
from baton.leads.lead import IgnoredField, Lead, LeadReport, LeadStatus, NewLead
from baton.leads.lead_intake import LeadIntake
from baton.leads.person_keys import person_keys_of, person_of
from baton.leads.responses import Responses, Stage, Touch
from baton.leads.uniqueness_claim import UniquenessClaim, claim_key
from baton.memory.episode import Episode
from baton.memory.person import Fact
from baton.messaging.handoff import ContextQuality, Handoff
from baton.privacy.subject import Origin, keys_in
from functions.platform.erasure.agent import ErasureService
from functions.platform.erasure.models import ErasureResult, ErasureTask, Step
from tests.fakes.platform.container import FakePlatform

ADA: dict[str, Any] = {
    "email": "Ada.Quasimodo@secretive.example",
    "external_id": "crm-ada-77",
    "phone": "+436609876543",
    "first_name": "Adaxyl",
    "last_name": "Quasimodo",
    "message": "Please call Adaxyl.",
}
AGAIN: dict[str, Any] = {**ADA, "email": "ada@other-secretive.example", "message": "Me again."}
"""The same person under another address: her external id says so."""
EVE: dict[str, Any] = {
    "email": "eve@public.example",
    "external_id": "crm-eve-1",
    "phone": "+436601112233",
    "first_name": "Eve",
    "last_name": "Online",
}
WORDS = ("secretive", "crm-ada", "987 65 43", "9876543", "Adaxyl", "Quasimodo", "Me again")

DROPPED = (
    "email,external_id,phone,first_name,last_name,message\r\n"
    'ada@other-secretive.example,crm-ada-77,+43 660 987 65 43,Adaxyl,Quasimodo,"Me\r\nagain."\r\n'
    "eve@public.example,crm-eve-1,+43 660 111 22 33,Eve,Online,Hello\r\n"
    "ada@other-secretive.example,,987 65 43,Adaxyl,,no number\r\n"
)
ITEMS = (
    '{"baton_row":"ada@other-secretive.example,crm-ada-77,+43 660 987 65 43,Adaxyl,Quasimodo,'
    '\\"Me\\nagain.\\"","separated_by":","}\n'
    '{"baton_row":"eve@public.example,crm-eve-1,+43 660 111 22 33,Eve,Online,Hello",'
    '"separated_by":","}\n'
    '{"baton_row":"ada@other-secretive.example,,987 65 43,Adaxyl,,no number","separated_by":","}\n'
)
REJECTED = (
    "\ufeffrejected_row,rejected_because,email,phone,first_name\r\n"
    "3,phone: is wrong,ada@other-secretive.example,987 65 43,Adaxyl\r\n"
)
IGNORED = (
    "\ufeffrow,lead_id,field,value,why\r\n"
    "1,01JNBX5T00ABCDEFGHJKMNPQRS,country,Quasimodo,is no country\r\n"
    "2,01JNBX5T00ABCDEFGHJKMNPQRT,country,Oz,is no country\r\n"
)
HISTORY = (
    "Email;Phone;Last Name;Converted\n"
    "ada.quasimodo@SECRETIVE.example;;Quasimodo;1\n"
    "eve@public.example;0660 1112233;Online;0\n"
    ";0043 660 9876543;Quasimodo;1\n"
    ";+43 660 111 22 33;Somebody;0\n"
)
HISTORY_LEFT = (
    "Email;Phone;Last Name;Converted\n"
    "eve@public.example;0660 1112233;Online;0\n"
    ";+43 660 111 22 33;Somebody;0\n"
)

EPISODES = Settings(
    bus_name="baton", intake_bucket="intake", episodes_endpoint="http://127.0.0.1:9"
)


class Filled:
    """A platform with something of both persons in every store."""

    def __init__(self) -> None:
        self.platform = FakePlatform(EPISODES)
        self._file()
        self.ada = self._lead(ADA)
        self.again = self._lead(AGAIN, Origin(import_id="import-1", row=1))
        self.eve = self._lead(EVE, Origin(import_id="import-1", row=2))
        for lead in (self.ada, self.again, self.eve):
            self._traces(lead)
        self._document()
        self.platform.clock.advance(60)
        self.platform.faults.calls.clear()

    def _document(self) -> None:
        """One of the company's own, which names a colleague, too."""
        text = f"Who helps you? Ask {AGAIN['email'].upper()} or carl@northwind.example."
        given = GivenText(title="Contacts", text=text, collections=("support",))
        self.document = take(self.platform.knowledge_base, given, self.platform.new_id).document_id
        self.platform.embedder.embedded.clear()  # which is in no store

    def _file(self) -> None:
        platform, now = self.platform, self.platform.clock()
        platform.imports.open(
            FileImport(
                import_id="import-1",
                bucket="intake",
                key="incoming/may.csv",
                etag="e",
                started_at=now,
                finished_at=now,
                format=FileFormat.JSONL,
                rows=3,
                columns=("email", "external_id", "phone", "first_name", "last_name", "message"),
                items_key="results/import-1/rows.jsonl",
                results_key="results/import-1/may.summary.json",
            )
        )
        for key, text in {
            "incoming/may.csv": DROPPED,
            "results/import-1/rows.jsonl": ITEMS,
            "results/import-1/may.rejected.csv": REJECTED,
            "results/import-1/may.ignored.csv": IGNORED,
            "results/import-1/may.summary.json": '{"rows":3}',
            "history/leads.csv": HISTORY,
        }.items():
            platform.files.write(key, [text.encode()], content_type="text/plain")
        bad = {"email": AGAIN["email"], "phone": "987 65 43", "first_name": "Adaxyl"}
        rejected = RowResult(
            row=3, status=RowStatus.REJECTED, reasons=("phone",), original=json.dumps(bad)
        )
        platform.imports.record("import-1", rejected)
        left_out = IgnoredField(field="country", value="Quasimodo", why="is no country")
        accepted = RowResult(row=1, status=RowStatus.ACCEPTED, ignored=(left_out,))
        platform.imports.record("import-1", accepted)
        origin = Origin(import_id="import-1", row=3)
        platform.subjects.tie_row(keys_in(AGAIN["email"]), origin)

    def _lead(self, details: dict[str, Any], origin: Origin | None = None) -> Lead:
        platform = self.platform
        platform.clock.advance(100_000)
        now = platform.clock()
        lead = Lead(
            lead_id=platform.new_id(),
            received_at=now,
            updated_at=now,
            correlation_id="c",
            details=NewLead.model_validate(details),
        )
        self._received(lead, origin, claim_key("row", str(details)))
        return self._escalated(lead)

    def _received(self, lead: Lead, origin: Origin | None, row: str) -> None:
        platform, until = self.platform, lead.received_at + timedelta(days=90)
        holds = [UniquenessClaim(row, until)] if origin else []
        also = (
            RowResult(row=origin.row, status=RowStatus.ACCEPTED, lead_id=lead.lead_id)
            if origin
            else None
        )
        LeadIntake.of(platform).receive(
            lead,
            holds=holds,
            origin=origin,
            also=lambda within: platform.imports.record("import-1", also, within) if also else None,
        )

    def _escalated(self, lead: Lead) -> Lead:
        platform, now = self.platform, lead.received_at
        case = platform.new_id()
        report = LeadReport(
            category=Category.CAMPAIGN_QUALIFIED,
            temperature=Temperature.WARM,
            assessment=Assessment(score=50, confidence=0.5, urgency=Urgency.LOW, scorecard="v1"),
            escalation_id=case,
            processing_ms=1,
        )
        escalated = lead.model_copy(
            update={"version": 2, "status": LeadStatus.ESCALATED, "report": report}
        )
        opened = Escalation(
            escalation_id=case,
            subject="lead",
            subject_id=lead.lead_id,
            reason=f"{lead.details.first_name} contradicts herself",
            case={"context": lead.details.to_json()},
            opened_by="handoff",
            opened_at=now,
            expires_at=now + timedelta(days=7),
            correlation_id="c",
            task_token="token",
        )
        with platform.transactions.begin() as within:
            platform.leads.replace(escalated, within)
            platform.escalations.add(opened, within)
            platform.outbox.settle_within(lead.lead_id, within)
        return escalated

    def _traces(self, lead: Lead) -> None:
        self._answered(lead)
        self._contacted(lead)
        self._remembered(lead)
        self._handed_over(lead)
        self._unit(lead)

    def _answered(self, lead: Lead) -> None:
        answer = {
            "status": 200,
            "type": "application/json",
            "headers": {},
            "body": lead.model_dump_json(),
        }
        requests, now = self.platform.requests, self.platform.clock()
        requests.claim(lead.lead_id, "f", resource_id=lead.lead_id, lease_seconds=1, now=now)
        requests.answer(lead.lead_id, answer, about=[lead.lead_id])

    def _contacted(self, lead: Lead) -> None:
        platform, now = self.platform, self.platform.clock()
        person = person_of(lead.lead_id, lead.details)
        touch = Touch(stage=Stage.OPENED, channel=Channel.EMAIL, hour=3, segment="s", template="t")
        with platform.transactions.begin() as within:
            platform.interactions.add(
                Interaction(
                    lead_id=lead.lead_id,
                    interaction_id=platform.new_id(),
                    kind=InteractionKind.OPENED,
                    occurred_at=now,
                    recorded_at=now,
                    data={"who": lead.details.email},
                ),
                within,
            )
            responses = Responses(person=person, version=1, touches={"x": touch})
            platform.responses.replace(responses, within)
            platform.responses.add("all", {"email/acted": 1}, of=lead.lead_id, within=within)
            sent = Effect(
                effect_id=f"{lead.lead_id}.0123456789ab.1",
                kind=EffectKind.EMAIL,
                purpose=Purpose.ANSWER,
                owner="leads",
                subject_id=lead.lead_id,
                person_keys=person_keys_of(lead.lead_id, lead.details),
                planned_at=now,
            )
            platform.effects.put(sent, within)
            opted_out = Suppression(why=SuppressionReason.OPTED_OUT, at=now, source="test")
            platform.contact_statuses.record(dict.fromkeys(sent.person_keys, (opted_out,)), within)
        (status,), _ = platform.contact_statuses.read([person])
        with platform.transactions.begin() as within:
            platform.contact_statuses.replace(status.with_send(sent, now), within)

    def _remembered(self, lead: Lead) -> None:
        platform, now = self.platform, self.platform.clock()
        person = person_of(lead.lead_id, lead.details)
        told = {"company": Fact(value=lead.details.last_name, at=now, source="lead")}
        platform.long_term.learn(person, told)
        said = message_turn(lead).model_copy(update={"turn_id": platform.new_id(), "kind": "note"})
        platform.short_term.append(said)
        platform.cache.put(f"letter#{lead.lead_id}", f"For {lead.details.email}", subject=person)
        platform.episodes.keep(
            [
                Episode(
                    episode_id=lead.lead_id,
                    situation="s",
                    action="a",
                    outcome="converted",
                    value=1,
                    text="A warm lead bought.",
                    at=now,
                    subject=person,
                )
            ]
        )

    def _handed_over(self, lead: Lead) -> None:
        self.platform.handoffs.add(
            Handoff(
                handoff_id=f"{lead.lead_id}:a:b",
                source_agent="lead_triage",
                target_agent="engagement",
                record_id=lead.lead_id,
                conversation_id=f"lead-{lead.lead_id}",
                priority=Priority.HIGH,
                reason="r",
                context={"email": lead.details.email},
                quality=ContextQuality(completeness=1, quality=1, attempts=1),
                accepted=True,
                at=self.platform.clock(),
            )
        )

    def _unit(self, lead: Lead) -> None:
        platform = self.platform
        if not platform.experiments.kept:
            self.experiment = platform.new_id()
            self._experiment()
        exposure = Exposure(unit=str(lead.details.external_id), variant="a", at=platform.clock())
        platform.experiments.expose(self.experiment, exposure)

    def _experiment(self) -> None:
        platform = self.platform
        planned = NewExperiment.model_validate(
            {
                "name": "n",
                "variants": [{"name": "a"}, {"name": "b"}],
                "primary": {"name": "m"},
                "minimum_effect": 0.01,
                "baseline": 0.1,
            }
        )
        experiment = Experiment(
            experiment_id=self.experiment,
            created_at=platform.clock(),
            updated_at=platform.clock(),
            details=planned,
            plan=plan_of(planned),
        )
        platform.experiments.kept[self.experiment] = experiment.model_dump_json(exclude_none=True)

    # -- what happens -------------------------------------------------------------------------

    def do(self, step: Step, **more: Any) -> ErasureResult:
        return ErasureService.assemble(self.platform).perform(ErasureTask(step=step, **more))

    def erase(self, subject: str, erasure_id: str) -> ErasureResult:
        return self.do(Step.ERASE, subject=subject, erasure_id=erasure_id, requested_by="operator")

    def subject(self, lead: Lead) -> str:
        return person_keys_of(lead.lead_id, lead.details)[0].removeprefix("person#")

    # -- what is left -------------------------------------------------------------------------

    def kept(self) -> str:
        """Everything in every fake, as text."""
        return "\n".join(
            _text(store)
            for name, store in vars(self.platform).items()
            if name not in {"faults", "settings", "clock", "new_id", "transactions"}
        )

    def found(self) -> list[str]:
        """Words of Ada's that are still kept somewhere."""
        kept = self.kept().casefold()
        return [word for word in WORDS if word.casefold() in kept]


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, dict):
        return "\n".join(f"{_text(key)} {_text(inner)}" for key, inner in value.items())
    if isinstance(value, list | tuple | set | frozenset):
        return "\n".join(map(_text, value))
    if hasattr(value, "__dict__") and type(value).__module__.startswith("tests.fakes"):
        return _text({k: v for k, v in vars(value).items() if k != "_ground"})
    return repr(value) if not isinstance(value, str) else value


@pytest.fixture
def filled() -> Filled:
    return Filled()
