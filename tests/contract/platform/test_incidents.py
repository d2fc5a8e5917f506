"""What every store of incidents promises."""

import pytest

from baton.core.errors import NotFound, StaleVersion
from baton.incidents.incident import Evidence, Incident, IncidentStatus
from baton.runtime.platform import Platform
from tests.contract.given import at_once, later


def an_incident(platform: Platform, at: float = 0) -> Incident:
    return Incident(
        incident_id=platform.new_id(),
        alarm="Baton-outbox-parked",
        opened_at=later(at),
        evidence=(Evidence(source="outbox", text="3 parked entries"),),
    )


def test_an_incident_is_kept_version_by_version(platform: Platform) -> None:
    incident = an_incident(platform)
    with pytest.raises(NotFound):
        platform.incidents.get(incident.incident_id)
    platform.incidents.keep(incident)
    assert platform.incidents.get(incident.incident_id) == incident
    over = incident.model_copy(update={"version": 2, "status": IncidentStatus.RECOVERED})
    platform.incidents.keep(over)
    assert platform.incidents.get(incident.incident_id) == over
    for stale in (incident, over, over.model_copy(update={"version": 4})):
        with pytest.raises(StaleVersion):
            platform.incidents.keep(stale)


def test_of_many_one_opens_an_incident(platform: Platform) -> None:
    incident = an_incident(platform)

    def opened(_: int) -> bool:
        try:
            platform.incidents.keep(incident)
        except StaleVersion:
            return False
        return True

    assert at_once(opened, hands=8).count(True) == 1


def test_incidents_are_listed_newest_first(platform: Platform) -> None:
    incidents = [an_incident(platform, at) for at in range(5)]
    for one in incidents:
        platform.incidents.keep(one)
    first = platform.incidents.page(limit=3)
    assert [one.opened_at for one in first.items] == [later(4), later(3), later(2)]
    rest = platform.incidents.page(limit=3, cursor=first.cursor)
    assert [one.incident_id for one in rest.items] == [
        one.incident_id for one in reversed(incidents[:2])
    ]
    assert rest.cursor is None
