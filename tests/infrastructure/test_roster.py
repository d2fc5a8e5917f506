"""The roster gives a function what its code takes, and nothing else."""

import ast
import re
from collections.abc import Iterator

import pytest

from infra.configuration import Behaviour
from infra.function_specs import Access, FunctionSpec, function_specs
from tests.infrastructure.synthesis import ROOT

PARTS = {
    "leads": "leads",
    "interactions": "interactions",
    "campaigns": "campaigns",
    "escalations": "escalations",
    "experiments": "experiments",
    "outbox": "outbox",
    "requests": "requests",
    "reference_data": "references",
    "references": "references",
    "claims": "requests",
    "imports": "imports",
    "conversion_counts": "requests",
    "responses": "responses",
    "subjects": "subjects",
    "handoffs": "handoffs",
    "short_term": "turns",
    "long_term": "profiles",
    "semantic": "knowledge",
    "pattern_counts": "knowledge",
    "agents": "agents",
    "connections": "connections",
    "effects": "effects",
    "traces": "traces",
    "breakers": "breakers",
    "incidents": "incidents",
    "audit": "audit",
    "contact_statuses": "contact_status",
    "spending": "spending",
    "cache": "cache",
    "shared_cache": "cache",
}
"""The table behind each part of the platform."""

READ, WRITE, DELETE, APPEND = Access.READ, Access.WRITE, Access.DELETE, Access.APPEND
NEEDS = {
    **dict.fromkeys(["get", "page", "of", "metrics", "row", "rows", "holder", "due"], READ),
    **dict.fromkeys(["add", "replace", "put_metrics", "record", "finish", "take"], WRITE),
    **dict.fromkeys(["answer", "count", "defer", "park"], WRITE),
    **dict.fromkeys(["settle", "settle_within", "release"], DELETE),
    "open": READ | WRITE,
    "cache.put": WRITE,
    "agents.report": WRITE,
    "connections.drop": DELETE,
    "agents.status": READ,
    "agents.statuses": READ,
    "responses.read": READ,
    "conversion_counts.days": READ,
    "experiments.exposure": READ,
    "experiments.tallies": READ,
    "experiments.expose": READ | WRITE,
    "experiments.measure": READ | WRITE,
    "requests.claim": READ | WRITE,
    "outbox.claim": WRITE,
    "handoffs.add_all": WRITE,
    **dict.fromkeys(["short_term.recent", "short_term.due", "long_term.recall"], READ),
    "short_term.whole": READ,
    **dict.fromkeys(["short_term.append", "long_term.remember"], WRITE),
    **dict.fromkeys(["long_term.learn", "long_term.prefer"], READ | WRITE),
    "long_term.count_purchase": READ | WRITE,
    "short_term.drop": DELETE,
    "forget": READ | DELETE,
    **dict.fromkeys(["semantic.node", "semantic.nodes", "semantic.edges"], READ),
    **dict.fromkeys(["semantic.walk", "semantic.why"], READ),
    "semantic.put": WRITE,
    "semantic.remove": READ | DELETE,
    "semantic.disconnect": DELETE,
    **dict.fromkeys(
        [
            "pattern_counts.tallies",
            "pattern_counts.whole",
            "pattern_counts.loaded",
            "pattern_counts.unfinished",
        ],
        READ,
    ),
    **dict.fromkeys(["pattern_counts.begin", "pattern_counts.load"], WRITE),
    "pattern_counts.count": READ | WRITE,
    "pattern_counts.end": DELETE,
    "subjects.was_erased": READ,
    **dict.fromkeys(["subjects.ties", "subjects.tie_of", "subjects.erasure"], READ),
    **dict.fromkeys(["subjects.bury", "subjects.keep"], WRITE),
    "subjects.forget": WRITE | DELETE,
    "subjects.untie_rows": READ | DELETE,
    "leads.forget": DELETE,
    "escalations.about": READ,
    "requests.answers": READ,
    "requests.replace_answers": READ | WRITE | DELETE,
    "claims.prolong": WRITE,
    "subjects.tie": WRITE,
    "subjects.tie_row": WRITE,
    "leads.hold": WRITE,
    "leads.unchanged": WRITE,
    **dict.fromkeys(["effects.find", "effects.of_subject", "contact_statuses.read"], READ),
    **dict.fromkeys(["effects.put", "contact_statuses.close", "contact_statuses.hold"], WRITE),
    **dict.fromkeys(["contact_statuses.use", "contact_statuses.give_back"], WRITE),
    "contact_statuses.forget": WRITE,
    **dict.fromkeys(["spending.day", "spending.switch"], READ),
    "spending.turn": WRITE,
    "breakers.read": READ,
    "breakers.swap": WRITE,
    "incidents.keep": WRITE,
    "outbox.put_aside": READ,
    "outbox.redrive": WRITE,
    "references.find": READ,
    "references.publish": WRITE,
    "traces.keep": APPEND,
    "audit.write": APPEND,
}
"""What each method of a store does to its table."""

