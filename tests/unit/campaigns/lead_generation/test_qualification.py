"""Who qualifies is decided by what is known, and what is unknown is told as a range."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.campaigns.brief import Audience, CompanySize, QualificationWeights
from baton.campaigns.prospects.size_range import SizeRange
from functions.campaigns.lead_generation.industries import industry, is_among
from functions.campaigns.lead_generation.qualification import (
    Criteria,
    Qualification,
    QualificationStatus,
    qualification,
)

_TECH = Criteria(industries=("Technology", "Finance"))


def _of(
    size: str | None, title: str | None, sector: str | None, criteria: Criteria = _TECH
) -> Qualification:
    return qualification(criteria, size=SizeRange.read(size), title=title, industry=sector)


@pytest.mark.parametrize(
    ("size", "title", "sector", "expected"),
    [
        ("87", "CTO", "Software", (1.0, 1.0, QualificationStatus.QUALIFIED)),
        ("51-200", "Vice President", "SaaS", (1.0, 1.0, QualificationStatus.QUALIFIED)),
        ("11-50", "Managing Director", "Banking", (0.7, 0.7, QualificationStatus.QUALIFIED)),
        ("50", "Chief Technology Officer", "Retail", (0.4, 0.4, QualificationStatus.NOT_QUALIFIED)),
        ("200", "Contractor", "Software", (0.6, 0.6, QualificationStatus.NOT_QUALIFIED)),
        ("200", None, "Software", (0.6, 1.0, QualificationStatus.UNKNOWN)),
        (None, "CEO", "Software", (0.7, 1.0, QualificationStatus.QUALIFIED)),
        ("20-100", "CEO", "Retail", (0.4, 0.7, QualificationStatus.UNKNOWN)),
        (None, "Nurse", None, (0.0, 0.6, QualificationStatus.NOT_QUALIFIED)),
        (None, None, None, (0.0, 1.0, QualificationStatus.UNKNOWN)),
        (
            "10001+",
            "Geschäftsführer",
            "Informationstechnik",
            (1.0, 1.0, QualificationStatus.QUALIFIED),
        ),
    ],
)
def test_the_three_parts_add_up(
    size: str | None,
    title: str | None,
    sector: str | None,
    expected: tuple[float, float, QualificationStatus],
) -> None:
    found = _of(size, title, sector)
    assert (found.low, found.high, found.status) == expected


def test_what_is_unknown_is_named() -> None:
    found = _of(None, "CTO", " ")
    assert found.unknown == ("company_size", "industry")
    assert all("nobody knows" in part.why for part in found.parts if part.is_met is None)


def test_weights_titles_industries_and_size_are_the_briefs() -> None:
    audience = Audience(
        titles=("Head of Purchasing",),
        industries=("Maschinenbau",),
        company_size=CompanySize(at_least=10, at_most=250),
        weights=QualificationWeights(company_size=0.1, title=0.8, industry=0.1),
    )
    criteria = Criteria.of(audience)
    assert _of("51-200", "Einkaufsleiter", "Machinery", criteria).low == 1
    assert _of("51-200", "CEO", "Machinery", criteria).high == 0.2
    assert _of("251-500", "Einkaufsleiter", "Machinery", criteria).high == 0.9
    assert _of("201-500", "Einkaufsleiter", "Machinery", criteria).unknown == ("company_size",)


def test_a_brief_that_names_none_takes_executives_of_any_industry() -> None:
    assert _of("87", "Directeur général", None, Criteria.of(Audience())).low == 1


@given(
    st.sampled_from([None, "5", "51-200", "20-100", "10001+"]),
    st.one_of(st.none(), st.text(max_size=40), st.sampled_from(["CEO", "VP", "Nurse"])),
    st.one_of(st.none(), st.text(max_size=40), st.sampled_from(["SaaS", "Bank", "Hotel"])),
)
def test_learning_more_never_leaves_the_range(
    size: str | None, title: str | None, sector: str | None
) -> None:
    known, less = _of(size, title, sector), _of(None, None, None)
    assert less.low <= known.low <= known.high <= less.high
    assert (known.status is QualificationStatus.QUALIFIED) == (known.low >= 0.7)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SaaS", "Technology"),
        ("Computer Software", "SaaS"),
        ("Information Technology & Services", "software"),
        ("62012", "SaaS"),
        ("62012 - Business and domestic software development", "Technology"),
        ("NACE 64.19", "Bankwesen"),
        ("naics:541511", "IT"),
        ("541511", "Logiciels"),
        ("Édition de logiciels", "Technology"),
        ("Fintech", "Finance"),
        ("Fintech", "Technology"),
        ("Hospital & Health Care", "Gesundheitswesen"),
        ("Versicherungen", "Insurance"),
        ("Servicios financieros", "Financial Services"),
        ("Beekeeping supplies", "beekeeping"),
    ],
)
def test_two_names_of_one_industry_are_the_same(one: str, other: str) -> None:
    assert is_among(industry(one), [industry(other)]) is True


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Biotechnology", "Technology", False),
        ("Retail", "Technology", False),
        ("86.10", "Technology", False),
        ("Hotels", "beekeeping", False),
        ("Falconry", "Technology", None),
        ("99", "Technology", None),
        ("", "Technology", None),
    ],
)
def test_another_industry_is_not_and_one_that_nobody_knows_is_unknown(
    one: str, other: str, same: bool | None
) -> None:
    assert is_among(industry(one), [industry(other)]) is same
