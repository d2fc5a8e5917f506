"""A query of an index of the local DynamoDB is answered as MiniStack answers it, from few items."""

import base64
import json
import random
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from ministack.services import dynamodb  # type: ignore[import-untyped]

from infra.local.sorted_indexes import ADAPTED

MINISTACK = {name: getattr(dynamodb, name) for name in ADAPTED}
TABLE = "sorted"
INDEXES = {"by_text": ("group", "text"), "by_size": ("group", "size"), "by_bytes": ("group", "raw")}
CONDITIONS = (
    *("{0} = :a", "{0} < :a", "{0} <= :a", "{0} > :a", "{0} >= :a", "{0} BETWEEN :a AND :b"),
    "({0} = :b OR {0} < :a)",  # which DynamoDB refuses, and MiniStack answers
)


@pytest.fixture(autouse=True)
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    for name, ours in ADAPTED.items():
        monkeypatch.setattr(dynamodb, name, ours)
    kinds = {"id": "S", "part": "N", "group": "S", "text": "S", "size": "N", "raw": "B"}
    dynamodb._create_table(
        {
            "TableName": TABLE,
            "BillingMode": "PAY_PER_REQUEST",
            "KeySchema": key("id", "part"),
            "AttributeDefinitions": [
                {"AttributeName": name, "AttributeType": kind} for name, kind in kinds.items()
            ],
            "GlobalSecondaryIndexes": [index(name) for name in INDEXES],
        }
    )
    yield dynamodb._tables[TABLE]
    dynamodb._delete_table({"TableName": TABLE})


def key(*names: str) -> list[dict[str, str]]:
    return [
        {"AttributeName": name, "KeyType": kind}
        for name, kind in zip(names, ("HASH", "RANGE"), strict=False)
    ]


def index(name: str) -> dict[str, Any]:
    whole = {"ProjectionType": "ALL" if name == "by_text" else "KEYS_ONLY"}
    return {"IndexName": name, "KeySchema": key(*INDEXES[name]), "Projection": whole}


def value(name: str, chance: random.Random) -> dict[str, str]:
    number = chance.randrange(-9, 120)
    if name == "size":
        return {"N": str(number)}
    if name == "raw":
        return {"B": base64.b64encode(bytes([number + 9, 250])).decode()}
    return {"S": f"{number}é"}


def write(chance: random.Random) -> None:
    """Puts, changes, moves to another group or deletes one of the items; one may be in some indexes."""
    own = {"id": {"S": f"i{chance.randrange(40)}"}, "part": {"N": str(chance.randrange(3))}}
    rest = {"group": {"S": chance.choice("ab")}} | {
        name: value(name, chance) for name in ("text", "size", "raw")
    }
    item = own | {name: one for name, one in rest.items() if chance.random() < 0.9}
    match chance.randrange(6):
        case 0 | 1:
            dynamodb._put_item({"TableName": TABLE, "Item": item})
        case 2:
            dynamodb._batch_write_item({"RequestItems": {TABLE: [{"PutRequest": {"Item": item}}]}})
        case 3:
            dynamodb._update_item(
                {
                    "TableName": TABLE,
                    "Key": own,
                    "UpdateExpression": "SET size = :size REMOVE #text",
                    "ExpressionAttributeNames": {"#text": "text"},
                    "ExpressionAttributeValues": {":size": rest["size"]},
                }
            )
        case 4:
            dynamodb._transact_write_items(
                {"TransactItems": [{"Put": {"TableName": TABLE, "Item": item}}]}
            )
        case _:
            dynamodb._delete_item({"TableName": TABLE, "Key": own})


def question(chance: random.Random) -> dict[str, Any]:
    name = chance.choice(list(INDEXES))
    sort = INDEXES[name][1]
    low, high = sorted(
        (value(sort, chance) for _ in range(2)), key=lambda one: dynamodb._ddb_comparable(one)[1]
    )
    conditions = [*CONDITIONS, *(["begins_with({0}, :a)"] if sort != "size" else [])]
    sorted_by = chance.choice([None, *conditions])
    values = {":group": {"S": chance.choice("abc")}, ":a": low, ":b": high, ":part": {"N": "1"}}
    if sorted_by and sorted_by.startswith("begins"):
        values[":a"] = {"S": "1"} if sort == "text" else {"B": low["B"][:4]}
    asked: dict[str, Any] = {
        "TableName": TABLE,
        "IndexName": name,
        "KeyConditionExpression": chance.choice(("{}", "({})")).format(
            f"#group = :group AND {sorted_by.format('#sort')}"
        )
        if sorted_by
        else "#group = :group",
        "ScanIndexForward": chance.random() < 0.5,
        "ReturnConsumedCapacity": "INDEXES",
    }
    if chance.random() < 0.8:
        asked["Limit"] = chance.randrange(1, 9)
    if chance.random() < 0.3:
        asked["FilterExpression"] = "part = :part"
    said = f"{asked['KeyConditionExpression']} {asked.get('FilterExpression')}"
    names = {"#group": "group", "#sort": sort}
    asked["ExpressionAttributeNames"] = {one: of for one, of in names.items() if one in said}
    asked["ExpressionAttributeValues"] = {one: of for one, of in values.items() if one in said}
    return asked


