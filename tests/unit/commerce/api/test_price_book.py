"""The price book is changed whole, entry by entry, and from the version that was read."""

from datetime import timedelta

from baton.commerce.container import Commerce
from baton.commerce.pricing.dynamic import CompetitorPrice
from baton.commerce.pricing.lowest_price import PriceHistory, PricePoint
from tests.samples.http import Client

RULE = {"kind": "percent", "basis_points": -1_000, "why": "for resellers"}
RULES, PROMOTIONS = "/api/v1/prices/rules/resellers", "/api/v1/prices/promotions/welcome"


def test_a_rule_is_kept_changed_and_removed(api: Client) -> None:
    first = api.send("PUT", RULES, RULE)
    assert (first.status, first.json["version"], first.headers["ETag"]) == (200, 1, '"1"')
    assert api.send("PUT", RULES, RULE).json["version"] == 1
    changed = api.send("PUT", RULES, {**RULE, "priority": 5}, headers={"If-Match": '"1"'})
    assert changed.json["version"] == 2
    assert api.send("PUT", RULES, RULE, headers={"If-Match": '"1"'}).status == 412
    assert api.get("/api/v1/prices").json["rules"] == [changed.json]
    assert api.send("DELETE", RULES, headers={"If-Match": '"1"'}).status == 412
    assert api.send("DELETE", RULES).status == 204
    assert api.send("DELETE", RULES).status == 404
    assert api.get("/api/v1/prices").json["rules"] == []


def test_what_cannot_be_meant_is_refused_with_its_place(api: Client) -> None:
    refused = api.send("PUT", PROMOTIONS, {"name": "Welcome", "kind": "amount", "amount": -5})
    assert refused.status == 400
    assert "/amount" in refused.faults
    unknown = api.send("PUT", RULES, {**RULE, "colour": "red"})
    assert "/colour" in unknown.faults


def test_rates_and_policy_take_the_place_of_those_before(api: Client) -> None:
    rates = {"rates": [{"country": "AT", "name": "VAT", "rate": "0.20"}]}
    assert api.send("PUT", "/api/v1/prices/tax-rates", rates).status == 200
    assert api.send("PUT", "/api/v1/prices/policy", {"least_margin": 2_000}).status == 200
    book = api.get("/api/v1/prices").json
    assert (book["rates"][0]["country"], book["policy"]["least_margin"]) == ("AT", 2_000)
    assert (book["rates_version"], book["policy_version"]) == (1, 1)


def test_a_sku_is_told_with_what_it_was_shown_and_set_to_cost(api: Client) -> None:
    prices, now = api.platform.area(Commerce).prices, api.platform.clock()
    points = [
        PricePoint(since=now - timedelta(days=days), price=price)
        for days, price in ((60, 900), (20, 1_100))
    ]
    with api.platform.transactions.begin() as within:
        prices.show(PriceHistory(sku="RED", currency="EUR", points=tuple(points)), within)
    prices.put_competitor("RED", "EUR", CompetitorPrice(competitor="x", price=950, seen_at=now))
    told = api.get("/api/v1/prices/skus/RED", {"currency": "EUR"}).json
    assert [one["price"] for one in told["shown"]] == [900, 1_100]
    assert (told["lowest_in_30_days"], told["competitors"][0]["price"]) == (900, 950)
    other = api.get("/api/v1/prices/skus/RED", {"currency": "USD"}).json
    assert (other["shown"], "lowest_in_30_days" in other) == ([], False)
    assert api.get("/api/v1/prices/skus/RED").status == 400
