"""The base of every agent."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Generic, Self, TypeVar, get_args, get_origin

from baton.core.contract import Contract
from baton.core.message import AgentName
from baton.runtime.decision import DecisionRecord

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

Task = TypeVar("Task", bound=Contract)
Result = TypeVar("Result", bound=Contract)


class Agent(ABC, Generic[Task, Result]):
    """One task in, one result out. An agent knows its trade and nothing of AWS.

    A subclass names itself and its types, builds itself from the platform in ``assemble``, and does
    its work in ``perform``.
    """

    name: ClassVar[AgentName]
    task_type: ClassVar[type[Contract]]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        for base in getattr(cls, "__orig_bases__", ()):
            origin = get_origin(base)
            if isinstance(origin, type) and issubclass(origin, Agent):
                cls.task_type = get_args(base)[0]

    @classmethod
    @abstractmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The agent with its real parts."""

    @abstractmethod
    def perform(self, task: Task) -> Result:
        """Does the work. Raises ``baton.core.errors.BatonError`` for what cannot be done."""

    def idle(self, result: Result) -> bool:
        """Whether there was nothing to do. Never, unless the agent says more."""
        del result
        return False

    def decided(self, task: Task, result: Result) -> Sequence[DecisionRecord]:
        """What of ``result`` is a decision, for the decision trace: pure, in the agent's own words, and
        without anything of a person. Nothing, unless the agent says more.
        """
        del task, result
        return ()
