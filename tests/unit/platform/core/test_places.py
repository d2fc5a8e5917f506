"""Countries and time zones as people write them."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.core.countries import _CODES, _countries, country_code
from baton.core.places import table_lines, time_zone, zones_of


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("AT", "AT"),
        ("GB-ENG", "GB"),
        ("CH-Schweiz", "CH"),
        ("Deutschland/Germany", "DE"),
        ("United States of America (USA)", "US"),
        (" at ", "AT"),
        ("Austria", "AT"),
        ("INDIA", "IN"),
        ("United Kingdom", "GB"),
        ("uk", "GB"),
        ("USA", "US"),
        ("DEU", "DE"),
        ("Korea, Republic of", "KR"),
        ("Korea (South)", "KR"),
        ("T\u00fcrkiye", "TR"),
        ("Turkey", "TR"),
        ("\u00d6sterreich", "AT"),
        ("C\u00f4te d\u2019Ivoire", "CI"),
        ("The Netherlands", "NL"),
        ("St. Kitts & Nevis", "KN"),
        ("Bolivia (Plurinational State of)", "BO"),
        ("\u65e5\u672c", "JP"),
        ("NA", "NA"),
        ("Czech Rep.", "CZ"),
        ("S. Korea", "KR"),
        ("Congo (Dem. Rep.)", "CD"),
        ("Bundesrepublik Deutschland", "DE"),
        ("Republic of Ireland", "IE"),
        ("Republic of China", "TW"),
        ("Reino de Espa\u00f1a", "ES"),
        ("Gro\u00dfbritannien", "GB"),
        ("EE.UU.", "US"),
        ("Oesterreich", "AT"),
        ("Suedafrika", "ZA"),
        ("Daenemark", "DK"),
        ("Bahamas, The", "BS"),
        ("Congo, Democratic Republic of the", "CD"),
        ("Moldova, Republic of", "MD"),
        ("GER", "DE"),
        ("SUI", "CH"),
        ("\ud55c\uad6d", "KR"),
        ("Bosnien", "BA"),
        ("\U0001f1e6\U0001f1f9", "AT"),
    ],
)
def test_a_country_is_known_by_code_and_by_name(text: str, code: str) -> None:
    assert country_code(text) == code


@pytest.mark.parametrize(
    "text", ["", "XX", "Atlantis", "Austria/Germany", "XX-ENG", "Korea", "x" * 999, "A\x00T"]
)
def test_an_unknown_country_says_what_is_wanted(text: str) -> None:
    with pytest.raises(ValueError, match="ISO 3166"):
        country_code(text)


def test_every_country_of_the_time_zone_database_is_known_by_its_code_and_its_name_there() -> None:
    for line in table_lines("iso3166.tab"):
        code, name = line.split("\t")[:2]
        assert country_code(code) == country_code(code.lower()) == country_code(name) == code


def test_the_codes_in_the_code_are_those_of_the_table() -> None:
    assert set(_countries().values()) == _CODES


def test_what_is_no_text_is_left_to_the_type() -> None:
    assert country_code(43) == 43


@pytest.mark.parametrize("name", ["Europe/Vienna", "Asia/Kolkata", "Etc/UTC"])
def test_a_zone_of_the_database_passes(name: str) -> None:
    assert time_zone(name) == name


@given(st.text(max_size=300) | st.sampled_from(["America", "../passwd", "/etc/localtime", "a\x00"]))
def test_anything_else_is_refused_in_words_whatever_it_is(name: str) -> None:
    said = ""
    try:
        assert ZoneInfo(time_zone(name)).key == name
    except ValueError as error:
        said = str(error)
    assert said in ("", "is not an IANA time zone such as Europe/Vienna")


def test_a_countrys_zones_exist_and_the_populous_comes_first() -> None:
    assert zones_of("AT") == ("Europe/Vienna",)
    assert zones_of("US")[0] == "America/New_York"
    assert zones_of("AU")[0] == "Australia/Sydney"
    assert zones_of("XX") == ()
    for country in ("AT", "US", "AU", "IN", "BR"):
        for zone in zones_of(country):
            assert time_zone(zone) == zone
