"""What every store of the audit trail promises."""

import pytest

from baton.core.clock import new_id
from baton.core.errors import InvalidInput
from baton.privacy.audit import AuditLine
from baton.runtime.platform import Platform
from tests.contract.given import at_once, later

LEAD, OTHER = new_id(), new_id()


def a_line(
    what: str = "lead.read", *, at: float = 0, subject: str = LEAD, correlation_id: str = "c-1"
) -> AuditLine:
    return AuditLine(
        subject=subject,
        what=what,
        by="client-1",
        at=later(at),
        correlation_id=correlation_id,
        route="GET /api/v1/leads/{lead_id}",
    )


def told(platform: Platform, *subjects: str) -> list[str]:
    return [line.what for line in platform.audit.page(subjects or [LEAD]).items]


def test_a_line_comes_back_as_it_was_written(platform: Platform) -> None:
    platform.audit.write([a_line()])
    assert platform.audit.page([LEAD]).items == (a_line(),)
    assert told(platform, OTHER) == []


def test_a_line_that_is_there_is_never_changed(platform: Platform) -> None:
    platform.audit.write([a_line()])
    platform.audit.write([a_line().model_copy(update={"by": "somebody else"})])
    assert platform.audit.page([LEAD]).items == (a_line(),)


def test_many_lines_at_once_are_all_written(platform: Platform) -> None:
    leads = [new_id() for _ in range(130)]
    platform.audit.write([])
    platform.audit.write([a_line(subject=lead) for lead in [*leads, leads[0]]])
    assert all(told(platform, lead) == ["lead.read"] for lead in leads)


def test_a_line_of_a_transaction_is_written_with_it(platform: Platform) -> None:
    with pytest.raises(KeyError), platform.transactions.begin() as unit:
        platform.audit.write([a_line()], unit)
        raise KeyError
    assert told(platform) == []
    with platform.transactions.begin() as unit:
        platform.audit.write([a_line()], unit)
    assert told(platform) == ["lead.read"]


def test_lines_about_several_leads_are_one_story(platform: Platform) -> None:
    platform.audit.write([a_line("lead.taken", at=1), a_line("lead.read", at=3, subject=OTHER)])
    platform.audit.write([a_line("lead.changed", at=2)])
    assert told(platform, LEAD, OTHER) == ["lead.taken", "lead.changed", "lead.read"]


def test_pages_together_are_all_lines_once(platform: Platform) -> None:
    wanted = [f"lead.r{chr(97 + number)}" for number in range(7)]
    for number, what in enumerate(wanted):
        subject = OTHER if number % 3 else LEAD
        platform.audit.write([a_line(what, at=number // 2, subject=subject)])
    platform.audit.write([a_line("lead.rd", at=1, subject=OTHER)])
    found, cursor = [], None
    while True:
        page = platform.audit.page([LEAD, OTHER], cursor=cursor, limit=2)
        found += [line.what for line in page.items]
        if (cursor := page.cursor) is None:
            break
    assert found == sorted([*wanted, "lead.rd"])


def test_a_cursor_of_another_trail_and_a_wrong_limit_are_refused(platform: Platform) -> None:
    platform.audit.write([a_line("lead.ra"), a_line("lead.rb")])
    cursor = platform.audit.page([LEAD], limit=1).cursor
    with pytest.raises(InvalidInput):
        platform.audit.page([OTHER], cursor=cursor)
    with pytest.raises(InvalidInput):
        platform.audit.page([LEAD], limit=0)


def test_nothing_of_many_at_once_is_lost(platform: Platform) -> None:
    at_once(lambda number: platform.audit.write([a_line(correlation_id=str(number))]))
    assert len(told(platform)) == 8
