"""The report: who is in it, what it says, and that it is sent once."""

import json
import re
from datetime import timedelta

import pytest

from baton.campaigns.campaign import CampaignStatus, ReviewOutcome
from baton.campaigns.container import Campaigns
from baton.campaigns.report import CampaignReport, begun_at, report_key
from baton.campaigns.settings import CampaignSettings
from baton.core.contract import ULID_PATTERN
from baton.core.errors import Unavailable
from baton.core.settings import Settings
from baton.effects.effect import EffectKind, Purpose
from baton.effects.sender import ProviderUnavailable, Rejected
from baton.escalation.case import Decision, EscalationStatus, Verdict
from baton.runtime.report_mail import MailOutcome
from functions.campaigns.reporting.agent import CampaignReporter
from functions.campaigns.reporting.gathering import WITH_CHARTS, review_id_of
from functions.campaigns.reporting.models import ReportTask
from functions.campaigns.reporting.sentences import headline
from tests.chaos.verdict import about
from tests.fakes.platform.clock import NOON
from tests.fakes.platform.container import FakePlatform
from tests.fakes.platform.faults import Crash
from tests.unit.campaigns.reporting.campaigns import a_campaign, agreed_to


def kept(platform, result):
    return CampaignReport.model_validate_json(platform.files.kept[result.json_key])


def listed(platform, report_id=None, cursor=None):
    task = ReportTask(step="list", report_id=report_id, cursor=cursor)
    return CampaignReporter.assemble(platform).perform(task)


def test_every_running_campaign_is_listed_once_page_by_page(platform):
    running = {a_campaign(platform, f"c{number}").campaign_id for number in range(130)}
    a_campaign(platform, "over", status=CampaignStatus.ENDED)

    first = listed(platform)
    second = listed(platform, first.report_id, first.cursor)

    found = [one.campaign_id for page in (first, second) for one in page.reviews]
    assert (len(first.reviews), second.cursor) == (100, None)
    assert sorted(found) == sorted(running)
    assert second.report_id == first.report_id


def test_another_execution_goes_on_once_at_the_next_page_with_the_failures_so_far(platform):
    failures = [{"campaign_id": platform.new_id(), "error": "TimeoutError"}]
    given = {"report_id": platform.new_id(), "cursor": "next", "failures": failures}
    for _ in range(2):
        task = ReportTask.model_validate({"step": "go_on", **given})
        CampaignReporter.assemble(platform).perform(task)
    (started,) = platform.workflows.started
    assert (started.workflow, started.given) == ("scheduled_review", given)
    assert started.name.startswith(given["report_id"])


def test_a_listing_that_is_repeated_names_the_same_reviews(platform):
    a_campaign(platform)
    report_id = platform.new_id()

    once, again = listed(platform, report_id), listed(platform, report_id)

    assert once == again
    assert re.fullmatch(ULID_PATTERN, once.reviews[0].review_id)
    assert listed(platform).reviews[0].review_id != once.reviews[0].review_id


def test_a_review_id_belongs_to_one_campaign_and_one_report(platform):
    ids = [platform.new_id() for _ in range(40)]

    made = {review_id_of(report, campaign) for report in ids for campaign in ids}

    assert len(made) == len(ids) ** 2


def test_a_report_is_found_by_its_id_alone(platform):
    report_id = platform.new_id()

    assert begun_at(report_id) == NOON
    assert report_key(report_id, "html") == f"reports/2026-03-02/{report_id}.html"


def test_what_needs_a_person_comes_first(platform, report):
    a_campaign(platform, "fine", outcome=ReviewOutcome.HEALTHY)
    a_campaign(platform, "unknown", outcome=ReviewOutcome.NOT_ENOUGH_DATA)
    a_campaign(platform, "change", outcome=ReviewOutcome.PROPOSE_CHANGE)
    failed = a_campaign(platform, "failed", outcome=ReviewOutcome.HEALTHY)
    a_campaign(platform, "ask", outcome=ReviewOutcome.ASK_PERSON)

    result = report(failures=[failed.campaign_id])

    names = [one.name for one in kept(platform, result).campaigns]
    assert names == ["ask", "failed", "change", "unknown", "fine"]
    assert (result.campaigns, result.failed, result.asked) == (5, 1, 1)


