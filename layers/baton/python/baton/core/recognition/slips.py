"""Slips of one letter, left out, doubled, wrong or in the wrong place after a right first one. Pure."""

from collections.abc import Iterable, Iterator


class SlipIndex:
    """Words, to be found by what was written for one of them; looked up by what is left of both without
    one letter.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._by_rest: dict[str, list[str]] = {}
        for word in words:
            for rest in {*_rests(word)}:
                self._by_rest.setdefault(rest, []).append(word)

    def meant_by(self, word: str) -> frozenset[str]:
        """The words from which a slip leads to this one."""
        alike = {one for rest in _rests(word) for one in self._by_rest.get(rest, ())}
        return frozenset(one for one in alike if _one_slip(word, one))


def _one_slip(word: str, meant: str) -> bool:
    """Whether a slip lies between them; one letter more or less at the end is another form of a word."""
    if word[0] != meant[0]:
        return False
    pairs = enumerate(zip(word, meant, strict=False))
    start = next((at for at, (one, other) in pairs if one != other), None)
    if start is None:
        return False
    mine, theirs = word[start:], meant[start:]
    swapped = mine[:2] == theirs[1::-1] and mine[2:] == theirs[2:]
    return swapped or mine[1:] in (theirs, theirs[1:]) or mine == theirs[1:]


def _rests(word: str) -> Iterator[str]:
    yield word
    for at in range(1, len(word)):
        yield word[:at] + word[at + 1 :]
