"""What a language model is asked, and how little it decides: it names intents out of the list,
which the plan's bounds hold as any others; and words an answer whose figures are compared
afterwards. Without a model, or with one that fails, the question is asked back and the answer
keeps its own words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, Field

from baton.core.errors import Unavailable
from baton.language.budget import MICROS
from baton.language.generation import GenerationRequest, Language, Written, WrittenBy
from baton.language.guards.detector import Detector
from baton.language.guards.guard import Guard
from baton.language.guards.privacy import Masking
from baton.language.prompts import prompts_of
from baton.runtime.asked_agents import Intent
from functions.gtm.supervisor.wording import faults_of

MOST_INTENTS = 4
HELD_FOR_ROUTE = 4_000
"""Tokens, its corrections included."""

HELD_FOR_WORDING = 8_000

_PATIENCE = 8.0


class RoutedByModel(BaseModel):
    """The form of a model's answer."""

    intents: list[str] = Field(max_length=50)


class AnswerText(BaseModel):
    """The form of an answer in a model's words."""

    text: str = Field(max_length=20_000)


@dataclass(frozen=True, slots=True)
class Spent:
    """What a model took: at most what was held."""

    tokens: int = 0
    usd: float = 0.0


class ModelStage:
    """A language model behind its guards."""

    def __init__(self, language: Language, detector: Detector) -> None:
        self._language = language
        self._detector = detector

    def intents(self, question: str, known: Mapping[str, Intent]) -> tuple[tuple[str, ...], Spent]:
        """The intents that a question has, out of those ``known``; none without a model."""
        try:
            admitted = Guard(self._detector, Masking()).admit({"question": question})
        except Unavailable:
            return (), Spent()
        if "question" not in admitted.texts:
            return (), Spent()
        written = self._language.write(
            GenerationRequest(
                prompt=prompts_of(Path(__file__).with_name("prompts.yaml"))["route"],
                form=RoutedByModel,
                template=lambda: RoutedByModel(intents=[]),
                values={
                    "intents": "\n".join(f"{name}: {one.means}" for name, one in known.items())
                },
                outside={"question": admitted.texts["question"]},
                patience=_PATIENCE,
            )
        )
        if written.written_by is not WrittenBy.MODEL:
            return (), _spent(written, HELD_FOR_ROUTE)
        named = dict.fromkeys(name for name in written.value.intents if name in known)
        return tuple(named)[:MOST_INTENTS], _spent(written, HELD_FOR_ROUTE)

    def worded(self, text: str) -> tuple[str, str | None, Spent]:
        """``text`` in better words and the model that found them, if its figures are the same
        ones.
        """
        written = self._language.write(
            GenerationRequest(
                prompt=prompts_of(Path(__file__).with_name("prompts.yaml"))["wording"],
                form=AnswerText,
                template=lambda: AnswerText(text=text),
                outside={"sentences": text},
                check=lambda answer: faults_of(answer.text, text),
                patience=_PATIENCE,
            )
        )
        spent = _spent(written, HELD_FOR_WORDING)
        usable: Sequence[str] = faults_of(written.value.text, text)
        if written.written_by is not WrittenBy.MODEL or usable:
            return text, None, spent
        return written.value.text, written.model or "model", spent


def _spent(written: "Written[RoutedByModel] | Written[AnswerText]", held: int) -> Spent:
    tokens = min(written.tokens_in + written.tokens_out, held)
    return Spent(tokens, written.cost_micros / MICROS)
