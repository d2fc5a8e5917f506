"""The demo's minute in the shop: buyers come at once, and each makes something else of it."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from infra.local import shop
from infra.local.client import ApiClient
from infra.local.interruption import threads
from infra.local.ministack import LocalFailure
from infra.local.shop_books import SOLD, Books, books

MOST_SECONDS = 90.0
"""That an order may take to where its buyer waits for it: on a busy machine functions start slowly."""

LOOKS_EVERY = 0.3
BUYERS_AT_ONCE = 4

CARD, OTHER_CARD = "pm_card_visa", "pm_card_mastercard"
DECLINED, ASKS = "pm_card_chargeDeclinedInsufficientFunds", "pm_card_authenticationRequired"
"""Stripe's test cards: no money, and a bank that asks its customer (3-D Secure)."""

_CITIES = {"AT": ("Graz", "8010"), "DE": ("Bremen", "28195"), "NL": ("Utrecht", "3511")}

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Visit:
    """What came of one buyer: the order, if there is one, and what was not as it has to be."""

    buyer: str
    what: str
    order: Json | None = None
    wrong: str = ""


@dataclass
class Shop:
    """The shop from outside: its API, and the control pages of the stand-ins."""

    api: ApiClient
    payment_url: str
    carrier_url: str
    offered: list[Json] = field(default_factory=list)

    def order(self, buyer: str, lines: Mapping[str, int], *, card: str = CARD, **more: Any) -> Any:
        """Places an order of pieces by SKU; gives the answer."""
        country = more.pop("country", "AT")
        city, code = _CITIES[country]
        to = {"name": buyer, "street": "Main Street 1", "city": city, "postal_code": code}
        body = {
            "lines": [{"sku": sku, "quantity": count} for sku, count in lines.items()],
            "currency": "EUR",
            "email": f"{buyer.lower().replace(' ', '.')}@example.com",
            "customer_id": buyer.lower().replace(" ", "-"),
            "ship_to": {**to, "country": country},
            "payment_method": card,
            **more,
        }
        return self.api.request("POST", "/api/v1/orders", json=body)

    def act(self, order: Json, what: str, body: Json) -> Any:
        """Does something with an order."""
        return self.api.request("POST", f"/api/v1/orders/{order['order_id']}/{what}", json=body)

    def read(self, order_id: str) -> Any:
        """An order as it is now."""
        return self.api.request("GET", f"/api/v1/orders/{order_id}").body

    def until(self, order: Json, is_so: Callable[[Json], bool]) -> Json:
        """The order once it is so, or as it is after ``MOST_SECONDS``."""
        end = time.monotonic() + MOST_SECONDS
        while not is_so(found := self.read(order["order_id"])) and time.monotonic() < end:
            time.sleep(LOOKS_EVERY)
        return dict(found)

    def control(self, base: str, call: str, **given: Any) -> None:
        """A call of a stand-in's control page."""
        httpx.post(f"{base}/_control/{call}", json=given, timeout=10).raise_for_status()

    def state(self, base: str) -> Json:
        """All that a stand-in keeps."""
        return dict(httpx.get(f"{base}/_control/state", timeout=10).raise_for_status().json())


def state_is(*states: str) -> Callable[[Json], bool]:
    """Whether an order is in one of the states."""
    return lambda order: order["state"] in states


def sell(shop_: Shop, on_visit: Callable[[], None]) -> list[Visit]:
    """Has every buyer come; gives what came of each, in the order of ``BUYERS``. ``on_visit`` is called
    when one is done, from several threads.
    """

    def come(buyer: "Buyer") -> list[Visit]:
        try:
            return buyer(shop_)
        finally:
            on_visit()

    with threads(BUYERS_AT_ONCE) as people:
        visits = [visit for some in people.map(come, BUYERS) for visit in some]
    return [*visits, *_after_delivery(shop_, visits, on_visit)]


Buyer = Callable[[Shop], list[Visit]]


