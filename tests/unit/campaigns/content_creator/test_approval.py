"""Pieces that wait for a person: decided together or one by one, changed, and the run that goes on."""

from typing import Any

import pytest

from baton.campaigns.brief import ApprovalMode, ContentKind
from baton.campaigns.container import Campaigns
from baton.campaigns.content.content_service import ContentDecision, ContentService
from baton.campaigns.content.piece import ContentPiece
from baton.campaigns.content.text import ContentText
from baton.campaigns.parts.content import PieceStatus
from baton.campaigns.run import RunState, RunStepName
from baton.core.errors import Conflict, InvalidInput
from baton.escalation.case import Decision, EscalationStatus, NewDecision, Verdict
from baton.escalation.service import CaseService
from baton.escalation.subjects import CaseSubjects
from functions.platform.escalation.agent import EscalationService
from functions.platform.escalation.models import EscalationTask, Step
from tests.fakes.platform.clock import NOON
from tests.unit.campaigns.content_creator.world import World

BRIEF = {
    "content": (ContentKind.AD, ContentKind.EMAIL),
    "platforms": ("google", "meta"),
    "approval": ApprovalMode.REQUIRED,
}


def waiting() -> World:
    world = World(brief=BRIEF)
    world.perform()
    return world


def service(world: World) -> ContentService:
    return ContentService.of("campaigns_api", world.platform)  # type: ignore[arg-type]


def decide(world: World, **decision: Any) -> None:
    """A person decides the case, and the case's workflow carries it out."""
    assert world.run.content is not None
    case = world.platform.escalations.get(world.run.content.waiting or "")
    given = Decision(decided_by="maria", at=NOON, **decision)
    with world.platform.transactions.begin() as within:
        CaseService(world.platform.escalations, world.platform.outbox).decide(
            case, given, sender="api", message_id=world.platform.new_id(), within=within
        )
    carried_out(world, case.escalation_id, Step.RESUME)


def carried_out(world: World, case_id: str, step: Step) -> None:
    agent = EscalationService.assemble(world.platform)  # type: ignore[arg-type]
    agent.perform(EscalationTask(step=step, escalation_id=case_id))


def statuses(world: World) -> set[PieceStatus]:
    return {one.status for one in world.pieces if one.escalation_id}


def test_an_approved_case_lets_every_piece_out_and_the_run_go_on() -> None:
    world = waiting()
    decide(world, verdict=Verdict.APPROVE)

    assert world.run.state is RunState.RUNNING
    assert statuses(world) == {PieceStatus.APPROVED}
    assert {one.decision.by for one in world.pieces if one.decision and one.escalation_id} == {
        "maria"
    }
    assert world.perform().step is RunStepName.AD_MANAGER
    assert world.run.content is not None
    assert world.run.content.waiting is None
    assert {one.status for one in world.run.content.pieces} <= {
        PieceStatus.APPROVED,
        PieceStatus.REJECTED,
    }


def test_a_refused_case_keeps_every_piece_back_with_its_reason_and_the_run_goes_on() -> None:
    world = waiting()
    decide(world, verdict=Verdict.REFUSE, note="Not our words.")

    assert statuses(world) == {PieceStatus.REJECTED}
    notes = {one.decision.note for one in world.pieces if one.escalation_id and one.decision}
    assert notes == {"Not our words."}
    assert world.perform().step is RunStepName.AD_MANAGER


def test_a_case_that_nobody_decides_in_time_lets_nothing_out() -> None:
    world = waiting()
    assert world.run.content is not None
    carried_out(world, world.run.content.waiting or "", Step.EXPIRE)

    assert statuses(world) == {PieceStatus.REJECTED}
    assert world.run.state is RunState.RUNNING


def test_a_case_can_be_changed_piece_by_piece() -> None:
    world = waiting()
    first = world.used[0]
    decide(world, verdict=Verdict.CHANGE, changes={first.piece_id: "reject"})

    kept = {one.piece_id: one.status for one in world.pieces}
    assert kept.pop(first.piece_id) is PieceStatus.REJECTED
    assert PieceStatus.APPROVED in set(kept.values())


