"""The live updates in memory."""

from typing import cast

import pytest

from baton.runtime.platform import Platform
from functions.platform.live.broadcaster import Broadcaster
from functions.platform.live.message_handler import MessageHandler
from functions.platform.live.questions import Questions
from tests.fakes.platform.container import FakePlatform


@pytest.fixture
def fake() -> FakePlatform:
    return FakePlatform()


@pytest.fixture
def platform(fake: FakePlatform) -> Platform:
    return cast("Platform", fake)


@pytest.fixture
def news(platform: Platform) -> Broadcaster:
    return Broadcaster.assemble(platform)


@pytest.fixture
def questions(platform: Platform) -> Questions:
    return Questions.assemble(platform)


@pytest.fixture
def desk(platform: Platform, news: Broadcaster, questions: Questions) -> MessageHandler:
    return MessageHandler.assemble(platform, news, questions)
