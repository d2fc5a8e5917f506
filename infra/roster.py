"""Every function: its size, what it is told and what it may touch. The one table for all of it.

A function gets the environment variables and the permissions that follow from its line, and no
others: ``tables={"leads": READ}`` gives it ``BATON_LEADS_TABLE`` and three read actions on that table
and its indexes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Flag, auto


class Access(Flag):
    """What may be done to a table or to the files of the intake bucket."""

    READ = auto()
    WRITE = auto()
    DELETE = auto()
    APPEND = auto()
    """put items, and change none by parts of it"""


READ, WRITE, DELETE, APPEND = Access.READ, Access.WRITE, Access.DELETE, Access.APPEND


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionSpec:
    """One function. Memory also sets its CPU: 1,769 MB are one core."""

    name: str
    memory_mb: int
    timeout_s: int
    tables: Mapping[str, Access] = field(default_factory=dict)
    runs: tuple[str, ...] = ()
    """Express workflows it runs and waits for"""
    starts: tuple[str, ...] = ()
    """workflows it starts"""
    answers: tuple[str, ...] = ()
    """workflows whose waiting tasks it completes"""
    publishes: bool = False
    """puts events on the bus"""
    files: Access | None = None
    """the intake bucket"""
    folders: tuple[str, ...] = ("incoming", "mappings", "results")
    """what it reads of the bucket"""
    written: str | tuple[str, ...] = "results"
    """the folder that it writes to, or several"""
    sends_mail: bool = False
    """sends e-mail from ``behaviour.report_sender``"""
    settings: tuple[str, ...] = ()
    """names of ``infra.configuration.Behaviour`` that it is told"""
    serves_callers: bool = False
    """is told each caller's rate, and where callers get their tokens"""
    cleans: bool = False
    """deletes older versions of the intake bucket's files"""
    learns: bool = False
    """gets scikit-learn, in a layer of its own"""
    embeds: bool = False
    """gets the weights of the embedding model, in a layer of its own"""
    asks_models: bool = False
    """asks a language model: gets its client in a layer of its own, its key, the day's budget, the
    circuit breakers, the cache, and the bus for the budget's alert"""
    searches: bool = False
    """keeps and finds episodes, in OpenSearch"""
    sends: bool = False
    """carries effects out to people, by e-mail, text message, the call queue and the webhook"""
    reads_links: bool = False
    """reads the links with which people leave a list"""
    speaks_live: bool = False
    """checks tokens, sends to WebSocket connections, and leaves itself notes in a queue"""
    asynchronous: bool = False
    """called by events or a schedule, which do not wait: what fails goes to a queue"""


def folders_of(written: str | tuple[str, ...]) -> tuple[str, ...]:
    """One folder or several as several."""
    return (written,) if isinstance(written, str) else written


ALIAS = "live"
"""The alias of every function that everybody calls."""

