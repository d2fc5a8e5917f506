"""Files and functions stay short enough to be read at once."""

from infra.configuration import ROOT
from tests.benchmarks import code_shape


def test_no_file_is_longer_than_three_hundred_lines() -> None:
    limit = code_shape.MOST_LINES_OF_A_FILE
    found = code_shape.files(ROOT)
    assert len(found) > limit
    assert [one.name for one in found if one.lines > limit] == []


def test_no_function_is_longer_than_forty_lines() -> None:
    limit = code_shape.MOST_LINES_OF_A_FUNCTION
    found = code_shape.functions(ROOT)
    assert len(found) > limit
    assert [one.name for one in found if one.lines > limit] == []
