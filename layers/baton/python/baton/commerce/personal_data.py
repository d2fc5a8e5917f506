"""What commerce keeps of persons, for export and erasure (requirement B7)."""

from typing import TYPE_CHECKING

from baton.commerce.container import Commerce
from baton.commerce.order_records import Orders
from baton.privacy.personal_data import PersonalData

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


def personal_data(platform: "Platform") -> PersonalData:
    """See ``baton.privacy.personal_data``. Quotes end by themselves; what was sold is in the facts, from
    which the platform erases.
    """
    orders = Orders(platform.area(Commerce).orders, platform.transactions, platform.clock)
    return PersonalData(stores=(orders,), tie_of=orders.tie_of, describe=orders.describe)
