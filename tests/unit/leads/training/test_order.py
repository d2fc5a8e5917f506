"""The latest leads are told by dates in any form, by running numbers, or not at all, and it is said."""

import random
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.leads.training.columns import Kind, column_of
from functions.leads.training.dates import dates_in
from functions.leads.training.dictionary_column import DictionaryColumn
from functions.leads.training.history import RawMapping, history_of
from functions.leads.training.rejection import Refusal
from functions.leads.training.table import read_table
from tests.unit.leads.training.invented import csv_of, rows

FIRST = date(2024, 1, 1)
FORMS = {
    "iso": "%Y-%m-%d",
    "iso with time": "%Y-%m-%dT%H:%M:%SZ",
    "day first": "%d/%m/%Y",
    "day first, short": "%d.%m.%y",
    "day first with time": "%d-%m-%Y %H:%M",
    "month first": "%m/%d/%Y",
    "month first with time": "%m/%d/%Y %I:%M %p",
    "month's name": "%d %b %Y",
    "month's name first": "%B %d, %Y",
    "as Excel writes it": "%d-%b-%y",
    "as mail writes it": "%a, %d %b %Y %H:%M:%S +0000",
    "without signs": "%Y%m%d",
    "year with slashes": "%Y/%m/%d",
    "with its weekday": "Mo, %d.%m.%Y %H:%M",
    "as in Hungary": "%Y. %m. %d.",
}


PERIODS = {
    "weeks of ISO 8601": "2025-W14 2025-W15 2025-W52 2026-W01",
    "with their days": "2025W14-3 2025W14-4 2026W01-1 2026W01-7",
    "as calendars have weeks": "KW 14/2025|KW 15/2025|KW 2/2026|Week 14, 2026|semaine 15 2026",
    "quarters": "2025-Q1 2025Q2 Q3/2025 4Q25 Q1'26",
    "quarters in words": "1. Quartal 2025|2nd quarter 2025|3er trimestre 2025|T4 2025|FY2026 Q1",
    "halves": "2025-H1|H2 2025|1. Halbjahr 2026|2H26",
    "months, year first": "2024/12 2025-03 2025.04 2025M05",
    "months, year last": "12.2024 03.2025 4/2025 05-2025",
    "months by name": "Dec 2024|March 2025|April, 2025|mayo de 2025",
    "days of a year": "2024-366 2025-001 2025-091 2025-365",
    "intervals": "2025-03-31/2025-04-06 2025-04-07/2025-04-13",
    "as in Japan": "2024年12月 2025年3月14日 2025年3月15日",
}
"""Some of each in their order, between blanks or strokes."""


def moment(day):
    return datetime(FIRST.year, FIRST.month, FIRST.day, 13, 30, tzinfo=UTC) + timedelta(days=day)


def shuffled(cell, name="Created", days=300):
    """Leads in no order, with a date each; ``Rank`` is their true place, as a text."""
    leads = [
        {**{key: value for key, value in lead.items() if key != "Lead Number"},
         name: cell(moment(place)), "Rank": f"r{place}"}
        for place, lead in enumerate(rows(days))
    ]  # fmt: skip
    random.Random(7).shuffle(leads)
    return leads


def history(leads, order=None):
    mapping = RawMapping.model_validate({"training": {"order": order}})
    return history_of(read_table(csv_of(leads)), mapping)


def ranks(found):
    return [int(str(cell)[1:]) for cell in found.cells["rank"]]


@pytest.mark.parametrize("form", FORMS)
def test_dates_order_leads_in_whatever_form_they_are_written(form):
    found = history(shuffled(lambda one: one.strftime(FORMS[form])))
    assert found.ordered_by == "Created"
    assert ranks(found) == list(range(300))
    assert any("from 2024-01-01 to 2024-10-26" in note for note in found.notes)


@pytest.mark.parametrize(
    "form",
    [
        *("1. März 2024", "1 mars 2024", "1 de marzo de 2024", "1er mars 2024"),
        *("Fr, 1. März 2024", "2024. 03. 01.", "2024. 3. 1."),
    ],
)
def test_dates_are_read_as_other_languages_write_them(form):
    column = DictionaryColumn.of([form, "2024-03-01"])
    seconds = dates_in(column).seconds.tolist()
    assert seconds[0] == seconds[1]


def test_rows_without_a_date_count_as_the_oldest_and_are_told():
    leads = shuffled(lambda one: "" if one.day % 10 == 0 else one.strftime("%d/%m/%Y"))
    found = history(leads)
    blank = [place for place in range(300) if moment(place).day % 10 == 0]
    assert sorted(ranks(found)[: len(blank)]) == blank
    assert ranks(found)[len(blank) :] == [one for one in range(300) if one not in blank]
    assert any(f"{len(blank)} rows have no date" in note for note in found.notes)


def test_two_forms_in_one_column_are_both_read():
    found = history(shuffled(lambda one: one.strftime("%Y-%m-%d" if one.day % 2 else "%d/%m/%Y")))
    assert ranks(found) == list(range(300))


def test_days_that_cannot_be_told_from_months_order_nothing_and_are_told():
    leads = shuffled(lambda one: f"{one.day % 12 + 1:02}/{one.month:02}/{one.year}")
    found = history(leads)
    assert found.ordered_by == "the file's rows"
    assert any("day and month cannot be told apart" in note for note in found.notes)
    with pytest.raises(Refusal, match="day and month cannot be told apart"):
        history(leads, order="created")


