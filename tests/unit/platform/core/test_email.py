"""The short way through an address ends where the long one does."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic.networks import validate_email
from pydantic_core import PydanticCustomError

from baton.core.email import email_address


def by_the_package(text: str) -> str | None:
    try:
        return validate_email(text)[1]
    except PydanticCustomError:
        return None


def ours(text: str) -> str | None:
    try:
        return email_address(text)
    except (PydanticCustomError, ValueError):
        return None


label = st.from_regex(r"\A[A-Za-z0-9-]{1,65}\Z") | st.sampled_from(["x", "co", "test", "xn--p1ai"])
local = st.from_regex(r"\A[A-Za-z0-9._+-]{1,66}\Z")
plausible = st.builds(
    lambda name, labels: f"{name}@{'.'.join(labels)}",
    local,
    st.lists(label, min_size=1, max_size=4),
)


@given(plausible | st.text(max_size=40) | st.emails())
@example("ada@example.com")
@example("Ada.Love@EXAMPLE.Com")
@example("Ada <ada@example.com>")
@example("a@b.test")
@example("a@b.TEST")
@example("a@x-.com")
@example("a@x--y.com")
@example("a..b@example.com")
@example("\u00fc@example.com")
@example(f"{'a' * 65}@example.com")
@example(f"a@{'b' * 64}.com")
@example(f"a@{'.'.join(['b' * 60] * 5)}.com")
@example("a@example.com\n")
@example("a@1.2.3.4")
def test_an_address_is_judged_as_the_package_judges_it(text: str) -> None:
    assert ours(text) == by_the_package(text)


@pytest.mark.parametrize("text", ["", "@", "a", "a@", "@b.com", "a@b"])
def test_what_is_no_address_says_why(text: str) -> None:
    with pytest.raises(PydanticCustomError, match="not a valid email address"):
        email_address(text)
