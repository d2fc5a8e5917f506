"""Whom a run found, shown with who told each field."""

from baton.campaigns.container import Campaigns
from tests.unit.campaigns.prospects.given import a_company, a_person, a_prospect
from tests.unit.campaigns.runs import CAMPAIGN, RUN, a_run

PATH = f"/api/v1/campaigns/{CAMPAIGN}/runs/{RUN}/leads"


def keep(platform, *prospects):
    with platform.transactions.begin() as unit:
        platform.area(Campaigns).runs.add(a_run(), unit)
        for one in prospects:
            platform.area(Campaigns).prospects.add(one, unit)


def test_people_are_listed_best_first_with_the_source_of_each_field(api, platform):
    best = a_prospect(
        company=a_company("companies_house", name="Acme Ltd"),
        person=a_person("hunter", where="https://acme.example/team"),
        least=0.9,
    )
    keep(platform, a_prospect("bo@acme.example", least=0.2), best)
    first, second = api.get(PATH).json["items"]
    assert (first["least"], second["least"]) == (0.9, 0.2)
    assert first["company"]["name"]["source"] == "companies_house"
    assert first["person"]["email"]["value"] == "ada@acme.example"
    assert first["person"]["email"]["where"] == "https://acme.example/team"
    assert first["person"]["email"]["basis"] == "legitimate_interest"


def test_a_page_leads_to_the_next_and_an_unknown_run_is_a_problem(api, platform):
    keep(platform, a_prospect(), a_prospect("bo@acme.example"))
    page = api.get(PATH, query={"limit": "1"}).json
    assert len(page["items"]) == 1
    rest = api.get(PATH, query={"limit": "1", "cursor": page["next_cursor"]}).json
    assert rest["items"][0] != page["items"][0]
    assert api.get(PATH.replace(RUN, RUN[:-1] + "Z")).status == 404
