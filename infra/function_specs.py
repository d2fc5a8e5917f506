"""What infrastructure must know of each function: its ``function.yaml``, read and checked.

``functions/<area>/<folder>/function.yaml`` is the one place for a function's size, what calls it, what
it is told and what it may touch. It gets the environment variables and the permissions that follow, and
no others: ``tables: {leads: [read]}`` has it named in ``BATON_TABLES``, with three read actions on that
table and its indexes. What an area that is on adds to functions of the platform stands in the area's
own ``area.yaml`` (``infra.area_specs``). This module reads no code.
"""

from collections.abc import Iterable, Iterator, Mapping
from enum import Flag, auto
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from infra.configuration import Behaviour
from infra.setting_specs import SETTINGS_FILE, settings_by_area
from infra.spec_files import ROOT, SpecError, SpecPart, checked, place, read_fields
from infra.table_specs import table_specs
from infra.triggers import Triggers

ALIAS = "live"
"""The alias of every function that everybody calls."""

SPEC_FILE = "function.yaml"

LANGUAGE_TABLES = ("cache", "spending")
"""What stands around every call of a language model, beside its circuit breaker."""

Layer = Literal["documents", "embedding", "facts", "language", "learning", "web"]
"""Third-party packages that few functions have, a folder of ``layers`` each. Every function has
``baton`` and ``dependencies``."""

Variable = Literal[
    "stack_name",
    "topic_arn",
    "dead_letters",
    "functions_by_area",
    "links",
    "language_base_url",
    "episodes_endpoint",
    "people_client",
    "sign_in_scopes",
]
"""What a function may be told of the deployment; ``infra.constructs.environment`` has the values."""


class Access(Flag):
    """What may be done to a table or to the files of the intake bucket."""

    READ = auto()
    WRITE = auto()
    DELETE = auto()
    APPEND = auto()
    """put items, and change none by parts of it"""
    WALK = auto()
    """look through a whole table; only where that holds no more than what is still to be done"""


READ, WRITE, DELETE, APPEND = Access.READ, Access.WRITE, Access.DELETE, Access.APPEND
WALK = Access.WALK


def _access(words: object) -> Access:
    """``[read, write]`` as flags. Raises ``ValueError`` for any other word."""
    if isinstance(words, Access):
        return words
    if not isinstance(words, list) or not words:
        raise ValueError(f"should be a list of {', '.join(access_words(~Access(0)))}")
    granted = Access(0)
    for word in words:
        if word not in access_words(~Access(0)):
            raise ValueError(f"{word!r} is none of {', '.join(access_words(~Access(0)))}")
        granted |= Access[word.upper()]
    return granted


def access_words(access: Access) -> list[str]:
    """Flags as words, ``["read", "write"]``."""
    return [one.name.lower() for one in access if one.name]


def _known_table(name: str) -> str:
    if name not in table_specs():
        raise ValueError(f"{name} is no table of infra/tables")
    return name


def _known_workflow(name: str) -> str:
    if name not in workflow_areas():
        raise ValueError(f"{name} is no workflow of infra/workflows")
    return name


Granted = Annotated[Access, BeforeValidator(_access)]
Grants = dict[Annotated[str, BeforeValidator(_known_table)], Granted]
WorkflowName = Annotated[str, BeforeValidator(_known_workflow)]


class FileAccess(SpecPart):
    """What a function may do to the intake bucket, folder by folder."""

    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    deletes: tuple[str, ...] = ()
    deletes_versions: bool = False
    """deletes older versions of the files in the folders that it writes to"""


class Permissions(SpecPart):
    """What a function may touch."""

    tables: Grants = Field(default_factory=dict)
    runs: tuple[WorkflowName, ...] = ()
    """Express workflows it runs and waits for"""
    starts: tuple[WorkflowName, ...] = ()
    """workflows it starts"""
    answers: tuple[WorkflowName, ...] = ()
    """workflows whose waiting tasks it completes"""
    files: FileAccess | None = None
    """the intake bucket"""