ROSTER: tuple[FunctionSpec, ...] = (
    FunctionSpec(
        name="api",
        memory_mb=1_024,
        timeout_s=29,
        tables={
            "incidents": READ,
            "agents": READ,
            "traces": READ,
            "audit": READ | APPEND,
            "leads": READ | WRITE,
            "interactions": READ | WRITE,
            "campaigns": READ | WRITE,
            "experiments": READ | WRITE,
            "escalations": READ | WRITE,
            "outbox": WRITE,
            "requests": READ | WRITE | DELETE,
            "responses": READ | WRITE,
            "handoffs": READ,
            "turns": WRITE,
            "profiles": READ | WRITE,
            "subjects": READ | WRITE,
            "effects": READ,
            "standings": WRITE,
            "spending": READ | WRITE,
        },
        reads_links=True,
        runs=("lead_pipeline", "campaign_review", "subject_request"),
        starts=("scheduled_review",),
        files=READ | WRITE,
        folders=("reports",),
        written="reports",
        serves_callers=True,
        settings=("lease_seconds", "duplicate_window_hours"),
    ),
    FunctionSpec(
        name="rpc",
        memory_mb=1_024,
        timeout_s=29,
        tables={
            "leads": READ | WRITE,
            "interactions": READ | WRITE,
            "campaigns": READ | WRITE,
            "escalations": READ | WRITE,
            "handoffs": READ,
            "outbox": WRITE,
            "requests": READ | WRITE,
            "responses": READ | WRITE,
            "subjects": WRITE,
            "turns": READ | WRITE,
            "profiles": READ | WRITE,
            "knowledge": READ | WRITE,
            "agents": READ,
            "standings": WRITE,
            "audit": APPEND,
        },
        runs=("agent_handoff",),
        serves_callers=True,
        embeds=True,
        searches=True,
        settings=(
            "lease_seconds",
            "duplicate_window_hours",
            "escalation_days",
            "allowed_origins",
        ),
    ),
    FunctionSpec(
        name="lead_triage",
        memory_mb=512,
        timeout_s=5,
        tables={"agents": WRITE, "traces": APPEND, "requests": READ},
        files=READ,
        folders=("scorecards",),
        settings=("hot_threshold", "warm_threshold", "qualified_threshold", "inquiry_threshold"),
    ),
    FunctionSpec(
        name="training",
        memory_mb=3_008,
        timeout_s=900,
        tables={
            "agents": WRITE,
            "traces": APPEND,
            "leads": READ,
            "interactions": READ,
            "requests": WRITE,
        },
        files=READ | WRITE,
        folders=("history", "mappings", "scorecards"),
        written="scorecards",
        learns=True,
        asynchronous=True,
    ),
    FunctionSpec(
        name="consolidation",
        memory_mb=1_024,
        timeout_s=900,
        tables={
            "leads": READ,
            "interactions": READ,
            "turns": READ | DELETE,
            "profiles": READ | WRITE | DELETE,
            "knowledge": READ | WRITE | DELETE,
            "subjects": READ,
            "agents": WRITE,
            "traces": APPEND,
        },
        searches=True,
        embeds=True,
        asynchronous=True,
    ),
    FunctionSpec(
        name="engagement",
        memory_mb=512,
        timeout_s=5,
        tables={"agents": WRITE, "traces": APPEND, "interactions": READ, "responses": READ},
        settings=("default_timezone", "optimise_above_potential"),
    ),
    FunctionSpec(
        name="campaign_optimizer",
        memory_mb=512,
        timeout_s=10,
        tables={
            "agents": WRITE,
            "traces": APPEND,
            "campaigns": READ | WRITE,
            "escalations": READ | WRITE,
            "outbox": WRITE,
            "effects": WRITE,
        },
        settings=(
            "escalation_days",
            "optimise_above_potential",
            "sending",
            "webhook_url",
            "webhook_secret",
        ),
        asynchronous=True,
    ),
    FunctionSpec(
        name="campaign_report",
        memory_mb=1_024,
        timeout_s=300,
        tables={
            "agents": WRITE,
            "traces": APPEND,
            "campaigns": READ,
            "escalations": READ,
            "effects": READ | WRITE,
            "standings": READ | WRITE,
            "leads": WRITE,
        },
        files=WRITE,
        folders=("reports",),
        written="reports",
        sends_mail=True,
        settings=("default_timezone", "report_sender", "report_recipients", "report_links"),
    ),
    FunctionSpec(
        name="handoff",
        memory_mb=1_024,
        timeout_s=10,
        tables={
            "agents": WRITE,
            "traces": APPEND,
            "interactions": READ,
            "campaigns": READ,
            "turns": READ,
            "profiles": READ,
            "knowledge": READ,
            "leads": WRITE,
            "handoffs": WRITE,
        },
        settings=("context_quality_threshold",),
        searches=True,
        embeds=True,
    ),
    FunctionSpec(
        name="assembly",
        memory_mb=512,
        timeout_s=10,
        tables={
            "agents": WRITE,
            "traces": APPEND,
            "leads": READ | WRITE,
            "interactions": WRITE,
            "turns": WRITE,
            "handoffs": WRITE,
            "escalations": WRITE,
            "outbox": WRITE | DELETE,
            "effects": WRITE,
        },
        settings=("escalation_days", "send_rules"),
    ),
    FunctionSpec(
        name="drafting",
        memory_mb=1_024,
        timeout_s=300,
        tables={
            "agents": WRITE,
            "traces": APPEND,
            "leads": READ | WRITE,
            "campaigns": READ,
        },
        asks_models=True,
        embeds=True,
        asynchronous=True,
    ),
    FunctionSpec(
        name="outreach",
        memory_mb=512,
        timeout_s=120,
        tables={
            "agents": WRITE,
            "traces": APPEND,
            "leads": READ | WRITE,
            "campaigns": READ,
            "effects": READ | WRITE,
            "standings": READ | WRITE,
            "interactions": WRITE,
            "outbox": WRITE,
            "responses": READ | WRITE,
            "turns": WRITE,
            "profiles": READ | WRITE,
        },
        sends=True,
        settings=(
            "sending",
            "sender",
            "text_messages",
            "webhook_url",
            "webhook_secret",
            "send_rules",
        ),
        asynchronous=True,
    ),
    FunctionSpec(
        name="escalation",
        memory_mb=512,
        timeout_s=10,
        tables={
            "agents": WRITE,
            "traces": APPEND,
            "escalations": READ | WRITE,
            "leads": READ | WRITE,
            "outbox": WRITE | DELETE,
        },
        answers=("escalation_case",),
    ),
    FunctionSpec(
        name="outbox",
        memory_mb=512,
        timeout_s=120,
        tables={
            "agents": READ,
            "outbox": READ | WRITE | DELETE,
            "leads": READ | WRITE,
            "escalations": WRITE,
        },
        runs=("lead_pipeline",),
        starts=("escalation_case", "erasure"),
        answers=("escalation_case",),
        publishes=True,
        settings=("lease_seconds", "max_attempts", "escalation_days"),
        asynchronous=True,
    ),
    FunctionSpec(
        name="live",
        memory_mb=512,
        timeout_s=30,
        tables={"agents": READ, "connections": READ | WRITE | DELETE},
        publishes=True,
        speaks_live=True,
    ),
    FunctionSpec(
        name="intake",
        memory_mb=1_024,
        timeout_s=900,  # a file of ten gigabytes is read by its opening
        tables={
            "agents": WRITE,
            "traces": APPEND,
            "imports": READ | WRITE,
            "leads": READ | WRITE,
            "campaigns": READ,
            "turns": WRITE,
            "outbox": WRITE,
            "requests": READ | WRITE,
            "subjects": WRITE,
        },
        files=READ | WRITE,
        settings=("lease_seconds", "duplicate_window_hours"),
    ),
    FunctionSpec(
        name="operations",
        memory_mb=512,
        timeout_s=60,
        tables={
            "agents": READ | WRITE,
            "traces": APPEND,
            "outbox": READ | WRITE,
            "breakers": READ | WRITE,
            "campaigns": READ | WRITE,
            "effects": READ | WRITE,
            "standings": READ | WRITE,
            "leads": WRITE,
            "incidents": READ | WRITE,
        },
        settings=(
            "recoveries",
            "notice_webhook_url",
            "notice_webhook_secret",
            "runbook_url",
            "webhook_url",
        ),
    ),
    FunctionSpec(
        name="erasure",
        memory_mb=1_024,
        timeout_s=900,  # files of ten gigabytes are searched for a person
        tables={
            "agents": WRITE,
            "traces": READ | DELETE | APPEND,
            "cache": READ | DELETE,
            "leads": READ | DELETE,
            "interactions": READ | DELETE,
            "escalations": READ | WRITE,
            "experiments": READ | DELETE,
            "outbox": WRITE | DELETE,
            "requests": READ | WRITE | DELETE,
            "imports": READ | WRITE,
            "responses": READ | DELETE,
            "turns": READ | DELETE,
            "profiles": READ | DELETE,
            "handoffs": READ | DELETE,
            "effects": READ | DELETE,
            "standings": READ | WRITE,
            "subjects": READ | WRITE | DELETE,
        },
        files=READ | WRITE,
        folders=("history", "incoming", "mappings", "results"),
        written=("history", "incoming", "results"),
        cleans=True,
        searches=True,
    ),
)
