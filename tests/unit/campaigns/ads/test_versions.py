"""A version of a platform's API that ends is told sixty days before."""

from datetime import timedelta

import pytest

from baton.campaigns.ads.versions import WARNED_BEFORE, api_versions, days_left, warning
from baton.campaigns.brief import Platform


@pytest.mark.parametrize("platform", list(Platform))
def test_there_is_a_warning_from_sixty_days_before_until_it_is_replaced(platform: Platform) -> None:
    ends = api_versions()[platform].ends_on
    assert warning(platform, ends - WARNED_BEFORE - timedelta(days=1)) is None
    first = warning(platform, ends - WARNED_BEFORE)
    assert first is not None
    assert "ends on" in first
    assert "versions.yaml" in first
    after = ends + timedelta(days=1)
    assert "ended on" in str(warning(platform, after))
    assert days_left(platform, after) == -1
