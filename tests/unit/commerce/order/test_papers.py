"""Invoices, credit notes and packing slips: they add up, and say who, what and when, readably."""

import io
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from baton.commerce.order_records import without_buyer
from baton.commerce.orders.documents import DocumentKind, IssuedDocument
from baton.commerce.orders.invoice import Invoice, credit_of, invoice_of
from baton.commerce.orders.issuing import Issuing
from baton.commerce.orders.order import Order, OrderReturn
from baton.commerce.orders.papers import packing_slip, printed_document
from baton.commerce.orders.refunding import given_back
from baton.commerce.orders.wording import money
from baton.commerce.pricing.quotes import Discount, QuotedLine, TaxPart
from tests.unit.commerce.order.given import PLACED, an_order

ORDER = "01J00000000000000000000001"
SELLER = ("The shop", "Ring 1", "1010 Vienna", "AT", "VAT ATU12345678")
VIENNA = ZoneInfo("Europe/Vienna")
INVOICE = IssuedDocument(
    kind=DocumentKind.INVOICE, number="2026-000042", issued_on=PLACED.date(), seller=SELLER
)


def line(sku: str, quantity: int, total: int, tax: int, rate: str = "20 %") -> QuotedLine:
    parts = (TaxPart(name=f"VAT {rate}", rate="0.2", amount=tax),)
    return QuotedLine(
        sku=sku, quantity=quantity, unit_price=total // quantity, net=total - tax, taxes=parts,
        total=total, discounts=(Discount(promotion_id="p", amount=quantity),),
    )  # fmt: skip


