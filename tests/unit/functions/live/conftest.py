"""The live updates in memory."""

from typing import cast

import pytest

from baton.platform import Platform
from functions.live.desk import Desk
from functions.live.news import News
from functions.live.questions import Questions
from tests.fakes.platform import FakePlatform


@pytest.fixture
def fake() -> FakePlatform:
    return FakePlatform()


@pytest.fixture
def platform(fake: FakePlatform) -> Platform:
    return cast("Platform", fake)


@pytest.fixture
def news(platform: Platform) -> News:
    return News.assemble(platform)


@pytest.fixture
def questions(platform: Platform) -> Questions:
    return Questions.assemble(platform)


@pytest.fixture
def desk(platform: Platform, news: News, questions: Questions) -> Desk:
    return Desk.assemble(platform, news, questions)
