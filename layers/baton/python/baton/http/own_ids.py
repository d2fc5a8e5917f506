"""Ids that a caller chooses for what a method creates, so that trying again is safe.

Within a day (``KEPT_FOR``) such an id stands for one call of one caller:

  the same caller, method and parameters   the same result; nothing is created twice
  anything else with that id               422
  an id that something else has            409, raised by the method's handler as ``IdTaken``

What is remembered is a hash of the call; the result is read again from where it is kept.
"""

import hashlib
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from pydantic import Field

from baton.core.clock import Clock
from baton.core.contract import Contract, Ulid
from baton.core.errors import BatonError, Unavailable, Unprocessable
from baton.core.observability import logger
from baton.http.error_kinds import CLAIM_SECONDS, UNEXPECTED, kind_of
from baton.http.http_errors import RequestUnderWay
from baton.http.idempotency_repository import Claim, IdempotencyRepository, IdempotencyStatus

Result = TypeVar("Result")

_MARK = object()

OwnId = Annotated[
    Ulid | None,
    _MARK,
    Field(default=None, description="an id of the caller's own, with which trying again is safe"),
]
"""The field of a method's parameters by which a caller names what is created."""


class IdReused(Unprocessable):
    """The id came before, from another caller or with other parameters."""

    def __init__(self, own_id: str) -> None:
        super().__init__(
            f"The id {own_id} was used for another call of this method. Choose another id."
        )


def own_id_of(params: Contract) -> str | None:
    """The id that the caller chose, if it did."""
    for name, field in type(params).model_fields.items():
        if _MARK in field.metadata:
            own_id: str | None = getattr(params, name)
            return own_id
    return None


class OwnIds:
    """Lets each call with an id of its caller's own take effect once."""

    def __init__(
        self,
        service: str,
        requests: IdempotencyRepository,
        *,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        self._service = service
        self._requests = requests
        self._clock = clock
        self._new_id = new_id

    def once(
        self, method: str, params: Contract, caller: str, work: Callable[[bool], Result]
    ) -> Result:
        """``work(again)``; ``again`` says that an earlier attempt of this very call may have created
        what it is about. Raises ``IdReused``, ``RequestUnderWay``, ``Unavailable``, or what ``work``
        does.
        """
        own_id = own_id_of(params)
        if own_id is None:
            return work(False)
        key = _hash(method, own_id)
        attempt = self._new_id()
        claim = self._claim(key, _hash(caller, params.model_dump_json()), attempt)
        if claim.status is IdempotencyStatus.OTHER_BODY:
            raise IdReused(own_id)
        if claim.status is IdempotencyStatus.UNDER_WAY:
            raise RequestUnderWay(f"A call with the id {own_id}")
        again = claim.status is IdempotencyStatus.ANSWERED or claim.resource_id != attempt
        try:
            result = work(again)
        except BatonError as error:
            if kind_of(error).status < UNEXPECTED.status and not again:
                self._quietly(lambda: self._requests.release(key))
            raise
        self._quietly(lambda: self._requests.answer(key, {}))
        return result

    def _claim(self, key: str, fingerprint: str, attempt: str) -> Claim:
        return self._requests.claim(
            key,
            fingerprint,
            resource_id=attempt,
            lease_seconds=CLAIM_SECONDS,
            now=self._clock(),
        )

    def _quietly(self, write: Callable[[], Any]) -> None:
        """The work is done: failing here is no failure, since the claim ends by itself."""
        try:
            write()
        except Unavailable:
            logger(self._service).warning("The claim on a caller's own id could not be settled.")


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(("own-id", *parts)).encode()).hexdigest()
