"""One piece written: outline, draft, checks, at most two revisions; the template where that fails.

A model reads the company's own texts, cleaned and scored, as data. What it gives is held to the same
checks as every text, and with one fault left the template takes its place: nothing unsupported,
forbidden or over length gets through, whatever a model says.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from baton.campaigns.brief import Brief, ContentKind
from baton.campaigns.content.checks import Checked, Standards, checked
from baton.campaigns.content.knowledge import Passage
from baton.campaigns.content.piece import TEMPLATE
from baton.campaigns.content.text import STRUCTURED_DATA, ContentText, Part
from baton.core.clock import Clock
from baton.core.errors import Unavailable
from baton.core.text import readable
from baton.language.generation import GenerationRequest, Language, Written, WrittenBy
from baton.language.guards.detector import Detector
from baton.language.guards.guard import Guard
from baton.language.guards.privacy import Masking
from baton.language.prompts import prompts_of
from baton.language.wiring import NOT_CONFIGURED
from functions.campaigns.content_creator.assembly import (
    Frame,
    assembled,
    finished,
    frame_of,
    passing,
)
from functions.campaigns.content_creator.instructions import findings_in_words, values_of
from functions.campaigns.content_creator.models import Draft, Outline
from functions.campaigns.content_creator.piece_requests import PieceRequest

PIECE_SECONDS = 28.0
"""What one piece may take with a model, corrections included; after that the template stands, whose own
time and what is under way is within the 30 seconds that a piece may take in all."""
LEAST_PATIENCE = 2.0
MOST_REVISIONS = 2
GOOD = 70.0
"""A grade below it is worth one revision though nothing keeps the text back."""
PLANNED = frozenset({ContentKind.BLOG_POST, ContentKind.LANDING_PAGE, ContentKind.EMAIL})
"""What has sections to plan; an ad or a post has its angle."""

Answer = TypeVar("Answer", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Assignment:
    """Everything that one piece is written from."""

    order: PieceRequest
    brief: Brief
    standards: Standards
    passages: tuple[Passage, ...]
    company: str

    def finish(self, text: ContentText) -> ContentText:
        """A text with what code adds to it."""
        return finished(text, self.order.kind, self.standards, self.company)

    @property
    def frame(self) -> Frame:
        """What its template is made of."""
        keywords = self.standards.keywords
        return frame_of(
            self.brief,
            self.order.language,
            self.passages,
            company=self.company,
            topic=keywords[0] if keywords else "",
            turn=ord(self.order.variant) - ord("a"),
        )


@dataclass(frozen=True, slots=True)
class WrittenPiece:
    """A text, what the checks say of it, who wrote it and why; what a model cost."""

    text: ContentText
    said: Checked
    written_by: str
    reason: str
    prompt_version: str | None = None
    cost_micros: int = 0
    tokens: int = 0


@dataclass(slots=True)
class _Bill:
    """What a piece's calls came to."""

    cost_micros: int = 0
    tokens: int = 0
    model: str | None = None
    prompt_version: str | None = None
    reason: str = ""

    def add(self, written: Written[Answer]) -> bool:
        """Adds a call. Says whether a model answered it."""
        self.cost_micros += written.cost_micros
        self.tokens += written.tokens_in + written.tokens_out
        self.reason = written.reason
        self.prompt_version = written.prompt_version
        by_model = written.written_by is WrittenBy.MODEL
        if by_model:
            self.model = written.model or "model"
        return by_model


class Writer:
    """Writes pieces: with the language model, if there is one."""

    def __init__(self, language: Language | None, detector: Detector, clock: Clock) -> None:
        self._language = language
        self._detector = detector
        self._clock = clock

    def write(self, given: Assignment) -> WrittenPiece:
        """The piece. It may have faults only if also the template has."""
        if self._language is None:
            return _by_template(given, _Bill(), NOT_CONFIGURED)
        work = _Work(self._language, given, self._admitted(given), self._clock)
        found = work.done()
        if found is not None:
            text, said = found
            bill = work.bill
            return WrittenPiece(
                text,
                said,
                bill.model or "model",
                bill.reason,
                bill.prompt_version,
                bill.cost_micros,
                bill.tokens,
            )
        return _by_template(given, work.bill, work.why or work.bill.reason)

    def _admitted(self, given: Assignment) -> dict[str, str]:
        """The texts that the model may read: each passage by itself, so that one that gives orders is
        left out and the others are not.
        """
        guard = Guard(self._detector, Masking())
        named = {str(at): one.quote for at, one in enumerate(given.passages)}
        try:
            admitted = guard.admit({"offer": given.brief.offer, **named})
        except Unavailable:
            return {"offer": "(none)", "passages": "(none)"}
        shown = [admitted.texts[name] for name in named if name in admitted.texts]
        return {
            "offer": admitted.texts.get("offer", "(none)"),
            "passages": "\n\n".join(shown)[:7_500] or "(none)",
        }


