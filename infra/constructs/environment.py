"""What a function is told: the variables that follow from its specification, and no others."""

import json
from collections.abc import Iterator, Mapping

from aws_cdk import Stack
from constructs import Construct

from infra import names
from infra.area_specs import functions_on, packages_on
from infra.configuration import Configuration, setting_of
from infra.constructs.identity import SCOPES
from infra.constructs.models import model_settings
from infra.constructs.outbound import links_of
from infra.constructs.own_parts import OwnParts
from infra.constructs.shared import SharedResources
from infra.function_specs import READ, Access, FunctionSpec
from infra.retention import days_told

_TABLE = "_table"

_PROCESSOR_MB = 1_769
"""The memory with which a function has a whole processor (AWS Lambda developer guide, "Configure Lambda
function memory").
"""


def environment_of(
    scope: Construct,
    spec: FunctionSpec,
    configuration: Configuration,
    *,
    shared: SharedResources,
    own: OwnParts,
) -> dict[str, str]:
    """Every variable of the function: those of Baton begin with ``BATON_``."""
    given: dict[str, str] = {
        **_named(scope, spec, configuration, shared),
        **_capabilities(scope, spec, configuration, shared),
        **_own(spec, own),
        **{
            name: value
            for name, value in _of_deployment(configuration, shared, own)
            if name in spec.environment
        },
    }
    return {
        **{f"BATON_{name.upper()}": value for name, value in _tables_together(given).items()},
        "POWERTOOLS_SERVICE_NAME": spec.name,
        "POWERTOOLS_LOG_LEVEL": "INFO",
        "POWERTOOLS_METRICS_NAMESPACE": configuration.prefix,
        "AWS_RETRY_MODE": "standard",
        **_threads(spec),
    }


def _threads(spec: FunctionSpec) -> Mapping[str, str]:
    """One thread for numpy where there is one processor at most: its threads wait for each other by
    spinning, so with as many as the machine shows a start takes several times the CPU. It must be said
    before anything imports numpy, so no code of a function can.
    """
    return {"OPENBLAS_NUM_THREADS": "1"} if spec.memory_mb <= _PROCESSOR_MB else {}


def _tables_together(given: Mapping[str, str]) -> Mapping[str, str]:
    """With all tables in one variable, since every variable's own name counts."""
    names_of = {
        name.removesuffix(_TABLE): value for name, value in given.items() if name.endswith(_TABLE)
    }
    rest = {name: value for name, value in given.items() if not name.endswith(_TABLE)}
    together = ",".join(f"{name}={value}" for name, value in sorted(names_of.items()))
    return {**rest, "tables": together} if together else rest


def _named(
    scope: Construct, spec: FunctionSpec, configuration: Configuration, shared: SharedResources
) -> Mapping[str, str]:
    """Tables, workflows and settings by their names."""
    prefix = configuration.prefix
    told = {
        "stage": configuration.stage,
        "areas": ",".join(packages_on(configuration)),
        **{f"{name}_table": shared.tables[name].table_name for name in spec.tables},
        **_settings(spec, configuration),
        **(
            {name: str(value) for name, value in spec.on_one_machine.items()}
            if configuration.local
            else {}
        ),
        **days_told(spec, configuration),
    }
    if workflows := sorted({*spec.runs, *spec.starts, *spec.answers}):
        told["workflows"] = names.workflow_arn(scope, prefix, f"{{{','.join(workflows)}}}")
    if READ in spec.tables.get("agents", Access(0)):
        agents = (one.name for one in functions_on(configuration) if one.reports_as_agent)
        told["agents"] = ",".join(sorted(agents))
    return told


def _settings(spec: FunctionSpec, configuration: Configuration) -> Mapping[str, str]:
    """What is set to something else than its default, which who reads it has too: bytes are few."""
    known = type(configuration.behaviour).model_fields
    given = {name: setting_of(configuration, spec.area, name) for name in spec.settings}
    return {name: str(value) for name, value in given.items() if value != known[name].default}


def _capabilities(
    scope: Construct, spec: FunctionSpec, configuration: Configuration, shared: SharedResources
) -> Mapping[str, str]:
    told: dict[str, str] = shared.outbound.settings_of(spec)
    if spec.publishes:
        told["bus_name"] = shared.bus.event_bus_name
    if spec.searches and shared.episodes:
        told["episodes_endpoint"] = shared.episodes.endpoint
    if shared.facts:
        told |= shared.facts.settings_of(spec)
    if spec.files:
        told["intake_bucket"] = shared.files.bucket_name
    if spec.serves_callers or spec.triggers.sockets:
        told["issuer"] = shared.identity.issuer
    if spec.serves_callers:
        stack = Stack.of(scope)
        told["token_url"] = shared.identity.token_url
        told["callers"] = stack.to_json_string(shared.identity.names)
        told["rate_limits"] = json.dumps(shared.identity.rate_limits, separators=(",", ":"))
        if shared.edge_key:
            told["edge_key"] = shared.edge_key
    return told | model_settings(configuration, spec, shared.tables, shared.bus)


def _own(spec: FunctionSpec, own: OwnParts) -> Mapping[str, str]:
    told = own.steps.settings() if own.steps else {}
    if own.sockets:
        told["live_url"] = own.sockets.connections_url
    if own.notes and spec.triggers.queue and spec.triggers.queue.notes:
        told[f"{spec.name}_queue_url"] = own.notes.queue.queue_url
    return told


def _of_deployment(
    configuration: Configuration, shared: SharedResources, own: OwnParts
) -> Iterator[tuple[str, str]]:
    """The values of ``environment`` in ``function.yaml``; none for what this deployment has not."""
    yield "stack_name", configuration.prefix
    yield "topic_arn", shared.topic.topic_arn
    yield "links", links_of(configuration.behaviour, shared.address)
    urls = {queue.holds: queue.queue_url for queue in shared.dead_letters.values()}
    yield (
        "dead_letters",
        Stack.of(own).to_json_string(urls | own.dead_letter_urls()),
    )
    functions: dict[str, list[str]] = {}
    for one in functions_on(configuration):
        functions.setdefault(one.area, []).append(one.name)
    yield "functions_by_area", json.dumps(functions, separators=(",", ":"))
    yield "people_client", shared.identity.people.user_pool_client_id
    yield "sign_in_scopes", ",".join(SCOPES)
    if configuration.language.base_url:
        yield "language_base_url", configuration.language.base_url
    if shared.episodes:
        yield "episodes_endpoint", shared.episodes.endpoint
