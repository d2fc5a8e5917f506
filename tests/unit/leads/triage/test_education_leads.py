"""The starter scorecard on real leads, to which it was not fitted."""

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from baton.leads.assessment import Category, Temperature
from baton.leads.files.column_mapping import ColumnMapping
from baton.leads.settings import LeadSettings
from functions.leads.triage.routing import Thresholds, categorise, temperature_of

ROOT = Path(__file__).parents[4]
LEADS = ROOT.parent / "shared" / "data" / "leads_education.csv"
THRESHOLDS = Thresholds.from_settings(LeadSettings())

pytestmark = pytest.mark.skipif(
    not LEADS.exists(), reason="needs ../shared/data/leads_education.csv, which is not ours to ship"
)


@pytest.fixture(scope="module")
def judged(request):
    """Score and outcome of every lead of the file."""
    rate = request.getfixturevalue("rate")
    mapping = ColumnMapping.from_yaml((ROOT / "mappings" / "education.yaml").read_text("utf-8"))
    with LEADS.open(encoding="utf-8", newline="") as file:
        return [
            (rate(mapping.row(row).lead).score, bool(mapping.outcome_of(row)))
            for row in csv.DictReader(file)
        ]


def shares_and_conversion(judged, kind_of):
    outcomes = defaultdict(list)
    for score, converted in judged:
        outcomes[kind_of(score, THRESHOLDS)].append(converted)
    return {
        kind: (len(found) / len(judged), sum(found) / len(found))
        for kind, found in outcomes.items()
    }


def test_every_temperature_occurs_and_conversion_rises_with_it(judged):
    found = shares_and_conversion(judged, temperature_of)
    order = [Temperature.COLD, Temperature.WARM, Temperature.HOT]
    assert all(found[kind][0] >= 0.05 for kind in order)
    rates = [found[kind][1] for kind in order]
    assert rates == sorted(rates)
    assert rates[2] > 2 * rates[0]


def test_every_category_occurs_and_conversion_rises_with_it(judged):
    found = shares_and_conversion(judged, categorise)
    order = [Category.GENERAL_INQUIRY, Category.COLD_LEAD, Category.CAMPAIGN_QUALIFIED]
    assert all(found[kind][0] >= 0.05 for kind in order)
    rates = [found[kind][1] for kind in order]
    assert rates == sorted(rates)


def test_the_score_tells_converted_leads_from_others(judged):
    assert area_under_the_curve(judged) >= 0.73


def area_under_the_curve(judged):
    """The chance that a converted lead scores above another; ties count half (Mann-Whitney)."""
    ranked = sorted(judged)
    ranks = defaultdict(list)
    for place, (score, _) in enumerate(ranked, start=1):
        ranks[score].append(place)
    middle = {score: sum(places) / len(places) for score, places in ranks.items()}
    converted = [middle[score] for score, outcome in ranked if outcome]
    others = len(ranked) - len(converted)
    return (sum(converted) / len(converted) - (len(converted) + 1) / 2) / others