def test_a_slip_in_the_changes_is_told_to_whoever_made_it() -> None:
    world = waiting()
    assert world.run.content is not None
    case = world.platform.escalations.get(world.run.content.waiting or "")
    policy = CaseSubjects(world.platform).policy("content")
    first = world.used[0].piece_id
    given = NewDecision(verdict=Verdict.CHANGE, changes={first: "maybe", "other": "approve"})

    assert policy.faults(case, given) == {
        first: "must be approve or reject",
        "other": "is no piece of this case",
    }
    with pytest.raises(Conflict), world.platform.transactions.begin() as within:
        policy.ask(case, within)


def test_the_last_piece_that_is_decided_by_itself_decides_the_case() -> None:
    world = waiting()
    pieces = world.used
    for at, piece in enumerate(pieces):
        assert world.run.content is not None
        case = world.platform.escalations.get(world.run.content.waiting or "")
        assert case.status is EscalationStatus.OPEN
        service(world).decide(piece, ContentDecision(approve=at > 0, note="seen"), "maria")

    case = world.platform.escalations.get(case.escalation_id)
    assert case.status is EscalationStatus.DECIDED
    carried_out(world, case.escalation_id, Step.RESUME)
    assert world.run.state is RunState.RUNNING
    assert world.perform().step is RunStepName.AD_MANAGER
    assert statuses(world) == {PieceStatus.APPROVED, PieceStatus.REJECTED}


def email(world: World) -> ContentPiece:
    return next(one for one in world.used if one.format == "email")


def with_line(piece: ContentPiece, line: str) -> ContentText:
    return ContentText.of(
        *((one.name, f"{one.text}\n\n{line}" if one.name == "body" else one.text)
          for one in piece.text.parts)
    )  # fmt: skip


def test_a_person_s_text_is_checked_against_the_same_sources_and_waits_on() -> None:
    world = waiting()
    piece = email(world)
    changed = service(world).edit(piece, with_line(piece, "It costs 49 euros a month."), "maria")

    assert (changed.written_by, changed.status, changed.faults) == (
        "person",
        PieceStatus.WAITING,
        (),
    )
    assert changed.edits[0].before == piece.text
    assert {one.said for one in changed.claims} >= {"49 euros"}
    assert world.run.content is not None
    assert "person" in {one.written_by for one in world.run.content.pieces}


def test_a_claim_of_a_person_s_goes_out_only_if_they_answer_for_it() -> None:
    world = waiting()
    piece = email(world)
    changed = service(world).edit(piece, with_line(piece, "It saves 80 % of your time."), "maria")

    assert [one.rule for one in changed.faults] == ["share"]
    with pytest.raises(Conflict, match="share"):
        service(world).decide(changed, ContentDecision(approve=True), "maria")
    decided = service(world).decide(
        changed, ContentDecision(approve=True, vouched=("share",)), "maria"
    )
    assert decided.status is PieceStatus.APPROVED
    assert decided.decision is not None
    assert decided.decision.vouched == ("share",)


def test_a_decision_about_many_overlooks_no_finding() -> None:
    world = waiting()
    piece = email(world)
    service(world).edit(piece, with_line(piece, "It saves 80 % of your time."), "maria")
    decide(world, verdict=Verdict.APPROVE)

    kept = world.platform.area(Campaigns).content.get(piece.campaign_id, piece.piece_id)
    assert kept.status is PieceStatus.DRAFT


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("See https://evil.example.net now.", "host"),
        ("Write to otto@other.example.", "personal"),
        ("word " * 700, "longest"),
    ],
)
def test_what_does_harm_or_a_platform_refuses_nobody_can_put_in(line: str, rule: str) -> None:
    world = waiting()
    piece = email(world)
    with pytest.raises(InvalidInput) as error:
        service(world).edit(piece, with_line(piece, line), "maria")
    assert rule in {one.code for one in error.value.faults}
    assert email(world).text == piece.text


def test_a_rejected_piece_is_neither_changed_nor_decided_again() -> None:
    world = waiting()
    rejected = service(world).decide(email(world), ContentDecision(approve=False), "maria")
    with pytest.raises(Conflict):
        service(world).edit(rejected, rejected.text, "maria")
    with pytest.raises(Conflict):
        service(world).decide(rejected, ContentDecision(approve=True), "maria")
