"""Programs do not take part in experiments, and those that did are left out with all they did."""

import pytest

from tests.unit.campaigns.api.experiments import ANY, BOUGHT, all_tallies, assigned, started

BROWSERS = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:135.0) Gecko/20100101 Firefox/135.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_3 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 13; CUBOT P80) AppleWebKit/537.36 Chrome/133.0.0.0 Mobile",
    "Mozilla/5.0 (compatible; MSIE 9.0; Windows NT 6.1; Trident/5.0)",
    "okhttp/4.12.0",
    "",
]
PROGRAMS = [
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2)",
    "facebookexternalhit/1.1",
    "Mozilla/5.0 (compatible; Attracta)",
    "SiteSucker/2.4 (help@example.com)",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/133.0.0.0 Safari/537.36",
    "python-requests/2.32.3",
    "curl/8.9.1",
    "Yahoo! Slurp",
    "Go-http-client/2.0",
]


@pytest.fixture
def path(api):
    return started(api)


@pytest.mark.parametrize("user_agent", BROWSERS)
def test_people_take_part(api, path, user_agent):
    given = api.post(f"{path}/assignments", {"unit": "ada", "user_agent": user_agent}).json

    assert given["counted"] is True


@pytest.mark.parametrize("body", [{"bot": True}, *({"user_agent": one} for one in PROGRAMS)])
def test_programs_get_the_control_and_do_not_count(api, path, body):
    given = api.post(f"{path}/assignments", {"unit": "ada", **body}).json

    assert (given["variant"], given["counted"], given["left_out"]) == ("control", False, "bot")
    assert all_tallies(api, path) == ()
    assert api.post(f"{path}/outcomes", BOUGHT).status == 404


def test_a_unit_that_is_found_out_later_is_left_out_with_all_it_did(api, path):
    variant, _ = assigned(api, path, "ada")
    api.post(f"{path}/outcomes", BOUGHT)

    left, again = (api.post(f"{path}/exclusions", {"unit": "ada"}) for _ in range(2))

    assert left.status == again.status == 200
    assert left.json == again.json
    assert left.json["variant"] == variant
    (tally,) = all_tallies(api, path)
    assert (tally.units, tally.excluded, tally.metrics["bought"].total) == (0, 1, 0)
    given = api.post(f"{path}/assignments", {"unit": "ada"}).json
    assert (given["variant"], given["counted"], given["left_out"]) == ("control", False, "excluded")
    assert api.post(f"{path}/outcomes", BOUGHT).json["counted"] is False
    report = {one["variant"]: one for one in api.get(f"{path}/report").json["variants"]}
    assert (report[variant]["units"], report[variant]["excluded"]) == (0, 1)


def test_only_known_units_of_running_experiments_are_left_out(api, path):
    assert api.post(f"{path}/exclusions", {"unit": "nobody"}).status == 404
    assigned(api, path, "ada")
    api.patch(path, {"status": "stopped"}, headers=ANY)
    assert api.post(f"{path}/exclusions", {"unit": "ada"}).status == 409