def test_one_campaigns_failure_is_told_and_its_last_review_stays_readable(platform, report):
    failed = a_campaign(platform, "Spring", outcome=ReviewOutcome.HEALTHY)

    result = report(failures=[failed.campaign_id])

    page = platform.files.kept[result.html_key].decode()
    assert "review was not completed (States.Timeout)" in page
    assert "The figures below are from the review of Mon 2 Mar 2026, 13:00." in page


def test_a_decided_case_asks_nobody_and_the_decision_is_in_the_report(platform, report):
    campaign = a_campaign(platform, outcome=ReviewOutcome.ASK_PERSON)
    case = platform.escalations.get(campaign.last_review.escalation_id)
    decision = Decision(verdict=Verdict.REFUSE, decided_by="Grace", at=NOON)
    changes = {"version": 2, "status": EscalationStatus.DECIDED, "decision": decision}
    with platform.transactions.begin() as unit:
        platform.escalations.replace(case.model_copy(update=changes), unit)

    result = report()

    assert result.asked == 0
    page = platform.files.kept[result.html_key].decode()
    taken = page.split("Decisions taken")[1].split("<h2>")[0]
    assert "Grace turned this down on Mon 2 Mar 2026" in taken
    assert ">Decided</span>" in page
    assert ">Decide</a>" not in page


def test_a_reminder_and_an_expiry_are_told(platform, report):
    campaign = a_campaign(platform, outcome=ReviewOutcome.ASK_PERSON)
    case = platform.escalations.get(campaign.last_review.escalation_id)
    reminded = case.model_copy(update={"version": 2, "reminded_at": NOON + timedelta(days=6)})
    with platform.transactions.begin() as unit:
        platform.escalations.replace(reminded, unit)
    assert "A reminder went out on Sun 8 Mar 2026" in (
        platform.files.kept[report().html_key].decode()
    )
    expired = reminded.model_copy(update={"version": 3, "status": EscalationStatus.EXPIRED})
    with platform.transactions.begin() as unit:
        platform.escalations.replace(expired, unit)

    result = report()

    assert result.asked == 0
    assert "so nothing was changed" in platform.files.kept[result.html_key].decode()


def test_changes_agreed_to_are_named_with_who_agreed(platform, report):
    agreed_to(platform, a_campaign(platform, outcome=ReviewOutcome.PROPOSE_CHANGE))

    page = platform.files.kept[report().html_key].decode()

    assert "Lower the bids by 15 %. Approved by Grace on Sat 28 Feb 2026" in page


def test_without_campaigns_there_is_still_a_report(platform, report):
    result = report()

    assert result.campaigns == 0
    assert "No campaign is running" in platform.files.kept[result.html_key].decode()
    assert result.mail is MailOutcome.SENT


def test_of_many_campaigns_the_most_urgent_have_charts_and_all_are_in_the_table(platform, report):
    for number in range(WITH_CHARTS + 3):
        a_campaign(platform, f"c{number:03}", outcome=ReviewOutcome.HEALTHY)

    result = report()

    page = platform.files.kept[result.html_key].decode()
    assert page.count("<section") == WITH_CHARTS
    assert page.count('<td class="name">') == WITH_CHARTS + 3
    assert len(page) < 2_000_000


def test_the_judge_of_storms_tells_one_reports_mail_from_anothers(platform, report):
    result = report()
    ((_, mail),) = platform.internal_mail.taken
    taken = {"To": [mail.recipient], "Subject": mail.subject, "BodyHtml": mail.html}
    assert result.html_key.rpartition("/")[2].removesuffix(".html") in about(taken)


def test_the_mail_has_words_a_light_page_and_the_report(platform, report):
    a_campaign(platform, "Spring", outcome=ReviewOutcome.ASK_PERSON)

    result = report()

    ((_, mail),) = platform.internal_mail.taken
    assert (mail.recipient, *mail.also) == ("ada@example.com", "grace@example.com")
    assert mail.subject == "Campaign report, 2 Mar 2026: 1 to decide"
    assert "https://api.baton.example/docs#/escalations/decide_escalation" in mail.text
    assert "<svg" not in mail.html
    (attached,) = mail.attachments.values()
    assert attached == platform.files.kept[result.html_key].decode()
    assert "<svg" in attached


def test_without_sender_or_recipients_nothing_is_sent_and_the_result_says_so(report):
    silent = FakePlatform(Settings(intake_bucket="intake", report_sender="baton@example.com"))

    result = report(on=silent)

    assert result.mail is MailOutcome.NOBODY_TO_SEND_TO
    assert "report_recipients" in result.mail_text
    assert silent.internal_mail.taken == []
    assert silent.effects.all() == []


