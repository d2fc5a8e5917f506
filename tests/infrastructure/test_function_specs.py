"""A function is given what its code takes, and nothing else; a wrong file says where it is wrong."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from baton.core.settings import Settings
from infra.area_specs import functions_on
from infra.configuration import Configuration
from infra.function_specs import (
    Access,
    FunctionSpec,
    access_words,
    function_specs,
    implied_tables,
    read_spec,
)
from infra.spec_files import SpecError
from infra.table_specs import area_of_table
from tests.infrastructure.area_settings import settings_of_areas
from tests.infrastructure.calls import Reach
from tests.infrastructure.kinds import Code
from tests.infrastructure.synthesis import ROOT
from tests.infrastructure.table_access import SOURCE, done_in, reached_from

PLATFORM = {one.name for one in SOURCE.line_of("baton.runtime.platform.Platform")}
"""The class and those that it is put together from."""
KNOWING = {"knowledge_base", "knowledge_upkeep"}
"""Parts of the platform that take files and search for themselves."""
SETTINGS = {f"{kind.__module__}.{kind.__name__}" for kind in (Settings, *settings_of_areas())}


@pytest.fixture(params=functions_on(Configuration()), ids=lambda spec: spec.name)
def spec(request: pytest.FixtureRequest) -> FunctionSpec:
    found: FunctionSpec = request.param
    return found


@pytest.fixture
def reach(spec: FunctionSpec) -> Reach:
    return reached(spec.module)


@cache
def reached(module: str) -> Reach:
    return reached_from(f"{module}.handler")


def parts(reach: Reach) -> set[str]:
    """What code takes from the platform, but for what the platform takes for itself."""
    return {
        called.name
        for by, those in reach.calls.items()
        for called in those
        if called.owner in PLATFORM and by.owner not in PLATFORM
    }


def test_every_folder_with_a_handler_has_its_file() -> None:
    handlers = (ROOT / "functions").glob("*/*/handler.py")
    folders = {str(path.parent.relative_to(ROOT / "functions")) for path in handlers}
    assert folders == {spec.path for spec in function_specs()}


def test_a_function_may_do_to_a_table_what_its_code_does(spec: FunctionSpec, reach: Reach) -> None:
    """To mend one: the platform's own tables stand in the function's ``function.yaml``, an area's in the
    area's ``area.yaml`` under ``grants``."""
    done = done_in(reach)
    nothing, implied = Access(0), implied_tables(spec)
    granted = {
        name: spec.tables.get(name, nothing) | implied.get(name, nothing)
        for name in {*spec.tables, *implied}
    }
    for name in sorted({*done, *granted}):
        may = granted.get(name, nothing)
        does = done[name].accesses if name in done else nothing
        by = ", ".join(sorted(done[name].by)) if name in done else "nobody"
        fits = name in done and done[name].is_granted(may)
        assert fits, (
            f"functions/{spec.path}/function.yaml or {area_of_table(name)}/area.yaml, tables.{name}: "
            f"granted {access_words(may)}, its code does {access_words(does)} in {by}"
        )


def test_a_function_gets_the_settings_its_code_reads(spec: FunctionSpec, reach: Reach) -> None:
    read = {name for owner, name in reach.fields if owner in SETTINGS}
    assert set(spec.settings) == read & set(type(Configuration().behaviour).model_fields)


def test_a_function_reaches_bus_files_workflows_and_people_only_if_its_code_does(
    spec: FunctionSpec, reach: Reach
) -> None:
    taken = parts(reach)
    assert spec.publishes == ("bus" in taken)
    assert (spec.files is not None) == bool(taken & {"files", "facts", *KNOWING})
    assert spec.asks_facts == ("facts" in taken)
    assert bool(spec.runs or spec.starts or spec.answers) == ("workflows" in taken)
    assert spec.sends == ("senders" in taken)
    assert spec.plans_sending == ("why_off" in taken)
    assert spec.calls_webhook == ("senders_of" in taken)
    assert spec.sends_mail == ("internal_mail" in taken)
    assert spec.mails_people == ("mail_to_people" in taken)


def test_a_function_asks_models_searches_and_embeds_only_if_its_code_does(
    spec: FunctionSpec, reach: Reach
) -> None:
    assert spec.asks_models == ("language" in parts(reach))
    assert spec.searches == bool(parts(reach) & {"episodes", "search_cluster", *KNOWING})
    assert spec.asks_facts == ("facts" in parts(reach))
    tables = Code("functions.platform.facts.glue_tables.GlueTables", "update")
    assert spec.keeps_facts == (tables in reach.codes)
    assert spec.embeds == (Code("baton.memory.embedding.CachedEmbedder", "embed") in reach.codes)


GOOD = "memory_mb: 512\ntimeout_s: 10\n"


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        file = tmp_path / "leads" / "one" / "function.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    return write


def test_a_good_file_is_read(written: Callable[[str], Path]) -> None:
    spec = read_spec(written(GOOD + "tables: {leads: [read, write]}"))
    assert (spec.path, spec.name) == ("leads/one", "one")
    assert access_words(spec.tables["leads"]) == ["read", "write"]


SCHEDULE = "triggers: {schedules: [{name: s, description: d, %s}]}"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("memory_mb: 64\ntimeout_s: 10", "memory_mb"),
        ("timeout_s: 10", "memory_mb: Field required"),
        (GOOD + "tabels: {}", "tabels"),
        (GOOD + "tables: {sales: [read]}", "sales is no table of infra/tables"),
        (GOOD + "tables: {leads: [own]}", "tables.leads: 'own' is none of read, write"),
        (GOOD + "runs: [nothing]", "runs.0: nothing is no workflow"),
        (GOOD + "settings: [colour]", "settings: colour is no field"),
        (GOOD + "settings: [report_recipients]", "report_recipients is no field"),
        (GOOD + "layers: [heavy]", "layers.0"),
        (GOOD + "environment: [password]", "environment.0"),
        (GOOD + "triggers: {events: [{events: []}]}", "triggers.events.0.events"),
        (
            GOOD + "triggers: {events: [{events: [a.b], when: behaviour.no}]}",
            "behaviour.no is no setting",
        ),
        (GOOD + SCHEDULE % "rate: often", "triggers.schedules.0.rate"),
        (GOOD + SCHEDULE % "retries: 1", "either a rate or a cron expression"),
        (GOOD + "triggers: {stream: {table: outbox}}", "triggers.stream.batch_size"),
        ("- a list", "should hold fields"),
        ("a: [", "is not YAML"),
    ],
)
def test_a_wrong_file_is_named_with_its_field(
    written: Callable[[str], Path], text: str, says: str
) -> None:
    file = written(text)
    with pytest.raises(SpecError) as refused:
        read_spec(file)
    assert str(refused.value).startswith(str(file))
    assert says in str(refused.value)
