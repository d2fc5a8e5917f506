"""Which columns are learned from: types, identifiers, constants, leaks."""

import random

import pytest

from functions.leads.training.columns import Kind, column_of, words_of
from functions.leads.training.history import RawMapping, history_of
from functions.leads.training.rejection import Refusal
from functions.leads.training.selection import select
from functions.leads.training.table import read_table
from tests.unit.leads.training.invented import csv_of, rows


def selected(leads, **training):
    mapping = RawMapping.model_validate({"training": training})
    found = select(history_of(read_table(csv_of(leads)), mapping))
    return {one.column.name: one for one in found.columns}, {
        one.column: one for one in found.left_out
    }


def with_column(name, cell):
    chance = random.Random(9)
    return [{**lead, name: cell(lead, chance)} for lead in rows(600)]


def test_types_are_found_and_running_numbers_are_not_learned_from():
    used, left_out = selected(rows(600))
    kinds = {name: one.column.kind for name, one in used.items()}
    assert kinds["Minutes on site"] is Kind.NUMBER
    assert kinds["Source"] is Kind.CATEGORY
    assert left_out["Lead Number"].why == "identifies the lead"
    assert "Converted" not in used | left_out


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("Mood", lambda lead, chance: "good" if lead["Converted"] else "bad"),
        ("Points", lambda lead, chance: lead["Converted"] + chance.gauss(0, 0.3)),
        ("Bonus", lambda lead, chance: chance.choice([5, 7, ""]) if lead["Converted"] else ""),
        ("Last Activity", lambda lead, chance: chance.choice(["mail", "call"])),
        ("lead_quality", lambda lead, chance: chance.choice(["low", "high"])),
        ("LostReason", lambda lead, chance: chance.choice(["price", "time"])),
        ("Deal value", lambda lead, chance: chance.randint(1, 9)),
    ],
)
def test_a_planted_leak_is_found_and_left_out(name, cell):
    used, left_out = selected(with_column(name, cell))
    assert left_out[name].leak
    assert name not in used


def test_a_leak_is_kept_if_a_person_says_so():
    used, _ = selected(
        with_column("Mood", lambda lead, _: "good" if lead["Converted"] else "bad"), keep=["mood"]
    )
    assert "Mood" in used


@pytest.mark.parametrize(
    "name", ["Last name letter", "Marital status", "Credit score", "Company stage"]
)
def test_what_only_sounds_like_a_leak_is_used(name):
    used, left_out = selected(with_column(name, lambda lead, chance: chance.choice("abc")))
    assert name in used
    assert name not in left_out


def test_constants_dates_and_free_text_are_not_learned_from():
    def text(lead, chance):
        return " ".join(chance.choice("abcdefghij") for _ in range(12))

    for name, cell in (
        ("Country", lambda lead, chance: "Austria"),
        ("Created", lambda lead, chance: f"2025-0{chance.randint(1, 9)}-11"),
        ("Remembered", text),
    ):
        _, left_out = selected(with_column(name, cell))
        assert name in left_out, name


def test_free_text_that_is_not_always_there_counts_as_given_or_not():
    used, _ = selected(
        with_column("Question", lambda lead, chance: chance.choice(["", f"q {chance.random()}"]))
    )
    assert used["Question"].column.kind is Kind.PRESENCE


def test_names_of_people_never_become_categories():
    used, _ = selected(with_column("First name", lambda lead, chance: chance.choice(["Ana", ""])))
    assert used["First name"].column.kind is Kind.PRESENCE


def test_a_wish_for_an_order_where_there_is_none_is_refused():
    with pytest.raises(Refusal, match="neither rise nor fall"):
        selected(rows(600), rising=["Source"])
    with pytest.raises(Refusal, match="no column"):
        selected(rows(600), keep=["Sauce"])


def test_words_of_names():
    assert words_of("LastActivity_Date") == "last activity date"
    assert words_of("URLSource2") == "url source 2"


def test_booleans_are_categories():
    assert column_of("a", "A", [True, False] * 30).kind is Kind.CATEGORY


def test_who_says_which_sign_stands_before_decimals_is_believed():
    sums = ["1.200", "300", "15", "2.500"]
    leads = with_column("Amount", lambda lead, chance: chance.choice(sums))

    with pytest.raises(Refusal, match="decimal_comma"):
        selected(leads)
    for name, sign in (("decimal_comma", ","), ("decimal_point", ".")):
        used, _ = selected(leads, **{name: ["amount"]})
        assert used["Amount"].column.decimal == sign
    with pytest.raises(Refusal, match="not after both"):
        selected(leads, decimal_comma=["Amount"], decimal_point=["AMOUNT"])
    with pytest.raises(Refusal, match='no column "Sum"'):
        selected(leads, decimal_comma=["Sum"])
