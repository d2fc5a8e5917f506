"""Which queries over facts are run: one SELECT that reads kinds of facts and nothing else.

Checked before either engine sees it: every table is a kind or a ``WITH`` of the query, every function is
one of ``words.FUNCTIONS``. So no query reads a file, another table or a setting, or changes anything.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from baton.facts.sql_tokens import Kind, Token, not_allowed, tokens_of
from baton.facts.words import BEFORE_BRACKET, CLAUSES, FUNCTIONS, NEVER

MAX_CHARACTERS = 20_000
MAX_DEPTH = 60
"""Of brackets: parsers recurse."""

_ENDS_FROM = frozenset(
    {
        "where",
        "group",
        "having",
        "order",
        "limit",
        "offset",
        "fetch",
        "union",
        "intersect",
        "except",
    }
)
_FROM_INSIDE = frozenset({"extract", "trim", "substring"})


@dataclass(frozen=True, slots=True)
class CheckedQuery:
    """A query that may be run. ``places`` are where its parameters stand, ``with_at`` where its own
    tables begin, if it has some.
    """

    sql: str
    kinds: tuple[str, ...]
    places: tuple[int, ...]
    with_at: int | None
    recursive: bool

    def before(self, tables: Sequence[str]) -> str:
        """The query with more tables before its own, each as ``name AS (…)``."""
        if not tables:
            return self.sql
        listed = ", ".join(tables)
        if self.with_at is None:
            return f"WITH {listed} {self.sql}"
        word = "WITH RECURSIVE" if self.recursive else "WITH"
        return f"{word} {listed}, {self.sql[self.with_at :]}"


@dataclass(slots=True)
class _Level:
    """What is known within a pair of brackets."""

    opened_by: str = ""
    in_from: bool = False
    table_next: bool = False


@dataclass(slots=True)
class _Reader:
    """Walks a query once, and finds the tables it names."""

    tokens: Sequence[Token]
    own: Collection[str]
    tables: list[str] = field(default_factory=list)
    levels: list[_Level] = field(default_factory=lambda: [_Level()])

    def read(self) -> tuple[str, ...]:
        """The tables that are not the query's own, each once."""
        for at, token in enumerate(self.tokens):
            if token.kind is Kind.SIGN:
                self._sign(at, token)
            elif token.kind is Kind.NAME and token.word in CLAUSES:
                self._clause(at, token)
            elif self.levels[-1].table_next:
                self._table(at, token)
            elif token.kind in (Kind.NAME, Kind.QUOTED):
                self._name(at, token)
        if len(self.levels) > 1:
            raise not_allowed("a bracket is not closed")
        return tuple(dict.fromkeys(self.tables))

    def _sign(self, at: int, token: Token) -> None:
        level = self.levels[-1]
        if token.word == "(":
            opened_by = self.tokens[at - 1].word if at else ""
            self.levels.append(_Level(opened_by, level.table_next, level.table_next))
            level.table_next = False
            if len(self.levels) > MAX_DEPTH:
                raise not_allowed(f"it has more than {MAX_DEPTH} brackets in each other")
        elif token.word == ")":
            if len(self.levels) == 1:
                raise not_allowed("a bracket is closed that was not opened")
            self.levels.pop()
        elif level.table_next:
            raise not_allowed(f"{token.word} stands where a table should")
        elif token.word == ",":
            level.table_next = level.in_from

    def _clause(self, at: int, token: Token) -> None:
        """A keyword; ``FROM`` is also a word of ``extract(…)`` and of ``is distinct from``."""
        level, word = self.levels[-1], token.word
        if word == "from":
            if level.opened_by not in _FROM_INSIDE and not self._is_distinct(at):
                level.in_from = level.table_next = True
        elif word == "join":
            level.table_next = True
        elif word == "with" and at:
            raise not_allowed("WITH stands within the query; put it at its beginning")
        elif word in _ENDS_FROM or word in ("select", "with", "values"):
            level.in_from = level.table_next = False
            level.opened_by = ""
        elif level.table_next:
            raise not_allowed(f"{word} stands where a table should")
        elif _next(self.tokens, at) == "(" and word not in BEFORE_BRACKET:
            raise not_allowed(f"there is no function {word}")

    def _is_distinct(self, at: int) -> bool:
        """Whether a ``FROM`` is one of ``is distinct from``."""
        before = [token.word for token in self.tokens[max(at - 2, 0) : at]]
        return before in (["is", "distinct"], ["not", "distinct"])

    def _table(self, at: int, token: Token) -> None:
        following = _next(self.tokens, at)
        if token.kind not in (Kind.NAME, Kind.QUOTED) or following in (".", "("):
            raise not_allowed(f"{token.word} is no table of facts")
        self.levels[-1].table_next = False
        if token.word in NEVER:
            raise not_allowed(f"{token.word} is not allowed")
        if token.word not in self.own:
            self.tables.append(token.word)

    def _name(self, at: int, token: Token) -> None:
        if at and self.tokens[at - 1].word == ".":
            if _next(self.tokens, at) == "(":
                raise not_allowed(f"there is no function {token.word}")
            return
        quoted = token.kind is Kind.QUOTED
        if token.word in NEVER and not quoted:
            raise not_allowed(f"{token.word} is not allowed")
        called = _next(self.tokens, at) == "("
        if called and (quoted or token.word not in BEFORE_BRACKET):
            raise not_allowed(
                f"there is no function {token.word}; there are {', '.join(sorted(FUNCTIONS))}"
            )


def checked_query(sql: str, kinds: Iterable[str]) -> CheckedQuery:
    """The query, if it may be run. Raises ``InvalidInput`` that says what is wrong."""
    if len(sql) > MAX_CHARACTERS:
        raise not_allowed(f"it has more than {MAX_CHARACTERS} characters")
    tokens = tuple(tokens_of(sql))
    if not tokens or tokens[0].kind is not Kind.NAME or tokens[0].word not in ("select", "with"):
        raise not_allowed("it must be one SELECT")
    known = frozenset(kinds)
    own = frozenset(_own_tables(tokens))
    if shadowed := own & known:
        raise not_allowed(f"{min(shadowed)} is a kind of facts; give its WITH another name")
    tables = _Reader(tokens, own).read()
    if unknown := [name for name in tables if name not in known]:
        listed = ", ".join(sorted(known)) or "none"
        raise not_allowed(f"there is no kind of facts {unknown[0]}; there are {listed}")
    begins_with = tokens[0].word == "with"
    recursive = begins_with and len(tokens) > 1 and tokens[1].word == "recursive"
    return CheckedQuery(
        sql=sql,
        kinds=tables,
        places=tuple(token.start for token in tokens if token.kind is Kind.PLACE),
        with_at=tokens[int(recursive)].end if begins_with else None,
        recursive=recursive,
    )


def _own_tables(tokens: Sequence[Token]) -> Iterable[str]:
    """The names before ``AS (`` that follow ``WITH``, or a comma after a closed bracket."""
    for at in range(1, len(tokens) - 2):
        before, name, second, third = tokens[at - 1 : at + 3]
        begins = before.word in ("with", "recursive") or (
            before.word == "," and tokens[at - 2].word == ")"
        )
        named = name.kind in (Kind.NAME, Kind.QUOTED)
        if named and begins and (second.word, third.word) == ("as", "("):
            yield name.word


def _next(tokens: Sequence[Token], at: int) -> str:
    return tokens[at + 1].word if at + 1 < len(tokens) else ""
