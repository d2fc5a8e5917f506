"""A secret may be replaced while it is used: the new one comes by itself, the old one stays a while."""

from typing import Any

import pytest

from baton.aws.secrets import KEPT_SECONDS, NamedSecret, Secret
from baton.core.errors import Unavailable
from tests.fakes.platform.secrets_manager import FakeSecretsManager


class Clock:
    """Seconds that a test moves."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def secret(store: FakeSecretsManager, clock: Clock | None = None, **more: Any) -> Secret:
    clients: Any = store
    return NamedSecret(clients, "hook", seconds=clock or Clock(), **more)


def test_a_replaced_secret_is_used_after_five_minutes_and_at_once_where_the_old_one_is_refused() -> (
    None
):
    store, clock = FakeSecretsManager({"hook": "old"}), Clock()
    hook = secret(store, clock)
    assert hook.text() == "old"
    store.stages["AWSCURRENT"]["hook"] = "new"
    assert (hook.text(), store.asked) == ("old", 1)
    clock.now += KEPT_SECONDS
    assert hook.text() == "new"
    store.stages["AWSCURRENT"]["hook"] = "newer"
    hook.renew()
    assert hook.text() == "newer"


def test_the_secret_and_the_one_that_it_replaced_are_told_the_current_one_first() -> None:
    assert secret(FakeSecretsManager({"hook": "one"})).texts() == ("one",)
    replaced = FakeSecretsManager({"hook": "two"}, previous={"hook": "one"})
    assert secret(replaced).texts() == ("two", "one")


def test_a_secret_that_cannot_be_read_anew_is_used_on_and_one_that_never_could_is_a_fault() -> None:
    store, clock = FakeSecretsManager({"hook": "old"}), Clock()
    hook = secret(store, clock)
    assert hook.text() == "old"
    store.status, store.code = 500, "InternalServiceError"
    clock.now += KEPT_SECONDS
    assert hook.text() == "old"
    with pytest.raises(Unavailable):
        secret(store).text()
    with pytest.raises(LookupError, match="hook cannot be read"):
        secret(FakeSecretsManager({})).texts()


def test_the_environment_comes_first_and_may_have_the_replaced_secret_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HOOK", "new old")
    hook = secret(FakeSecretsManager({"hook": "kept"}), variable="HOOK")
    assert (hook.text(), hook.texts()) == ("new", ("new", "old"))
    monkeypatch.delenv("HOOK")
    assert hook.text() == "kept"