class FunctionSpec(Permissions):
    """One function. Memory also sets its CPU: 1,769 MB are one core."""

    area: str
    folder: str
    name: str
    """its name on the wire, in logs and metrics; that of its folder unless the file says another"""
    memory_mb: int = Field(ge=128, le=10_240)
    timeout_s: int = Field(ge=1, le=900)
    layers: tuple[Layer, ...] = ()
    snapshot: bool = False
    """containers start from a snapshot (SnapStart), since a caller waits for it; its cache is paid by
    memory and hour, used or not"""
    triggers: Triggers = Triggers()
    publishes: bool = False
    """puts events on the bus"""
    sends_mail: bool = False
    """sends e-mail from ``behaviour.report_sender``"""
    settings: tuple[str, ...] = ()
    """names of the platform's ``infra.configuration.Behaviour`` and of the area's own settings that it
    is told"""
    on_one_machine: Mapping[str, bool | int | float | str] = {}
    """settings that it is told something else of there: what it sends reaches stand-ins only"""
    environment: tuple[Variable, ...] = ()
    """what else it is told of the deployment"""
    serves_callers: bool = False
    """is told each caller's rate, and where callers get their tokens"""
    asks_facts: bool = False
    """asks facts by SQL: in itself (with the layer and the files of facts), or Athena if configured"""
    keeps_facts: bool = False
    """makes the tables by which Athena finds facts, if configured"""
    searches: bool = False
    """keeps and finds episodes, in OpenSearch"""
    sends: bool = False
    """carries effects out to people, by e-mail, text message, the call queue and the webhook"""
    mails_people: bool = False
    """carries effects out to people by e-mail alone"""
    plans_sending: bool = False
    """plans what others send, and is told by which ways they can"""
    calls_webhook: bool = False
    """carries effects out by the company's webhook alone"""
    reads_links: bool = False
    """reads the links with which people leave a list"""
    asks_agents: bool = False
    """runs the workflows of the agents that areas register to be asked in words"""
    operates: bool = False
    """sees and changes the deployment itself: metrics, logs, aliases, dead letters, the alarms' topic"""

    @field_validator("settings")
    @classmethod
    def _are_settings(cls, names: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        own = settings_by_area().get(info.data.get("area", ""), {})
        for name in names:
            if name not in Behaviour.model_fields and name not in own:
                raise ValueError(
                    f"{name} is no field of infra.configuration.Behaviour, nor of the area's own "
                    f"{SETTINGS_FILE}"
                )
        return names

    @property
    def path(self) -> str:
        """Its folder under ``functions``, as ``leads/triage``."""
        return f"{self.area}/{self.folder}"

    @property
    def module(self) -> str:
        """The package of its code, as ``functions.leads.triage``."""
        return f"functions.{self.area}.{self.folder}"

    @property
    def embeds(self) -> bool:
        """Whether it turns texts into vectors."""
        return "embedding" in self.layers

    @property
    def asks_models(self) -> bool:
        """Whether it asks a language model. It then has the day's budget, the circuit breakers, the
        cache, and the bus for the budget's alert."""
        return "language" in self.layers

    @property
    def reports_as_agent(self) -> bool:
        """Whether it tells what it is doing in the table of agents."""
        return WRITE in self.tables.get("agents", Access(0))

    def granted(self, more: "Permissions") -> "FunctionSpec":
        """The function with what an area adds to it."""
        tables = dict(self.tables)
        for name, access in more.tables.items():
            tables[name] = tables.get(name, Access(0)) | access
        return self.model_copy(
            update={
                "tables": tables,
                **{
                    kind: tuple(dict.fromkeys((*getattr(self, kind), *getattr(more, kind))))
                    for kind in ("runs", "starts", "answers")
                },
                "files": _together(self.files, more.files),
            }
        )


def implied_tables(spec: FunctionSpec) -> Mapping[str, Access]:
    """The tables that a function has only if the configuration has texts go out of it: the cache of what
    came back, and what stands around every call of a language model."""
    names = (*(("cache",) if spec.embeds else ()), *(LANGUAGE_TABLES if spec.asks_models else ()))
    return dict.fromkeys(names, READ | WRITE)


@cache
def workflow_areas() -> Mapping[str, str]:
    """The area of every workflow, by the workflow's name: ``infra/workflows/<area>/<name>.py``."""
    modules = sorted((ROOT / "infra" / "workflows").glob("*/*.py"))
    return {file.stem: file.parent.name for file in modules if file.stem != "__init__"}


@cache
def function_specs(functions: Path = ROOT / "functions") -> tuple[FunctionSpec, ...]:
    """Every function by its file, by area and folder. Raises ``SpecError``."""
    specs = tuple(_read_all(functions))
    names: dict[str, FunctionSpec] = {}
    for spec in specs:
        if (other := names.setdefault(spec.name, spec)) is not spec:
            file = functions / spec.path / SPEC_FILE
            raise SpecError(f"{place(file)}: name: {spec.name!r} is taken by {other.path}")
    return specs


def _read_all(functions: Path) -> Iterator[FunctionSpec]:
    for file in sorted(functions.glob(f"*/*/{SPEC_FILE}")):
        yield read_spec(file)


def read_spec(file: Path) -> FunctionSpec:
    """The function that a file describes. Raises ``SpecError`` with the file and every field."""
    area, folder = file.parent.parent.name, file.parent.name
    given = {"name": folder, **read_fields(file), "area": area, "folder": folder}
    return checked(FunctionSpec, given, file)


def _together(one: FileAccess | None, more: FileAccess | None) -> FileAccess | None:
    if one is None or more is None:
        return one or more
    return FileAccess(
        reads=_union(one.reads, more.reads),
        writes=_union(one.writes, more.writes),
        deletes=_union(one.deletes, more.deletes),
        deletes_versions=one.deletes_versions or more.deletes_versions,
    )


def _union(one: Iterable[str], more: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *more)))
