"""A contract takes the types that its document says."""

from datetime import date, datetime
from typing import Any, ClassVar

import pytest
from pydantic import Field, ValidationError, model_validator

from baton.core.contract import Contract, UtcDatetime
from baton.core.json_text import strict_json


class Part(Contract):
    size: int = 0
    share: float = 0.0
    agreed: bool | None = None


class Whole(Contract):
    part: Part = Part()
    days: tuple[date, ...] = ()
    at: UtcDatetime | None = None
    sizes: dict[str, int] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _is_looked_at(self) -> "Whole":
        return self


class InWords(Contract):
    in_words: ClassVar[bool] = True
    size: int = 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"part": {"size": False}},
        {"part": {"size": "5"}},
        {"part": {"size": 1.5}},
        {"part": {"share": True}},
        {"part": {"share": "0.5"}},
        {"part": {"agreed": "t"}},
        {"part": {"agreed": 1}},
        {"days": [0]},
        {"at": 1_700_000_000},
        {"at": True},
        {"days": ["0"]},
        {"days": ["86400"]},
        {"days": ["2026-03-01T00:00:00Z"]},
        {"days": ["2026-03-01 00:00"]},
        {"days": ["\u0662\u0660\u0662\u0666-03-01"]},
        {"at": "0.5"},
        {"at": " 1700000000 "},
        {"at": "20260301"},
        {"sizes": {"a": "1"}},
    ],
)
def test_what_only_looks_like_a_value_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Whole.model_validate(wrong)


def test_what_json_has_for_a_value_is_taken() -> None:
    text = '{"part": {"size": 12.0, "share": 1, "agreed": true}, "days": ["2026-03-01"]}'
    found = Whole.model_validate(strict_json(text))
    assert found.part == Part(size=12, share=1.0, agreed=True)
    assert found.days == (date(2026, 3, 1),)
    assert Whole.model_validate_json(found.model_dump_json()) == found
    moment = Whole.model_validate({"at": "2026-03-01T09:30:00Z"}).at
    assert isinstance(moment, datetime)


def test_files_that_people_write_have_their_values_in_words() -> None:
    assert InWords.model_validate({"size": "5"}).size == 5