_BATON = ROOT / "layers" / "baton" / "python" / "baton"
SHARED = {
    "LeadIntake.of(": ("leads/lead_intake.py", "leads/campaign_card.py"),
    "OutcomeService.of(": (
        "leads/outcomes.py",
        "leads/memory_writer.py",
        "leads/response_tally.py",
    ),
    "Auditor(": ("privacy/auditor.py",),
    "baton.http.api import Api": (
        "http/api.py",
        "http/edge.py",
        "http/idempotency.py",
        "privacy/auditor.py",
    ),
    "baton.http.edge import edge_of": ("http/edge.py",),
    "CampaignService.of(": (
        "campaigns/campaign_service.py",
        "campaigns/campaign_card.py",
        "campaigns/container.py",
    ),
    "CaseService(": ("escalation/service.py",),
    ".ask(": ("leads/escalation_subjects.py:ask", "campaigns/escalation_subjects.py:ask"),
    ").ended(": ("leads/escalation_subjects.py:ended",),
    "RunPolicies.assemble(": ("leads/outbox_work.py", "escalation/service.py"),
    "remedies.registered(": ("campaigns/remedies.py",),
    "campaign_of(": ("campaigns/campaign_repository.py",),
    "card_of(": ("leads/campaign_card.py",),
    **dict.fromkeys(
        ["campaigns.add(", "campaigns.replace("],
        ("campaigns/campaign_card.py", "campaigns/container.py"),
    ),
    "effect_ledger(platform)": ("effects/sender_registry.py", "effects/webhook.py"),
    "SendContexts(": ("effects/effect_kinds.py",),
    "effect_ledger(": ("runtime/effect_ledger.py", "effects/ledger.py", "effects/settlement.py"),
    "webhook_closed(": ("effects/webhook.py",),
    "agent_handler(": ("runtime/entry_point.py",),
}
"""Modules of ``baton``, or a method of one, that do a function's work if its code has these words."""


def code_of(spec: FunctionSpec) -> list[ast.Module]:
    """A function's own modules, and the shared desks that it takes leads or outcomes in with."""
    paths = sorted((ROOT / "functions" / spec.path).rglob("*.py"))
    texts = [path.read_text(encoding="utf-8") for path in paths]
    if any('contributions("rpc_methods")' in text for text in texts):
        texts += [path.read_text(encoding="utf-8") for path in sorted(_BATON.glob("*/rpc/*.py"))]
    shared = [
        name
        for words, names in SHARED.items()
        for name in names
        if any(words in text for text in texts)
    ]
    return [*map(ast.parse, texts), *map(_shared, shared)]


def _shared(name: str) -> ast.Module:
    """A module of ``baton``, or the methods of a name that it has."""
    module, _, method = name.partition(":")
    tree = ast.parse((_BATON / module).read_text(encoding="utf-8"))
    if not method:
        return tree
    found = [
        one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef) and one.name == method
    ]
    return ast.Module(list(found), [])


def attributes(spec: FunctionSpec) -> Iterator[ast.Attribute]:
    for tree in code_of(spec):
        yield from (node for node in ast.walk(tree) if isinstance(node, ast.Attribute))


def taken(spec: FunctionSpec, owner: str) -> set[str]:
    """The attributes that a function's code takes from ``platform`` or from its settings."""
    owned = re.compile(rf".*{owner}(\.area\(\w+\))?")
    return {node.attr for node in attributes(spec) if owned.fullmatch(ast.unparse(node.value))}


def accesses(spec: FunctionSpec) -> dict[str, Access]:
    """What a function's code does to each table, as ``self._leads.get(…)`` tells."""
    found: dict[str, Access] = {}
    for node in attributes(spec):
        if isinstance(node.value, ast.Attribute | ast.Name):
            part = ast.unparse(node.value).rpartition(".")[2].lstrip("_")
            need = NEEDS.get(f"{part}.{node.attr}", NEEDS.get(node.attr))
            if part in PARTS and need and ast.unparse(node.value) != "platform":
                found[PARTS[part]] = found.get(PARTS[part], Access(0)) | need
    return found


@pytest.fixture(params=function_specs(), ids=lambda spec: spec.name)
def spec(request: pytest.FixtureRequest) -> FunctionSpec:
    found: FunctionSpec = request.param
    return found


def test_every_folder_of_functions_is_on_the_roster() -> None:
    handlers = (ROOT / "functions").glob("*/*/handler.py")
    folders = {str(path.parent.relative_to(ROOT / "functions")) for path in handlers}
    assert folders == {spec.path for spec in function_specs()}


def test_a_function_may_do_to_a_table_what_its_code_does(spec: FunctionSpec) -> None:
    assert dict(spec.tables) == accesses(spec)


def test_a_function_has_the_tables_its_code_takes(spec: FunctionSpec) -> None:
    assert set(spec.tables) == {PARTS[part] for part in taken(spec, "platform") & set(PARTS)}


def test_a_function_gets_the_settings_its_code_takes(spec: FunctionSpec) -> None:
    assert set(spec.settings) == taken(spec, "settings") & set(Behaviour.model_fields)


def test_a_function_reaches_bus_files_and_workflows_only_if_its_code_does(
    spec: FunctionSpec,
) -> None:
    parts = taken(spec, "platform")
    assert spec.publishes == ("bus" in parts)
    assert (spec.files is not None) == ("files" in parts)
    assert bool(spec.runs or spec.starts or spec.answers) == ("workflows" in parts)


def test_a_function_asks_models_only_if_its_code_does(spec: FunctionSpec) -> None:
    assert spec.asks_models == ("language" in taken(spec, "platform"))


def test_a_function_reaches_episodes_only_if_its_code_does(spec: FunctionSpec) -> None:
    assert spec.searches == ("episodes" in taken(spec, "platform"))


def test_only_functions_that_search_or_embed_have_the_embedding_model(spec: FunctionSpec) -> None:
    parts = taken(spec, "platform")
    assert spec.embeds or "embedder" not in parts
    assert spec.searches or "embedder" in parts or not spec.embeds
