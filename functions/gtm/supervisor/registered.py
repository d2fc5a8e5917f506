"""Between words and the contract of an agent that another area has registered."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from baton.gtm.answer import MissingFacts, Statement
from baton.gtm.request import AnswerReference
from baton.runtime.asked_agents import WordsAnswer
from functions.gtm.supervisor.part import Part
from functions.gtm.supervisor.understanding import Understanding


class RegisteredAdapter:
    """See ``Adapter``: the same for every such agent."""

    def tasks(
        self, asked: Understanding, intents: Sequence[str], today: date
    ) -> Sequence[dict[str, Any]]:
        """The question as it was asked, by somebody who has the agent's scope."""
        del today
        last = asked.period.last.isoformat() if asked.period else None
        return [
            {
                "question": asked.words,
                "intents": list(dict.fromkeys(intents)),
                "staff": True,
                "last": last,
            }
        ]

    def completed(self, task: dict[str, Any], found: Sequence[Part]) -> dict[str, Any]:
        """It depends on no other agent."""
        del found
        return task

    def part(self, answer: Mapping[str, Any], request_id: str) -> Part:
        """What it says, and what that is about. Raises ``ValueError``."""
        read = WordsAnswer.model_validate(dict(answer))
        if read.request_id != request_id:
            raise ValueError("answers another request")
        missing = MissingFacts(
            kind="record", why=read.missing or "", what_to_do="Say more precisely what is meant."
        )
        said = read.statements or (read.missing or "There is nothing to tell.",)
        return Part(
            statements=tuple(Statement(text=one[:600]) for one in said),
            references=tuple(
                AnswerReference(kind=one.kind, id=one.id, label=one.label, link=one.link)
                for one in read.references
            ),
            missing=(missing,) if read.missing else (),
        )
