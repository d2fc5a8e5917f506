"""One training on invented leads, shared by the tests that look at it."""

from datetime import UTC, datetime

import pytest

from functions.leads.training.history import RawMapping, history_of
from functions.leads.training.table import read_table
from tests.unit.leads.training.invented import csv_of, rows

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture(scope="session")
def learn_from():
    from functions.leads.training.training import train

    def learned(content, mapping=None, current=None):
        history = history_of(read_table(content), mapping or RawMapping())
        return history, train(history, source="leads.csv", now=NOW, current=current)

    return learned


@pytest.fixture(scope="module")
def few_rounds():
    """A quarter of the rounds that boosting may take, where it is not asked how well it learns."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("functions.leads.training.boosting.MOST_ROUNDS", 100)
        yield


@pytest.fixture(scope="session")
def trained(learn_from):
    mapping = RawMapping.model_validate({"training": {"rising": ["Minutes on site"]}})
    return learn_from(csv_of(rows()), mapping)
