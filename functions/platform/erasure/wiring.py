"""The parts of the service put together from the platform's stores."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from baton.experiments.container import Experiments
from baton.leads.container import Leads
from functions.platform.erasure.dropped_files import DroppedFiles
from functions.platform.erasure.eraser import Eraser
from functions.platform.erasure.experiment_units import ExperimentUnits
from functions.platform.erasure.knowledge import Knowledge
from functions.platform.erasure.person import Persons
from functions.platform.erasure.personal_data_stores import (
    Answers,
    Cases,
    Effects,
    Handoffs,
    Interactions,
    LeadDocuments,
    PersonalDataStore,
    Rows,
    Traces,
    Turns,
)
from functions.platform.erasure.subject_exporter import SubjectExporter

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


def keepers_of(platform: "Platform") -> Sequence[PersonalDataStore]:
    """Every store that keeps something of a lead, in the order in which they forget it."""
    transactions, outbox, clock = platform.transactions, platform.outbox, platform.clock
    return (
        ExperimentUnits(platform.area(Experiments).experiments),
        LeadDocuments(platform.area(Leads).leads, outbox, transactions),
        Cases(platform.escalations, outbox, transactions, clock),
        Effects(platform.effects),
        Interactions(platform.area(Leads).interactions),
        Turns(platform.short_term),
        Handoffs(platform.handoffs),
        Traces(platform.traces),
        Answers(platform.requests, platform.claims, clock),
        Rows(platform.area(Leads).imports),
    )


def knowledge_of(platform: "Platform") -> Knowledge:
    """What is known of persons as a whole."""
    kept = platform.settings.episodes_endpoint
    return Knowledge(
        responses=platform.area(Leads).responses,
        long_term=platform.long_term,
        episodes=platform.episodes if kept else None,
        shared_cache=platform.shared_cache,
        contact_statuses=platform.contact_statuses,
    )


def eraser_of(platform: "Platform") -> Eraser:
    """What erases."""
    return Eraser(
        subjects=platform.subjects,
        leads=platform.area(Leads).leads,
        persons=Persons(platform.subjects, platform.area(Leads).leads),
        files=DroppedFiles(platform.files, platform.area(Leads).imports),
        keepers=keepers_of(platform),
        knowledge=knowledge_of(platform),
        clock=platform.clock,
    )


def shower_of(platform: "Platform") -> SubjectExporter:
    """What shows."""
    return SubjectExporter(
        subjects=platform.subjects,
        leads=platform.area(Leads).leads,
        imports=platform.area(Leads).imports,
        persons=Persons(platform.subjects, platform.area(Leads).leads),
        files=DroppedFiles(platform.files, platform.area(Leads).imports),
        keepers=keepers_of(platform),
        knowledge=knowledge_of(platform),
        clock=platform.clock,
    )