def test_days_are_told_from_months_by_the_order_of_the_rows():
    leads = rows(240)
    for place, lead in enumerate(leads):
        del lead["Lead Number"]
        lead["Created"] = f"{place // 20 + 1:02}/03/2024"
    assert history(leads).ordered_by == "Created"  # in either form
    for place, lead in enumerate(leads):
        lead["Created"] = f"{place // 10 % 12 + 1:02}/{place // 120 + 3:02}/2024"
    assert any("read as day/month/year" in note for note in history(leads).notes)


@pytest.mark.parametrize("name", ["Closed on", "Last contact date", "Date of birth", "Modified"])
def test_dates_of_something_else_do_not_order_leads_unless_asked_to(name):
    leads = shuffled(lambda one: one.strftime("%d/%m/%Y"), name)
    found = history(leads)
    assert found.ordered_by == "the file's rows"
    assert any("no column says when leads came" in note for note in found.notes)
    assert ranks(history(leads, order=name)) == list(range(300))


def test_the_date_of_arrival_is_preferred_to_other_dates():
    leads = shuffled(lambda one: one.strftime("%d %b %Y"), "Enquiry received")
    for lead in leads:
        lead["Course date"] = moment(random.Random(lead["Rank"]).randrange(900)).strftime(
            "%d/%m/%Y"
        )
    leads = [{"Course date": lead["Course date"], **lead} for lead in leads]
    assert history(leads).ordered_by == "Enquiry received"


def test_equal_dates_keep_the_direction_of_the_file():
    leads = shuffled(lambda one: "")
    leads.sort(key=lambda lead: -int(lead["Rank"][1:]))
    for lead in leads:
        lead["Created"] = moment(int(lead["Rank"][1:]) // 10).strftime("%d/%m/%Y")
    assert ranks(history(leads)) == list(range(300))


def test_of_too_many_leads_the_latest_are_learned_from_and_it_is_told(monkeypatch):
    monkeypatch.setattr("functions.leads.training.duration.MOST_LEADS", 250)
    found = history(shuffled(lambda one: one.strftime("%d/%m/%Y")))
    assert ranks(found) == list(range(50, 300))
    assert found.account.learned_from == 250
    assert [(one.rows, one.why) for one in found.account.left_out] == [
        (50, "older than the latest 250 leads")
    ]


def test_a_wish_for_an_order_by_texts_is_refused():
    with pytest.raises(Refusal, match="neither dates nor numbers"):
        history(rows(300), order="Source")


@given(
    when=st.dates(date(1971, 1, 1), date(2068, 12, 31)).filter(lambda one: one.day > 12),
    form=st.sampled_from(list(FORMS)),
)
def test_a_written_day_is_that_day(when, form):
    dates = dates_in(DictionaryColumn.of([when.strftime(FORMS[form]), when.isoformat()]))
    assert dates.seconds[0] // 86_400 == dates.seconds[1] // 86_400


@given(st.lists(st.text(alphabet="0123456789/-. :JanMay", max_size=60), max_size=8))
def test_any_cells_are_dates_or_none(cells):
    dates = dates_in(DictionaryColumn.of(cells))
    assert dates is None or dates.read <= dates.filled <= len(cells)


@pytest.mark.parametrize("form", PERIODS)
def test_periods_of_every_form_are_times(form):
    said = PERIODS[form].split("|") if "|" in PERIODS[form] else PERIODS[form].split()
    seconds = dates_in(DictionaryColumn.of(said)).seconds.tolist()
    assert all(one < other for one, other in pairwise(seconds)), seconds


def test_weeks_order_the_leads_and_are_no_category():
    found = history(shuffled(lambda at: "{}-W{:02}".format(*at.isocalendar()[:2]), name="Week"))
    weeks = [rank // 7 for rank in ranks(found)]
    assert max(abs(one - place // 7) for place, one in enumerate(weeks)) <= 1
    assert any('ordered by "Week"' in note for note in found.notes)
    held = {name: column for name, _, column in found.columns()}["week"]
    assert column_of("week", "Week", held.values).why == "holds dates"


def test_months_and_days_of_spreadsheets_order_leads_as_numbers_and_are_none():
    months = shuffled(lambda at: f"{at:%Y%m}", name="Month")
    days = shuffled(lambda at: str((at.date() - date(1899, 12, 30)).days), name="Created on")
    for leads, name in ((months, "Month"), (days, "Created on")):
        found = history(leads)
        assert max(ranks(found)[:30]) <= 31
        column = column_of("x", name, [lead[name] for lead in leads])
        assert column.kind is Kind.UNUSED, column


@pytest.mark.parametrize(
    "cells",
    [
        ["A1", "B2", "Q7", "W99"],
        ["S1224", "S1225", "S0122"],
        ["1.5", "2.25", "3.2025", "0.4"],
        ["2025.50", "1999.99", "1950.75"],
        ["2025-400", "2025-500", "2025-777"],
        ["2025-W54", "2025-W60", "2025-W00"],
        ["Q5 2025", "Q0 2025"],
        ["13.2025", "14.2025"],
    ],
)
def test_codes_and_amounts_are_no_periods(cells):
    assert dates_in(DictionaryColumn.of(cells)) is None
