"""Routes of channels: what goes out by which, and the switch that stops one at once (A16)."""

from collections.abc import Callable
from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Body
from pydantic import Field, model_validator

from baton.core.clock import Clock
from baton.core.contract import Contract
from baton.core.errors import NotFound
from baton.core.observability import record
from baton.effects.channel_switch import ChannelSwitch, Turn
from baton.effects.channel_switch_repository import ChannelSwitchRepository
from baton.effects.contact_status import ALL
from baton.effects.registered_kinds import registered_kinds
from baton.http.openapi_responses import described
from baton.http.request_context import request_of
from baton.http.responses import document
from baton.persistence.retry_on_conflict import retry_on_conflict
from functions.platform.api import SERVICE

WhyOff = Callable[[str], str | None]
"""Why effects of a kind are not carried out here; ``None`` if they are."""

EVERY = "all"
"""How callers name all channels together."""


class ChannelTurn(Contract):
    """Whether a channel is to be stopped, and why; the reason is shown with every effect that waits."""

    stopped: bool
    reason: str = Field(default="", max_length=300)

    @model_validator(mode="after")
    def _says_why(self) -> "ChannelTurn":
        if self.stopped and not self.reason.strip():
            raise ValueError("needs a reason to stop")
        return self


class ChannelStatus(Contract):
    """How a channel's switch stands. ``all`` is the one that stops every channel. ``off`` says what must
    be set before this deployment sends by it at all, if so. ``turns`` are its last 20 turns, the newest
    first, with who turned it.
    """

    channel: str
    stopped: bool
    off: str | None = None
    turns: tuple[Turn, ...]

    @classmethod
    def of(cls, switch: ChannelSwitch, why_off: WhyOff) -> "ChannelStatus":
        """A switch as callers see it."""
        if switch.channel == ALL:
            return cls(channel=EVERY, stopped=switch.stopped, turns=switch.turns)
        off = why_off(switch.channel)
        return cls(channel=switch.channel, stopped=switch.stopped, off=off, turns=switch.turns)


class ChannelList(Contract):
    """The switches of all channels."""

    items: tuple[ChannelStatus, ...]


class ChannelService:
    """Reads the switches, and turns them."""

    def __init__(self, *, switches: ChannelSwitchRepository, why_off: WhyOff, clock: Clock) -> None:
        self._switches = switches
        self._why_off = why_off
        self._clock = clock

    def all(self) -> ChannelList:
        """How they all stand. Raises ``Unavailable``."""
        switches = self._switches.read((ALL, *sorted(registered_kinds())))
        return ChannelList(items=tuple(ChannelStatus.of(one, self._why_off) for one in switches))

    def turn(self, channel: str, given: ChannelTurn, caller_id: str) -> ChannelStatus:
        """Turns a switch: within two seconds every process obeys it. Raises ``NotFound`` for a channel
        that nobody registered, ``Conflict`` and ``Unavailable``.
        """
        if channel != EVERY and channel not in registered_kinds():
            raise NotFound("channel", channel)
        kept = ALL if channel == EVERY else channel
        turn = Turn(stopped=given.stopped, reason=given.reason, by=caller_id, at=self._clock())

        def attempt() -> ChannelSwitch:
            (switch,) = self._switches.read((kept,))
            turned = switch.turned(turn)
            self._switches.put(turned)
            return turned

        turned = retry_on_conflict(attempt)
        words = "stopped" if given.stopped else "opened again"
        counts = {"ChannelSwitched": 1}
        record(SERVICE, f"channel {channel} {words}", counts=counts, by_whom=caller_id)
        return ChannelStatus.of(turned, self._why_off)


class ChannelRoutes:
    """Tells how channels stand, and stops them."""

    def __init__(self, app: APIGatewayHttpResolver, service: ChannelService) -> None:
        self._app = app
        self._service = service

    def register(self) -> None:
        """Adds the routes to the app."""
        self._app.get(
            "/api/v1/channels",
            tags=["channels"],
            operation_id="list_channels",
            description="The switch of every channel by which anything goes out, and of all "
            "together, with who turned it and why.",
            responses=described(200, ChannelList, "The switches"),
        )(self.list)
        self._app.post(
            "/api/v1/channels/<channel>/switch",
            tags=["channels"],
            operation_id="switch_channel",
            description="Stops a channel (`email`, `sms`, `call_task` …, or `all`), or opens it again. "
            "Within two seconds nothing goes out by it any more; what is due waits, and goes out once "
            "it is open, if it is still of use then.",
            responses=described(200, ChannelStatus, "The switch now"),
        )(self.switch)

    def list(self) -> "Response[str]":
        """How they stand."""
        return document(self._service.all())

    def switch(self, channel: str, turn: Annotated[ChannelTurn, Body()]) -> "Response[str]":
        """Turns one."""
        caller_id = request_of(self._app).caller_id
        return document(self._service.turn(channel, turn, caller_id))
