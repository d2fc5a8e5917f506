"""Reading a mapping file: YAML as plain text values, and the line where each of them stands.

Every scalar stays text: in YAML 1.1 ``No``, ``on`` and ``1_000`` are not what they look like, and a
mapping is full of them. The file is read event by event with a limit on its depth, since a parser
that recurses can be crashed by a file of brackets.
"""

from collections.abc import Iterator
from typing import Any

import yaml

MAX_CHARACTERS = 200_000
MAX_DEPTH = 8

Path = tuple[str, ...]


class MappingError(ValueError):
    """A mapping file is wrong. ``faults`` says where and what to do, one a line."""

    def __init__(self, name: str, faults: tuple[str, ...]) -> None:
        super().__init__("\n  ".join((f"The column mapping {name} is not right:", *faults)))
        self.faults = faults


def read_mapping_file(text: str, name: str) -> tuple[dict[str, Any], dict[Path, int]]:
    """The file's content, and the line (from 1) of every key by its path.

    Raises ``MappingError`` for what is not YAML, is too big or too deep, repeats a key, or uses
    anchors and aliases.
    """
    if len(text) > MAX_CHARACTERS:
        raise MappingError(name, (f"it has more than {MAX_CHARACTERS} characters",))
    try:
        reader = _Reader(yaml.parse(text.removeprefix("\ufeff"), Loader=_loader()))
        content = reader.document()
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        raise MappingError(name, (f"{line}it is not YAML: {error.problem}",)) from error
    except (yaml.YAMLError, ValueError) as error:
        raise MappingError(name, (str(error),)) from error
    if not isinstance(content, dict):
        raise MappingError(name, ("it must be keys with values, such as fields:",))
    return content, reader.lines


def _loader() -> Any:
    return getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class _Reader:
    """Builds the value of one document from its events."""

    def __init__(self, events: Iterator[Any]) -> None:
        self._events = events
        self.lines: dict[Path, int] = {}

    def document(self) -> Any:
        for event in self._events:
            if isinstance(event, yaml.StreamEndEvent):
                return None
            if isinstance(event, yaml.DocumentStartEvent):
                break
        content = self._value(next(self._events), ())
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                raise ValueError(f"line {_line(event)}: a second document begins here; remove it")
        return content

    def _value(self, event: Any, path: Path) -> Any:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise ValueError(f"line {_line(event)}: anchors (&) and aliases (*) are not allowed")
        if len(path) > MAX_DEPTH:
            raise ValueError(f"line {_line(event)}: it is nested more than {MAX_DEPTH} deep")
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        return event.value

    def _mapping(self, path: Path) -> dict[str, Any]:
        content: dict[str, Any] = {}
        for event in self._events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            if not isinstance(event, yaml.ScalarEvent):
                raise ValueError(f"line {_line(event)}: a key must be plain text")
            if event.value in content:
                raise ValueError(f"line {_line(event)}: the key {event.value} is there twice")
            below = (*path, event.value)
            self.lines[below] = _line(event)
            content[event.value] = self._value(next(self._events), below)
        return content

    def _sequence(self, path: Path) -> list[Any]:
        content: list[Any] = []
        for event in self._events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            below = (*path, str(len(content)))
            self.lines[below] = _line(event)
            content.append(self._value(event, below))
        return content


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1
