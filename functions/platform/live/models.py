"""What clients say to the live updates, and what they hear (requirement C3)."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from baton.core.contract import Contract, UtcDatetime
from baton.core.message import Message
from baton.messaging.live_updates import TopicName


class Subscribe(Contract):
    """Begins or ends hearing topics. The first statuses of agents come at once."""

    action: Literal["subscribe", "unsubscribe"]
    topics: Annotated[tuple[TopicName, ...], Field(min_length=1, max_length=8)]


class MessageRequest(Contract):
    """A message to one agent or to all of them (requirement C4); the answers come as messages."""

    action: Literal["ask"]
    message: Message


class Subscribed(Contract):
    """What a client asked for is so from now on, until ``until``."""

    type: Literal["subscribed", "unsubscribed"]
    topics: tuple[TopicName, ...]
    until: UtcDatetime | None = None


class Answer(Contract):
    """A message for this client."""

    type: Literal["message"] = "message"
    message: Message


class ProblemCode(StrEnum):
    """Why a request over the socket was not done."""

    INVALID = "invalid"
    FORBIDDEN = "forbidden"
    TOO_MANY = "too_many_requests"
    UNAVAILABLE = "unavailable"


class Problem(Contract):
    """A request that was not done, and what to do about it."""

    type: Literal["error"] = "error"
    code: ProblemCode
    detail: str
