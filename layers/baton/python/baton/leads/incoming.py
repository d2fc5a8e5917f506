"""A lead as callers send it: what is required is strict, the rest may be left out (requirement A1)."""

import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Annotated, Any, Self, TypeVar

from pydantic import (
    BeforeValidator,
    ModelWrapValidatorHandler,
    PrivateAttr,
    ValidationError,
    ValidationInfo,
    model_validator,
)

from baton.core.email import Email
from baton.core.no_answer import Holds, is_no_answer
from baton.core.phone import PhoneOfCountry, phone_number
from baton.core.text import seen
from baton.leads.lead import IgnoredField, NewLead
from baton.leads.lead_faults import faults_by_field
from baton.leads.will_words import cautions, told_by

STRICT: Collection[str] = ("email", "external_id", "campaign_id", "consent")
"""Fields that are refused if they cannot be understood: who the person is, what they agreed to, and
which campaign they belong to.
"""

THEN_STRICT = "strict"
"""The key in a validation's context of the dotted fields that are strict instead of ``STRICT``."""

_Lead = TypeVar("_Lead", bound=NewLead)

_GROUPS = ("activity", "attributes")
"""Of these a single value can be left out; of a budget only the whole."""

_MOST_SHOWN = IgnoredField.model_fields["value"].metadata[0].max_length
_LONGEST_NAME = IgnoredField.model_fields["field"].metadata[0].max_length
_NAMES = ("first_name", "last_name", "company")


_AROUND = re.compile(
    r"^['\u2018\u2019\u201c]?\s{0,9}mailto:\s{0,9}|^['\u2018\u2019\u201c]|(?<=[A-Za-z])(?:[\s.,;'\u2019\u201d]{1,9}|\?(?:subject|body|cc|bcc)=.{0,999})$",
    re.IGNORECASE,
)


_QUOTED = re.compile(
    "\"[^\"]+\"|'[^']+'|[\u201c\u201d\u201e][^\u201c\u201d\u201e]+[\u201c\u201d]"
    "|[\u2018\u2019\u201a][^\u2018\u2019\u201a]+[\u2018\u2019]|\u00ab[^\u00ab\u00bb]+\u00bb"
    "|\u00bb[^\u00ab\u00bb]+\u00ab|\u2039[^\u2039\u203a]+\u203a"
)


def _copied(text: object) -> object:
    """An address without what stands around it where it was copied: ``anna@example.com;``,
    ``mailto:anna@example.com?subject=Hi``.
    """
    return _AROUND.sub("", text) if isinstance(text, str) else text


class IncomingLead(NewLead):
    """A lead as a caller sends it. At least one of ``email``, ``phone``, ``external_id`` is needed.

    ``external_id`` is the lead's id in the company's own system; a person who is known only by it
    is reached through that system. ``occurred_at`` is when the person asked, never in the future. A
    ``phone`` is read as people of ``country`` write it. Texts such as ``-``, ``N/A``, ``null`` and
    ``{{first_name}}`` are no answer. Another field that cannot be understood is left out, and told as
    ``ignored``; ``email``, ``external_id``, ``campaign_id`` and ``consent`` are refused. A channel that
    an attribute closes without saying so plainly is told there, too.
    """

    email: Annotated[Email, BeforeValidator(_copied)] | None = None
    phone: PhoneOfCountry | None = None
    _ignored: tuple[IgnoredField, ...] = PrivateAttr(default=())

    @property
    def ignored(self) -> tuple[IgnoredField, ...]:
        """What was left out."""
        return self._ignored

    @property
    def details(self) -> NewLead:
        """The lead without what was left out, as it is kept."""
        return NewLead.model_construct(self.model_fields_set, **dict(self))

    @model_validator(mode="wrap")
    @classmethod
    def _without_what_is_not_understood(
        cls, given: Any, handler: ModelWrapValidatorHandler[Self], info: ValidationInfo
    ) -> Self:
        if not isinstance(given, Mapping):
            return handler(given)
        answers = _answers(given)
        strict = (info.context or {}).get(THEN_STRICT, STRICT)
        lead, ignored = _read(answers, handler, strict)
        if lead.phone and not lead.phone_extension:
            extension = phone_number(str(answers["phone"]), lead.country).extension
            lead = lead.model_copy(update={"phone_extension": extension or None})
        closed = (
            ignored_field(f"consent.{channel}", lead.attributes[attribute], why)
            for channel, attribute, why in cautions(told_by(lead.attributes))
        )
        lead._ignored = (*ignored, *closed)  # noqa: SLF001 - of this class itself
        return lead


def _read(
    given: Mapping[str, Any], validate: Callable[[Any], _Lead], strict: Collection[str]
) -> tuple[_Lead, tuple[IgnoredField, ...]]:
    """The lead with what can be understood. Raises ``ValidationError`` with every fault if what is
    strict cannot, or if nothing is left by which the person could be reached.
    """
    try:
        return validate(given), ()
    except ValidationError as error:
        faults = faults_by_field(error.errors(include_url=False))
        if not all(_may_go(field, given, strict) for field in faults):
            raise
        left_out = tuple(
            ignored_field(field, _given(field, given), why) for field, why in faults.items()
        )
        try:
            return validate(_without(given, faults)), left_out
        except ValidationError:
            raise error from None


def _may_go(field: str, given: Mapping[str, Any], strict: Collection[str]) -> bool:
    name = field.partition(".")[0]
    return name in NewLead.model_fields and name in given and not {name, field} & {*strict}


def ignored_field(field: str, value: object, why: str) -> IgnoredField:
    """What is told of a field that is left out."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    shown = text[:_MOST_SHOWN].encode("utf-8", "replace").decode()
    return IgnoredField(field=field[:_LONGEST_NAME], value=shown, why=why)


def _given(field: str, lead: Mapping[str, Any]) -> object:
    group, _, name = field.partition(".")
    within = lead[group]
    return within.get(name, within) if isinstance(within, Mapping) else within


def _without(given: Mapping[str, Any], fields: Iterable[str]) -> dict[str, Any]:
    left = dict(given)
    for field in fields:
        group, _, name = field.partition(".")
        within = left.get(group)
        if group in _GROUPS and name and isinstance(within, Mapping):
            left[group] = {key: value for key, value in within.items() if key != name}
        else:
            left.pop(group, None)
    return left


def _answers(given: Mapping[str, Any]) -> dict[str, Any]:
    """What was answered; of objects, the values that were. A budget without an amount is none."""
    answers: dict[str, Any] = {}
    for name, value in given.items():
        if isinstance(value, Mapping):
            told = {key: _seen(inner) for key, inner in value.items() if not _unanswered("", inner)}
            if name != "budget" or "amount" in told or "amount" not in value:
                answers[name] = told
        elif not _unanswered(name, value):
            answers[name] = _seen(value) if name == "message" else _unquoted(_seen(value))
    return answers


def _seen(value: Any) -> Any:
    return seen(value) if isinstance(value, str) else value


def _unquoted(value: Any) -> Any:
    """A value without the quotation marks around all of it."""
    quoted = _QUOTED.fullmatch(value) if isinstance(value, str) else None
    return value[1:-1].strip() if quoted else value


def _unanswered(name: str, value: object) -> bool:
    return isinstance(value, str) and is_no_answer(value, holds(name))


def holds(field: str) -> Holds:
    """What a lead's field holds, where that gives the words for no answer another meaning."""
    if field == "country":
        return Holds.COUNTRY
    return Holds.NAME if field in _NAMES else Holds.OTHER
