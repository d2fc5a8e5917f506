"""A history that is not right is refused in words, and the scorecard in use goes on serving."""

import json
import re

import pytest

from functions.leads.training.agent import Training
from functions.leads.training.command import main
from functions.leads.training.models import TrainTask
from tests.fakes.platform.container import FakePlatform
from tests.unit.leads.training.invented import HEADER, csv_of, rows

pytestmark = pytest.mark.usefixtures("few_rounds")


def changed(**cells):
    leads = rows(400)
    for name, (cell, times) in cells.items():
        for lead in leads[3 : 3 + times]:
            lead[name.replace("_", " ")] = cell
    return csv_of(leads)


POISON = {
    "wrong types": (changed(Minutes_on_site=("a while", 60)), "60 of 400 cells"),
    "only wrong types": (changed(Minutes_on_site=("a while", 397)), "held numbers"),
    "wrong outcomes": (changed(Converted=("banana", 5)), "banana"),
    "one class": (csv_of([{**lead, "Converted": 1} for lead in rows(400)]), "0 did not"),
    "no outcome": (csv_of(rows(400), [*HEADER[:-1], "Elsewhere"]), "whether a lead converted"),
    "three rows": (csv_of(rows(3)), "3 rows"),
    "duplicated header": (csv_of(rows(400), [*HEADER[:2], "source ", *HEADER[3:]]), "same name"),
    "nameless column": (csv_of(rows(400), [*HEADER[:2], " ", *HEADER[3:]]), "no name"),
    "1e308": (changed(Minutes_on_site=("1e308", 1)), r"1e\+308"),
    "infinity": (changed(Minutes_on_site=("inf", 1)), "inf"),
    "formula": (changed(Source=("=cmd|' /C calc'!A0", 1)), "formula"),
    "formula by a sign": (changed(Source=("+cmd|' /C calc'!A0", 1)), "formula"),
    "formula in the header": (csv_of(rows(400), ["=1+1", *HEADER[1:]]), "formula"),
    "ragged rows": (csv_of(rows(300)) + b"a,b\n" * 40, "more or fewer cells"),
    "an open quotation mark": (csv_of(rows(300)) + b'7,"Goo' + b"gle\n" * 60_000, "."),
    "a workbook": (b"PK\x03\x04" + b"\x00" * 500, "workbook"),
    "binary": (b"a,b\n\x00\x01", "no text"),
    "nothing": (b"", "empty"),
}


@pytest.fixture(scope="module")
def serving(request):
    """A platform on which a scorecard was learned, with the agent that learned it."""
    platform = FakePlatform()
    platform.files.kept["history/leads.csv"] = csv_of(rows(600))
    agent = Training.assemble(platform)
    result = agent.perform(TrainTask(history="history/leads.csv"))
    assert result.took_over
    return platform, agent, result.in_use


@pytest.mark.parametrize("name", POISON)
def test_a_poisoned_history_is_refused_and_the_scorecard_goes_on_serving(serving, name):
    platform, agent, version = serving
    content, said = POISON[name]
    platform.files.kept["history/poison.csv"] = content
    before = platform.files.kept["scorecards/current.json"]
    result = agent.perform(TrainTask(history="history/poison.csv"))
    assert result.refused
    assert result.in_use == version
    assert platform.files.kept["scorecards/current.json"] == before
    assert re.search(said, " ".join(result.refused))


def test_a_column_of_mixed_types_is_refused_without_any_scorecard_before():
    platform = FakePlatform()
    platform.files.kept["history/poison.csv"] = POISON["wrong types"][0]
    result = Training.assemble(platform).perform(TrainTask(history="history/poison.csv"))
    assert "60 of 400 cells are none" in result.refused[0]


@pytest.mark.parametrize("name", ["three rows", "formula", "duplicated header"])
def test_the_command_refuses_in_words_and_leaves_the_file_alone(tmp_path, capsys, name):
    history, out = tmp_path / "leads.csv", tmp_path / "scorecard.json"
    history.write_bytes(POISON[name][0])
    assert main(["--history", str(history), "--out", str(out)]) == 1
    assert "refused" in capsys.readouterr().err
    assert not out.exists()


def test_the_command_writes_a_scorecard_and_a_report(tmp_path, capsys):
    history, out = tmp_path / "leads.csv", tmp_path / "scorecard.json"
    history.write_bytes(csv_of(rows(600)))
    arguments = ["--history", str(history), "--out", str(out), "--rising", "Minutes on site"]
    assert main(arguments) == 0
    assert "70 and more" in capsys.readouterr().out
    assert json.loads(out.read_text("utf-8"))["leads"] == 600


def test_the_command_leaves_a_better_scorecard_where_it_is(tmp_path, capsys):
    history, out = tmp_path / "leads.csv", tmp_path / "scorecard.json"
    history.write_bytes(csv_of(rows(900)))
    assert main(["--history", str(history), "--out", str(out)]) == 0
    good = out.read_bytes()
    history.write_bytes(csv_of(rows(900, seed=8)))
    arguments = ["--history", str(history), "--out", str(out), "--leave-out", "Minutes on site"]
    assert main(arguments) == 3
    assert out.read_bytes() == good
    assert "Not written" in capsys.readouterr().err
    assert main([*arguments, "--force"]) == 0
    assert out.read_bytes() != good


def test_the_command_asks_for_the_outcome_and_takes_the_answer(tmp_path, capsys):
    history, out = tmp_path / "leads.csv", tmp_path / "scorecard.json"
    leads = [{**lead, "Converted": "A" if lead["Converted"] else "B"} for lead in rows(600)]
    for lead in leads[:60]:
        lead["Converted"] = "open"
    history.write_bytes(csv_of(leads))
    arguments = ["--history", str(history), "--out", str(out)]
    assert main(arguments) == 1
    assert "Which of them mean converted?" in capsys.readouterr().err
    assert main([*arguments, "--outcome", "Converted=A", "--not-converted", "B"]) == 0
    assert "60 left out: no outcome in Converted" in capsys.readouterr().out
    assert json.loads(out.read_text("utf-8"))["leads"] == 540


def test_the_command_takes_a_column_for_one_of_categories(tmp_path, capsys):
    history, out = tmp_path / "leads.csv", tmp_path / "scorecard.json"
    history.write_bytes(csv_of(rows(600)))
    assert main(["--history", str(history), "--out", str(out), "--category", "Employees"]) == 0
    assert "Employees: 4 categories" in capsys.readouterr().out


def test_a_missing_file_is_said_plainly(tmp_path, capsys):
    assert main(["--history", str(tmp_path / "no.csv"), "--out", str(tmp_path / "o.json")]) == 1
    assert "no.csv" in capsys.readouterr().err


def test_a_history_that_is_not_there_is_refused():
    result = Training.assemble(FakePlatform()).perform(TrainTask(history="history/none.csv"))
    assert "none.csv" in result.refused[0]
