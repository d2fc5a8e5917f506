"""What an area registers about faults of its own that operations can do something about.

An area has a module ``remedies`` with ``REMEDIES``, as ``baton.campaigns.remedies``.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from baton.core import areas
from baton.core.contract import SubjectName
from baton.incidents.incident import Evidence, RemedyName


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong with one ``target`` (up to 100 characters), in words, and what says so."""

    target: str
    text: str
    evidence: Evidence


class RemedyPolicy(Protocol):
    """Finds a fault, and mends it. Everything may come twice."""

    def find(self, today: date) -> tuple[Finding, ...]:
        """What is wrong now."""
        ...

    def carry_out(self, target: str) -> str:
        """Mends it, and says what was done.

        Raises ``baton.effects.sender.Rejected`` if that cannot be, ``ProviderUnavailable`` if it may
        be tried again.
        """
        ...

    def is_done(self, target: str) -> bool:
        """Whether it is mended: asked after a process that died may have done it."""
        ...


@dataclass(frozen=True, slots=True)
class AreaRemedy:
    """One fault of an area with its remedy.

    It is looked for when an alarm rings that has ``alarm`` in its name. ``rule`` and ``kind`` name the
    diagnosis and the remedy, ``heading`` the runbook's part about it as its address has it. What is
    done is told in the story of the ``subject``, whose id is the target. ``policy`` is made of the
    platform (``baton.runtime.platform``).
    """

    alarm: str
    rule: str
    kind: RemedyName
    heading: str
    subject: SubjectName
    policy: Callable[[Any], RemedyPolicy]


def registered() -> dict[RemedyName, AreaRemedy]:
    """The remedies of the areas that are on, by kind. Raises ``ValueError`` for two of one kind."""
    entries: Iterable[AreaRemedy] = (
        one for module in areas.contributions("remedies") for one in module.REMEDIES
    )
    return areas.by_name("the remedy", entries, lambda one: one.kind)
