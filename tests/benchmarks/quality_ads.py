"""How the campaign mathematics does on real advertisements: 1,143 ads of three campaigns.

The file is the public "Sales Conversion Optimization" data of a shop's ads on one platform (its
columns say what they are). An enquiry (``Total_Conversion``) is a lead here, an approved conversion is
a conversion, and is taken to bring $100. An ad is one observation, as a day is elsewhere.
"""

import csv
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from baton.campaigns.campaign import DailyMetrics, Finding
from baton.campaigns.estimates import Estimates, estimates_of
from baton.campaigns.totals import totals_of
from baton.statistics.shrinkage import fit_beta_prior
from functions.campaigns.optimizer.account import measures_of
from functions.campaigns.optimizer.findings import look
from functions.campaigns.optimizer.rules import Rules
from functions.campaigns.optimizer.wording import between, percent
from tests.benchmarks.handlers import ROOT
from tests.benchmarks.report import Figure, Section

DATA = ROOT.parent / "shared" / "data" / "ad_campaigns_kag.csv"
CURRENCY, CENTS = "USD", 100
REVENUE = 100 * CENTS
"""Of an approved conversion, in cents: the file has none, and this is what the targets assume."""

_SOME_DAY = date(2017, 8, 17)
"""The file has no days, and nothing here looks at them."""

TARGETS: dict[str, tuple[float, float, float, float]] = {
    "916": (2.34, 1.325, 2.58, 16.03),
    "936": (2.44, 1.458, 5.39, 6.32),
    "1178": (1.76, 1.543, 20.86, 1.57),
}
"""Clicks per 10,000 impressions, CPC and spend per enquiry in dollars, ROAS: the figures to reach."""

_DIGITS = (2, 3, 2, 2)
_SPLITS = 20


def campaigns(path: Path = DATA) -> dict[str, list[DailyMetrics]]:
    """The ads of each campaign, in the file's order. Raises ``OSError`` if the file is absent."""
    found: defaultdict[str, list[DailyMetrics]] = defaultdict(list)
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            conversions = int(row["Approved_Conversion"])
            found[row["xyz_campaign_id"]].append(
                DailyMetrics(
                    day=_SOME_DAY,
                    impressions=int(row["Impressions"]),
                    clicks=int(row["Clicks"]),
                    spend=round(float(row["Spent"]) * CENTS),
                    leads=int(row["Total_Conversion"]),
                    conversions=conversions,
                    revenue=conversions * REVENUE,
                )
            )
    return dict(found)


def run() -> list[Section]:
    """One section a campaign and one for shrinkage; a note alone if the file is absent."""
    if not DATA.exists():
        return [Section("Ads", note=f"Left out: {DATA.name} is not there.")]
    accounts, rules = campaigns(), Rules.load()
    sections = [_campaign(name, accounts, rules) for name in TARGETS]
    return [*sections, _shrinkage(accounts)]


def _campaign(name: str, accounts: Mapping[str, Sequence[DailyMetrics]], rules: Rules) -> Section:
    ads = accounts[name]
    estimates = estimates_of(ads, rules.confidence)
    section = Section(f"Campaign {name}: {len(ads)} ads", note=_notes(name, accounts, rules))
    for (label, value, unit), target, digits in zip(
        _figures(estimates), TARGETS[name], _DIGITS, strict=True
    ):
        met = round(value, digits) == target
        section.figures.append(Figure(label, value, unit, f"= {target:g}", met))
    for finding in look(ads, CURRENCY, rules):
        section.figures.append(_fired(finding))
    return section


def _figures(estimates: Estimates) -> tuple[tuple[str, float, str], ...]:
    ctr = estimates.ctr.value or 0
    return (
        (f"CTR ({percent(ctr)})", 10_000 * ctr, "per 10,000"),
        ("CPC", (estimates.cpc.value or 0) / CENTS, "$"),
        ("spend per conversion (enquiry)", (estimates.cpl.value or 0) / CENTS, "$"),
        ("ROAS at $100 an approved conversion", estimates.roas.value or 0, ""),
    )


def _fired(finding: Finding) -> Figure:
    interval = between(
        finding.metric, finding.interval or (0.0, None), CURRENCY, finding.confidence or 0.0
    )
    return Figure(f"{finding.rule} fires: {interval}", float(finding.triggered), "0 or 1")


def _notes(name: str, accounts: Mapping[str, Sequence[DailyMetrics]], rules: Rules) -> str:
    others = [totals_of(ads, CURRENCY) for other, ads in accounts.items() if other != name]
    measures = measures_of(accounts[name], CURRENCY, rules.confidence, others)
    return "\n".join(measure.text for measure in measures)


def _shrinkage(accounts: Mapping[str, Sequence[DailyMetrics]]) -> Section:
    """Half of each ad's impressions foretell the clicks of the other half, shrunken and not."""
    section = Section(
        "Shrinkage of ads towards their campaign",
        note=f"Squared error of the CTR foretold for the unseen half of every ad's impressions, in"
        f" percent of the ad's own rate's; the mean of {_SPLITS} splits with fixed seeds.",
    )
    for name in TARGETS:
        ratios = [_error_ratio(accounts[name], seed) for seed in range(_SPLITS)]
        value = 100 * sum(ratios) / len(ratios)
        section.figures.append(Figure(f"campaign {name}", value, "%", "< 100", value < 100))
    return section


def _error_ratio(ads: Sequence[DailyMetrics], seed: int) -> float:
    """The shrunken rates' squared error over that of the raw ones, weighted by impressions."""
    source = random.Random(seed)
    halves: dict[str, tuple[int, int]] = {}
    unseen: dict[str, tuple[int, int]] = {}
    for number, ad in enumerate(ads):
        shown, clicked = ad.impressions or 0, ad.clicks or 0
        half, clicks = shown // 2, sum(source.random() < 0.5 for _ in range(clicked))
        clicks = min(clicks, half)
        halves[str(number)] = clicks, half
        unseen[str(number)] = clicked - clicks, shown - half
    prior = fit_beta_prior(halves)
    raw_error = shrunken_error = 0.0
    for name, (clicks, impressions) in unseen.items():
        came, (seen, half) = clicks / impressions, halves[name]
        raw_error += impressions * (came - (seen / half if half else 0.0)) ** 2
        shrunken_error += impressions * (came - prior.expected(seen, half)) ** 2
    return shrunken_error / raw_error