def test_the_same_report_is_sent_once_to_the_same_people(platform, report):
    report_id = platform.new_id()

    first, again = report(report_id), report(report_id)

    assert first == again
    assert first.mail is MailOutcome.SENT
    (effect,) = platform.effects.all()
    assert effect.effect_id.startswith(f"report.{report_id}.")
    assert (effect.kind, effect.purpose) == (EffectKind.NOTICE, Purpose.INTERNAL)
    assert platform.internal_mail.keys == [effect.effect_id]
    platform.area_settings[Campaigns] = CampaignSettings(report_recipients="lin@example.com")
    report(report_id)
    assert len(set(platform.internal_mail.keys)) == 2


def test_two_reports_in_a_minute_are_both_sent(platform, report):
    assert {report().mail for _ in range(2)} == {MailOutcome.SENT}
    assert len(platform.internal_mail.taken) == 2


def test_a_mail_that_was_not_taken_is_sent_by_a_later_attempt(platform, report):
    report_id = platform.new_id()
    platform.faults.fail("internal_mail.carry_out", ProviderUnavailable("busy"), times=1)

    for _ in range(2):
        with pytest.raises(ProviderUnavailable, match="busy"):
            report(report_id)
    platform.clock.advance(61)

    assert report(report_id).mail is MailOutcome.SENT
    assert len(platform.internal_mail.taken) == 1


def test_a_refused_mail_does_not_cost_the_report(platform, report):
    platform.faults.fail("internal_mail.carry_out", Rejected("not verified"))

    result = report()

    assert (result.mail, result.mail_text) == (MailOutcome.REFUSED, "not verified")
    assert result.html_key in platform.files.kept


def test_a_mail_of_which_nothing_is_known_is_not_sent_again(platform, report):
    report_id = platform.new_id()
    platform.faults.fail("internal_mail.carry_out", Unavailable("no answer"), times=1, after=True)

    for _ in range(3):
        assert report(report_id).mail is MailOutcome.UNKNOWN
        platform.clock.advance(400)
    assert len(platform.internal_mail.taken) == 1


@pytest.mark.parametrize("after", [False, True])
def test_a_crash_at_any_point_leaves_a_report_that_is_made_anew_and_no_second_mail(after):
    def made():
        platform = FakePlatform(Settings(intake_bucket="intake", report_sender="b@example.com"))
        platform.area_settings[Campaigns] = CampaignSettings(report_recipients="a@example.com")
        a_campaign(platform, outcome=ReviewOutcome.ASK_PERSON)
        return platform

    def run(platform, report_id):
        task = ReportTask(step="report", report_id=report_id)
        return CampaignReporter.assemble(platform).perform(task)

    whole = made()
    before = len(whole.faults.calls)
    run(whole, whole.new_id())
    calls = whole.faults.calls[before:]
    reserving, sending = calls.index("effects.find"), calls.index("internal_mail.carry_out")
    assert 0 < reserving < sending < len(calls) - 1
    for number in range(len(calls)):
        platform = made()
        report_id = platform.new_id()
        platform.faults.crash_at(before + number + 1, after=after)
        with pytest.raises(Crash):
            run(platform, report_id)

        result = run(platform.restarted(), report_id)

        assert kept(platform, result).campaigns
        taken = len(platform.internal_mail.taken)
        if number + after < sending - 1 or (number == len(calls) - 1 and after):
            assert (result.mail, taken) == (MailOutcome.SENT, 1)
        else:
            assert taken <= 1
            assert result.mail in (MailOutcome.SENT, MailOutcome.UNKNOWN)


def test_the_json_is_the_report_whole(platform, report):
    a_campaign(platform, outcome=ReviewOutcome.PROPOSE_CHANGE)

    result = report()

    document = json.loads(platform.files.kept[result.json_key])
    assert document["status"] == "ready"
    assert document["time_zone"] == "Europe/Berlin"
    assert len(document["campaigns"][0]["days"]) == 27


def test_what_is_so_of_every_campaign_is_said_of_all(platform, report):
    a_campaign(platform, outcome=ReviewOutcome.HEALTHY)
    only = kept(platform, report())
    a_campaign(platform, "Summer", outcome=ReviewOutcome.HEALTHY)
    both = kept(platform, report())
    assert headline(only) == "The only running campaign is doing well."
    assert headline(both) == "All 2 running campaigns are doing well."
