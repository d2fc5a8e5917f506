"""The platform finds what areas contribute, and nothing of areas that are off."""

import pytest

from baton.core import areas
from infra.area_specs import area_specs
from infra.configuration import PLATFORM


def test_every_package_with_a_container_is_an_area() -> None:
    packages = {package for area in area_specs().values() for package in area.packages}
    assert areas.enabled() == tuple(sorted(packages - {PLATFORM}))
    assert {"campaigns", "experiments", "leads"} <= packages


def test_only_named_areas_contribute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BATON_AREAS", "leads,unknown")
    assert areas.enabled() == ("leads",)
    assert [one.__name__ for one in areas.contributions("container")] == ["baton.leads.container"]


def test_an_area_need_not_contribute_everything() -> None:
    assert list(areas.contributions("no_such_module")) == []
