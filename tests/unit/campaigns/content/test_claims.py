"""Claims: what the company's own texts say passes with its source, and nothing else does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.campaigns.content.claims import MOST_CLAIMS, ClaimKind, Support, unsupported
from baton.campaigns.content.knowledge import Citation, Passage
from baton.campaigns.content.text import ContentText

PASSAGES = tuple(
    Passage(
        quote=quote, source=Citation(document=f"facts-{at}.md", version="3", place=f"line {at}")
    )
    for at, quote in enumerate(
        [
            "Example Planner saves shift leaders 3 hours a week. 500 customers use it in hospitals.",
            "The planner costs 49 euros a month. There is no setup fee.",
            "In our survey, 87 % of shift leaders were satisfied with the planner.",
            "Example Planner is certified to ISO 27001. It was the first planner with swaps by phone.",
            "Der Planer kostet 1.250,50 Euro im Jahr. Er spart Teams drei Stunden in der Woche.",
            '"It gave us our weekends back," says Maria Huber of the Clinic Linz.',
            "The planner does not replace a payroll system.",
        ]
    )
)


def unbacked(body: str, language: str = "en") -> list[tuple[str, str]]:
    text = ContentText.of(("body", body))
    found = unsupported(Support(PASSAGES, language, ["Example"]).claims(text))
    return [(one.rule, body[one.span.begin : one.span.end]) for one in found if one.span]


@pytest.mark.parametrize(
    "body",
    [
        "It saves shift leaders 3 hours a week.",
        "Save three hours a week as a shift leader.",
        "500 customers in hospitals use it.",
        "The planner costs €49 a month.",
        "87% of shift leaders were satisfied in our survey.",
        "The planner is certified to ISO 27001.",
        "It was the first planner with swaps by phone.",
        "\u201cIt gave us our weekends back,\u201d says Maria Huber.",
        "The planner does not replace a payroll system.",
        "Plan your team's week in one place. Feel free to ask us.",
        "Give the plan to HR as a PDF. Ask your IT on Monday.",
    ],
)
def test_what_the_company_says_itself_is_supported(body: str) -> None:
    assert unbacked(body) == []


@pytest.mark.parametrize(
    ("body", "kind", "said"),
    [
        ("It saves shift leaders 5 hours a week.", "figure", "5"),
        ("It saves shift leaders 3 hours a day.", "figure", "3"),
        ("It saves shift leaders three hours daily.", "figure", "three"),
        ("It saves shift leaders 3½ hours a week.", "figure", "3½"),
        ("Shift leaders save ½ of their week.", "figure", "½"),
        ("The planner costs 49 euros a year.", "money", "49 euros"),
        ("Nobody else swaps shifts by phone.", "superlative", "Nobody else"),
        ("You never miss a shift.", "proof", "never miss"),
        ("It saves shift leaders five hours a week.", "figure", "five"),
        ("500 hospitals trust our planner.", "figure", "500"),
        ("The planner costs $49 a month.", "money", "$49"),
        ("The planner costs 39 euros a month.", "money", "39 euros"),
        ("49 euros are a month's wage.", "money", "49 euros"),
        ("Get 87% off today.", "share", "87%"),
        ("87 percent less cost for every shift leader.", "share", "87 percent"),
        ("It is the best planner.", "superlative", "the best"),
        ("It is the first planner with artificial minds.", "superlative", "the first"),
        ("Our team is certified.", "proof", "certified"),
        ("The planner is free.", "proof", "free"),
        ("It is better than any spreadsheet.", "superlative", "better than"),
        ("\u201cIt doubled our turnover,\u201d says somebody.", "superlative", "doubled"),
        (
            "\u201cWe would never go back to paper.\u201d",
            "quote",
            "We would never go back to paper.",
        ),
        ("We plan for Siemens every day.", "name", "Siemens"),
        ("Ask John about it.", "name", "John"),
        ("It works with the iPhone too.", "name", "iPhone"),
        ("It does save no 3 hours a week for shift leaders.", "figure", "3"),
        ("The planner replaces fünfhundert Euro.", "money", "fünfhundert Euro"),
    ],
)
def test_what_nobody_said_is_found_where_it_stands(body: str, kind: str, said: str) -> None:
    assert (kind, said) in unbacked(body)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Der Planer kostet 1.250,50 € im Jahr.", []),
        ("Er spart Teams 3 Stunden in der Woche.", []),
        ("Der Planer kostet 1.250 € im Jahr.", [("money", "1.250 €")]),
        ("Das günstigste Werkzeug für Teams.", [("superlative", "günstigste")]),
        ("Wir arbeiten mit Siemens.", [("name", "Siemens")]),
        ("Die Software für Ihre Schichten und Dienste.", []),
        ("Das ist kostenlos.", [("proof", "kostenlos")]),
    ],
)
def test_german_figures_and_nouns_are_read_as_german(
    body: str, expected: list[tuple[str, str]]
) -> None:
    assert unbacked(body, "de") == expected


def test_a_supported_claim_keeps_its_source() -> None:
    text = ContentText.of(("body", "The planner costs €49 a month."))
    (claim,) = Support(PASSAGES, "en", ["Example"]).claims(text)
    assert (claim.kind, claim.said) == (ClaimKind.MONEY, "€49")
    assert claim.source == Citation(document="facts-1.md", version="3", place="line 1")


FIGURES = st.integers(2, 10**7).filter(lambda one: one not in {3, 500, 49, 87, 27001})


@given(
    FIGURES,
    st.sampled_from(
        [
            "It saves shift leaders {} hours a week.",
            "{} customers use it in hospitals.",
            "The planner costs {} euros a month.",
            "In our survey, {} % of shift leaders were satisfied.",
            "Only {}!",
        ]
    ),
)
def test_no_other_figure_is_ever_supported(figure: int, sentence: str) -> None:
    assert unbacked(sentence.format(figure))


@given(st.text(max_size=300))
def test_every_claim_of_any_text_lies_inside_it(body: str) -> None:
    printable = "".join(one for one in body if one.isprintable() or one == "\n")
    text = ContentText.of(("body", printable))
    for claim in Support(PASSAGES, "en").claims(text):
        assert text.holds(claim.span)


def test_a_text_of_nothing_but_claims_is_refused_without_looking_at_all_of_them() -> None:
    text = ContentText.of(("body", "The best, 7. " * 3_000))
    claims = Support(PASSAGES, "en").claims(text)
    assert len(claims) == MOST_CLAIMS + 1
    assert unsupported(claims)[-1].rule == "many"
