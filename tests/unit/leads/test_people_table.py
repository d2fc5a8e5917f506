"""The table of ``docs/people.md`` names tests that exist."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
TABLE = (ROOT / "docs" / "people.md").read_text(encoding="utf-8")
ROWS = [line for line in TABLE.splitlines() if line.startswith("| ") and "**" not in line][1:]


def test_every_kind_names_a_test_that_exists() -> None:
    every = {path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("test_*.py")}
    for row in ROWS:
        named = re.findall(r"`([\w/]+\.py)`", row.rsplit("|", 2)[1])
        assert named, row
        for name in named:
            assert any(one == name or one.endswith(f"/{name}") for one in every), (name, row)
