"""One training on invented leads, shared by the tests that look at it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from functions.training.history import RawMapping, history_of
from functions.training.table import read_table
from tests.unit.functions.training.invented import csv_of, rows

HERE = Path(__file__).parent
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def pytest_collection_modifyitems(items):
    """The tests here share what was learned, so one worker has them all."""
    for item in items:
        if item.path.parent == HERE:
            item.add_marker(pytest.mark.xdist_group("training"))


@pytest.fixture(scope="session")
def learn_from():
    from functions.training.training import train

    def learned(content, mapping=None, current=None):
        history = history_of(read_table(content), mapping or RawMapping())
        return history, train(history, source="leads.csv", now=NOW, current=current)

    return learned


@pytest.fixture(scope="session")
def trained(learn_from):
    mapping = RawMapping.model_validate({"training": {"rising": ["Minutes on site"]}})
    return learn_from(csv_of(rows()), mapping)
