"""The OpenAPI document is put together of parts that are true to the code, for the areas that are on."""

import json
from collections import defaultdict

import pytest

from baton.http.openapi_document import PartsDisagree, merged, parts_of_areas
from tests.openapi_parts import place_of, text_of
from tests.samples.http import APIS, Client, apis_over


@pytest.mark.parametrize("area", APIS)
def test_a_kept_part_says_what_the_code_says(platform, area):
    assert place_of(area).read_text(encoding="utf-8") == text_of(apis_over(platform)[area]), (
        "make openapi writes it anew"
    )


@pytest.mark.parametrize("part", ["schemas", "paths"])
def test_a_name_means_the_same_in_every_area(part):
    """All areas have one document: a later area names its model otherwise, or shares the first's."""
    meanings = defaultdict(lambda: defaultdict(list))
    for area in APIS:
        for name, meaning in json.loads(place_of(area).read_text(encoding="utf-8"))[part].items():
            meanings[name][json.dumps(meaning, sort_keys=True)].append(area)
    twice = {name: list(those.values()) for name, those in meanings.items() if len(those) > 1}
    assert twice == {}


def test_the_document_has_the_areas_that_are_on_and_no_other(platform, monkeypatch):
    monkeypatch.setenv("BATON_AREAS", "campaigns")

    paths = Client(platform).get("/openapi.json").json["paths"]

    assert "/api/v1/campaigns" in paths
    assert "/api/v1/health" in paths
    assert not any(path.startswith("/api/v1/leads") for path in paths)


def test_two_parts_that_disagree_make_no_document():
    first, *_ = parts_of_areas()
    name = next(iter(first["schemas"]))
    same_path = {"description": "", "paths": first["paths"], "schemas": {}}
    other_schema = {"description": "", "paths": {}, "schemas": {name: {"type": "string"}}}

    for second in (same_path, other_schema):
        with pytest.raises(PartsDisagree):
            merged([first, second], version="1", token_url=None)
