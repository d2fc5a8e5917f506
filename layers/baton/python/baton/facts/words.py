"""The words of SQL that queries over facts may use, and those that no column may be called.

Queries run in two engines, DuckDB and Athena (Trino). What stands here means the same in both (DuckDB's
``integer_division`` is on, as in Trino); what does not, as ``date_add``, is left out.
"""

CLAUSES = frozenset(
    "all and any as asc between both by case cast cross current_date day desc distinct else end "
    "escape except exists extract false fetch filter first following for from full group having hour "
    "in inner intersect interval is join last left like limit minute month natural next not null "
    "nulls offset on only or order outer over partition preceding quarter range recursive right row "
    "rows second select some then true try_cast unbounded union using values week when where with "
    "year".split()
)
"""Keywords. ``values`` and the units of time are names elsewhere."""

FUNCTIONS = frozenset(
    "abs avg bool_and bool_or cast ceil coalesce concat corr count "
    "covar_pop covar_samp date_diff date_trunc day dense_rank exp extract first_value "
    "floor greatest hour lag last_value lead least length ln log10 lower max max_by min min_by "
    "minute mod month nth_value ntile nullif percent_rank power quarter rank regr_intercept "
    "regr_slope replace reverse round row_number second sign sqrt starts_with stddev stddev_pop "
    "stddev_samp strpos substr substring sum trim try_cast upper var_pop var_samp variance week "
    "year".split()
)
"""Functions that both engines have under one name and with one meaning."""

TYPES = frozenset(
    "bigint boolean date decimal double integer precision timestamp varchar interval".split()
)
"""What a value may be cast to."""

NEVER = frozenset(
    "alter attach call checkpoint copy create delete describe detach drop execute explain export "
    "import insert install into lateral load merge pivot pragma prepare qualify reset set show "
    "summarize table tablesample truncate unnest unpivot update vacuum window".split()
)
"""Words that a query may not have but as texts, quoted names or columns of a table."""

BEFORE_BRACKET = (
    FUNCTIONS
    | TYPES
    | frozenset(
        "all and any as between by case distinct else exists filter from having in intersect except "
        "join like not on or over select some then union using values when where".split()
    )
)
"""What a bracket may follow."""

RESERVED = (
    CLAUSES
    | TYPES
    | NEVER
    | frozenset(
        "alter at authorization column constraint create current delete describe drop execute group "
        "insert into lateral localtime localtimestamp normalize pivot prepare qualify skip start "
        "table to trim uescape unnest unpivot update user window".split()
    )
)
"""What neither a kind nor a column may be called: a word of SQL in either engine."""
