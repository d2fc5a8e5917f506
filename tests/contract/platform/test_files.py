"""What every file store promises."""

from collections.abc import Iterator

import pytest

from baton.aws.files import PART_BYTES, PIECE_BYTES
from baton.core.errors import InvalidInput, NotFound, StaleVersion
from baton.runtime.platform import Platform

KEY = "results/i-1/a b+\u00fc%20.csv"


def test_a_file_comes_back_as_it_was_written(platform: Platform) -> None:
    content = "row,reason\r\n1,\u00fc\r\n".encode()
    platform.files.write(KEY, [content[:5], b"", content[5:]], content_type="text/csv")
    assert platform.files.read(KEY) == content
    assert b"".join(platform.files.chunks(KEY)) == content
    found = platform.files.find(KEY)
    assert found is not None
    assert (found.key, found.size) == (KEY, len(content))
    assert found.etag


def test_an_empty_file_is_a_file(platform: Platform) -> None:
    platform.files.write(KEY, [], content_type="text/csv")
    assert platform.files.read(KEY) == b""
    assert list(platform.files.chunks(KEY)) == []


def test_a_later_file_replaces_the_earlier(platform: Platform) -> None:
    platform.files.write(KEY, [b"one"], content_type="text/plain")
    before = platform.files.find(KEY)
    platform.files.write(KEY, [b"two"], content_type="text/plain")
    after = platform.files.find(KEY)
    assert platform.files.read(KEY) == b"two"
    assert before is not None
    assert after is not None
    assert before.etag != after.etag


def test_what_is_not_there_is_not_found(platform: Platform) -> None:
    assert platform.files.find("none") is None
    with pytest.raises(NotFound):
        platform.files.read("none")
    with pytest.raises(NotFound):
        next(platform.files.chunks("none"))


def test_a_file_that_is_read_whole_has_a_limit(platform: Platform) -> None:
    platform.files.write(KEY, [b"12345"], content_type="text/plain")
    assert platform.files.read(KEY, limit=5) == b"12345"
    with pytest.raises(InvalidInput, match="too big"):
        platform.files.read(KEY, limit=4)


@pytest.mark.parametrize("size", [PART_BYTES - 1, PART_BYTES, PART_BYTES + 1, 2 * PART_BYTES + 5])
def test_a_big_file_is_written_in_parts_and_read_in_pieces(platform: Platform, size: int) -> None:
    content = bytes(range(251)) * (size // 251 + 1)
    content = content[:size]
    parts = (content[start : start + 1_000_003] for start in range(0, size, 1_000_003))
    platform.files.write(KEY, parts, content_type="text/csv")
    pieces = list(platform.files.chunks(KEY))
    assert b"".join(pieces) == content
    assert max(map(len, pieces)) <= PIECE_BYTES


@pytest.mark.parametrize("before_the_fault", [1, 2 * PART_BYTES])
def test_a_fault_while_writing_leaves_what_was_there(
    platform: Platform, before_the_fault: int
) -> None:
    def parts() -> Iterator[bytes]:
        yield b"x" * before_the_fault
        raise ZeroDivisionError

    platform.files.write(KEY, [b"old"], content_type="text/plain")
    with pytest.raises(ZeroDivisionError):
        platform.files.write(KEY, parts(), content_type="text/plain")
    assert platform.files.read(KEY) == b"old"


def test_files_are_listed_with_size_and_etag(platform: Platform) -> None:
    for name in ("a/1", "a/2", "b/1"):
        platform.files.write(name, [name.encode()], content_type="text/plain")
    listed = list(platform.files.listed("a/"))
    assert listed == [platform.files.find("a/1"), platform.files.find("a/2")]


def test_a_removed_file_is_gone_with_its_versions(platform: Platform) -> None:
    for content in (b"one", b"two"):
        platform.files.write(KEY, [content], content_type="text/plain")
    platform.files.remove(KEY)
    assert platform.files.find(KEY) is None
    assert platform.files.drop_older(KEY) == 0
    platform.files.remove(KEY)


@pytest.mark.parametrize("size", [10, 2 * PART_BYTES])
def test_only_the_file_that_was_read_is_replaced(platform: Platform, size: int) -> None:
    platform.files.write(KEY, [b"one"], content_type="text/plain")
    read = platform.files.find(KEY)
    assert read is not None
    platform.files.write(KEY, [b"2" * size], content_type="text/plain", replacing=read.etag)
    with pytest.raises(StaleVersion):
        platform.files.write(KEY, [b"3" * size], content_type="text/plain", replacing=read.etag)
    assert platform.files.read(KEY, limit=size) == b"2" * size
    platform.files.remove(KEY)
    with pytest.raises(StaleVersion):
        platform.files.write(KEY, [b"4" * size], content_type="text/plain", replacing=read.etag)
    assert platform.files.find(KEY) is None
