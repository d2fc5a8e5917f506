"""A stand-in as a process: started once, found again, ended by its own note."""

from pathlib import Path

import httpx

from functions.campaigns.lead_generation.dns_lookup import DnsLookup
from functions.campaigns.lead_generation.dns_port import DnsOutcome
from infra.local.lead_sources import world
from infra.local.stand_in import StandIn


def test_the_stand_ins_of_lead_sources_start_answer_keep_their_port_and_end(tmp_path: Path) -> None:
    one = StandIn(tmp_path, "infra.local.lead_sources", "baton-local-lead-sources", 8_700)
    url = one.start()
    try:
        assert one.start() == url
        fault = {"source": "hunter", "fault": "rate", "times": 2}
        told = httpx.post(f"{url}/_control/faults", json=fault).json()
        assert told["faults"] == {"hunter": ["rate", "rate"]}
        names = DnsLookup(servers=("127.0.0.1",), port=one.port)
        known = world.companies()[0].domain
        assert names.look_up(known, "MX").values == (f"mail.{known}",)
        assert names.look_up(known, "A").values == ("127.0.0.1",)
        assert names.look_up("nobody.example", "MX").outcome is DnsOutcome.NO_NAME
        page = httpx.get(f"{url}/", headers={"host": world.known_to("website")[0].domain})
        assert "Contact" in page.text
    finally:
        assert one.stop()
    assert not one.is_running()
    assert one.start() == url
    assert httpx.get(f"{url}/_control").json()["faults"] == {"hunter": ["rate", "rate"]}
    one.stop()
