"""The APIs over a platform in memory."""

import pytest

from tests.fakes.platform.container import FakePlatform
from tests.samples.http import Client, a_platform


@pytest.fixture
def platform() -> FakePlatform:
    return a_platform()


@pytest.fixture
def api(platform: FakePlatform) -> Client:
    return Client(platform)
