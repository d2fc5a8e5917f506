"""Guards around a language model: what goes in is data, and what comes out is checked.

The parts: ``text`` cleans, ``detector`` scores, ``privacy`` replaces what is personal, ``answer``
checks a text that is to leave, ``calls`` what a model asks to be done. None of them does I/O. Here
they meet for one task.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from baton.language.guards.answer import Allowed, faults_of
from baton.language.guards.detector import Detector, Suspicion
from baton.language.guards.privacy import Masking, UnknownPlaceholder
from baton.language.guards.text import cleaned

MOST_CHARACTERS = 4_000
"""Of one text from outside that a model gets to read."""


@dataclass(frozen=True, slots=True)
class Admitted:
    """Texts from outside as a model may see them: cleaned, masked, not yet fenced (the prompt does
    that). ``suspicions`` are those texts, by name, that are like injected instructions; they are not
    among ``texts``.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    suspicions: Mapping[str, Suspicion] = field(default_factory=dict)

    @property
    def notes(self) -> tuple[str, ...]:
        """Why something was left out, for an operator; nothing of the text itself."""
        return tuple(
            f"The {name} was not shown to the model: {' '.join(one.reasons)}"
            for name, one in self.suspicions.items()
        )


class Guard:
    """The guard of one task. ``masking`` knows who the task is about."""

    def __init__(self, detector: Detector, masking: Masking) -> None:
        self._detector = detector
        self._masking = masking

    def admit(self, texts: Mapping[str, str], most: int = MOST_CHARACTERS) -> Admitted:
        """The texts that a model may read. Raises ``Unavailable`` if an embedder does."""
        shown: dict[str, str] = {}
        kept_back: dict[str, Suspicion] = {}
        for name, text in texts.items():
            clean = cleaned(text, most)
            suspicion = self._detector.judge(clean)
            if suspicion.suspicious:
                kept_back[name] = suspicion
            elif clean:
                shown[name] = self._masking.masked(clean)
        return Admitted(shown, kept_back)

    def of_ours(self, text: str, most: int = MOST_CHARACTERS) -> str:
        """A text of ours as a model may read it: not scored, since we may well tell people to do
        something. What strangers gave to it must have been admitted by itself.
        """
        return self._masking.masked(cleaned(text, most))

    def released(
        self, subject: str | None, body: str, allowed: Allowed
    ) -> tuple[str | None, str, tuple[str, ...]]:
        """Subject and body with the personal values back in them, and why they may not go out. With a
        placeholder that nobody gave, both are as the model wrote them.
        """
        try:
            whole = self._masking.unmasked(subject) if subject else subject
            text = self._masking.unmasked(body)
        except UnknownPlaceholder:
            fault = "The text names a person that nobody told of."
            return subject, body, (fault, *faults_of(subject, body, allowed))
        return whole, text, faults_of(whole, text, allowed)
