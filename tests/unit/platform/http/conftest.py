"""The APIs over a platform in memory."""

import logging
from collections.abc import Iterator

import pytest

from tests.fakes.platform.container import FakePlatform
from tests.samples.http import Client, a_platform


@pytest.fixture
def platform() -> FakePlatform:
    return a_platform()


@pytest.fixture
def api(platform: FakePlatform) -> Client:
    return Client(platform)


@pytest.fixture
def logged() -> Iterator[list[logging.LogRecord]]:
    """What is logged meanwhile."""
    records: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.emit = records.append  # type: ignore[method-assign]
    logging.getLogger().addHandler(handler)
    yield records
    logging.getLogger().removeHandler(handler)
