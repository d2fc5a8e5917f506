"""The language gateway: what agents ask goes to a model, if one may be asked and answers well."""

import json
import re
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing, nullcontext
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from baton.core.clock import Clock
from baton.language.endpoint import Call, Completion, Endpoint, sound
from baton.language.generation import Answer, GenerationRequest, StreamedText, Written, WrittenBy
from baton.language.models import PRICES, Model
from baton.language.paid_calls import AnswerCost, CallDependencies, NoModel, PaidCalls
from baton.language.prompts import Enclose, Prompt
from baton.language.structure import (
    Unusable,
    correction,
    form_parameters,
    form_words,
    read_answer,
    schema_text,
)
from baton.memory.cache import Cache, key_of

ROUNDS = 2
"""An answer, and one correction of it (requirement E7)."""

MOST_REPEATED = 8_000
"""Characters of an unusable answer that the model is shown again."""

_SENTENCE_END = re.compile(r"[.!?\u2026][\"'\u201d\u2019)\]]*\s|\n")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Which models there are. ``instead`` is used in the place of every prompt's own, if given."""

    instead: str = ""
    more: Mapping[str, Model] | None = None

    def chosen(self, prompt: Prompt) -> tuple[str, Model]:
        """The model for a prompt, by its name. Raises ``NoModel`` if nobody knows what it costs."""
        name = self.instead or prompt.model
        model = (self.more or {}).get(name) or PRICES.models.get(name)
        if model is None:
            raise NoModel(
                f"No price is known for the model {name}: add it to models.yaml, or to the setting "
                "language.prices."
            )
        return name, model


class Gateway:
    """See ``baton.language.generation.Language``.

    ``tell`` hears of everything that was written.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        means: CallDependencies,
        cache: Cache,
        catalogue: Catalogue,
        enclose: Enclose,
        tell: Callable[[Written[Any]], None],
    ) -> None:
        self._endpoint = endpoint
        self._means = means
        self._cache = cache
        self._catalogue = catalogue
        self._enclose = enclose
        self._tell = tell

    def write(self, ask: GenerationRequest[Answer]) -> Written[Answer]:
        """See ``Language``."""
        work = _Work(self._means.clock)
        try:
            written = self._by_model(ask, work)
        except NoModel as why:
            written = _by_template(ask, work, str(why))
        self._tell(written)
        return written

    def speak(self, ask: GenerationRequest[StreamedText]) -> Iterator[str | Written[StreamedText]]:
        """See ``Language``."""
        work = _Work(self._means.clock)
        try:
            written = yield from self._spoken(ask, work)
        except NoModel as why:
            written = _by_template(ask, work, str(why))
        self._tell(written)
        yield written

    def _by_model(self, ask: GenerationRequest[Answer], work: "_Work") -> Written[Answer]:
        calls, call, model = self._prepared(ask, work, words=form_words(ask.form))
        call = replace(call, parameters={**call.parameters, **form_parameters(ask.form, model)})
        key = _key(call, schema_text(ask.form))
        if (kept := self._kept(ask, key)) is not None:
            calls.allowed()
            return _by(ask, work, kept[0], kept[1], cached=True)
        with nullcontext() if ask.fresh else calls.once(key):
            value, named = self._asked(ask, calls, call)
        self._keep(ask, key, value.model_dump_json(), named)
        return _by(ask, work, value, named)

    def _asked(
        self, ask: GenerationRequest[Answer], calls: PaidCalls, call: Call
    ) -> tuple[Answer, str]:
        """An answer that can be used, and the model that gave it."""
        faults: tuple[str, ...] = ()
        for _ in range(ROUNDS):
            completion = calls.complete(call)
            try:
                return _usable(ask, completion), completion.model or call.model
            except Unusable as error:
                faults = error.faults
                said = completion.text[:MOST_REPEATED]
                more = (("assistant", said), ("user", correction(faults)))
                call = replace(call, messages=call.messages + more)
        raise NoModel(
            f"The model's answer cannot be used, also after a correction: {'; '.join(faults)}."
        )

    def _spoken(
        self, ask: GenerationRequest[StreamedText], work: "_Work"
    ) -> Generator[str, None, Written[StreamedText]]:
        calls, call, _ = self._prepared(ask, work)
        key = _key(call, "spoken")
        if (kept := self._kept(ask, key)) is not None:
            calls.allowed()
            yield kept[0].text
            return _by(ask, work, kept[0], kept[1], cached=True)
        text, given, named = "", 0, call.model
        with closing(calls.stream(call)) as pieces:
            for piece in pieces:
                if isinstance(piece, Completion):
                    named = piece.model or named
                    text = text if piece.finished == "stop" else text[:given]
                    continue
                text += piece
                if (end := _whole_sentences(text, given)) > given:
                    _said_well(ask, text[:end])
                    yield text[given:end]
                    given = end
        whole = _said_well(ask, text)
        if text[given:]:
            yield text[given:]
        self._keep(ask, key, whole.model_dump_json(), named)
        return _by(ask, work, whole, named)

    def _prepared(
        self, ask: GenerationRequest[Any], work: "_Work", words: str = ""
    ) -> tuple[PaidCalls, Call, Model]:
        """The call that asks for it. Raises ``NoModel`` if none can be made."""
        prompt = ask.prompt
        name, model = self._catalogue.chosen(prompt)
        (_, system), *others = prompt.messages(ask.values, ask.outside, self._enclose)
        parameters: dict[str, Any] = {model.limit: prompt.most_tokens}
        if model.temperature and prompt.temperature is not None:
            parameters["temperature"] = prompt.temperature
        messages = (("system", f"{system}\n\n{words}".rstrip()), *others)
        call = Call(
            model=name,
            messages=tuple((role, sound(words)) for role, words in messages),
            parameters=parameters,
            seconds=ask.patience,
        )
        until = work.begun + timedelta(seconds=ask.patience)
        return PaidCalls(self._endpoint, self._means, model, until, work.spent), call, model

    def _kept(self, ask: GenerationRequest[Answer], key: str) -> tuple[Answer, str] | None:
        """The cached answer, if it can be used still: what is checked may have changed."""
        if ask.fresh or not isinstance(kept := self._cache.get(key), dict):
            return None
        try:
            return _usable(ask, Completion(str(kept["text"]), "")), str(kept["model"])
        except (KeyError, Unusable):
            return None

    def _keep(self, ask: GenerationRequest[Any], key: str, text: str, model: str) -> None:
        kept = {"text": text, "model": model}
        self._cache.put(key, kept, importance=ask.importance, subject=ask.subject)


class TemplatesOnly:
    """See ``baton.language.generation.Language``: what is written when no model is configured."""

    def __init__(self, reason: str, clock: Clock, tell: Callable[[Written[Any]], None]) -> None:
        self._reason = reason
        self._clock = clock
        self._tell = tell

    def write(self, ask: GenerationRequest[Answer]) -> Written[Answer]:
        """See ``Language``."""
        written = _by_template(ask, _Work(self._clock), self._reason)
        self._tell(written)
        return written

    def speak(self, ask: GenerationRequest[StreamedText]) -> Iterator[str | Written[StreamedText]]:
        """See ``Language``."""
        yield self.write(ask)


class _Work:
    """One answer in the making."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.begun = clock()
        self.spent = AnswerCost()

    def milliseconds(self) -> float:
        return round((self._clock() - self.begun).total_seconds() * 1_000, 1)


