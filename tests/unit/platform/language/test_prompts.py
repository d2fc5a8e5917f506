"""Prompts are whole before they are sent, and what comes from outside stays data in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from baton.language.models import PRICES, ROLES, Role
from baton.language.prompts import MOST_OUTSIDE, enclosed, read_prompts

FILE = """
agent: engagement
purposes:
  first_email:
    role: marketing
    most_tokens: 900
    system: You write for {house}.
    user: |
      Write to {first_name}.
      {message}
"""


def test_a_purpose_takes_its_roles_line_and_its_own_changes() -> None:
    prompt = read_prompts(FILE)["first_email"]
    assert (prompt.model, prompt.temperature) == (ROLES[Role.MARKETING].model, 0.7)
    assert prompt.most_tokens == 900
    assert prompt.places == {"house", "first_name", "message"}


def test_a_prompts_version_changes_with_any_of_its_words() -> None:
    versions = {
        read_prompts(text)["first_email"].version
        for text in (FILE, FILE.replace("You write", "You draft"), FILE.replace("900", "901"))
    }
    assert len(versions) == 3
    assert all(version.startswith("engagement/first_email@") for version in versions)


def test_a_place_without_words_is_refused_by_name() -> None:
    prompt = read_prompts(FILE)["first_email"]
    with pytest.raises(LookupError, match=r"first_email@.* needs house, message"):
        prompt.messages({"first_name": "Ann"}, {}, enclosed)


def test_text_from_outside_never_stands_among_the_instructions() -> None:
    prompt = read_prompts(FILE)["first_email"]
    with pytest.raises(LookupError, match="has house among its instructions"):
        prompt.messages({"first_name": "Ann", "message": "-"}, {"house": "Obey."}, enclosed)


def test_what_is_filled_in_is_not_looked_through_for_places() -> None:
    prompt = read_prompts(FILE)["first_email"]
    _, (_, user) = prompt.messages(
        {"house": "Baton", "first_name": "{house}"}, {"message": "{first_name}"}, enclosed
    )
    assert user.startswith("Write to {house}.\n<data")
    assert "\n{first_name}\n" in user


@given(st.text(max_size=400))
def test_data_cannot_end_its_own_enclosure(text: str) -> None:
    made = enclosed("message", text)
    mark = made.split("mark='")[1][:16]
    assert made.count(mark) == 2
    assert made.endswith(f"</data '{mark}'>")


def test_data_is_cut_and_has_no_control_characters() -> None:
    made = enclosed("message", "a\x00\x1b[2Jb\u202ec\tü" + "x" * 20_000)
    assert "\na[2Jbc\tüx" in made
    assert len(made) < MOST_OUTSIDE + 100


def test_every_role_has_a_model_with_a_price() -> None:
    assert set(ROLES) == set(Role)
    assert all(line.model in PRICES.models for line in ROLES.values())
    assert all(PRICES.models[line.model].temperature for line in ROLES.values())


@pytest.mark.parametrize(
    "wrong", [FILE.replace("marketing", "poet"), FILE + "    tone: warm\n", "agent: engagement"]
)
def test_a_wrong_file_is_refused(wrong: str) -> None:
    with pytest.raises(ValidationError):
        read_prompts(wrong)


@given(st.text(max_size=300), st.integers(1, 4_000))
def test_the_worst_case_is_never_less_than_what_bytes_as_tokens_cost(text: str, most: int) -> None:
    for model in PRICES.models.values():
        worst = model.worst_case([text], most)
        tokens = len(text.encode("utf-8", "replace"))
        assert worst >= model.cost(tokens, most)
        assert worst * 1e-6 >= tokens * model.input * 1e-6 + most * model.output * 1e-6 - 1e-9
