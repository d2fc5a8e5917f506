"""What numbers of invoices promise, in memory and in DynamoDB."""

import pytest

from baton.commerce.container import Commerce
from baton.commerce.orders.document_numbers import DocumentNumbers
from baton.commerce.orders.documents import DocumentKind
from baton.core.errors import StaleVersion
from baton.runtime.platform import Platform

INVOICE = DocumentKind.INVOICE


def numbers(platform: Platform) -> DocumentNumbers:
    return platform.area(Commerce).document_numbers


def take(platform: Platform, number: int, kind: DocumentKind = INVOICE, year: int = 2026) -> None:
    with platform.transactions.begin() as within:
        numbers(platform).take(kind, year, number, within)


def test_numbers_follow_one_another_by_series_and_year(platform: Platform) -> None:
    assert numbers(platform).last(INVOICE, 2026) == 0
    take(platform, 1)
    take(platform, 2)
    take(platform, 1, year=2027)
    take(platform, 1, kind=DocumentKind.CREDIT_NOTE)
    assert numbers(platform).last(INVOICE, 2026) == 2
    assert numbers(platform).last(INVOICE, 2027) == 1
    assert numbers(platform).last(DocumentKind.CREDIT_NOTE, 2026) == 1


@pytest.mark.parametrize("number", [1, 2, 4])
def test_a_number_that_is_taken_or_leaves_a_gap_commits_nothing(
    platform: Platform, number: int
) -> None:
    take(platform, 1)
    take(platform, 2)
    with pytest.raises(StaleVersion):
        take(platform, number)
    assert numbers(platform).last(INVOICE, 2026) == 2