@dataclass(slots=True)
class _Work:
    """One piece in the making with a model."""

    language: Language
    given: Assignment
    texts: dict[str, str]
    clock: Clock
    bill: _Bill = field(default_factory=_Bill)
    why: str = ""
    until: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.until = self.clock() + timedelta(seconds=PIECE_SECONDS)

    def done(self) -> tuple[ContentText, Checked] | None:
        """The text and what the checks say; ``None`` if no text of the model's passes them."""
        outline = "(none)"
        if self.given.order.kind in PLANNED:
            planned = self._asked("outline", Outline, {}, _no_outline)
            if planned is None:
                return None
            outline = "\n".join(f"- {one.heading}: {one.says}" for one in planned.points)
        draft = self._asked("draft", Draft, {"outline": outline}, _no_draft)
        best: tuple[ContentText, Checked] | None = None
        for round_ in range(MOST_REVISIONS + 1):
            if draft is None:
                break
            text = text_of(draft)
            whole = self.given.finish(text) if text else None
            if whole is None:
                self.why = "The model's text holds what is no text."
                break
            said = checked(whole, self.given.standards)
            if not said.faults and (best is None or said.grade > best[1].grade):
                best = whole, said
            if (not said.faults and said.grade >= GOOD) or round_ == MOST_REVISIONS:
                break
            self.why = findings_in_words(said.faults, whole)[:800]
            draft = self._revised(whole, said)
        return best

    def _revised(self, text: ContentText, said: Checked) -> Draft | None:
        shown = "\n\n".join(
            f"{one.name}:\n{one.text}" for one in text.parts if one.name != STRUCTURED_DATA
        )
        words = findings_in_words(said.findings, text)
        return self._asked("revise", Draft, {"draft": shown[:7_500], "findings": words}, _no_draft)

    def _asked(
        self, purpose: str, form: type[Answer], more: dict[str, str], instead: Callable[[], Answer]
    ) -> Answer | None:
        """A model's answer; ``None`` if there is none, or no time is left for one."""
        left = (self.until - self.clock()).total_seconds()
        if left < LEAST_PATIENCE:
            self.why = f"{PIECE_SECONDS:.0f} seconds were not enough. {self.why}".strip()
            return None
        prompt = prompts_of(Path(__file__).with_name("prompts.yaml"))[purpose]
        outside = {
            name: text for name, text in {**self.texts, **more}.items() if name in prompt.places
        }
        values = values_of(self.given.order, self.given.brief, self.given.standards)
        written = self.language.write(
            GenerationRequest(
                prompt=prompt,
                form=form,
                template=instead,
                values={name: text for name, text in values.items() if name in prompt.places},
                outside=outside,
                importance=60.0,
                patience=left,
            )
        )
        return written.value if self.bill.add(written) else None


def text_of(draft: Draft) -> ContentText | None:
    """A model's draft as a text; ``None`` if no text can be made of it. Structured data is made of the
    page by code, and by nobody else.
    """
    parts = [(one.name, readable(one.text)) for one in draft.parts if one.name != STRUCTURED_DATA]
    try:
        return ContentText(parts=tuple(Part(name=name, text=text) for name, text in parts))
    except ValidationError:
        return None


def _by_template(given: Assignment, bill: _Bill, why: str) -> WrittenPiece:
    draft = assembled(given.order.format, given.frame)
    text, said = passing(draft, given.finish, given.standards)
    return WrittenPiece(
        text, said, TEMPLATE, why[:1_000], bill.prompt_version, bill.cost_micros, bill.tokens
    )


def _no_outline() -> Outline:
    return Outline.model_construct(message="", points=[])


def _no_draft() -> Draft:
    return Draft.model_construct(parts=[])
