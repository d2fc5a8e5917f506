"""The agent's real parts, read once."""

import pytest

from functions.leads.triage.features import features_of
from functions.leads.triage.scorecard import ScorecardFile
from functions.leads.triage.vocabulary import Vocabulary
from tests.unit.leads.triage.new_leads import RECEIVED


@pytest.fixture(scope="session")
def vocabulary():
    return Vocabulary.load()


@pytest.fixture(scope="session")
def scorecard():
    return ScorecardFile().current()


@pytest.fixture(scope="session")
def rate(vocabulary, scorecard):
    return lambda lead: scorecard.rate(features_of(lead, RECEIVED, vocabulary))
