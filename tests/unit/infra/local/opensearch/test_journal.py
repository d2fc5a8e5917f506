"""What was acknowledged is on disk; what was cut off by a crash is not there."""

from pathlib import Path

import pytest

from infra.local.opensearch.journal import Journal, write_whole

CHANGES = [{"id": "a", "n": 1}, {"id": "\u00fc\n", "n": 2}, {"id": "c", "n": [3, None]}]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "one.journal"


def kept(path: Path) -> list[dict[str, object]]:
    journal = Journal(path)
    changes = list(journal.read())
    journal.close()
    return changes


def test_changes_come_back_in_their_order(path: Path) -> None:
    journal = Journal(path)
    journal.append(CHANGES[:1])
    journal.append(CHANGES[1:])
    assert kept(path) == CHANGES


def test_a_crash_at_any_byte_leaves_whole_changes_and_the_journal_goes_on(path: Path) -> None:
    journal = Journal(path)
    journal.append(CHANGES)
    journal.close()
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        journal = Journal(path)
        before = list(journal.read())
        assert before == CHANGES[: len(before)]
        journal.append([{"id": "new"}])
        journal.close()
        assert kept(path) == [*before, {"id": "new"}]


def test_a_damaged_change_ends_what_is_believed(path: Path) -> None:
    journal = Journal(path)
    journal.append(CHANGES)
    journal.close()
    text = bytearray(path.read_bytes())
    text[text.index(b'"n":2') + 4] = ord("9")
    path.write_bytes(bytes(text))
    assert kept(path) == CHANGES[:1]


def test_rewriting_is_one_step(path: Path) -> None:
    journal = Journal(path)
    journal.append(CHANGES)
    journal.rewrite(CHANGES[2:])
    journal.append(CHANGES[:1])
    assert kept(path) == [CHANGES[2], CHANGES[0]]


def test_a_file_that_could_not_be_written_stays_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "whole"
    write_whole(path, [b"before"])

    def parts() -> object:
        yield b"aft"
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        write_whole(path, parts())  # type: ignore[arg-type]
    assert path.read_bytes() == b"before"
