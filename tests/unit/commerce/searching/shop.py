"""A shop of thirty products, and what its visitors mean by what they type."""

from collections.abc import Mapping
from typing import Any

from baton.commerce.catalogue import Product
from tests.unit.commerce.pricing.given import product

_GOODS: Mapping[str, tuple[str, str, str, str]] = {
    "linen-shirt": ("Linen shirt", "Tidewater", "clothes/shirts", "Cool on warm days."),
    "denim-shirt": ("Denim shirt", "Tidewater", "clothes/shirts", "Goes with shorts."),
    "t-shirt": ("T-shirt, organic cotton", "Tidewater", "clothes/shirts", "Soft."),
    "shorts": ("Running shorts", "Fleetfoot", "clothes/trousers", "With pockets."),
    "chinos": ("Chino trousers", "Tidewater", "clothes/trousers", "Slim."),
    "summer-dress": ("Summer dress with flowers", "Tidewater", "clothes/dresses", "Light."),
    "rain-jacket": ("Waterproof rain jacket", "Northface", "clothes/jackets", "Keeps dry."),
    "down-jacket": ("Down jacket", "Northface", "clothes/jackets", "Warm in winter."),
    "wool-socks": ("Merino wool socks", "Fleetfoot", "clothes/socks", "Warm feet."),
    "running-shoes": ("Running shoes Aero", "Fleetfoot", "shoes/running", "For asphalt."),
    "trail-shoes": ("Trail shoes", "Fleetfoot", "shoes/running", "For mud."),
    "sandals": ("Leather sandals", "Solana", "shoes/sandals", "For the beach."),
    "boots": ("Hiking boots", "Solana", "shoes/boots", "Waterproof."),
    "espresso": ("Espresso machine Bella", "Crème", "kitchen/coffee", "15 bar."),
    "grinder": ("Coffee grinder", "Crème", "kitchen/coffee", "For espresso."),
    "beans": ("Coffee beans, 1 kg", "Crème", "food/coffee", "Dark roast."),
    "kettle": ("Electric kettle", "Voltix", "kitchen/kettles", "1.7 litres."),
    "knife": ("Chef's knife", "Edge & Co", "kitchen/knives", "Steel from Solingen."),
    "knives": ("Set of steak knives", "Edge & Co", "kitchen/knives", "Six of them."),
    "pan": ("Cast iron pan", "Voltix", "kitchen/pans", "Heavy."),
    "batteries": ("AA batteries, pack of 8", "Voltix", "electronics/batteries", "Alkaline."),
    "battery-charger": ("Battery charger", "Voltix", "electronics/batteries", "For AA."),
    "headphones": ("Wireless headphones", "Sonor", "electronics/audio", "Noise cancelling."),
    "speaker": ("Bluetooth speaker", "Sonor", "electronics/audio", "Waterproof."),
    "usb-cable": ("USB-C cable, 2 m", "Voltix", "electronics/cables", "Fast charging."),
    "novel": ("The Old Lighthouse: a novel", "Harbour Press", "books/novels", "A mystery."),
    "cookbook": ("Cooking with iron", "Harbour Press", "books/cookery", "For every pan."),
    "tent": ("Two-person tent", "Northface", "outdoor/tents", "Waterproof, 2 kg."),
    "backpack": ("Hiking backpack 40 l", "Northface", "outdoor/backpacks", "With a rain cover."),
    "aoi": ("青いシャツ", "Tidewater", "clothes/shirts", "リネン"),
}

SHOP = tuple(
    product(
        key.upper(),
        1_000 + 100 * number,
        title=title,
        brand=brand,
        categories=(category,),
        description=description,
    )
    for number, (key, (title, brand, category, description)) in enumerate(_GOODS.items())
)

ANSWERS: Mapping[str, set[str]] = {
    "linen shirt": {"linen-shirt"},
    "tshirt": {"t-shirt"},
    "T-Shirts": {"t-shirt"},
    "dresses": {"summer-dress"},
    "running shoes": {"running-shoes"},
    "shoe": {"running-shoes", "trail-shoes"},
    "battery": {"batteries", "battery-charger"},
    "knives": {"knives", "knife"},
    "creme": {"espresso", "grinder", "beans"},
    "northface jacket": {"rain-jacket", "down-jacket"},
    "waterproof": {"rain-jacket", "boots", "speaker", "tent"},
    "headph": {"headphones"},
    "espresso mach": {"espresso"},
    "backpak": {"backpack"},
    "headhpones": {"headphones"},
    "sandles": {"sandals"},
    "expresso": {"espresso"},
    "fleetfoot": {"shorts", "wool-socks", "running-shoes", "trail-shoes"},
    "iron pan": {"pan"},
    "usb c cable": {"usb-cable"},
    "old lighthouse novel": {"novel"},
    "シャツ": {"aoi"},
    "KETTLE": {"kettle"},
    "RUNNING-SHOES": {"running-shoes"},
}


def selling(platform: Any, *products: Product) -> None:
    """Has a platform's catalogue hold products, each as its next version."""
    for one in products:
        before = platform.catalogue.of_ids(frozenset({one.product_id})).get(one.product_id)
        version = before.version + 1 if before else 1
        with platform.transactions.begin() as within:
            platform.catalogue.put(one.model_copy(update={"version": version}), before, within)
