"""The rules in use, read once."""

import pytest

from functions.campaign_optimizer.rules import Rules


@pytest.fixture(scope="session")
def rules():
    return Rules.load()
