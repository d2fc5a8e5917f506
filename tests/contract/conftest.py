"""Every suite here runs on the fakes and on the real adapters; the real ones on a local AWS."""

from collections.abc import Callable, Iterator
from typing import cast

import pytest

from baton.runtime.platform import Platform
from tests.contract.aws import ACCOUNT, REGION, LocalAws, local_aws
from tests.fakes.platform.container import FakePlatform

NewPlatform = Callable[[], Platform]
"""Makes a platform on which nothing is kept yet."""


@pytest.fixture(scope="session")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalAws]:
    """The local AWS, once a session, with credentials for whoever needs some."""
    with pytest.MonkeyPatch.context() as patch, local_aws(tmp_path_factory.mktemp("aws")) as found:
        patch.setenv("AWS_ACCESS_KEY_ID", ACCOUNT)
        patch.setenv("AWS_SECRET_ACCESS_KEY", ACCOUNT)
        patch.setenv("AWS_REGION", REGION)
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        yield found


@pytest.fixture(params=["fake", "real"])
def new_platform(request: pytest.FixtureRequest) -> NewPlatform:
    """Both kinds of platform, one after the other."""
    if request.param == "fake":
        return lambda: cast("Platform", FakePlatform())
    return cast("LocalAws", request.getfixturevalue("aws")).platform


@pytest.fixture
def platform(new_platform: NewPlatform) -> Platform:
    """A platform on which nothing is kept yet."""
    return new_platform()
