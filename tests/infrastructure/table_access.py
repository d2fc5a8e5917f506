"""What a function's code does to each table, derived from the code itself.

The operations of DynamoDB are found where pynamodb's own methods are called; they belong to the table
of the repository from whose method that call is reached. A repository is a class that is made with a
table's name, which stands as ``"leads"`` beside where it is made.
"""

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from infra.area_specs import area_specs
from infra.configuration import known_areas
from infra.function_specs import APPEND, DELETE, READ, WALK, WRITE, Access
from infra.table_specs import table_specs
from tests.infrastructure.calls import Reach
from tests.infrastructure.kinds import Code
from tests.infrastructure.source import Class, Function, Source

_MODEL = "pynamodb.models.Model"
_INDEXES = (
    "pynamodb.indexes.GlobalSecondaryIndex",
    "pynamodb.indexes.LocalSecondaryIndex",
    "pynamodb.indexes.Index",
)
_CONNECTION = "pynamodb.connection.Connection"
_WRITES = "pynamodb.transactions.TransactWrite"
PUT, CHANGE = APPEND, WRITE

OPERATIONS: Mapping[tuple[str, str], Access] = {
    **{
        (_MODEL, name): READ for name in ("get", "query", "batch_get", "count", "refresh", "exists")
    },
    **{(index, name): READ for index in _INDEXES for name in ("query", "count")},
    (_MODEL, "scan"): WALK,
    (_MODEL, "save"): PUT,
    (_MODEL, "update"): CHANGE,
    (_MODEL, "delete"): DELETE,
    **{(_CONNECTION, name): READ for name in ("batch_get_item", "get_item", "query")},
    (_CONNECTION, "put_item"): PUT,
    (_CONNECTION, "update_item"): CHANGE,
    (_CONNECTION, "delete_item"): DELETE,
    (_CONNECTION, "batch_write_item"): DELETE,
    (_WRITES, "save"): PUT,
    (_WRITES, "update"): CHANGE,
    (_WRITES, "condition_check"): CHANGE,
    (_WRITES, "delete"): DELETE,
}
"""pynamodb's own methods. A ``PutItem`` alone is what ``append`` allows, and ``write`` too; conditions
on other items and changes of parts need ``write``. Batches only delete here (``Database.delete``)."""

SOURCE = Source()


@dataclass(frozen=True)
class Done:
    """What code does to a table: ``accesses``, and the methods of repositories that do it."""

    accesses: Access
    by: frozenset[str]

    def is_granted(self, granted: Access) -> bool:
        """Whether exactly what is done may be done. Only to put items needs ``write`` or ``append``."""
        wanted = self.accesses & ~PUT if CHANGE in self.accesses else self.accesses
        if wanted == granted:
            return True
        return PUT in wanted and wanted & ~PUT | CHANGE == granted


def reached_from(module: str, source: Source = SOURCE) -> Reach:
    """The code that a handler reaches, of all areas."""
    packages = [name for area in known_areas() for name in area_specs()[area].packages]
    reach = Reach(source, packages)
    reach.follow(module)
    return reach


def done_in(reach: Reach) -> dict[str, Done]:
    """What the reached code does, by table."""
    repositories = _repositories(reach)
    found: dict[str, Done] = {}
    for code in reach.codes:
        for table in repositories.get(code.owner, ()):
            accesses = _accesses(reach, code, repositories)
            if accesses:
                known = found.get(table, Done(Access(0), frozenset()))
                by = {f"{code.owner.rpartition('.')[2]}.{code.name}"}
                found[table] = Done(known.accesses | accesses, known.by | by)
    return found


def _accesses(reach: Reach, start: Code, repositories: Mapping[str, set[str]]) -> Access:
    """What is done from a repository's method on, but for what other repositories do."""
    found, waiting, seen = Access(0), [start], {start}
    while waiting:
        code = waiting.pop()
        for method in reach.foreign[code]:
            found |= OPERATIONS.get(method, Access(0))
        for called in reach.calls[code] - seen:
            if called.owner in repositories and called.owner != start.owner:
                continue
            seen.add(called)
            waiting.append(called)
    return found


def _repositories(reach: Reach) -> dict[str, set[str]]:
    """The classes that are made with the name of a table, by where they are made."""
    found: dict[str, set[str]] = {}
    for code in reach.codes:
        inits = [called.owner for called in reach.calls[code] if called.name == "__init__"]
        owners = [owner for owner in map(reach.source.class_of, inits) if owner]
        made = [owner.name for owner in owners if "table" in _takes(owner)]
        tables = _tables_named(_body(reach.source, code)) if made else set()
        for name in made if tables else ():
            found.setdefault(name, set()).update(tables)
    return found


def _tables_named(body: Function | None) -> set[str]:
    constants = (one for one in ast.walk(body) if isinstance(one, ast.Constant)) if body else ()
    return {str(one.value) for one in constants} & set(table_specs())


def _body(source: Source, code: Code) -> Function | None:
    if owner := source.class_of(code.owner):
        return owner.methods.get(code.name)
    top = source.function_of(f"{code.owner}.{code.name}") if code.name else None
    return top[1] if top else None


def _takes(owner: Class) -> set[str]:
    given = owner.methods["__init__"].args
    return {one.arg for one in (*given.args, *given.kwonlyargs)}
