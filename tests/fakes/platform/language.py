"""A language model that says what the test scripted, and otherwise has none."""

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from baton.language.generation import Answer, GenerationRequest, StreamedText, Written, WrittenBy
from baton.language.prompts import enclosed
from tests.fakes.platform.transaction import Ground

COST_MICROS = 1_000


class FakeLanguage:
    """See ``baton.language.generation.Language``.

    ``says[purpose]`` are the answers of the model, one after the other and the last for ever: what
    the form can be made of. Without any the template writes. ``asked`` keeps every ask with its
    messages, so that a test can look at what would have gone to a model.
    """

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.says: dict[str, list[dict[str, Any]]] = {}
        self.asked: list[tuple[GenerationRequest[Any], tuple[tuple[str, str], ...]]] = []

    def write(self, ask: GenerationRequest[Answer]) -> Written[Answer]:
        with self._ground.faults.at("language.write"):
            self.asked.append((ask, ask.prompt.messages(ask.values, ask.outside, enclosed)))
            scripted = self.says.get(ask.prompt.purpose)
            if not scripted:
                return _by_template(ask, "no language model is configured")
            said = scripted.pop(0) if scripted[1:] else scripted[0]
            try:
                value = ask.form.model_validate(said)
            except ValidationError:
                return _by_template(ask, "the answer did not have its form")
            if faults := ask.check(value):
                return _by_template(ask, "; ".join(faults))
            return Written(
                value=value,
                written_by=WrittenBy.MODEL,
                reason="the model answered",
                agent=ask.prompt.agent,
                purpose=ask.prompt.purpose,
                prompt_version=ask.prompt.version,
                model=ask.prompt.model,
                calls=1,
                tokens_in=100,
                tokens_out=50,
                cost_micros=COST_MICROS,
            )

    def speak(self, ask: GenerationRequest[StreamedText]) -> Iterator[str | Written[StreamedText]]:
        written = self.write(ask)
        if written.written_by is WrittenBy.MODEL:
            yield written.value.text
        yield written


def _by_template(ask: GenerationRequest[Answer], reason: str) -> Written[Answer]:
    return Written(
        value=ask.template(),
        written_by=WrittenBy.TEMPLATE,
        reason=reason,
        agent=ask.prompt.agent,
        purpose=ask.prompt.purpose,
        prompt_version=ask.prompt.version,
    )
