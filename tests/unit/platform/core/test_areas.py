"""The platform finds what areas contribute, and nothing of areas that are off."""

import pytest

from baton.core import areas


def test_every_package_with_a_container_is_an_area() -> None:
    assert areas.enabled() == ("campaigns", "experiments", "leads")


def test_only_named_areas_contribute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BATON_AREAS", "leads,unknown")
    assert areas.enabled() == ("leads",)
    assert [one.__name__ for one in areas.contributions("container")] == ["baton.leads.container"]


def test_an_area_need_not_contribute_everything() -> None:
    assert list(areas.contributions("no_such_module")) == []
