"""A campaign's concept with the language model, held to its sources; the template where that fails."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from baton.core.errors import Unavailable
from baton.core.text import readable
from baton.gtm.marketing_concept import Concept
from baton.language.generation import GenerationRequest, Language, Written, WrittenBy
from baton.language.guards.answer import Allowed, faults_in
from baton.language.guards.brand import Brand
from baton.language.guards.detector import Detector
from baton.language.guards.guard import Admitted, Guard
from baton.language.guards.names import Known
from baton.language.guards.privacy import Masking
from baton.language.prompts import prompts_of
from baton.language.wiring import NOT_CONFIGURED
from functions.gtm.marketing.concept import Assignment, by_template
from functions.gtm.marketing.models import ConceptDraft
from functions.gtm.marketing.supported import faults_of

PATIENCE = 12.0
"""Seconds: somebody waits, and the workflow has 25."""

LANGUAGE_NAMES = {"en": "English", "de": "German", "fr": "French", "es": "Spanish"}


class ConceptWriter:
    """Writes concepts: with the language model, if there is one."""

    def __init__(self, language: Language | None, detector: Detector) -> None:
        self._language = language
        self._detector = detector

    def write(self, given: Assignment) -> Concept:
        """The concept. Whatever a model says, it has nothing that its sources have not."""
        if self._language is None:
            return by_template(given, NOT_CONFIGURED)
        try:
            admitted = Guard(self._detector, Masking()).admit(_texts(given))
        except Unavailable:
            return by_template(given, "The texts could not be checked, so no model was shown them.")
        seen = _as_shown(given, admitted)
        written = self._asked(self._language, seen, admitted)
        why = " ".join((written.reason, *admitted.notes))
        if written.written_by is not WrittenBy.MODEL or _faults(written.value, seen):
            made = by_template(given, why)
        else:
            made = _concept(written.value, seen, written.model or "model", why)
        return made.model_copy(
            update={
                "prompt_version": written.prompt_version,
                "cost_micros": written.cost_micros,
            }
        )

    def _asked(
        self, language: Language, given: Assignment, admitted: Admitted
    ) -> Written[ConceptDraft]:
        """The model's answer, corrected as often as the gateway has it; empty if there is none."""
        shown = admitted.texts
        own = [shown[name] for name in sorted(shown) if name.startswith("passage")]
        places = ("subject", "audience", "goal", "figures")
        outside = {name: shown.get(name, "(none)") for name in places}
        return language.write(
            GenerationRequest(
                prompt=prompts_of(Path(__file__).with_name("prompts.yaml"))["concept"],
                form=ConceptDraft,
                template=_no_draft,
                values={"language_name": LANGUAGE_NAMES[given.language]},
                outside={**outside, "passages": "\n\n".join(own) or "(none)"},
                check=lambda draft: _faults(draft, given),
                importance=60.0,
                patience=PATIENCE,
            )
        )


def _texts(given: Assignment) -> dict[str, str]:
    """The texts from outside by name; each passage by itself, so that one that gives orders is left out
    and the others are not.
    """
    figures = "\n".join(f"{one.name}: {one.now_text}" for one in given.measures)
    passages = {f"passage {at}": one.quote for at, one in enumerate(given.own_texts)}
    return {
        "subject": given.subject,
        "audience": given.audience,
        "goal": given.goal,
        "figures": figures,
        **passages,
    }


def _as_shown(given: Assignment, admitted: Admitted) -> Assignment:
    """The assignment with the passages that the model was shown: it is held to these."""
    every = enumerate(given.own_texts)
    shown = tuple(one for at, one in every if f"passage {at}" in admitted.texts)
    return replace(given, own_texts=shown)


def _faults(draft: ConceptDraft, given: Assignment) -> Sequence[str]:
    """Why a model's concept cannot be used; the same when it corrects itself and at the end."""
    text = "\n".join((draft.idea, *draft.messages, draft.call_to_action))
    allowed = Allowed(
        channel="email",
        brand=Brand.shipped(),
        known=Known.of(given.company, *Brand.shipped().names, words="\n".join(given.sources)),
    )
    return (*faults_in(text, allowed), *faults_of(text, given.sources))


def _concept(draft: ConceptDraft, given: Assignment, model: str, why: str) -> Concept:
    first, second, third = (readable(one)[:300] for one in draft.messages)
    return Concept(
        language=given.language,
        idea=readable(draft.idea),
        messages=(first, second, third),
        call_to_action=readable(draft.call_to_action),
        measures=given.measures,
        written_by=model,
        why=why[:1_000],
        documents=given.documents,
    )


def _no_draft() -> ConceptDraft:
    return ConceptDraft.model_construct(idea="", messages=["", "", ""], call_to_action="")
