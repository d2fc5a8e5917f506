"""What the go-to-market agents keep of persons, for export and erasure (requirement B7)."""

from typing import TYPE_CHECKING

from baton.gtm.container import Gtm
from baton.gtm.customer_records import Customers
from baton.gtm.segment_members import SegmentMembers
from baton.gtm.support_questions import SupportQuestions
from baton.privacy.personal_data import PersonalData

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


def personal_data(platform: "Platform") -> PersonalData:
    """See ``baton.privacy.personal_data``. What figures were told of is in the facts, which the platform
    erases.
    """
    area = platform.area(Gtm)
    customers = Customers(area.customer_contacts)
    return PersonalData(
        persons=(SupportQuestions(area.support_store),),
        stores=(customers,),
        files=(SegmentMembers(platform.files),),
        tie_of=customers.tie_of,
        describe=customers.describe,
    )
