"""Writes that happen together or not at all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self

from baton.aws.clients import is_passing, unavailable
from baton.core.errors import BatonError, Unavailable
from baton.persistence.database import Database

if TYPE_CHECKING:
    from pynamodb.exceptions import CancellationReason, TransactWriteError
    from pynamodb.expressions.condition import Condition
    from pynamodb.expressions.update import Action
    from pynamodb.models import Model
    from pynamodb.transactions import TransactWrite

MAX_WRITES = 100
ATTEMPTS = 4
"""How often a commit is tried when other transactions are at the same items."""

_PASSING_REASONS = {
    "TransactionConflict",
    "ThrottlingError",
    "ProvisionedThroughputExceeded",
}


class Transaction(Protocol):
    """A unit of work: stores add their writes to it, and leaving the block commits them all.

    At most 100 writes (DynamoDB's limit), and no item twice: ``ValueError``. Leaving the block with
    an error writes nothing. The commit raises the error of the first write whose condition failed:
    ``AlreadyExists`` or ``StaleVersion``, as the store's method says; ``Unavailable`` if nothing is
    known to be written.
    """

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...


class Transactions(Protocol):
    """Begins transactions."""

    def begin(self) -> Transaction:
        """A new, empty transaction."""
        ...


@dataclass(frozen=True, slots=True)
class _Write:
    kind: int
    item: tuple[Any, ...]
    refusal: BatonError | None
    add: "Callable[[TransactWrite], None]"


_CHECK, _DELETE, _PUT, _UPDATE = range(4)
"""The order in which pynamodb sends the kinds of writes, and DynamoDB names its reasons."""


class DynamoTransactions:
    """Transactions in DynamoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self) -> Transaction:
        """A new, empty transaction."""
        return DynamoTransaction(self._database)


class DynamoTransaction:
    """A transaction in DynamoDB. The stores add to it through the methods below; ``refusal`` is what
    the commit raises if that write's condition does not hold.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._writes: list[_Write] = []

    @classmethod
    def of(cls, within: Transaction) -> "DynamoTransaction":
        """``within`` as what the stores of this kind need."""
        if not isinstance(within, cls):
            raise TypeError("this store works with transactions of DynamoTransactions only")
        return within

    def put(
        self,
        item: "Model",
        condition: "Condition | None" = None,
        refusal: BatonError | None = None,
    ) -> None:
        """Writes an item whole."""
        self._stage(_PUT, item, refusal, lambda write: write.save(item, condition))

    def update(
        self,
        item: "Model",
        actions: "Sequence[Action]",
        condition: "Condition | None" = None,
        refusal: BatonError | None = None,
    ) -> None:
        """Changes attributes of an item, which is made if it is not there and no condition forbids."""
        self._stage(
            _UPDATE, item, refusal, lambda write: write.update(item, list(actions), condition)
        )

    def delete(
        self,
        item: "Model",
        condition: "Condition | None" = None,
        refusal: BatonError | None = None,
    ) -> None:
        """Deletes an item, which need not be there unless the condition says so."""
        self._stage(_DELETE, item, refusal, lambda write: write.delete(item, condition))

    def check(self, item: "Model", condition: "Condition", refusal: BatonError) -> None:
        """Writes nothing, but only lets the rest be written if the condition holds for an item."""
        key, sort, *_ = (*_key_values(item), None)
        self._stage(
            _CHECK,
            item,
            refusal,
            lambda write: write.condition_check(type(item), key, sort, condition),
        )

    def _stage(
        self,
        kind: int,
        item: "Model",
        refusal: BatonError | None,
        add: "Callable[[TransactWrite], None]",
    ) -> None:
        own = (type(item), *_key_values(item))
        if any(own == write.item for write in self._writes):
            raise ValueError(f"a transaction writes an item once, and {own} is written twice")
        if len(self._writes) == MAX_WRITES:
            raise ValueError(f"a transaction has at most {MAX_WRITES} writes")
        self._writes.append(_Write(kind, own, refusal, add))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if kind is None and self._writes:
            self._commit()

    def _commit(self) -> None:
        """Tries again while other transactions are at the same items: such a commit wrote nothing.

        Each try is sent with a token of its own (botocore's), so that a repeat on the wire, after a
        lost answer, is the same transaction to DynamoDB and is written once.
        """
        from pynamodb.exceptions import TransactWriteError
        from pynamodb.transactions import TransactWrite

        for attempt in range(1, ATTEMPTS + 1):
            try:
                with TransactWrite(connection=self._database.connection) as write:
                    for one in self._writes:
                        one.add(write)
            except TransactWriteError as error:
                refused = self._refusal(error)
                if refused is not None:
                    raise refused from error
                _raise_unless_contended(error)
                self._database.pause(attempt)
            else:
                return
        raise Unavailable("Others are writing the same records all the time. Try again later.")

    def _refusal(self, error: "TransactWriteError") -> BatonError | None:
        """What the first write whose condition failed says, in the order they were added."""
        sent = sorted(self._writes, key=lambda write: write.kind)
        reasons: list[CancellationReason | None] = error.cancellation_reasons
        failed = {
            id(write)
            for write, reason in zip(sent, reasons, strict=False)
            if reason is not None and reason.code == "ConditionalCheckFailed"
        }
        return next((write.refusal for write in self._writes if id(write) in failed), None)


def _raise_unless_contended(error: "TransactWriteError") -> None:
    """Passes only for a commit that was cancelled because of others; raises for the rest."""
    codes = {reason.code for reason in error.cancellation_reasons if reason is not None}
    if codes and codes <= _PASSING_REASONS:
        return
    if error.cause is not None and is_passing(error.cause):
        raise unavailable("The database", error.cause) from error
    raise error


def _key_values(item: "Model") -> list[Any]:
    """The hash key and, if there is one, the range key."""
    attributes = type(item).get_attributes().items()
    keys = [
        (one.is_range_key, name) for name, one in attributes if one.is_hash_key or one.is_range_key
    ]
    return [getattr(item, name) for _, name in sorted(keys)]
