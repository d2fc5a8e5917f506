"""The live updates in memory."""

from typing import cast

import pytest

from baton.runtime.platform import Platform
from functions.platform.live.broadcaster import Broadcaster
from functions.platform.live.message_handler import MessageHandler
from functions.platform.live.questions import Questions
from functions.platform.live.topics import Topics
from tests.fakes.platform.container import FakePlatform


@pytest.fixture
def fake() -> FakePlatform:
    return FakePlatform()


@pytest.fixture
def platform(fake: FakePlatform) -> Platform:
    return cast("Platform", fake)


@pytest.fixture
def topics() -> Topics:
    return Topics.load()


@pytest.fixture
def broadcaster(platform: Platform, topics: Topics) -> Broadcaster:
    return Broadcaster.assemble(platform, topics)


@pytest.fixture
def questions(platform: Platform) -> Questions:
    return Questions.assemble(platform)


@pytest.fixture
def messages(
    platform: Platform, broadcaster: Broadcaster, questions: Questions, topics: Topics
) -> MessageHandler:
    return MessageHandler.assemble(platform, broadcaster, questions, topics)
