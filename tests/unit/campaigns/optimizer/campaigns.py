"""Campaigns and days for the optimiser's tests."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from baton.campaigns.campaign import Campaign, DailyMetrics, NewCampaign, Totals
from baton.core.money import Money

CAMPAIGN = "01KF0Z6T9QJ4T8W2M5V7X1C3D5"
TODAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

HEALTHY = {
    "impressions": 200_000,
    "clicks": 6_000,
    "spend": 400_000,
    "leads": 200,
    "conversions": 60,
    "revenue": 1_600_000,
}
"""CTR 3 %, CPL USD 20, ROAS 4."""

DEAR = {**HEALTHY, "leads": 60}
"""CPL USD 66.67: one rule triggers."""

POOR = {**DEAR, "clicks": 1_500, "revenue": 500_000}
"""CTR 0.75 %, CPL USD 66.67, ROAS 1.25: all three trigger."""


def campaign(currency="USD", **changes):
    """A campaign as it is kept."""
    details = NewCampaign(
        name="Spring", platform="google", daily_budget=Money(amount=10_000, currency=currency)
    )
    kept = Campaign(campaign_id=CAMPAIGN, created_at=NOON, updated_at=NOON, details=details)
    return kept.model_copy(update=changes)


def totals(currency="USD", days=10, **figures):
    """Totals over ten days unless said."""
    return Totals(days=days, currency=currency, **figures)


def spread(figures, days=10, until=TODAY):
    """Figures as that many equal days; every figure must be divisible by them."""
    return tuple(
        DailyMetrics(
            day=until - timedelta(days=back),
            **{name: figure // days for name, figure in figures.items()},
        )
        for back in reversed(range(days))
    )


def a_day(until=TODAY, **figures):
    """One day with these figures, the others 0."""
    return DailyMetrics(**{"day": until, "impressions": 0, "clicks": 0, "spend": 0, **figures})


@st.composite
def any_days(draw, most=10**7, fewest=1, longest=12, least=0):
    """Any days that can be reported; ``least`` 1 leaves none without impressions, clicks, spend."""
    return tuple(draw(any_day(most, least)) for _ in range(draw(st.integers(fewest, longest))))


@st.composite
def any_day(draw, most=10**7, least=0):
    """Any day that can be reported; with ``least`` 0 one too whose platform tells neither
    impressions nor clicks."""
    impressions = draw(st.integers(least, most))
    shown = {"impressions": impressions, "clicks": draw(st.integers(least, impressions))}
    if not least and draw(st.integers(0, 3)) == 3:
        shown = dict.fromkeys(shown)
    part = st.integers(0, most // 1_000) | st.integers(0, most).map(lambda parts: parts / 1_000)
    counts = {name: draw(part) for name in ("leads", "conversions")}
    return a_day(
        **shown,
        spend=draw(st.integers(least, most)),
        revenue=draw(st.integers(0, most)),
        **counts,
    )
