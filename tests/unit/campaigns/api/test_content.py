"""Content over HTTP: listed, read, changed and decided by who has read it."""

import pytest

from baton.campaigns.brief import ApprovalMode
from baton.campaigns.parts.content import ContentPart
from tests.unit.campaigns.content.pieces import a_piece
from tests.unit.campaigns.runs import CAMPAIGN, a_brief, a_run

CONTENT = f"/api/v1/campaigns/{CAMPAIGN}/content"
SEEN = {"if-match": '"1"'}


@pytest.fixture
def path(api):
    piece = a_piece()
    run = a_run(
        brief=a_brief(approval=ApprovalMode.REQUIRED),
        content=ContentPart(pieces=(piece.summary(),)),
    )
    with api.platform.transactions.begin() as within:
        api.platform.runs.add(run, within)
        api.platform.content.add(piece, within)
    return f"{CONTENT}/{piece.piece_id}"


def put(api, path, parts, headers):
    return api.send("PUT", path, {"parts": parts}, headers=headers)


def test_content_is_listed_and_read(api, path):
    (entry,) = api.get(CONTENT).json["items"]
    assert entry["href"] == path
    read = api.get(path)
    assert read.headers["ETag"] == '"1"'
    assert read.json["text"]["parts"][0] == {"name": "headline", "text": "Plan shifts in one place"}
    assert api.get(f"{CONTENT}/01JNB3V5QZ8W2Y4X6T7R9P0K1M").status == 404


def test_a_text_is_changed_by_who_has_read_it_and_checked(api, path):
    parts = api.get(path).json["text"]["parts"]
    parts[3]["text"] = "The planner saves shift leaders 9 hours a week."
    assert put(api, path, parts, {}).status == 428
    assert put(api, path, parts, {"if-match": '"7"'}).status == 412

    changed = put(api, path, parts, SEEN)
    assert changed.status == 200
    (finding,) = [one for one in changed.json["findings"] if one["severity"] == "fault"]
    assert (finding["rule"], finding["span"]["part"]) == ("figure", 3)
    assert changed.json["written_by"] == "person"


def test_what_a_platform_refuses_is_a_fault_with_its_place(api, path):
    parts = api.get(path).json["text"]["parts"]
    parts[0]["text"] = "A headline that is a good deal too long"
    answer = put(api, path, parts, SEEN)
    assert (answer.status, answer.faults) == (400, {"/parts/0/text": "longest"})


def test_a_piece_is_decided_by_name_and_a_finding_only_if_somebody_answers_for_it(api, path):
    parts = api.get(path).json["text"]["parts"]
    parts[3]["text"] = "The planner saves shift leaders 9 hours a week."
    tag = {"if-match": put(api, path, parts, SEEN).headers["ETag"]}

    assert api.post(f"{path}/decision", {"approve": True}, headers=tag).status == 409
    decided = api.post(f"{path}/decision", {"approve": True, "vouched": ["figure"]}, headers=tag)
    assert (decided.status, decided.json["status"]) == (200, "approved")
    assert decided.json["decision"]["by"]
    assert api.platform.runs.get(CAMPAIGN, a_run().run_id).content.pieces[0].status == "approved"
