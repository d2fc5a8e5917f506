"""What commerce keeps of persons, for export and erasure (requirement B7)."""

from typing import TYPE_CHECKING

from baton.commerce.carts.records import Carts
from baton.commerce.container import Commerce
from baton.commerce.customers.records import Customers
from baton.commerce.order_records import Orders
from baton.privacy.personal_data import PersonalData, SubjectRecord
from baton.privacy.subject import Tie

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


def personal_data(platform: "Platform") -> PersonalData:
    """See ``baton.privacy.personal_data``. Quotes end by themselves; what was sold is in the facts, from
    which the platform erases.
    """
    area, transactions = platform.area(Commerce), platform.transactions
    orders = Orders(area.orders, transactions, platform.clock)
    customers, carts = Customers(area.customers, transactions), Carts(area.carts)

    def tie_of(record_id: str) -> Tie | None:
        return orders.tie_of(record_id) or customers.tie_of(record_id) or carts.tie_of(record_id)

    def describe(tie: Tie) -> SubjectRecord:
        return customers.describe(tie) or carts.describe(tie) or orders.describe(tie)

    return PersonalData(stores=(orders, customers, carts), tie_of=tie_of, describe=describe)
