"""A brief: what a marketing lead wants from a campaign (requirements D1 to D6). Pure."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)

from baton.core.amounts import is_currency
from baton.core.contract import Contract
from baton.core.countries import Country
from baton.core.money import Money
from baton.core.text import plain_text, seen

MOST_DAYS = 366
_ROUNDING = 1e-6
_ISO_639_1 = (
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv "
    "cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr "
    "ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw "
    "ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv "
    "ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr "
    "ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi "
    "yo za zh zu"
)
_LANGUAGES = frozenset(_ISO_639_1.split())

MOST_FOUND = 10_000
"""People that one run looks for at most."""


def _seen(text: str) -> str:
    if not seen(text):
        raise ValueError("has nothing that can be seen")
    return plain_text(text)


Title = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_seen)]
_Word = Annotated[str, StringConstraints(min_length=1, max_length=100), AfterValidator(_seen)]
_Text = Annotated[str, StringConstraints(min_length=1, max_length=2_000), AfterValidator(_seen)]
_Website = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/?#]+", max_length=500)]


def _is_language(code: str) -> str:
    if code not in _LANGUAGES:
        raise ValueError(f"{code} is no language of ISO 639-1")
    return code


Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$"), AfterValidator(_is_language)]
"""An ISO 639-1 code, as ``en``."""


class ApprovalMode(StrEnum):
    """Whether a person must approve what is written for a campaign before it goes out."""

    NONE = "none"
    REQUIRED = "required"


class Platform(StrEnum):
    """Where ads run."""

    GOOGLE = "google"
    LINKEDIN = "linkedin"
    META = "meta"


class ContentKind(StrEnum):
    """What is written."""

    BLOG_POST = "blog_post"
    LANDING_PAGE = "landing_page"
    EMAIL = "email"
    AD = "ad"
    SOCIAL_POST = "social_post"


class CompanySize(Contract):
    """How many people a company has: from ``at_least`` to ``at_most``, both included."""

    at_least: int = Field(default=1, ge=1, le=10**7)
    at_most: int | None = Field(default=None, ge=1, le=10**7)

    @model_validator(mode="after")
    def _is_a_range(self) -> Self:
        if self.at_most is not None and self.at_most < self.at_least:
            raise ValueError("at_most must not be below at_least")
        return self


class QualificationWeights(Contract):
    """What each part of the qualification counts; the three add up to 1 (requirement D2)."""

    company_size: float = Field(default=0.3, ge=0, le=1)
    title: float = Field(default=0.4, ge=0, le=1)
    industry: float = Field(default=0.3, ge=0, le=1)

    @model_validator(mode="after")
    def _add_up(self) -> Self:
        if abs(self.company_size + self.title + self.industry - 1) > _ROUNDING:
            raise ValueError("company_size, title and industry must add up to 1")
        return self


class Audience(Contract):
    """Whom the campaign is for. What is left out does not limit."""

    industries: tuple[_Word, ...] = Field(default=(), max_length=50)
    countries: tuple[Country, ...] = Field(default=(), max_length=100)
    company_size: CompanySize | None = None
    titles: tuple[_Word, ...] = Field(
        default=(), max_length=50, description="of people; executives if none is named"
    )
    keywords: tuple[_Word, ...] = Field(default=(), max_length=50)
    websites: tuple[_Website, ...] = Field(
        default=(), max_length=100, description="of companies to look at in any case"
    )
    limit: int = Field(default=100, ge=1, le=MOST_FOUND, description="people to find at most")
    weights: QualificationWeights = QualificationWeights()

    @field_validator("countries")
    @classmethod
    def _each_once(cls, countries: tuple[Country, ...]) -> tuple[Country, ...]:
        """One country has many names: named twice, it is meant once."""
        return tuple(dict.fromkeys(countries))


class Tone(StrEnum):
    """How texts sound."""

    NEUTRAL = "neutral"
    FORMAL = "formal"
    FRIENDLY = "friendly"
    BOLD = "bold"


class Brief(Contract):
    """What is wanted. ``budget`` is for advertising, over all platforms and days.

    ``platforms`` may be empty: then nothing is advertised. ``content`` may be empty: then nothing is
    written but the ads that the platforms need.
    """

    goal: _Text
    audience: Audience = Audience()
    offer: _Text
    landing_url: _Website | None = Field(default=None, description="where ads and mails lead")
    budget: Money
    platforms: tuple[Platform, ...] = Field(default=(), max_length=3)
    content: tuple[ContentKind, ...] = Field(default=(), max_length=5)
    tone: Tone = Tone.NEUTRAL
    languages: tuple[Language, ...] = Field(default=("en",), min_length=1, max_length=8)
    starts_on: date
    ends_on: date
    approval: ApprovalMode = Field(
        default=ApprovalMode.REQUIRED, description="of content, by a person, before it goes out"
    )

    @field_validator("platforms", "content", "languages")
    @classmethod
    def _names_each_once(cls, named: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(named)) < len(named):
            raise ValueError("must not name one twice")
        return named

    @field_validator("budget")
    @classmethod
    def _has_a_currency(cls, budget: Money) -> Money:
        if not is_currency(budget.currency):
            raise ValueError(f"{budget.currency} is no currency of ISO 4217")
        return budget

    @field_validator("ends_on")
    @classmethod
    def _lasts(cls, ends_on: date, info: ValidationInfo) -> date:
        starts_on = info.data.get("starts_on")
        if starts_on is None:
            return ends_on
        days = (ends_on - starts_on).days + 1
        if days < 1:
            raise ValueError("must not be before starts_on")
        if days > MOST_DAYS:
            raise ValueError(f"a campaign may last {MOST_DAYS} days at most")
        return ends_on

    @property
    def texts(self) -> tuple[ContentKind, ...]:
        """What is written: what is asked for, and the ads that platforms need in any case."""
        unasked = bool(self.platforms) and ContentKind.AD not in self.content
        return (*self.content, ContentKind.AD) if unasked else self.content

    @property
    def days(self) -> int:
        """How many days the campaign runs, the first and the last included."""
        return (self.ends_on - self.starts_on).days + 1
