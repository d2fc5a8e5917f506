"""What every store of cases promises."""

import pytest

from baton.core.clock import new_id
from baton.core.errors import AlreadyExists, InvalidInput, NotFound, StaleVersion
from baton.escalation.case import EscalationStatus
from baton.runtime.platform import Platform
from tests.contract.given import a_case, later


def test_a_case_comes_back_as_it_was_kept_with_its_token(platform: Platform) -> None:
    case = a_case().model_copy(update={"task_token": "token" * 100})
    with platform.transactions.begin() as unit:
        platform.escalations.add(case, unit)
    assert platform.escalations.get(case.escalation_id) == case
    with pytest.raises(AlreadyExists), platform.transactions.begin() as unit:
        platform.escalations.add(case, unit)


def test_an_unknown_case_is_not_found(platform: Platform) -> None:
    with pytest.raises(NotFound):
        platform.escalations.get(new_id())


def test_of_two_decisions_on_one_version_the_second_is_stale(platform: Platform) -> None:
    case = a_case()
    with platform.transactions.begin() as unit:
        platform.escalations.add(case, unit)
    decided = case.model_copy(update={"version": 2, "status": EscalationStatus.DECIDED})
    with platform.transactions.begin() as unit:
        platform.escalations.replace(decided, unit)
    with pytest.raises(StaleVersion), platform.transactions.begin() as unit:
        platform.escalations.replace(decided, unit)
    assert platform.escalations.page(status=EscalationStatus.OPEN).items == ()
    assert platform.escalations.page(status=EscalationStatus.DECIDED).items == (decided,)


def test_cases_are_listed_newest_first_page_by_page(platform: Platform) -> None:
    statuses = [*EscalationStatus, *EscalationStatus]
    cases = [a_case(status=status, at=later(n)) for n, status in enumerate(statuses)]
    with platform.transactions.begin() as unit:
        for case in cases:
            platform.escalations.add(case, unit)
    first = platform.escalations.page(limit=4)
    second = platform.escalations.page(limit=4, cursor=first.cursor)
    assert [*first.items, *second.items] == cases[::-1]
    assert second.cursor is None
    with pytest.raises(InvalidInput):
        platform.escalations.page(status=EscalationStatus.OPEN, cursor=first.cursor)
