"""The parts of commerce in memory, with accounts at the stand-ins of Stripe and EasyPost."""

from typing import TYPE_CHECKING, Any, cast

from baton.commerce.container import Commerce
from baton.commerce.effect_kinds import LABEL_KINDS, PAYMENT_KINDS
from baton.commerce.inventory.purchasing import Purchasing
from baton.commerce.inventory.service import StockService
from baton.commerce.payments.sender import PaymentSender
from baton.commerce.pricing.service import PricingService
from baton.commerce.recommending.model_files import ModelFiles
from baton.commerce.recommending.service import Recommender
from baton.commerce.settings import CommerceSettings
from baton.commerce.shipping.sender import LabelSender
from baton.effects.sender import Sender
from tests.fakes.commerce.carrier_account import SECRET as CARRIER_SECRET
from tests.fakes.commerce.carrier_account import CarrierAccount
from tests.fakes.commerce.carts import FakeCarts
from tests.fakes.commerce.catalogue import FakeCatalogue
from tests.fakes.commerce.customers import FakeCustomers
from tests.fakes.commerce.document_numbers import FakeDocumentNumbers
from tests.fakes.commerce.kept_rates import FakeKeptRates
from tests.fakes.commerce.orders import FakeOrders
from tests.fakes.commerce.payment_account import SECRET, PaymentAccount
from tests.fakes.commerce.prices import FakePrices, FakeRedemptions
from tests.fakes.commerce.product_index import FakeProductIndex
from tests.fakes.commerce.purchasing import FakePurchasing
from tests.fakes.commerce.recommendation_feedback import FakeFeedbackCounts
from tests.fakes.commerce.stock import FakeStock
from tests.fakes.platform.transaction import Ground

if TYPE_CHECKING:
    from tests.fakes.platform.container import FakePlatform

SHOP = CommerceSettings(
    sender_name="Shop",
    sender_street="Ring 1",
    sender_city="Vienna",
    sender_postal_code="1010",
    sender_country="AT",
    payment_secret="local/payments",
    carrier_secret="local/carriers",
)
SETTINGS = {Commerce: lambda: SHOP}


def parts(platform: "FakePlatform", ground: Ground) -> dict[str, Any]:
    """As ``baton.commerce.container.Commerce`` has them, by name."""
    clock = cast("Any", platform.clock)
    stock, orders = FakeStock(ground), FakeOrders(ground)
    catalogue, prices = FakeCatalogue(ground), FakePrices(ground)
    redemptions, purchasing = FakeRedemptions(ground), FakePurchasing(ground)
    payments = PaymentAccount(ground.faults, clock)
    carriers = CarrierAccount(ground.faults, clock)
    pay, label = PaymentSender(payments.provider, clock), LabelSender(carriers.provider)
    platform.secrets.known[SHOP.payment_secret] = SECRET
    platform.secrets.known[SHOP.carrier_secret] = CARRIER_SECRET
    pricing = PricingService(
        prices=prices,
        redemptions=redemptions,
        catalogue=catalogue,
        settings=SHOP,
        clock=clock,
        new_id=platform.new_id,
        has_ordered=lambda customer: bool(orders.page(customer, limit=1).items),
    )
    stock_service = StockService(stock, platform.transactions, clock)
    models, feedback = ModelFiles(platform.files, clock), FakeFeedbackCounts(ground)
    kinds: dict[str, Sender] = dict.fromkeys(PAYMENT_KINDS, pay)
    kinds |= dict.fromkeys(LABEL_KINDS, label)
    platform.senders.senders = {**platform.senders.senders, **kinds}
    return {
        "catalogue": catalogue,
        "product_index": FakeProductIndex(ground),
        "customers": FakeCustomers(ground),
        "carts": FakeCarts(ground),
        "prices": prices,
        "redemptions": redemptions,
        "orders": orders,
        "document_numbers": FakeDocumentNumbers(ground),
        "pricing": pricing,
        "stock_repository": stock,
        "purchasing_repository": purchasing,
        "purchasing": Purchasing(purchasing, stock, platform.transactions, clock),
        "stock": stock_service,
        "recommendation_models": models,
        "recommendation_feedback": feedback,
        "recommender": Recommender(
            models=models,
            catalogue=catalogue,
            stock=stock_service,
            pricing=pricing,
            orders=orders,
            feedback=feedback,
            clock=clock,
        ),
        "payment_account": payments,
        "payments": payments.provider,
        "carrier_account": carriers,
        "carriers": carriers.provider,
        "kept_rates": FakeKeptRates(ground),
    }
