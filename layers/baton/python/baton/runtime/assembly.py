"""When a container's parts are put together: before AWS's snapshot there, at the first call elsewhere.

On AWS a function imports and wires all it has while it initialises, and SnapStart keeps that as a
snapshot from which every container starts. What must not be the same in all of them (a worker's name,
random numbers) or may be out of date by then (caches, secrets that were read) is made anew after the
snapshot is restored: the parts are wired once more, over the AWS clients that are there already.
Source: AWS Lambda developer guide, "Handling uniqueness with SnapStart" and "Runtime hooks for Python".
"""

import os
import random
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from baton.aws.clients import Clients
    from baton.runtime.platform import Platform

Part = TypeVar("Part")


def on_lambda() -> bool:
    """Whether this is a container of AWS Lambda, which says how it was initialised."""
    return "AWS_LAMBDA_INITIALIZATION_TYPE" in os.environ


def is_wake_call(event: Mapping[str, object]) -> bool:
    """Whether a call only keeps a snapshot from being put away, which AWS does after 14 days without
    calls; whoever calls next would be refused for minutes. It is made once a day, and there is nothing
    to do.
    """
    return event.get("wake") is True


class Assembled(Generic[Part]):
    """What ``make`` makes of a platform, once a container: ``Assembled(Pricing.assemble)()``."""

    def __init__(self, make: "Callable[[Platform], Part]") -> None:
        self._make = make
        self._made: list[Part] = []
        self._clients: Clients | None = None
        if on_lambda():
            self()
            self._prepared().prepare()
            _after_restore(self.renew)

    def __call__(self) -> Part:
        """The part. Raises ``LookupError`` if the environment lacks a setting that it needs."""
        if not self._made:
            from baton.runtime.platform import Platform

            self._made.append(self._make(Platform(clients=self._prepared())))
        return self._made[0]

    def renew(self) -> None:
        """Wires the part anew, with everything in it that is a container's own."""
        random.seed()
        self._made.clear()
        self()

    def _prepared(self) -> "Clients":
        if self._clients is None:
            from baton.aws.clients import Clients

            self._clients = Clients()
        return self._clients


def _after_restore(renew: Callable[[], None]) -> None:
    """Has Lambda call ``renew`` in each container that starts from the snapshot."""
    try:
        from snapshot_restore_py import register_after_restore
    except ImportError:  # a runtime without hooks takes no snapshots either
        return
    register_after_restore(renew)
