"""CloudWatch's retention periods by their days."""

from aws_cdk.aws_logs import RetentionDays

_PERIODS = {
    1: RetentionDays.ONE_DAY,
    7: RetentionDays.ONE_WEEK,
    14: RetentionDays.TWO_WEEKS,
    30: RetentionDays.ONE_MONTH,
    90: RetentionDays.THREE_MONTHS,
    180: RetentionDays.SIX_MONTHS,
    365: RetentionDays.ONE_YEAR,
}


def retention(days: int) -> RetentionDays:
    """The period of ``days``. Raises ``ValueError`` if CloudWatch has no such period."""
    try:
        return _PERIODS[days]
    except KeyError:
        raise ValueError(f"log_days must be one of {sorted(_PERIODS)}, not {days}") from None
