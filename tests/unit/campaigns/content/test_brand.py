"""Brand rules: each kind of rule, a company's own file and its faults."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.campaigns.brief import ContentKind
from baton.campaigns.content.brand import brand_findings
from baton.campaigns.content.brand_file import BrandFileError, read_brand, shipped_brand
from baton.campaigns.content.brand_rules import BrandRules, Kind
from baton.campaigns.content.findings import Severity, TextFinding
from baton.campaigns.content.text import ContentText
from tests.growth import grows_in_proportion

FILE = """
company: Example Ltd
links: [example.com]
names: [Example Planner]
rules:
  cheap: {extends: existence, message: "No '%s'.", tokens: ["cheap*"], exceptions: [cheapest route]}
  words:
    extends: substitution
    message: "Say '%s' as '%s'."
    swap: {utilise: use, Example planner: Example Planner}
  very: {extends: occurrence, message: "Too many '%s'.", token: very, max: 1, scope: sentence}
  either: {extends: consistency, message: "'%s' or '%s', not both.", either: {adviser: advisor}}
  imprint:
    {extends: required, message: "'%s' is missing.", kinds: [email], lines: ["Example Ltd, 1 Long Road"]}
  no1: {extends: claim, message: "Nobody measured '%s'.", tokens: ["number one"]}
  stiff: {extends: tone, message: "'%s' is stiff.", level: suggestion, languages: [en], tokens: [hereby]}
"""
IMPRINT = "Example Ltd, 1 Long Road"


def findings(body: str, kind: ContentKind = ContentKind.BLOG_POST) -> list[TextFinding]:
    return brand_findings(ContentText.of(("body", body)), read_brand(FILE), kind, "en")


@pytest.mark.parametrize(
    ("body", "rule", "said"),
    [
        ("It is cheaper.", "cheap", "cheaper"),
        ("We utilise it.", "words", "utilise"),
        ("See Example planner.", "words", "Example planner"),
        ("A very nice and very good day. Very.", "very", "very"),
        ("An adviser, an advisor.", "either", "advisor"),
        ("The number\none planner.", "no1", "number\none"),
        ("We hereby say it.", "stiff", "hereby"),
        ("This is guaranteed.", "guarantee", "guaranteed"),
    ],
)
def test_each_kind_of_rule_finds_its_words_where_they_stand(
    body: str, rule: str, said: str
) -> None:
    (found,) = findings(body)
    assert (found.rule, found.span is not None) == (rule, True)
    assert found.span is not None
    assert body[found.span.begin : found.span.end] == said


def test_what_keeps_the_rules_has_no_finding() -> None:
    assert findings("The cheapest route is one that we use. Look! An adviser helps.") == []


def test_a_legal_line_is_required_where_the_rule_says_so_however_it_is_broken() -> None:
    assert [one.rule for one in findings("Hello.", ContentKind.EMAIL)] == ["imprint"]
    assert findings("Hello.\nExample Ltd,\n1 Long Road", ContentKind.EMAIL) == []
    assert read_brand(FILE).legal_lines(ContentKind.EMAIL, "de") == (IMPRINT,)


def test_only_an_error_keeps_a_text_back() -> None:
    (stiff,) = findings("We hereby say it.")
    assert stiff.severity is Severity.ADVICE


@pytest.mark.parametrize(
    ("text", "line", "column", "says"),
    [
        ("rules:\n  a: {extends: existence, message: m}\n", 2, 6, "needs tokens"),
        ("rules:\n  a:\n    extends: existance\n", 3, 14, "rules.a.extends"),
        ("rules:\n  a: {extends: claim, message: m, tokens: ['(a+)+$']}\n", 2, 43, "plain words"),
        (
            'rules:\n  a: {extends: claim, message: m, tokens: ["\\\\bcheap\\\\b"]}',
            2,
            43,
            "plain words",
        ),
        ("links: [not a host]\n", 1, 9, "links.0"),
        ("colour: red\n", 1, 9, "there is no such field"),
        ("rules: [\n", 2, 1, ""),
        ("a: &x [1]\nb: *x\n", 1, 4, "anchors"),
        ("[" * 2_000, 1, 13, "deeper"),
        ("rules:\n  - a\n", 2, 3, "rules"),
    ],
)
def test_a_fault_of_the_file_is_told_with_its_line_and_column(
    text: str, line: int, column: int, says: str
) -> None:
    with pytest.raises(BrandFileError) as error:
        read_brand(text)
    fault = error.value.places[0]
    assert (fault.line, fault.column) == (line, column)
    assert says in str(fault)


def test_an_empty_file_leaves_the_shipped_rules_and_a_rule_of_the_same_name_replaces_one() -> None:
    assert read_brand("") == shipped_brand()
    own = read_brand("rules: {pressure: {extends: existence, message: m, tokens: [zzz]}}")
    assert own.rules["pressure"].tokens == ("zzz",)
    assert own.rules["guarantee"] == shipped_brand().rules["guarantee"]


def test_the_time_is_in_proportion_to_the_text_also_with_the_biggest_rules() -> None:
    tokens = [f"wor{one} thing*" for one in range(300)]
    rule = {"extends": "existence", "message": "m", "tokens": tokens}
    rules = BrandRules.model_validate({"rules": {"a": rule}})

    def check(words: int) -> None:
        text = ContentText.of(("body", "wor1 " * words))
        brand_findings(text, rules, ContentKind.BLOG_POST, "en")

    assert grows_in_proportion(check, 6_000)


@given(st.text(max_size=400))
def test_any_file_is_read_or_refused_and_nothing_else(text: str) -> None:
    try:
        rules = read_brand(text)
    except BrandFileError:
        return
    assert shipped_brand().rules.keys() <= rules.rules.keys()


def test_the_example_that_ships_for_companies_can_be_dropped_as_it_is() -> None:
    root = Path(__file__).parents[4]
    example = root / "functions" / "campaigns" / "content_creator" / "brand.example.yaml"
    rules = read_brand(example.read_text(encoding="utf-8"))
    assert rules.company == "Example Ltd"
    assert {one.extends for one in rules.rules.values()} == set(Kind)
