"""Answers in a form: how a model is told it, and how its answer is read. No I/O."""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from baton.core.json_text import RepeatedName, each_name_once
from baton.language.models import Model

Form = TypeVar("Form", bound=BaseModel)

_FENCE = "```"
MOST_FAULTS = 8


class Unusable(ValueError):
    """An answer that cannot be used; ``faults`` say why, without the answer's own words."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = tuple(faults)


@lru_cache(maxsize=64)
def schema_text(form: type[BaseModel]) -> str:
    """The form as JSON Schema, the same text for the same form. Making one costs half a millisecond."""
    return json.dumps(form.model_json_schema(), sort_keys=True, separators=(",", ":"))


def form_parameters(form: type[BaseModel], model: Model) -> dict[str, Any]:
    """How the protocol is told the form, as far as the model understands it."""
    if model.structure == "json_schema":
        named = {"name": form.__name__, "schema": json.loads(schema_text(form))}
        return {"response_format": {"type": "json_schema", "json_schema": named}}
    return {"response_format": {"type": "json_object"}} if model.structure == "json_object" else {}


def form_words(form: type[BaseModel]) -> str:
    """The form in words: every model gets these, since not every endpoint enforces a schema."""
    return (
        "Answer with one JSON object and nothing else, in the form of this JSON Schema:\n"
        + schema_text(form)
    )


def read_answer(text: str, form: type[Form], *, cut_off: bool) -> Form:
    """The answer in its form. Raises ``Unusable``, also if it says two things under one name."""
    answer = _without_fence(text)
    try:
        found = form.model_validate_json(answer)
        json.loads(answer, object_pairs_hook=each_name_once)
        return found
    except RepeatedName:
        raise Unusable(["it has two values under one name"]) from None
    except ValidationError as error:
        faults = [_fault(dict(one)) for one in error.errors(include_input=False)[:MOST_FAULTS]]
        if cut_off:
            faults.insert(0, "the answer was cut off at its longest; write less")
        raise Unusable(faults) from None
    except ValueError:
        raise Unusable(["it is not valid JSON"]) from None


def _without_fence(text: str) -> str:
    """What is between fences of Markdown, if all of ``text`` is."""
    whole = text.strip()
    opening, line_end, rest = whole.partition("\n")
    named = opening.startswith(_FENCE) and opening[len(_FENCE) :].strip().isalnum()
    if line_end and (named or opening.strip() == _FENCE) and rest.endswith(_FENCE):
        return rest.removesuffix(_FENCE)
    return text


def correction(faults: Sequence[str]) -> str:
    """What a model is told of an answer that cannot be used."""
    return (
        "That answer cannot be used: "
        + "; ".join(faults)
        + ". Answer again, whole and corrected, in the same form, and with nothing else."
    )


def _fault(error: dict[str, Any]) -> str:
    """Where and what, without the value. Names of fields that the form does not have come from the
    model, and are not repeated.
    """
    if error["type"] == "json_invalid":
        return "it is not valid JSON"
    place = ".".join(str(part) for part in error["loc"]) or "the whole"
    if error["type"] == "extra_forbidden":
        return "it has a field that the form does not have"
    if error["type"] == "value_error":
        return f"{place}: is not allowed"
    return f"{place}: {error['msg']}"
