"""What stands in for other people's servers is started with the area that speaks to them."""

import json
import urllib.request
from pathlib import Path

from infra.local.stand_ins import names_of, point_webhooks, stand_ins


def test_a_shop_has_a_payment_provider_and_a_carrier_that_tell_its_api(tmp_path: Path) -> None:
    servers = stand_ins(tmp_path, ["leads", "commerce"])
    assert set(servers) == {"payment", "carrier"}
    try:
        for server in servers.values():
            server.start()
        assert set(names_of(servers)) == {"payments.invalid", "carriers.invalid"}
        point_webhooks(servers, "http://127.0.0.1:1/api")
        for output, path in (("payment", "payments"), ("carrier", "carriers")):
            state = f"http://{servers[output].address}/_control/state"
            with urllib.request.urlopen(state, timeout=5) as answer:
                webhook = json.load(answer)["webhook"]
            assert webhook["url"] == f"http://127.0.0.1:1/api/webhooks/{path}"
            assert webhook["secret"]
    finally:
        for server in servers.values():
            server.stop()


def test_an_area_that_is_off_has_none(tmp_path: Path) -> None:
    assert set(stand_ins(tmp_path, ["campaigns"])) == {"ads", "sources"}
    assert stand_ins(tmp_path, ["leads"]) == {}
