"""What code does to tables is found however it is called."""

from pathlib import Path

import pytest

from infra.function_specs import APPEND, DELETE, READ, WRITE, Access
from tests.infrastructure.source import PLACES, Source
from tests.infrastructure.table_access import Done, done_in, reached_from

REPOSITORY = """
from typing import Protocol
from pynamodb.models import Model
from baton.persistence.database import Database
from baton.persistence.transaction import DynamoTransaction, Transaction

class Item(Model):
    pass

class Things(Protocol):
    def read(self) -> None: ...
    def add(self, within: Transaction) -> None: ...
    def change(self, within: Transaction) -> None: ...
    def drop(self) -> None: ...

class DynamoThings:
    def __init__(self, database: Database, table: str) -> None:
        self._items = database.bound(Item, table)
        self._database = database

    def read(self) -> None:
        self._one()

    def _one(self) -> Item:
        return self._items.get("key")

    def add(self, within: Transaction) -> None:
        DynamoTransaction.of(within).put(self._items("key"))

    def change(self, within: Transaction) -> None:
        DynamoTransaction.of(within).check(self._items("key"), None, None)

    def drop(self) -> None:
        self._database.delete(self._items, [("key",)])
"""

HANDLER = """
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar
from baton.core.areas import contributions
from baton.runtime.assembly import Assembled
from baton.runtime.platform import Platform
from functions.made.up.things import DynamoThings, Things

def parts(platform: Platform) -> Things:
    return DynamoThings(platform.database, platform.settings.table("leads"))

class Other(Protocol):
    def add(self) -> None: ...

T = TypeVar("T")

class Held(Generic[T]):
    def __init__(self, one: T) -> None:
        self._one = one

    def __call__(self) -> T:
        return self._one

class Agent:
    def __init__(self, things: Things, other: Other | None = None) -> None:
        self._things = things
        self._other = other

    def work(self) -> None:
        {body}

def later(work: Callable[[Things], None], things: Things) -> None:
    work(things)

def handler(event: dict, context: object) -> None:
    Agent(parts(Platform())).work()
"""

CONTRIBUTED = """
from baton.runtime.platform import Platform
from functions.made.up.things import DynamoThings, Things

class Whole:
    def __init__(self, platform: Platform) -> None:
        self._things = DynamoThings(platform.database, platform.settings.table("leads"))

    def read(self) -> None:
        self._things.read()

    def never(self) -> None:
        self._things.add(None)

def made(platform: Platform) -> Things:
    return DynamoThings(platform.database, platform.settings.table("leads"))

PARTS: tuple[type[Whole], ...] = (Whole,)
"""


def found(tmp_path: Path, body: str) -> Done | None:
    folder = tmp_path / "functions" / "made" / "up"
    folder.mkdir(parents=True)
    (folder / "things.py").write_text(REPOSITORY, encoding="utf-8")
    (folder / "handler.py").write_text(
        HANDLER.format(body=body) + "\nentry = handler\n", encoding="utf-8"
    )
    area = tmp_path / "baton" / "leads"
    area.mkdir(parents=True)
    (area / "made.py").write_text(CONTRIBUTED, encoding="utf-8")
    source = Source((tmp_path, *PLACES))
    return done_in(reached_from("functions.made.up.handler", source)).get("leads")


@pytest.mark.parametrize(
    ("body", "accesses"),
    [
        ("self._things.read()", READ),
        ("self._things.add(self._unit)", APPEND),
        ("self._things.change(self._unit)", WRITE),
        ("self._things.drop()", DELETE),
        ("for _ in range(2): self._things.read()", READ),
        ("work = self._things.drop; work()", DELETE),
        ("later(lambda things: things.drop(), self._things)", DELETE),
        ("[one.read() for one in [self._things]]", READ),
        ("{'a': self._things.drop}['a']()", DELETE),
        ("{'a': self._things}.get('a').drop()", DELETE),
        ("for _, one in {'a': self._things}.items(): one.read()", READ),
        ("Held(self._things)().read()", READ),
        ("Assembled(parts)().drop()", DELETE),
        ("for one in contributions('made'): one.PARTS[0](Platform()).read()", READ),
        ("for one in contributions('made'): one.made(Platform()).drop()", DELETE),
        ("self._things.read() if self else self._things.add(self._unit)", READ | APPEND),
    ],
)
def test_an_operation_is_found_behind_every_kind_of_call(
    tmp_path: Path, body: str, accesses: Access
) -> None:
    done = found(tmp_path, body)
    assert done is not None
    assert done.accesses == accesses


def test_what_nobody_calls_is_not_done(tmp_path: Path) -> None:
    assert found(tmp_path, "print(self._things)") is None


def test_a_method_of_the_same_name_that_takes_more_is_not_meant(tmp_path: Path) -> None:
    assert found(tmp_path, "self._other.add()") is None


@pytest.mark.parametrize(
    ("done", "granted", "fits"),
    [
        (READ, READ, True),
        (READ, READ | WRITE, False),
        (READ | WRITE, READ, False),
        (APPEND, APPEND, True),
        (APPEND, WRITE, True),
        (APPEND | WRITE, APPEND, False),
        (APPEND | WRITE, WRITE, True),
        (READ | APPEND, READ | WRITE, True),
        (READ | APPEND, READ, False),
        (WRITE | DELETE, WRITE, False),
        (READ, Access(0), False),
    ],
)
def test_a_grant_is_as_wide_as_what_is_done(done: Access, granted: Access, *, fits: bool) -> None:
    assert Done(done, frozenset()).is_granted(granted) is fits