def an_invoiced(*lines: QuotedLine, shipping: int = 490, **more: Any) -> Order:
    order = an_order(ORDER)
    tax = TaxPart(name="VAT 20 %", rate="0.2", amount=shipping // 6)
    total = sum(one.total for one in lines) + shipping
    quote = order.quote.model_copy(
        update={"lines": lines, "shipping_net": shipping - tax.amount, "shipping_tax": (tax,),
                "total": total}
    )  # fmt: skip
    paid = order.payment.model_copy(update={"captured": total})
    return order.model_copy(
        update={"quote": quote, "documents": (INVOICE,), "payment": paid, **more}
    )


def with_return(order: Order, pieces: dict[str, int]) -> tuple[Order, Invoice]:
    """The order after a return, and the return's credit note."""
    number = len(order.returns)
    one = OrderReturn(
        return_id=f"01J0000000000000000000R0{number:02}", pieces=pieces, reason="small",
        amount=given_back(order, pieces), refunded=True, at=PLACED,
    )  # fmt: skip
    order = order.model_copy(update={"returns": (*order.returns, one)})
    return order, credit_of(order, a_credit_note(one.return_id))


def a_credit_note(return_id: str | None = None) -> IssuedDocument:
    return IssuedDocument(
        kind=DocumentKind.CREDIT_NOTE, number="CN-2026-000007", issued_on=PLACED.date(),
        seller=SELLER, return_id=return_id,
    )  # fmt: skip


def text_of(pdf: bytes) -> str:
    reader = PdfReader(io.BytesIO(pdf), strict=True)
    return " ".join(" ".join(page.extract_text().split()) for page in reader.pages)


quantities = st.integers(1, 6)
amounts = st.integers(0, 10_000)


@given(st.data())
def test_whatever_comes_back_in_which_steps_the_credit_notes_take_the_invoice_back(
    data: st.DataObject,
) -> None:
    lines = []
    for _ in range(data.draw(st.integers(1, 3))):
        total = data.draw(amounts)
        tax = data.draw(st.integers(0, total))
        sku = data.draw(st.sampled_from(("A", "B")))
        lines.append(line(sku, data.draw(quantities), total, tax, data.draw(st.sampled_from("12"))))
    order = an_invoiced(*lines, shipping=data.draw(amounts))
    invoice, notes = invoice_of(order), []
    for sku in ("A", "B"):
        left = sum(one.quantity for one in lines if one.sku == sku)
        for count in data.draw(st.lists(st.integers(1, 3), max_size=3)):
            if count <= left:
                order, credit = with_return(order, {sku: count})
                assert credit.total == order.returns[-1].amount
                left -= count
                notes.append(credit)
    notes.append(credit_of(order, a_credit_note()))

    assert invoice.total == order.quote.total
    for part in ("net", "tax", "total"):
        assert sum(getattr(one, part) for one in notes) == getattr(invoice, part)
    for rate in invoice.by_rate:
        same = [each for one in notes for each in one.by_rate if each.name == rate.name]
        assert (sum(e.net for e in same), sum(e.tax for e in same)) == (rate.net, rate.tax)
    assert all(part >= 0 for one in notes for each in one.lines for part in (each.net, each.tax))


def test_a_refund_of_less_than_the_pieces_are_worth_is_credited_as_it_was_paid() -> None:
    order, _ = with_return(an_invoiced(line("A", 2, 1_000, 100)), {"A": 2})
    (one,) = order.returns
    order = order.model_copy(update={"returns": (one.model_copy(update={"amount": 333}),)})

    credit = credit_of(order, a_credit_note(one.return_id))

    assert (credit.total, credit.net, credit.tax) == (333, 300, 33)


@pytest.mark.parametrize(
    ("amount", "currency", "english", "german"),
    [
        (1234567, "EUR", "EUR 12,345.67", "12.345,67 EUR"),
        (1234567, "JPY", "JPY 1,234,567", "1.234.567 JPY"),
        (1234567, "KWD", "KWD 1,234.567", "1.234,567 KWD"),
        (5, "EUR", "EUR 0.05", "0,05 EUR"),
        (-150, "EUR", "EUR -1.50", "-1,50 EUR"),
    ],
)
def test_amounts_have_their_currencys_decimals(
    amount: int, currency: str, english: str, german: str
) -> None:
    assert money(amount, currency, "en") == english
    assert money(amount, currency, "de") == german


def test_an_invoice_names_both_sides_each_line_and_the_totals_by_rate() -> None:
    order = an_invoiced(line("A", 2, 2_400, 400), line("B", 1, 1_100, 100, "10 %"))

    text = text_of(printed_document(order, INVOICE, VIENNA))

    for said in ("Invoice 2026-000042", *SELLER, "Ann Amsel", "8010 Graz", "30 Nov 2026",
                 "VAT 20 % 24.09 4.81", "VAT 10 % 10.00 1.00", "EUR 39.90"):  # fmt: skip
        assert said in text


def test_papers_speak_the_buyers_language_and_others_english() -> None:
    for language, word in (("de-AT", "Rechnung"), ("fr", "Invoice")):
        order = an_invoiced(line("A", 1, 120, 20), language=language)
        assert word in text_of(printed_document(order, INVOICE, VIENNA))


def test_names_in_other_letters_are_read_or_it_is_said_that_they_are_not() -> None:
    order = an_invoiced(line("A", 1, 120, 20))
    for name, honest in (("Λυδία Łabędź Анна", False), ("東京 太郎", True), ("Is it? Ann", False)):
        named = order.model_copy(
            update={"ship_to": order.ship_to.model_copy(update={"name": name})}
        )
        text = text_of(printed_document(named, INVOICE, VIENNA))
        assert (name in text) is not honest
        assert ("has no font for" in text) is honest


def test_a_credit_note_names_its_invoice_and_what_came_back_alone() -> None:
    order, _ = with_return(
        an_invoiced(line("A", 2, 2_400, 400), line("B", 1, 1_100, 100)), {"B": 1}
    )
    document = a_credit_note(order.returns[0].return_id)

    text = text_of(printed_document(order, document, VIENNA))

    assert "of invoice 2026-000042 of 30 Nov 2026" in text
    assert "Total, paid back EUR 11.00" in text


def test_the_invoice_of_an_erased_buyer_stays_and_names_nobody() -> None:
    order = without_buyer(an_invoiced(line("A", 1, 120, 20)), PLACED)
    text = text_of(printed_document(order, INVOICE, VIENNA))
    assert "2026-000042" in text
    assert "was erased" in text
    assert "Ann" not in text


def test_a_packing_slip_tells_where_each_piece_lies_and_no_price() -> None:
    order = an_invoiced(line("A", 3, 2_400, 400))
    text = text_of(packing_slip(order, SELLER, {"A": [("vienna", 2), ("graz", 1)]}, VIENNA))
    assert "vienna 2" in text
    assert "graz 1" in text
    assert "24.00" not in text


def test_the_year_of_a_number_is_that_of_the_shops_day() -> None:
    class Numbers:
        def last(self, _kind: DocumentKind, year: int) -> int:
            return {2026: 41}.get(year, 0)

    new_year = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    for zone, number in (("UTC", "2026-000042"), ("Europe/Vienna", "2027-000001")):
        issuing = Issuing(Numbers(), SELLER, ZoneInfo(zone))  # type: ignore[arg-type]
        assert issuing.next(DocumentKind.INVOICE, new_year)[0].number == number
