"""Columns that know the outcome are found however few leads convert, and others are left alone."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.leads.training.folds import FOLDS, folds_of, groups_of
from functions.leads.training.history import RawMapping, history_of
from functions.leads.training.leak_names import named_as_later, named_as_perhaps_later
from functions.leads.training.leaks import auc
from functions.leads.training.selection import select
from functions.leads.training.table import read_table
from tests.unit.leads.training.invented import csv_of, rows


def selection(leads, **wishes):
    mapping = RawMapping.model_validate({"training": wishes})
    return select(history_of(read_table(csv_of(leads)), mapping))


def leads_of(count, rate, **columns):
    """Leads of whom so many convert; each column is made of the outcome and of chance."""
    chance = random.Random(count)
    made = []
    for number in range(count):
        won = chance.random() < rate
        told = {name: make(won, chance) for name, make in columns.items()}
        seconds = round(chance.expovariate(0.2) + won, 2)
        made.append({"Number": number, "Seconds": seconds, **told, "Converted": int(won)})
    return made


LEAKS = {
    "Amount": lambda won, chance: chance.randint(100, 9_000) if won else 0,
    "Sometimes": lambda won, chance: chance.randint(1, 9) if won and chance.random() < 0.6 else 0,
    "Text": lambda won, chance: "1.250,00" if won else "0,00",
    "Given": lambda won, chance: f"T{chance.randrange(10**6)}" if won else "",
    "Nearly": lambda won, chance: round(chance.gauss(4 if won else 0, 1), 2),
    "Kind": lambda won, chance: chance.choice("xyz") if won else "none yet",
}


@pytest.mark.parametrize(
    ("count", "rate"), [(1_000, 0.4), (2_500, 0.03), (4_000, 0.015), (9_000, 0.006)]
)
def test_a_leak_is_found_whatever_share_of_leads_converts(count, rate):
    found = selection(leads_of(count, rate, **LEAKS))
    assert {one.column for one in found.left_out if one.leak} == set(LEAKS)
    assert [one.column.name for one in found.columns] == ["Seconds"]


@pytest.mark.parametrize(("count", "rate"), [(2_500, 0.03), (4_000, 0.015), (9_000, 0.006)])
def test_where_few_convert_a_value_that_only_they_have_is_a_leak(count, rate):
    def stage(won, chance):
        return (
            chance.choice("BC") if won and chance.random() < 0.9 else chance.choice("A" * 50 + "B")
        )

    def visits(won, chance):
        return round(chance.expovariate(0.1), 2)

    leads = leads_of(count, rate, Plan=stage, Visits=visits, Pages=visits)
    (found,) = [one for one in selection(leads).left_out if one.leak]
    assert found.column == "Plan"
    assert "found only with leads that converted" in found.why


@pytest.mark.parametrize("rate", [0.4, 0.03, 0.006])
def test_columns_that_know_nothing_are_no_leaks_whatever_share_of_leads_converts(rate):
    honest = {
        "Rarely": lambda won, chance: int(chance.random() < 0.02),
        "Zero mostly": lambda won, chance: chance.choice([0, 0, 0, 0, chance.randint(1, 999)]),
        "Yes or no": lambda won, chance: chance.choice(["yes", "no"]),
        "Half empty": lambda won, chance: chance.choice(["", "a", "b"]),
    }
    found = selection(leads_of(9_000, rate, **honest))
    assert not [one for one in found.left_out if one.leak]
    assert found.warnings == ()


PERHAPS = [
    "duration", "call_duration_seconds", "number_of_calls", "Calls made", "next_step", "proposal_sent",
    "quote_amount", "meeting_held", "Days in pipeline", "First response (minutes)", "Sales rep",
    "Discount offered", "Contact attempts", "Documents submitted", "Talk time", "Gesprächsdauer",
    "Angebot gesendet", "Durée d'appel", "Prochaine étape", "Llamadas", "Días hasta cierre",
    "Preventivo", "Customer since", "first_purchase_at", "go_live", "license_key", "MQL_to_SQL_days",
    "Kündigungsgrund", "Motivo perdita", "Montant signé", "n_orders",
    "no_show", "sdr_name", "date_became_customer", "kickoff_date", "seats_purchased",
]  # fmt: skip


def test_columns_that_may_be_set_later_are_warned_of_and_used():
    columns = {name: lambda won, chance: chance.randint(1, 30) for name in PERHAPS}
    found = selection(leads_of(1_000, 0.3, **columns))
    assert set(PERHAPS) <= {one.column.name for one in found.columns}
    assert all(any(text.startswith(name) for text in found.warnings) for name in PERHAPS)


def test_a_name_and_a_shape_that_both_speak_of_later_are_a_leak():
    def duration(won, chance):
        return round(chance.expovariate(1 / (600 if won else 150)))

    leads = leads_of(2_000, 0.12, duration=duration, minutes=duration)
    found = selection(leads)
    assert [one.column for one in found.left_out if one.leak] == ["duration"]
    assert "minutes" in {one.column.name for one in found.columns}
    assert "duration" in {one.column.name for one in selection(leads, keep=["duration"]).columns}


@pytest.mark.parametrize(
    "name",
    ["days_to_close", "Won amount", "Lead Quality", "Activity Score", "Quality", "follow_ups"],
)
def test_names_that_speak_of_later(name):
    assert named_as_later(name)


@pytest.mark.parametrize(
    "name",
    [
        "city_development_index", "Region index", "Air quality", "Consumer price index", "Credit rating",
        "Total Time Spent on Website", "Session duration", "Video duration", "Do Not Call",
        "Preferred call time", "Annual revenue", "Company revenue", "Demo requested", "Lead Source",
        "first_touch_channel", "Marital status", "Last name", "euribor3m", "Call to action",
        "Jahresumsatz", "Umsatz der Firma",
        "Hintergrund", "Driving licence class", "Customer type", "Planned purchase",
        "Gewünschter Termin", "Durée de visite", "Duración de la visita", "Chiffre annuel", "Ciudad",
    ],
)  # fmt: skip
def test_names_that_only_sound_like_it(name):
    assert named_as_later(name) is None
    assert named_as_perhaps_later(name) is None


@pytest.mark.parametrize("times", [3, 20])
def test_leads_that_are_there_many_times_make_no_leak(times):
    leads = [{**lead, "Worth": float(lead["Minutes on site"]) * 3.7} for lead in rows(200)] * times
    leads = [{**lead, "Lead Number": number} for number, lead in enumerate(leads)]
    random.Random(1).shuffle(leads)
    found = selection(leads)
    assert not [one for one in found.left_out if one.leak]
    assert max(abs(one.alone - 0.5) for one in found.columns) < 0.3


CODES = st.lists(st.tuples(st.integers(-1, 2), st.integers(-1, 2), st.booleans()), min_size=1)


@given(CODES)
@settings(deadline=None)
def test_leads_that_say_the_same_are_in_one_fold_and_folds_are_even(leads):
    columns = [np.array([lead[place] for lead in leads], dtype=np.int16) for place in (0, 1)]
    groups = groups_of(columns)
    assert len(set(zip(*columns, strict=True))) == len(set(groups.tolist()))
    folds = folds_of(groups, np.array([int(lead[2]) for lead in leads]))
    fold_of_group = set(zip(groups.tolist(), folds.tolist(), strict=True))
    assert len(fold_of_group) == len(set(groups.tolist()))
    largest = max(np.bincount(groups))
    held = np.bincount(folds, minlength=FOLDS)
    assert max(held) - min(held) <= largest + 3  # in whole leads, by outcome


@given(st.lists(st.tuples(st.integers(0, 4), st.booleans()), min_size=2, max_size=40))
def test_the_auc_is_the_share_of_pairs_in_the_right_order(leads):
    won = [rank for rank, yes in leads if yes]
    lost = [rank for rank, yes in leads if not yes]
    if not won or not lost:
        return
    pairs = [(one > other) + (one == other) / 2 for one in won for other in lost]
    found = auc([float(rank) for rank, _ in leads], [yes for _, yes in leads])
    assert found == pytest.approx(sum(pairs) / len(pairs))
