"""Files of one's own are measured by one command, whatever their columns."""

from pathlib import Path

import pytest

from functions.commerce.recommendation_training.command import main, purchases_in
from functions.commerce.recommendation_training.purchase_file import Columns
from tests.unit.commerce.recommendation.test_learning import in_pairs


def test_ratings_are_read_with_their_columns_and_the_poor_ones_left_out(tmp_path: Path) -> None:
    file = tmp_path / "ratings.csv"
    file.write_text("user\tfilm\tstars\tat\n1\ta\t5\t86400\n1\tb\t2\t86400\n2\t\t5\t0\n")
    (one,) = purchases_in(file, Columns("user", "film", "at", None, "stars", 4)).purchases
    assert (one.customer, one.item) == ("1", "a")
    assert one.day == 719_164  # 1970-01-02


def test_every_method_is_told_with_its_quality(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "bought.csv"
    lines = [f"{one.customer},{one.item}" for one in in_pairs(60)]
    file.write_text("\n".join(["customer_id,product_id", *lines]))
    assert main([str(file)]) == 0
    told = capsys.readouterr().out
    for name in ("popularity", "last_basket", "item_knn", "ease", "shipped"):
        assert f"{name:13} NDCG@10 0." in told


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a,b\n1,2\n", "There is no column customer_id or product_id; the file has a, b."),
        ("customer_id,product_id\nann,x\n", "nothing to measure on"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_with_the_line(
    text: str, why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "bought.csv"
    file.write_text(text)
    assert main([str(file)]) == 2
    assert why in capsys.readouterr().out
