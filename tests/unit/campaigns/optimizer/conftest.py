"""The rules in use, read once."""

import pytest

from functions.campaigns.optimizer.rules import Rules


@pytest.fixture(scope="session")
def rules():
    return Rules.load()