def _browses(shop_: Shop) -> list[Visit]:
    """Looks around, and buys what is recommended beside a scanner."""
    listed = shop_.api.request("GET", "/api/v1/products").body["items"]
    asked = {
        "basket": ["SCANNER-BT"],
        "viewed": ["SCANNER-USB", "SCANNER-BT"],
        "country": "AT",
        "currency": "EUR",
        "limit": 3,
    }
    answer = shop_.api.request("POST", "/api/v1/recommendations", json=asked)
    shop_.offered += [] if answer.problem else answer.body["items"]
    if not shop_.offered:
        return [Visit("Ada Brandt", "is recommended nothing", wrong=answer.problem or "nothing")]
    best = next(one["sku"] for one in shop_.offered if one["available"] > 1)
    what = f"looks at {len(listed)} products; takes the recommended {best} too"
    return [_bought(shop_, "Ada Brandt", what, {"SCANNER-BT": 1, best: 1}, codes=["HELLO10"])]


def _confirms(shop_: Shop) -> list[Visit]:
    """Has a bank that asks, and says yes on its page."""
    buyer, what = "Bela Novak", "confirms with the bank (3-D Secure)"
    answer = shop_.order(buyer, {"MOUNT-DASH": 2, "LABELS-500": 1}, card=ASKS)
    if answer.problem:
        return [Visit(buyer, what, wrong=answer.problem)]
    asked = shop_.until(answer.body, lambda one: one["payment"].get("action_url"))
    if page := asked["payment"].get("action_url"):
        httpx.post(page, data={"answer": "yes"}, timeout=10).raise_for_status()
    return [_sold(shop_, buyer, what, asked)]


def _pays_otherwise(shop_: Shop) -> list[Visit]:
    """Has a card without money, and another one."""
    buyer, what = "Cem Aydin", "the card is declined, another one is taken"
    answer = shop_.order(buyer, {"STRAP-5M": 4}, card=DECLINED, country="DE")
    if answer.problem:
        return [Visit(buyer, what, wrong=answer.problem)]
    declined = shop_.until(answer.body, state_is("awaiting_buyer"))
    if why := shop_.act(declined, "payment", {"payment_method": OTHER_CARD}).problem:
        return [Visit(buyer, what, declined, why)]
    return [_sold(shop_, buyer, what, declined)]


def _want_the_last(shop_: Shop) -> list[Visit]:
    """Two want the only cool box at the same moment: one gets it."""
    buyers = ("Dora Lang", "Emil Roth")
    with threads(len(buyers)) as both:
        answers = list(both.map(lambda one: shop_.order(one, {"COOLBOX-24": 1}), buyers))
    wrong = "" if sum(not one.problem for one in answers) == 1 else "not one of two got it"
    return [
        Visit(buyer, "wants the last cool box: out of stock", wrong=wrong)
        if answer.problem
        else _sold(shop_, buyer, "takes the last cool box", answer.body)
        for buyer, answer in zip(buyers, answers, strict=True)
    ]


def _cancels(shop_: Shop) -> list[Visit]:
    """Changes their mind once it is paid."""
    buyer, what = "Fay Olsen", "cancels once it is paid: money and stock come back"
    bought = _bought(shop_, buyer, what, {"BAG-40": 2})
    if bought.wrong or bought.order is None:
        return [bought]
    if why := shop_.act(bought.order, "cancellation", {"reason": "ordered twice"}).problem:
        return [Visit(buyer, what, bought.order, why)]
    over = shop_.until(bought.order, state_is("canceled"))
    wrong = "" if over["state"] == "canceled" else f"it is {over['state']}"
    return [Visit(buyer, what, over, wrong)]


def _loses_the_answer(shop_: Shop) -> list[Visit]:
    """Pays while the payment provider's answers are lost, though it did what it was asked."""
    buyer, what = "Gil Weiss", "an answer of the provider is lost: charged once"
    shop_.control(
        shop_.payment_url, "faults", kind="timeout_after_commit", on="write", match="/capture"
    )
    return [_bought(shop_, buyer, what, {"SCANNER-USB": 1})]


def _sends_back(shop_: Shop) -> list[Visit]:
    """Buys two, of which one will come back."""
    return [_bought(shop_, SENDS_BACK, "buys two phone mounts", {"MOUNT-VENT": 2}, country="NL")]


SENDS_BACK = "Hana Mori"