def _usable(ask: GenerationRequest[Answer], completion: Completion) -> Answer:
    value = read_answer(completion.text, ask.form, cut_off=completion.finished == "length")
    if faults := tuple(ask.check(value)):
        raise Unusable(faults)
    return value


def _said_well(ask: GenerationRequest[StreamedText], text: str) -> StreamedText:
    """What was said so far. Raises ``NoModel`` if that may not be said."""
    spoken = StreamedText(text=text)
    if not text.strip():
        raise NoModel("The model said nothing.")
    if faults := tuple(ask.check(spoken)):
        raise NoModel(f"What the model said cannot be used: {'; '.join(faults)}.")
    return spoken


def _whole_sentences(text: str, given: int) -> int:
    """Where the last whole sentence ends that was not given yet; ``given`` if there is none."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text, given)]
    return ends[-1] if ends else given


def _key(call: Call, form: str) -> str:
    """The content's address: everything that decides what a model answers."""
    parameters = json.dumps(dict(call.parameters), sort_keys=True)
    return key_of("language", call.model, parameters, form, json.dumps(call.messages))


def _by(
    ask: GenerationRequest[Answer], work: _Work, value: Answer, model: str, *, cached: bool = False
) -> Written[Answer]:
    spent = work.spent
    corrected = " after a correction or another try" if spent.calls > 1 else ""
    return Written(
        value=value,
        written_by=WrittenBy.MODEL,
        reason="The same was asked before." if cached else f"The model answered{corrected}.",
        agent=ask.prompt.agent,
        purpose=ask.prompt.purpose,
        prompt_version=ask.prompt.version,
        model=model,
        cached=cached,
        calls=spent.calls,
        tokens_in=spent.tokens_in,
        tokens_out=spent.tokens_out,
        cost_micros=spent.cost_micros,
        milliseconds=work.milliseconds(),
    )


def _by_template(ask: GenerationRequest[Answer], work: _Work, reason: str) -> Written[Answer]:
    spent = work.spent
    return Written(
        value=ask.template(),
        written_by=WrittenBy.TEMPLATE,
        reason=reason,
        agent=ask.prompt.agent,
        purpose=ask.prompt.purpose,
        prompt_version=ask.prompt.version,
        calls=spent.calls,
        tokens_in=spent.tokens_in,
        tokens_out=spent.tokens_out,
        cost_micros=spent.cost_micros,
        milliseconds=work.milliseconds(),
    )
