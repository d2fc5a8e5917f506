"""Histories say who may be in them: never no of one who is, and rarely yes of another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.leads.files.dropped_files import DroppedFiles
from baton.leads.files.history_index import FOLDER
from baton.leads.files.person_filter import PersonFilter
from baton.leads.files.row_identity import Identity, digits_of
from baton.privacy.subject import email_key, external_key
from tests.fakes.platform.container import FakePlatform

HISTORY = "history/leads.csv"
CELLS = st.one_of(
    st.emails(),
    st.from_regex(r"\+?[0-9 ]{7,14}", fullmatch=True),
    st.text(max_size=20),
)


@given(st.dictionaries(st.sampled_from(["a", "b", "c"]), CELLS, min_size=1), st.data())
def test_whoever_is_in_a_row_is_never_denied(cells: dict[str, str], data: st.DataObject) -> None:
    made = PersonFilter.sized_for(10)
    made.add(cells, ["a"])
    texts = list(cells.values())
    phones = {digits for text in texts if (digits := digits_of(text))}
    keys = {key for text in texts for key in (email_key(text), external_key(text.strip()))}
    identity = Identity(
        frozenset(data.draw(st.sets(st.sampled_from(sorted(keys))))),
        frozenset(phones),
        frozenset({""}),
    )
    if identity.is_of(cells, ["a"]):
        assert made.may_hold(identity)


def test_few_who_are_not_in_a_file_are_taken_for_one_who_is() -> None:
    made = PersonFilter.sized_for(200 * 5_000)
    for number in range(5_000):
        made.add({"mail": f"in-{number}@example.com", "tel": f"+43 1 {number:07}"}, ["id"])
    others = (Identity(frozenset({email_key(f"out-{one}@example.com")})) for one in range(1_000))
    assert sum(map(made.may_hold, others)) < 30


@pytest.fixture
def platform() -> FakePlatform:
    platform = FakePlatform()
    rows = "".join(f"p-{number}@example.com,{number}\n" for number in range(50))
    platform.files.kept[HISTORY] = f"Email,Score\n{rows}".encode()
    return platform


def forget(platform: FakePlatform, address: str) -> tuple[int, int]:
    """How many rows went, and how often the history was read."""
    platform.faults.calls.clear()
    files = DroppedFiles(platform.files, platform.imports)
    gone = files.forget([email_key(address)], [], {})
    return gone, platform.faults.calls.count("files.chunks")


def test_a_history_is_read_once_for_all_who_are_not_in_it(platform: FakePlatform) -> None:
    assert forget(platform, "a@example.com") == (0, 1)
    assert forget(platform, "b@example.com") == (0, 0)
    assert (
        list(DroppedFiles(platform.files, platform.imports).show([email_key("c@d.ef")], [], []))
        == []
    )


def test_who_is_in_it_goes_and_is_in_no_filter_after(platform: FakePlatform) -> None:
    assert forget(platform, "p-7@example.com")[0] == 1
    assert forget(platform, "p-7@example.com")[0] == 0
    assert forget(platform, "p-8@example.com")[0] == 1
    assert b"p-7@" not in platform.files.kept[HISTORY]
    kept = [key for key in platform.files.kept if key.startswith(FOLDER)]
    assert not any(platform.files.older.get(key) for key in kept)


def test_a_history_that_is_replaced_is_read_anew(platform: FakePlatform) -> None:
    assert forget(platform, "new@example.com") == (0, 1)
    platform.files.kept[HISTORY] += b"new@example.com,1\n"
    assert forget(platform, "new@example.com")[0] == 1
