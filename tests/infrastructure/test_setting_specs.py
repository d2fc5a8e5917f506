"""An area says in a file of its own what it can be told; a wrong file says where it is wrong."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from baton.core.settings import Settings
from infra.configuration import Behaviour, Configuration
from infra.setting_specs import settings_by_area, with_settings_of_areas
from infra.spec_files import SpecError
from tests.infrastructure.area_settings import settings_of_areas

Writing = Callable[[Mapping[str, str]], Path]


@pytest.fixture
def written(tmp_path: Path) -> Writing:
    def write(files: Mapping[str, str]) -> Path:
        for area, text in files.items():
            (tmp_path / area).mkdir()
            (tmp_path / area / "settings.yaml").write_text(text, encoding="utf-8")
        return tmp_path

    return write


def test_what_nobody_is_told_is_the_same_default_where_it_is_read() -> None:
    """Functions are told only what is set to something else (``infra.constructs.environment``)."""
    configured = Behaviour.model_fields | type(Configuration().behaviour).model_fields
    both = [
        (name, field.default, configured[name].default)
        for kind in (Settings, *settings_of_areas())
        for name, field in kind.model_fields.items()
        if name in configured
    ]
    assert len(both) > 30
    assert [one for one in both if str(one[1]) != str(one[2])] == []


BEDS = "beds: {kind: whole, default: 5, at_least: 1, means: of the house}"


def test_a_new_areas_settings_are_configured_without_touching_the_platform(
    written: Writing,
) -> None:
    behaviour = with_settings_of_areas(Behaviour, written({"rooms": BEDS}))
    assert behaviour.model_fields["beds"].default == 5
    assert behaviour.model_validate({"beds": 2, "sending": True}).model_dump()["beds"] == 2
    with pytest.raises(ValueError, match=r"beds\n.*greater than or equal to 1"):
        behaviour.model_validate({"beds": 0})


def test_areas_may_share_a_setting_that_is_the_same(written: Writing) -> None:
    assert set(settings_by_area(written({"inns": BEDS, "rooms": BEDS}))) == {"inns", "rooms"}


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"inns": BEDS, "rooms": BEDS.replace("5", "6")}, "beds: is another setting of inns"),
        ({"rooms": BEDS.replace("beds", "sending")}, "sending: is a setting of the platform"),
        ({"rooms": BEDS.replace("whole", "count")}, "beds.kind"),
        ({"rooms": BEDS.replace("default", "standard")}, "beds.default: Field required"),
        ({"rooms": BEDS.replace("5", "0")}, "beds: its own default is wrong"),
    ],
)
def test_a_wrong_setting_is_named_with_its_file(
    written: Writing, files: Mapping[str, str], says: str
) -> None:
    functions = written(files)
    with pytest.raises(SpecError) as refused:
        with_settings_of_areas(Behaviour, functions)
    assert str(refused.value).startswith(str(functions / "rooms" / "settings.yaml"))
    assert says in str(refused.value)
