"""What calls a function or starts a workflow, as plain data.

Functions have theirs under ``triggers`` in ``function.yaml``, workflows in their modules under
``infra/workflows``. Paths of settings, as ``behaviour.sending``, are those of ``infra.configuration``.
"""

from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from infra.configuration import Configuration
from infra.spec_files import SpecPart


class EventTrigger(SpecPart):
    """Events of the bus, by their names."""

    events: tuple[str, ...] = Field(min_length=1)
    when: str | None = None
    """a setting without which nobody is called"""

    @field_validator("when")
    @classmethod
    def _is_a_setting(cls, path: str | None) -> str | None:
        if path:
            setting(Configuration(), path)
        return path

    def wanted(self, configuration: Configuration) -> bool:
        """Whether the configuration has these events heard."""
        return self.when is None or bool(setting(configuration, self.when))


class ScheduleTrigger(SpecPart):
    """A moment that comes again: ``rate`` as ``1 hour``, or ``cron`` in the company's own time zone."""

    name: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    """of the schedule in its account, after the stack's"""
    description: str
    rate: str | None = Field(default=None, pattern=r"^[1-9][0-9]* (minute|hour|day)s?$")
    cron: str | None = Field(default=None, pattern=r"^\S+( \S+){5}$")
    """as EventBridge Scheduler has it: minute, hour, day of the month, month, day of the week, year"""
    given: dict[str, Any] = Field(default_factory=dict)
    """what the function or the workflow is called with"""
    retries: int = Field(default=1, ge=0, le=185)
    max_age_minutes: int = Field(default=1, ge=1, le=1_440)
    """after which a call that failed is not tried again"""

    @model_validator(mode="after")
    def _is_one_kind(self) -> Self:
        if (self.rate is None) == (self.cron is None):
            raise ValueError("should have either a rate or a cron expression")
        return self


class FileTrigger(SpecPart):
    """Files that are dropped into a folder of the intake bucket."""

    folder: str = Field(pattern=r"^[a-z]+$")
    key_as: str
    """the name under which the task has the file's key"""
    ending: str | None = Field(default=None, pattern=r"^\.[a-z0-9]+$")
    """of the files, where others are put into the folder as well"""


class StreamTrigger(SpecPart):
    """The stream of a table. Records that fail every try go to the dead letters of ``dead_letters``."""

    table: str
    start: Literal["LATEST", "TRIM_HORIZON"]
    batch_size: int = Field(ge=1, le=10_000)
    window_s: int = Field(default=0, ge=0, le=300)
    """how long records are gathered"""
    parallel: int = Field(default=1, ge=1, le=10)
    retries: int = Field(ge=1, le=10)
    max_age_minutes: int = Field(ge=1, le=1_440)
    filter: dict[str, Any] | None = None
    """as Lambda's event filtering has it; everything if it is left out"""


class QueueTrigger(SpecPart):
    """A queue of the function's own, into which events come, and notes that it puts to itself."""

    events: tuple[str, ...] = ()
    batch_size: int = Field(ge=1, le=10_000)
    window_s: int = Field(default=0, ge=0, le=300)
    keeps_minutes: int = Field(ge=1, le=20_160)
    tries: int = Field(default=2, ge=2, le=10)
    notes: bool = False
    """whether it puts notes to itself there"""


class Triggers(SpecPart):
    """Everything that calls a function, but for its routes, workflows and people."""

    events: tuple[EventTrigger, ...] = ()
    schedules: tuple[ScheduleTrigger, ...] = ()
    files: tuple[FileTrigger, ...] = ()
    mail_reports: bool = False
    """called for what the mail service tells of each mail"""
    texts: bool = False
    """called for text messages that people answer, if the configuration has them come in"""
    stream: StreamTrigger | None = None
    queue: QueueTrigger | None = None
    sockets: bool = False
    """serves the WebSocket API"""

    @property
    def asynchronous(self) -> bool:
        """Whether somebody calls it who does not wait: what fails then goes to a queue."""
        return bool(self.events or self.schedules or self.files or self.mail_reports or self.texts)


def setting(configuration: Configuration, path: str) -> object:
    """The value at ``behaviour.sending``. Raises ``ValueError`` if there is no such setting."""
    value: object = configuration
    for name in path.split("."):
        if not hasattr(value, name):
            raise ValueError(f"{path} is no setting of infra/configuration.py")
        value = getattr(value, name)
    return value
