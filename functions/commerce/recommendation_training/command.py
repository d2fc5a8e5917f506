"""Measures every method on a file of purchases or ratings of one's own, split by time or by customer."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from baton.tabular.refusal import Refusal
from functions.commerce.recommendation_training.purchase_file import (
    Columns,
    PurchasesRead,
    day_of,
    read_purchases,
)

_PIECE_BYTES = 1_000_000


def main(arguments: Sequence[str]) -> int:
    """Prints NDCG@10 and recall@20 by method. Gives 0, or 2 if the file cannot be used."""
    given = _parser().parse_args(arguments)
    columns = Columns(given.customer, given.item, given.at, None, given.value, given.at_least)
    try:
        read = purchases_in(given.file, columns)
        test_from = day_of(given.test_from) if given.test_from else None
    except (OSError, ValueError, Refusal) as error:
        _say(f"{given.file}: {error}")
        return 2
    # numpy is loaded only once there is something to learn from
    from baton.commerce.recommending.learning import compare
    from baton.commerce.recommending.purchases import by_customer, split_at

    purchases = read.purchases
    split = split_at(purchases, test_from) if test_from else by_customer(purchases)
    if not split.later:
        _say("Nobody who bought before came back after: there is nothing to measure on.")
        return 2
    for fault in read.faults:
        _say(f"left out, {fault}")
    choice, measured = compare(split)
    _say(f"{len(split.learned):,} purchases learned from; held back: {split.how}.")
    for name, found in measured.items():
        _say(f"{name:13} NDCG@10 {found.ndcg:.4f}  recall@20 {found.recall:.4f}")
    _say(f"of {len(split.later):,} customers; shipped: {choice.mixture.model_dump_json()}")
    return 0


def purchases_in(path: Path, columns: Columns) -> PurchasesRead:
    """The purchases of a file on disk. Raises ``OSError`` and ``Refusal``."""
    return read_purchases(_pieces(path), columns)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE_BYTES):
            yield piece


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, help="CSV with a header, plain or packed with gzip")
    parser.add_argument("--customer", default="customer_id", help="the customer's column")
    parser.add_argument("--item", default="product_id", help="the item's column")
    parser.add_argument("--at", help="the column of the moment; without it all was at once")
    parser.add_argument("--value", help="the column of pieces, or of a rating")
    parser.add_argument("--at-least", type=float, default=0.0, help="of that column, to count")
    parser.add_argument("--test-from", help="the first day held back, as 2011-05-15")
    return parser
