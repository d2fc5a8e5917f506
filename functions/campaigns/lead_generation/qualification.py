"""Whether somebody is a lead that the brief asks for: from 0 to 1, as a range where something is
unknown. Pure.

Requirement D2: the company's size (0.3), an executive's title (0.4), a target industry (0.3);
qualified from 0.7 on. What nobody knows counts nothing at the low end of the range and all at the
high end; it is never taken for a no.
"""

from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Self

from pydantic import Field

from baton.campaigns.brief import Audience, QualificationWeights
from baton.campaigns.prospects.size_range import SizeRange
from baton.core.contract import Contract
from baton.core.recognition.job_titles import JobTitle
from functions.campaigns.lead_generation.industries import Industry, industry, is_among

QUALIFIED = 0.7
MORE_THAN = 50
"""People that a company has if the brief says nothing of its size."""

_DIGITS = 6
"""To which scores are rounded, so that 0.4 + 0.3 reaches 0.7."""


class Standing(StrEnum):
    """What the range means."""

    QUALIFIED = "qualified"
    """at least 0.7 whatever is unknown"""
    NOT_QUALIFIED = "not_qualified"
    """below 0.7 whatever is unknown"""
    UNKNOWN = "unknown"
    """it depends on what nobody knows"""


class Criteria(Contract):
    """What a brief asks for. No ``titles`` means every executive; no ``industries``, any of them."""

    weights: QualificationWeights = QualificationWeights()
    size: SizeRange = SizeRange(least=MORE_THAN + 1)
    titles: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()

    @classmethod
    def of(cls, audience: Audience) -> Self:
        """The criteria of a brief's audience."""
        wanted = audience.company_size
        size = SizeRange(least=wanted.at_least, most=wanted.at_most) if wanted else None
        return cls(
            weights=audience.weights,
            size=size or SizeRange(least=MORE_THAN + 1),
            titles=audience.titles,
            industries=audience.industries,
        )


class Part(Contract):
    """One part of a score: whether it is met (``None`` for unknown), and why in words."""

    name: str
    weight: float = Field(ge=0, le=1)
    is_met: bool | None
    why: str = Field(max_length=500)


class Qualification(Contract):
    """The range of a score from 0 to 1, its parts, and what it means."""

    low: float = Field(ge=0, le=1)
    high: float = Field(ge=0, le=1)
    standing: Standing
    parts: tuple[Part, ...]

    @property
    def unknown(self) -> tuple[str, ...]:
        """The parts of which nothing is known."""
        return tuple(part.name for part in self.parts if part.is_met is None)


def qualification(
    criteria: Criteria, *, size: SizeRange | None, title: str | None, industry: str | None
) -> Qualification:
    """How well somebody with this title, in a company of this size and industry, fits the criteria."""
    weights = criteria.weights
    parts = (
        _part("company_size", weights.company_size, *_size(criteria.size, size)),
        _part("title", weights.title, *_title(criteria.titles, title)),
        _part("industry", weights.industry, *_industry(criteria.industries, industry)),
    )
    low = _sum(parts, lambda met: met is True)
    high = _sum(parts, lambda met: met is not False)
    if low >= QUALIFIED:
        standing = Standing.QUALIFIED
    else:
        standing = Standing.UNKNOWN if high >= QUALIFIED else Standing.NOT_QUALIFIED
    return Qualification(low=low, high=high, standing=standing, parts=parts)


def _part(name: str, weight: float, met: bool | None, why: str) -> Part:
    return Part(name=name, weight=weight, is_met=met, why=why[:500])


def _sum(parts: Sequence[Part], counts: Callable[[bool | None], bool]) -> float:
    return min(1.0, round(sum(part.weight for part in parts if counts(part.is_met)), _DIGITS))


def _people(size: SizeRange) -> str:
    return f"{size.text} {'person' if size.text == '1' else 'people'}"


def _size(wanted: SizeRange, size: SizeRange | None) -> tuple[bool | None, str]:
    asked = f"asked for: {_people(wanted)}"
    if size is None:
        return None, f"nobody knows how many people the company has; {asked}"
    if not size.overlaps(wanted):
        return False, f"the company has {_people(size)}; {asked}"
    inside = size.least >= wanted.least and (
        wanted.most is None or (size.most is not None and size.most <= wanted.most)
    )
    if inside:
        return True, f"the company has {_people(size)}; {asked}"
    return None, f"the company has {_people(size)}, which may be outside: {asked}"


def _title(wanted: Sequence[str], title: str | None) -> tuple[bool | None, str]:
    if not title or not title.strip():
        return None, "nobody knows the title"
    read = JobTitle.read(title)
    if not wanted:
        is_met = read.is_executive
        return is_met, f"{title!r} is {'' if is_met else 'not '}an executive's title"
    for one, kind in zip(wanted, _titles_of(tuple(wanted)), strict=True):
        if read.answers_to(kind):
            return True, f"{title!r} is a title as {one!r}"
    return False, f"{title!r} is none of the titles that are asked for"


def _industry(wanted: Sequence[str], text: str | None) -> tuple[bool | None, str]:
    if not wanted:
        return True, "any industry is asked for"
    is_met = is_among(industry(text), _industries_of(tuple(wanted)))
    if is_met is None:
        told = f"{text!r} is an industry that nobody knows" if text and text.strip() else ""
        return None, told or "nobody knows the industry"
    return is_met, f"{text!r} is {'' if is_met else 'not '}one of {', '.join(wanted)}"


@lru_cache(maxsize=8)
def _titles_of(wanted: tuple[str, ...]) -> tuple[JobTitle, ...]:
    """What a brief asks for is read once for everybody who is found."""
    return tuple(map(JobTitle.read, wanted))


@lru_cache(maxsize=8)
def _industries_of(wanted: tuple[str, ...]) -> tuple[Industry, ...]:
    return tuple(map(industry, wanted))
