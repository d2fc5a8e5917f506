"""A dictionary-encoded column is the cells that it was made of."""

from hypothesis import given
from hypothesis import strategies as st

from functions.leads.training.dictionary_column import ColumnBuilder, DictionaryColumn, LeadsBuilder

CELL = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 3), st.sampled_from(["", "a", "1", "True"])
)


def typed(cells):
    return [(type(cell), cell) for cell in cells]


@given(cells=st.lists(CELL), more=st.lists(CELL), data=st.data())
def test_a_column_holds_its_cells_in_their_order_and_with_their_types(cells, more, data):
    column = DictionaryColumn.of(cells)
    assert typed(column) == typed(cells)
    assert typed(column.followed_by(DictionaryColumn.of(more))) == typed([*cells, *more])
    places = data.draw(st.lists(st.integers(0, len(cells) - 1))) if cells else []
    assert typed(column.take(places)) == typed([cells[place] for place in places])
    assert int(column.counts.sum()) == len(cells)
    assert len(set(typed(column.values))) == len(column.values)


@given(st.lists(st.lists(st.sampled_from("abc"))))
def test_text_that_comes_piece_by_piece_is_the_same_column(pieces):
    builder = ColumnBuilder()
    for piece in pieces:
        builder.add(piece)
    assert list(builder.column()) == [cell for piece in pieces for cell in piece]


@given(st.lists(st.dictionaries(st.sampled_from("xyz"), CELL)))
def test_leads_that_come_one_by_one_are_columns_with_nothing_where_they_had_nothing(leads):
    builder = LeadsBuilder()
    for lead in leads:
        builder.add(lead)
    for key, column in builder.columns().items():
        assert typed(column) == typed([lead.get(key) for lead in leads])
