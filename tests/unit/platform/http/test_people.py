"""A person's groups, and nothing the token says beside them, decide what it is good for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.http.caller import caller_of
from baton.http.people import ADMIN, APPROVER, GROUPS, OPERATOR, VIEWER, least_group, of_groups
from infra.constructs.identity import SCOPES


@pytest.mark.parametrize(
    ("scope", "group"),
    [
        ("leads.read", VIEWER),
        ("analytics", VIEWER),
        ("escalations.decide", APPROVER),
        ("drafts.decide", APPROVER),
        ("leads.write", OPERATOR),
        ("language.switch", OPERATOR),
        ("subjects.read", ADMIN),
        ("subjects.erase", ADMIN),
        ("audit.read", ADMIN),
    ],
)
def test_a_scope_has_its_group(scope: str, group: str) -> None:
    assert least_group(scope) == group


@given(st.sets(st.sampled_from(GROUPS)), st.sampled_from(GROUPS))
def test_another_group_never_takes_anything_away(groups: set[str], one: str) -> None:
    scopes = {f"baton/{scope}" for scope in SCOPES}
    assert of_groups(scopes, groups, "baton/") <= of_groups(scopes, groups | {one}, "baton/")
    assert of_groups(scopes, {ADMIN}, "baton/") == scopes


@pytest.mark.parametrize("groups", ["[viewer approver]", ["viewer", "approver"]])
def test_a_person_is_named_and_has_what_both_token_and_groups_give(groups: object) -> None:
    claims = {
        "client_id": "people-client",
        "username": "7f3a",
        "scope": "baton/escalations.decide baton/leads.write",
        "cognito:groups": groups,
    }
    caller = caller_of({"authorizer": {"jwt": {"claims": claims}}})
    assert caller is not None
    assert caller.client_id == "person/7f3a"
    assert caller.scopes == {"baton/escalations.decide"}
