"""What an area registers about the cases of its things.

A case is about a subject of any kind. The area that has the kind says, in a module
``escalation_subjects`` with ``SUBJECTS``, where it is shown, what may be changed by a decision, and what
a decision does.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from baton.core import areas
from baton.core.contract import SubjectName
from baton.core.errors import NotFound
from baton.escalation.case import Escalation, NewDecision
from baton.persistence.transaction import Transaction

Writes = Callable[[Transaction], None]
"""Adds writes to a transaction."""


class SubjectPolicy(Protocol):
    """What an area does about cases of one kind of subject."""

    def ask(self, case: Escalation, within: Transaction) -> Escalation:
        """Writes that the subject waits for a case that somebody opens about it, and gives the case
        with the facts that a person sees and, if it has none, recommendations.

        Raises ``NotFound``, or ``Conflict`` if the subject cannot wait now; the commit may raise
        ``StaleVersion``.
        """
        ...

    def faults(self, case: Escalation, decision: NewDecision) -> Mapping[str, str]:
        """What is wrong with a decision's ``changes``, by their names: a slip of the pen is told to
        whoever made it, and does not stop the workflow that waits.
        """
        ...

    def ended(self, case: Escalation, now: datetime) -> Writes | None:
        """What a decided or expired case does to its subject, to be written in the transaction that
        marks the case as carried out. ``None`` if that is the work of a later step of the workflow.
        """
        ...


@dataclass(frozen=True, slots=True)
class CaseSubject:
    """A kind of subject. A ``personal`` one tells of a person: who reads or decides its cases is
    audited. ``path`` is where one is shown, with ``{subject_id}`` in it. ``policy`` is made of the
    platform (``baton.runtime.platform``), and reads nothing when it is made.
    """

    name: SubjectName
    personal: bool
    path: str
    policy: Callable[[Any], SubjectPolicy]

    def href(self, subject_id: str) -> str:
        """Where a subject is shown."""
        return self.path.format(subject_id=subject_id)


class CaseSubjects:
    """The kinds of subjects that the areas that are on have."""

    def __init__(self, platform: Any) -> None:
        self._platform = platform
        self._kinds = registered()

    @property
    def names(self) -> tuple[SubjectName, ...]:
        """Their names."""
        return tuple(self._kinds)

    def of(self, name: SubjectName) -> CaseSubject:
        """A kind. Raises ``NotFound`` if its area is off, or there is none of that name."""
        if name not in self._kinds:
            raise NotFound("kind of case", name)
        return self._kinds[name]

    def policy(self, name: SubjectName) -> SubjectPolicy:
        """What its area does. Raises ``NotFound`` as ``of`` does."""
        return self.of(name).policy(self._platform)

    def is_personal(self, name: SubjectName) -> bool:
        """Whether a kind tells of a person; one that is not here may."""
        return name not in self._kinds or self._kinds[name].personal

    def href(self, name: SubjectName, subject_id: str) -> str | None:
        """Where a subject is shown; ``None`` if its area is off."""
        return self._kinds[name].href(subject_id) if name in self._kinds else None


def registered() -> dict[SubjectName, CaseSubject]:
    """The kinds of the areas that are on. Raises ``ValueError`` for two of one name."""
    entries: Iterable[CaseSubject] = (
        one for module in areas.contributions("escalation_subjects") for one in module.SUBJECTS
    )
    return areas.by_name("the subject", entries, lambda one: one.name)