def _ordinary(number: int) -> Buyer:
    """Just buys something."""
    skus = [sku for sku, count in shop.skus(shop.sample()) if count > 1]
    lines = {skus[number % len(skus)]: 1 + number % 3, skus[(number * 3 + 1) % len(skus)]: 1}
    country = tuple(_CITIES)[number % len(_CITIES)]
    return lambda shop_: [_bought(shop_, f"Buyer {number:02}", ORDINARY, lines, country=country)]


ORDINARY = "buys something"

BUYERS: Sequence[Buyer] = (
    _browses,
    _confirms,
    _pays_otherwise,
    _want_the_last,
    _cancels,
    _loses_the_answer,
    _sends_back,
    *map(_ordinary, range(1, 13)),
)


def _after_delivery(
    shop_: Shop, visits: Sequence[Visit], on_visit: Callable[[], None]
) -> list[Visit]:
    """Parcels travel for two days; then one of two pieces comes back."""
    shop_.control(shop_.carrier_url, "time", skip_hours=24)
    shop_.control(shop_.carrier_url, "time", skip_hours=30)
    what = "sends one of two back once they are there"
    order = next((one.order for one in visits if one.buyer == SENDS_BACK), None)
    if order is None:
        return [Visit(SENDS_BACK, what, wrong="nothing was bought")]
    there = shop_.until(order, state_is("delivered"))
    answer = shop_.act(there, "returns", {"pieces": {"MOUNT-VENT": 1}, "reason": "one is enough"})
    if answer.problem:
        return [Visit(SENDS_BACK, what, there, answer.problem)]
    back = shop_.until(there, lambda one: all(each["refunded"] for each in one["returns"]))
    on_visit()
    refunded = all(each["refunded"] for each in back["returns"])
    return [Visit(SENDS_BACK, what, back, "" if refunded else "no money came back")]


def _bought(shop_: Shop, buyer: str, what: str, lines: Mapping[str, int], **more: Any) -> Visit:
    """An ordinary purchase."""
    answer = shop_.order(buyer, lines, **more)
    if answer.problem:
        return Visit(buyer, what, wrong=answer.problem)
    return _sold(shop_, buyer, what, answer.body)


def _sold(shop_: Shop, buyer: str, what: str, order: Json) -> Visit:
    """What the visit comes to whose order is to be sold."""
    found = shop_.until(order, state_is(*SOLD, "failed"))
    fits = found["state"] in SOLD
    return Visit(buyer, what, found, "" if fits else f"it is {found['state']}")


def at_its_end(order: Json) -> bool:
    """Whether nothing more becomes of it by itself: without a carrier, that is once it is paid."""
    with_nobody = order["state"] == "confirmed" and not order.get("label")
    return with_nobody or state_is("delivered", "canceled", "failed")(order)


def everything(shop_: Shop) -> list[Json]:
    """Every order there is, as it is now, once all of them are at their end or with a carrier."""
    end = time.monotonic() + MOST_SECONDS
    while True:
        found = list(_pages(shop_, "/api/v1/orders"))
        if all(map(at_its_end, found)) or time.monotonic() > end:
            return found
        time.sleep(LOOKS_EVERY)


def added_up(shop_: Shop) -> Books:
    """The books of everything that was sold, once nothing is under way any more."""
    orders, names = everything(shop_), [sku for sku, _ in shop.skus(shop.sample())]
    payments, carriers = shop_.state(shop_.payment_url), shop_.state(shop_.carrier_url)
    return books(
        orders,
        payments["intents"].values(),
        carriers["shipments"].values(),
        {sku: shop_.api.request("GET", f"/api/v1/stock/{sku}").body for sku in names},
        {sku: _movements(shop_, sku) for sku in names},
    )


def _movements(shop_: Shop, sku: str) -> list[Json]:
    return list(_pages(shop_, f"/api/v1/stock/{sku}/movements"))


def _pages(shop_: Shop, path: str) -> Iterator[Json]:
    cursor = ""
    while True:
        answer = shop_.api.request("GET", f"{path}?limit=100{cursor}")
        if answer.problem:
            raise LocalFailure(f"{path} cannot be listed: {answer.problem}")
        yield from answer.body["items"]
        if not answer.body.get("next_cursor"):
            return
        cursor = f"&cursor={answer.body['next_cursor']}"