def answer(asked: dict[str, Any], *, by: Any) -> tuple[int, Any]:
    status, _, body = by(asked)
    return status, json.loads(body)


def same_answer(asked: dict[str, Any]) -> Any:
    ours = answer(asked, by=ADAPTED["_query"])
    assert ours == answer(asked, by=MINISTACK["_query"]), asked
    return ours[1]


def same_pages(asked: dict[str, Any]) -> int:
    """Of how many items the pages are."""
    found = 0
    while True:
        page = same_answer(asked)
        found += int(page.get("Count", 0))
        if "LastEvaluatedKey" not in page:
            return found
        asked = asked | {"ExclusiveStartKey": page["LastEvaluatedKey"]}


@pytest.mark.parametrize("seed", range(6))
def test_every_page_is_the_one_that_ministack_gives_whatever_was_written_between(seed: int) -> None:
    chance = random.Random(seed)
    found = 0
    for _ in range(120):
        for _ in range(chance.randrange(8)):
            write(chance)
        found += same_pages(question(chance))
    assert found > 100


def filled(items: int) -> None:
    for number in range(items):
        item = {
            "id": {"S": f"i{number}"},
            "part": {"N": "0"},
            "group": {"S": "a"},
            "text": {"S": f"{number:05}"},
        }
        dynamodb._put_item({"TableName": TABLE, "Item": item})


def page_of(items: int, condition: str = "", **values: str) -> dict[str, Any]:
    return {
        "TableName": TABLE,
        "IndexName": "by_text",
        "KeyConditionExpression": f"(#g = :g{condition})" if condition else "#g = :g",
        "ExpressionAttributeNames": {"#g": "group"} | ({"#t": "text"} if condition else {}),
        "ExpressionAttributeValues": {":g": {"S": "a"}}
        | {f":{name}": {"S": text} for name, text in values.items()},
        "Limit": items,
    }


def test_items_that_expire_or_are_restored_as_a_whole_are_found_as_they_are(
    table: dict[str, Any],
) -> None:
    filled(20)
    assert same_pages(page_of(3)) == 20
    dynamodb._remove_item(table, "i7", "0")
    assert same_pages(page_of(3)) == 19
    table["items"].pop("i8")
    dynamodb._items_replaced(table)
    assert same_pages(page_of(3)) == 18


@pytest.mark.parametrize(
    "condition",
    [" AND text = :t", " AND #t > :t AND #t < :t", " AND id = :t"],
)
def test_what_is_wrong_with_a_question_is_said_though_nothing_is_found(condition: str) -> None:
    filled(3)
    same_answer(page_of(2))
    told = same_answer(page_of(2, condition, t="9"))
    assert not told.get("Items")


@pytest.mark.parametrize(
    "condition", ["", " AND #t >= :t", " AND #t < :t", " AND #t BETWEEN :t AND :u"]
)
@pytest.mark.parametrize("forward", [True, False])
def test_a_page_looks_at_no_more_items_than_it_is_made_of(
    condition: str, forward: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(2_000)
    values = dict[str, str](t="00900", u="01100") if "BETWEEN" in condition else {"t": "00900"}
    asked = page_of(10, condition, **(values if condition else {}))
    asked["ScanIndexForward"] = forward
    first = same_answer(asked)
    asked["ExclusiveStartKey"] = first["LastEvaluatedKey"]
    looked_at: Sequence[Any] = []
    judge = dynamodb._evaluate_condition

    def judged(*given: Any, **named: Any) -> bool:
        looked_at.append(given[1])  # type: ignore[attr-defined]
        return bool(judge(*given, **named))

    monkeypatch.setattr(dynamodb, "_evaluate_condition", judged)
    status, told = answer(asked, by=ADAPTED["_query"])
    assert status == 200
    assert len(told["Items"]) == 10
    assert len(looked_at) < 40
