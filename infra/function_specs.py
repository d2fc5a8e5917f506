"""What infrastructure must know of each function: its ``function.yaml``, read and checked.

``functions/<area>/<folder>/function.yaml`` is the one place for a function's size, what it is told and
what it may touch. It gets the environment variables and the permissions that follow, and no others:
``tables: {leads: [read]}`` gives it ``BATON_LEADS_TABLE`` and three read actions on that table and its
indexes. This module reads no code.
"""

from collections.abc import Iterator
from enum import Flag, auto
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from infra.configuration import ROOT

ALIAS = "live"
"""The alias of every function that everybody calls."""

SPEC_FILE = "function.yaml"


class Access(Flag):
    """What may be done to a table or to the files of the intake bucket."""

    READ = auto()
    WRITE = auto()
    DELETE = auto()
    APPEND = auto()
    """put items, and change none by parts of it"""


READ, WRITE, DELETE, APPEND = Access.READ, Access.WRITE, Access.DELETE, Access.APPEND


def _access(words: object) -> Access:
    """``[read, write]`` as flags. Raises ``ValueError`` for any other word."""
    if isinstance(words, Access):
        return words
    if not isinstance(words, list) or not words:
        raise ValueError(f"should be a list of {', '.join(_access_words())}")
    granted = Access(0)
    for word in words:
        if word not in _access_words():
            raise ValueError(f"{word!r} is none of {', '.join(_access_words())}")
        granted |= Access[word.upper()]
    return granted


def _access_words() -> list[str]:
    return [one.name.lower() for one in Access if one.name]


Granted = Annotated[Access, BeforeValidator(_access)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FileAccess(_Part):
    """What a function may do to the intake bucket, folder by folder."""

    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    deletes_versions: bool = False
    """deletes older versions of the files in the folders that it writes to"""


class FunctionSpec(_Part):
    """One function. Memory also sets its CPU: 1,769 MB are one core."""

    area: str
    folder: str
    name: str
    """its name on the wire, in logs and metrics; that of its folder unless the file says another"""
    memory_mb: int = Field(ge=128, le=10_240)
    timeout_s: int = Field(ge=1, le=900)
    tables: dict[str, Granted] = {}
    runs: tuple[str, ...] = ()
    """Express workflows it runs and waits for"""
    starts: tuple[str, ...] = ()
    """workflows it starts"""
    answers: tuple[str, ...] = ()
    """workflows whose waiting tasks it completes"""
    publishes: bool = False
    """puts events on the bus"""
    files: FileAccess | None = None
    """the intake bucket"""
    sends_mail: bool = False
    """sends e-mail from ``behaviour.report_sender``"""
    settings: tuple[str, ...] = ()
    """names of ``infra.configuration.Behaviour`` that it is told"""
    serves_callers: bool = False
    """is told each caller's rate, and where callers get their tokens"""
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
    calls_webhook: bool = False
    """carries effects out by the company's own system alone"""
    reads_links: bool = False
    """reads the links with which people leave a list"""
    speaks_live: bool = False
    """checks tokens, sends to WebSocket connections, and leaves itself notes in a queue"""
    asynchronous: bool = False
    """called by events or a schedule, which do not wait: what fails goes to a queue"""

    @property
    def path(self) -> str:
        """Its folder under ``functions``, as ``leads/triage``."""
        return f"{self.area}/{self.folder}"

    @property
    def module(self) -> str:
        """The package of its code, as ``functions.leads.triage``."""
        return f"functions.{self.area}.{self.folder}"


class SpecError(ValueError):
    """A ``function.yaml`` that cannot be used; the text names the file and each field."""


@cache
def function_specs(functions: Path = ROOT / "functions") -> tuple[FunctionSpec, ...]:
    """Every function by its file, by area and folder. Raises ``SpecError``."""
    specs = tuple(_read_all(functions))
    names: dict[str, FunctionSpec] = {}
    for spec in specs:
        if (other := names.setdefault(spec.name, spec)) is not spec:
            raise SpecError(
                f"functions/{spec.path}/{SPEC_FILE}: name: {spec.name!r} is taken by {other.path}"
            )
    return specs


def _read_all(functions: Path) -> Iterator[FunctionSpec]:
    for file in sorted(functions.glob(f"*/*/{SPEC_FILE}")):
        yield read_spec(file)


def read_spec(file: Path) -> FunctionSpec:
    """The function that a file describes. Raises ``SpecError`` with the file and every field."""
    area, folder = file.parent.parent.name, file.parent.name
    where = f"functions/{area}/{folder}/{SPEC_FILE}"
    try:
        given: Any = yaml.safe_load(file.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise SpecError(f"{where}: is not YAML: {error}") from error
    if not isinstance(given, dict):
        raise SpecError(f"{where}: should hold fields, as memory_mb: 512")
    try:
        return FunctionSpec.model_validate(
            {"name": folder, **given, "area": area, "folder": folder}
        )
    except ValidationError as error:
        faults = (
            f"{'.'.join(map(str, one['loc']))}: {one['msg'].removeprefix('Value error, ')}"
            for one in error.errors()
        )
        raise SpecError(f"{where}: {'; '.join(faults)}") from error
