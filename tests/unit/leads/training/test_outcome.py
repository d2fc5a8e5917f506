"""Which column is the outcome and what its texts mean: found if it is sure, asked about if not."""

import random

import pytest

from functions.leads.training.history import RawMapping, history_of
from functions.leads.training.rejection import Refusal
from functions.leads.training.table import read_table
from tests.unit.leads.training.invented import csv_of, rows

LEADS = rows(400)
WON = sum(lead["Converted"] for lead in LEADS)


def with_outcome(yes, no, name="Converted", **more):
    """The leads with other texts for their outcome; ``more`` columns are made of the lead."""
    made = []
    for lead in LEADS:
        kept = {key: cell for key, cell in lead.items() if key != "Converted"}
        extra = {key: make(lead) for key, make in more.items()}
        made.append({**kept, name: yes if lead["Converted"] else no, **extra})
    return made


def history(leads, **outcome):
    mapping = {"outcome": outcome} if outcome else {}
    return history_of(read_table(csv_of(leads)), RawMapping.model_validate(mapping))


@pytest.mark.parametrize(
    ("yes", "no"),
    [
        (1, 0),
        ("1.0", "0.0"),
        (1, -1),
        ("Yes", "No"),
        ("TRUE", "FALSE"),
        ("Y", "N"),
        ("Ja", "Nein"),
        ("Oui", "Non"),
        ("Closed - Won", "Closed Lost"),
        ("Subscribed", "Not subscribed"),
        ("sold", "UNSOLD"),
        (" converted ", "not-converted"),
    ],
)
def test_texts_that_mean_yes_and_no_are_read_and_told(yes, no):
    found = history(with_outcome(yes, no))
    assert sum(found.converted) == WON
    assert found.outcome.column == "Converted"
    assert found.outcome.converted == {str(yes).strip(): WON}
    assert found.outcome.not_converted == {str(no).strip(): 400 - WON}


@pytest.mark.parametrize(
    ("yes", "no"),
    [
        (1, 2),
        (2, 1),
        (0, 2),
        ("A", "B"),
        ("customer", "lead"),
        ("won", "open"),
        ("yes", "interested"),
    ],
)
def test_texts_that_may_be_turned_round_are_asked_about(yes, no):
    with pytest.raises(Refusal, match=r'"Converted" holds .* Which of them mean converted\?'):
        history(with_outcome(yes, no))


@pytest.mark.parametrize(("yes", "no"), [(1, 2), (2, 1), ("A", "B"), ("won", "open")])
def test_the_answer_is_taken_at_its_word(yes, no):
    found = history(with_outcome(yes, no), column="converted", true=[str(yes)])
    assert sum(found.converted) == WON


def test_an_answer_that_no_row_holds_is_refused():
    with pytest.raises(Refusal, match="never holds"):
        history(with_outcome("A", "B"), column="Converted", true=["won"])


def test_deals_that_are_still_open_are_asked_about_and_can_be_left_out():
    leads = with_outcome("Won", "Lost", "Status")
    for lead in leads[::5]:
        lead["Status"] = "Open"
    with pytest.raises(Refusal, match='also holds "open"'):
        history(leads)
    found = history(leads, column="Status", true=["won"], false=["lost"])
    assert len(found.leads) == 320
    assert found.account.left_out[0].rows == 80


def test_a_column_that_is_only_filled_for_who_converted_is_asked_about():
    leads = with_outcome("yes", "")
    with pytest.raises(Refusal, match="If empty means not converted"):
        history(leads)
    found = history(leads, column="Converted", true=["yes"], false=[""])
    assert sum(found.converted) == WON
    assert len(found.leads) == 400


@pytest.mark.parametrize(
    "name",
    ["Converted?", "is_converted", "Has Subscribed", "Closed Won", "Deal won", "y", "Sold (Y/N)"],
)
def test_the_column_is_found_by_its_name(name):
    assert history(with_outcome("yes", "no", name)).outcome.column == name


def test_two_columns_that_say_the_same_are_one_outcome():
    found = history(with_outcome(1, 0, Sold=lambda lead: "yes" if lead["Converted"] else "no"))
    assert found.outcome.column == "Converted"
    assert found.notes == ()


def chance_of(word):
    chance = random.Random(word)
    return lambda lead: chance.choice(["yes", "no"])


@pytest.mark.parametrize("other", ["Sold", "Purchased", "Outcome", "became customer"])
def test_two_columns_that_say_different_things_are_asked_about(other):
    leads = with_outcome(1, 0, **{other: chance_of(other)})
    with pytest.raises(Refusal, match=rf'"Converted" or "{other}"'):
        history(leads)
    assert history(leads, column=other, true=["yes"]).outcome.column == other


def test_a_second_outcome_that_says_the_opposite_is_asked_about_too():
    lines = [f"{at % 7},{int(at % 3 == 0)},{int(at % 3 != 0)}" for at in range(400)]
    table = read_table("\n".join(["Visits,Converted,Won", *lines]).encode())
    with pytest.raises(Refusal, match="agrees in 0%"):
        history_of(table, RawMapping())


def test_a_column_with_a_lesser_name_is_told_and_not_asked_about():
    found = history(with_outcome(1, 0, Response=chance_of("response")))
    assert found.outcome.column == "Converted"
    assert any('"Response"' in note for note in found.notes)


def test_amounts_in_a_column_called_sale_are_no_outcome():
    chance = random.Random(5)
    found = history(with_outcome(1, 0, Sale=lambda lead: chance.randint(0, 900)))
    assert found.outcome.column == "Converted"
