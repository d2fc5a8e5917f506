"""The words of SQL that queries over facts may use, and those that no column may be called.

Queries run in two engines, DuckDB and Athena (Trino). What stands here means the same in both (DuckDB's
``integer_division`` is on, as in Trino); what does not, as ``date_add``, is left out.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


CLAUSES = _words(
    """
    all and any as asc between both by case cast cross current_date day desc distinct else end
    escape except exists extract false fetch filter first following for from full group having
    hour in inner intersect interval is join last left like limit minute month natural next not
    null nulls offset on only or order outer over partition preceding quarter range recursive
    right row rows second select some then true try_cast unbounded union using values week when
    where with year
    """
)
"""Keywords; ``values`` and the units of time are names elsewhere."""

FUNCTIONS = _words(
    """
    abs avg bool_and bool_or cast ceil coalesce concat corr count covar_pop covar_samp date_diff
    date_trunc day dense_rank exp extract first_value floor greatest hour lag last_value lead
    least length ln log10 lower max max_by min min_by minute mod month nth_value ntile nullif
    percent_rank power quarter rank regr_intercept regr_slope replace reverse round row_number
    second sign sqrt starts_with stddev stddev_pop stddev_samp strpos substr substring sum trim
    try_cast upper var_pop var_samp variance week year
    """
)
"""Functions that both engines have under one name and with one meaning."""

TYPES = _words(
    """
    bigint boolean date decimal double integer interval precision timestamp varchar
    """
)
"""What a value may be cast to."""

NEVER = _words(
    """
    alter attach call checkpoint copy create delete describe detach drop execute explain export
    import insert install into lateral load merge pivot pragma prepare qualify reset set show
    summarize table tablesample truncate unnest unpivot update vacuum window
    """
)
"""What a query may not have but as a text, a quoted name or a column of a table."""

_OPENING = _words(
    """
    all and any as between by case distinct else except exists filter from having in intersect
    join like not on or over select some then union using values when where
    """
)

BEFORE_BRACKET = FUNCTIONS | TYPES | _OPENING
"""What a bracket may follow."""

_OF_EITHER_ENGINE = _words(
    """
    at authorization column constraint current localtime localtimestamp normalize skip start to
    trim uescape user
    """
)

RESERVED = CLAUSES | TYPES | NEVER | _OF_EITHER_ENGINE
"""What neither a kind nor a column may be called: a word of SQL in either engine."""
