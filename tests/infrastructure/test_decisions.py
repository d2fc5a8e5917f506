"""The index of ``docs/decisions`` is what its files say."""

import re

from infra.configuration import ROOT

FOLDER = ROOT / "docs" / "decisions"
ROW = re.compile(r"^\| (\d+) \| \[(.+)\]\((.+)\) \| (\S+) \|$", re.MULTILINE)
HEAD = re.compile(r"# (\d+)\. (.+)\n\nDate: (\S+) · Status: ")


def test_the_index_lists_every_decision_once_in_order_with_its_title_and_date() -> None:
    listed = ROW.findall((FOLDER / "README.md").read_text(encoding="utf-8"))
    kept = []
    for file in sorted(FOLDER.glob("[0-9]*.md")):
        head = HEAD.match(file.read_text(encoding="utf-8"))
        assert head is not None, f"{file.name} does not begin with number, title, date and status"
        number, title, date = head.groups()
        assert file.name.startswith(f"{int(number):04}-")
        kept.append((number, title, file.name, date))
    assert listed == kept
