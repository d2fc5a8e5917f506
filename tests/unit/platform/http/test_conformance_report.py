"""What others' suites find is explained, or ``make conformance`` fails."""

from tests.conformance.report import Finding, Outcome, Reason, judged, reasons, unused

OPTIONAL = Reason(suite="MCP *", what="completion-*", says="no method", why="optional")


def test_a_finding_is_explained_by_suite_scenario_and_words_together() -> None:
    found = [
        Finding("completion-complete", "There is no method 'completion/complete'."),
        Finding("tools-list", "There is no method 'tools/list'."),
        Finding("completion-complete", "500"),
    ]
    told = judged(Outcome("MCP 2025-11-25", 3, found), [OPTIONAL])
    assert told.explained == {"optional": 1}
    assert list(told.unexplained) == found[1:]
    assert not judged(Outcome("schemathesis", 3, found[:1]), [OPTIONAL]).explained


def test_a_reason_that_explains_nothing_any_more_is_told_if_its_suite_was_run() -> None:
    assert unused([OPTIONAL], [Outcome("MCP 2025-11-25", 3)]) == [OPTIONAL]
    assert unused([OPTIONAL], [Outcome("schemathesis", 3)]) == []


def test_the_kept_reasons_can_be_read() -> None:
    assert all(one.why for one in reasons())
